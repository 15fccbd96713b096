import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOSTILE_MODULES } from '../../git/hostile.kit.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
let head: string
const at = { owner: 'alice', repo: 'data' }
beforeAll(async () => {
  github = await testGithub()
  head = await github.repository('data', { 'README.md': '# data\n', 'src/a.ts': 'export {}\n', 'src/b.ts': 'let b\n' })
})
afterAll(() => github[Symbol.asyncDispose]())

test('a commit is made of blobs and a tree, and a branch is put on it', async () => {
  const { git } = github.alice.rest
  const blob = await git.createBlob({ ...at, content: Buffer.from('binary \0').toString('base64'), encoding: 'base64' })
  expect((await git.getBlob({ ...at, file_sha: blob.data.sha })).data).toMatchObject({ size: 8, encoding: 'base64' })
  const tree = await git.createTree({
    ...at,
    base_tree: head,
    tree: [
      { path: 'bin/data', mode: '100755', type: 'blob', sha: blob.data.sha },
      { path: 'src/a.ts', mode: '100644', type: 'blob', content: 'export const a = 1\n' },
      { path: 'src/b.ts', mode: '100644', type: 'blob', sha: null },
    ],
  })
  const whole = await git.getTree({ ...at, tree_sha: tree.data.sha, recursive: '1' })
  expect(whole.data.tree.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    '100644 README.md',
    '040000 bin',
    '100755 bin/data',
    '040000 src',
    '100644 src/a.ts',
  ])
  const author = { name: 'Alice', email: 'alice@example.com', date: '2026-01-02T03:04:05Z' }
  const commit = await git.createCommit({
    ...at,
    message: 'Made by hand',
    tree: tree.data.sha,
    parents: [head],
    author,
  })
  expect(commit.data).toMatchObject({ author, committer: author, parents: [{ sha: head }] })
  await git.createRef({ ...at, ref: 'refs/heads/made', sha: commit.data.sha })
  expect((await git.getRef({ ...at, ref: 'heads/made' })).data.object).toMatchObject({
    sha: commit.data.sha,
    type: 'commit',
  })
  const { items } = await github.app.api('GET', '/projects/alice/data/commits?ref=made')
  expect(items.map(({ message }: { message: string }) => message)).toEqual(['Made by hand', 'first'])
})

test('a ref moves forward, and backward only by force', async () => {
  const { git } = github.alice.rest
  const { data: parent } = await git.getCommit({ ...at, commit_sha: head })
  const next = await git.createCommit({ ...at, message: 'next', tree: parent.tree.sha, parents: [head] })
  await git.createRef({ ...at, ref: 'refs/heads/moves', sha: head })
  await git.updateRef({ ...at, ref: 'heads/moves', sha: next.data.sha })
  await expect(git.updateRef({ ...at, ref: 'heads/moves', sha: head })).rejects.toMatchObject({ status: 422 })
  await git.updateRef({ ...at, ref: 'heads/moves', sha: head, force: true })
  expect((await git.listMatchingRefs({ ...at, ref: 'heads/mov' })).data).toHaveLength(1)
  await git.deleteRef({ ...at, ref: 'heads/moves' })
  await expect(git.getRef({ ...at, ref: 'heads/moves' })).rejects.toMatchObject({ status: 404 })
  await expect(git.deleteRef({ ...at, ref: 'heads/moves' })).rejects.toMatchObject({ status: 422 })
})

test('an annotated tag says who made it', async () => {
  const { git } = github.alice.rest
  const tag = await git.createTag({ ...at, tag: 'v1.0.0', message: 'One', object: head, type: 'commit' })
  await git.createRef({ ...at, ref: 'refs/tags/v1.0.0', sha: tag.data.sha })
  const read = await git.getTag({ ...at, tag_sha: tag.data.sha })
  expect(read.data).toMatchObject({ tag: 'v1.0.0', message: 'One', object: { sha: head, type: 'commit' } })
  expect(read.data.tagger.email).toMatch(/\+alice@users\.noreply/)
  const { data } = await github.alice.rest.repos.listTags(at)
  expect(data).toMatchObject([{ name: 'v1.0.0', commit: { sha: head } }])
})

test.each([
  ['../outside'],
  ['.git/config'],
  ['a/.GIT/hooks/post-checkout'],
  ['a/git~1/config'],
  ['/etc/passwd'],
  ['a//b'],
  ['a/./b'],
  ['.g\u200cit/config'],
])('no tree holds %s', async (path) => {
  await expect(
    github.alice.rest.git.createTree({ ...at, tree: [{ path, mode: '100644', content: 'x' }] }),
  ).rejects.toMatchObject({ status: 422 })
})

test.each([
  ['refs/heads/a..b'],
  ['refs/heads/-d'],
  ['refs/heads/a.lock'],
  ['heads/main'],
  ['refs/pull/1/head'],
  ['refs/devflow/x'],
  ['refs/heads/a b'],
])('no ref is called %s', async (ref) => {
  await expect(github.alice.rest.git.createRef({ ...at, ref, sha: head })).rejects.toMatchObject({
    status: expect.toSatisfy((status: number) => status === 422 || status === 403),
  })
})

test('an object that is not there, or is another kind, is refused', async () => {
  const { git } = github.alice.rest
  const nothing = '1'.repeat(40)
  await expect(git.getCommit({ ...at, commit_sha: nothing })).rejects.toMatchObject({ status: 404 })
  await expect(git.getBlob({ ...at, file_sha: head })).rejects.toMatchObject({ status: 404 })
  await expect(git.createCommit({ ...at, message: 'x', tree: head })).rejects.toMatchObject({ status: 422 })
  await expect(git.createRef({ ...at, ref: 'refs/heads/none', sha: nothing })).rejects.toMatchObject({ status: 422 })
})

test('a token that may only read writes nothing, and bob sees nothing', async () => {
  const { token } = await github.app.api('POST', '/tokens', { name: 'reader', permissions: ['*:read'] })
  const reader = github.octokit(token).rest.git
  await reader.getCommit({ ...at, commit_sha: head })
  await expect(reader.createBlob({ ...at, content: 'x' })).rejects.toMatchObject({ status: 403 })
  await expect(reader.createRef({ ...at, ref: 'refs/heads/reader', sha: head })).rejects.toMatchObject({ status: 403 })
  await expect(github.bob.rest.git.getCommit({ ...at, commit_sha: head })).rejects.toMatchObject({ status: 404 })
})

test('a NUL is in no name of a file or ref', async () => {
  const { git } = github.alice.rest
  const file = { path: 'a\0b', mode: '100644', type: 'blob', content: 'x' } as const
  await expect(git.createTree({ ...at, tree: [file] })).rejects.toMatchObject({ status: 422 })
  const ref = { ...at, ref: 'refs/heads/a\0b', sha: head }
  await expect(git.createRef(ref)).rejects.toMatchObject({ status: 422 })
})

test.each(HOSTILE_MODULES)(
  'a .gitmodules with %s gets no branch through contents or git data',
  async (_what, content) => {
    const { git, repos } = github.alice.rest
    const file = { ...at, path: '.gitmodules', message: 'x', branch: 'main' }
    await expect(
      repos.createOrUpdateFileContents({ ...file, content: Buffer.from(content).toString('base64') }),
    ).rejects.toMatchObject({ status: 422 })
    const tree = [{ path: '.gitmodules', mode: '100644', type: 'blob', content }] as const
    const made = await git.createTree({ ...at, tree: [...tree] })
    const commit = await git.createCommit({ ...at, message: 'x', tree: made.data.sha, parents: [] })
    await expect(git.createRef({ ...at, ref: 'refs/heads/hostile', sha: commit.data.sha })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('.gitmodules is refused, because'),
    })
    expect((await git.listMatchingRefs({ ...at, ref: 'heads/hostile' })).data).toEqual([])
  },
)

test('an ordinary .gitmodules is taken', async () => {
  const content = '[submodule "lib"]\n\tpath = vendor/lib\n\turl = https://example.com/lib.git\n'
  const { status } = await github.alice.rest.repos.createOrUpdateFileContents({
    ...at,
    path: '.gitmodules',
    message: 'a module',
    branch: 'main',
    content: Buffer.from(content).toString('base64'),
  })
  expect(status).toBe(201)
})
