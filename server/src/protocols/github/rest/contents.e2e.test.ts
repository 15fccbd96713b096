import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
const at = { owner: 'alice', repo: 'files' }
beforeAll(async () => {
  github = await testGithub()
  await github.repository('files', { 'README.md': '# files\n', 'src/a.ts': 'let a\n' })
})
afterAll(() => github[Symbol.asyncDispose]())

const base64 = (text: string) => Buffer.from(text).toString('base64')

test('a file is created, read, replaced and removed', async () => {
  const { repos } = github.alice.rest
  const path = 'docs/notes on ünïcode.md'
  const made = await repos.createOrUpdateFileContents({ ...at, path, message: 'Add', content: base64('one\n') })
  expect(made.status).toBe(201)
  const read = await repos.getContent({ ...at, path })
  expect(read.data).toMatchObject({ type: 'file', content: `${base64('one\n')}\n`, sha: made.data.content!.sha })
  const sha = made.data.content!.sha!
  const changed = await repos.createOrUpdateFileContents({
    ...at,
    path,
    message: 'Change',
    content: base64('two\n'),
    sha,
  })
  expect(changed.data.commit.parents).toMatchObject([{ sha: made.data.commit.sha }])
  await expect(
    repos.createOrUpdateFileContents({ ...at, path, message: 'Stale', content: base64('three\n'), sha }),
  ).rejects.toMatchObject({ status: 409 })
  await expect(
    repos.createOrUpdateFileContents({ ...at, path, message: 'Blind', content: base64('three\n') }),
  ).rejects.toMatchObject({ status: 422 })
  await repos.deleteFile({ ...at, path, message: 'Remove', sha: changed.data.content!.sha! })
  await expect(repos.getContent({ ...at, path })).rejects.toMatchObject({ status: 404 })
})

test('folders are listed, raw content is the file itself, and the README is found', async () => {
  const { repos } = github.alice.rest
  const { data } = await repos.getContent({ ...at, path: '' })
  expect((data as { name: string; type: string }[]).map(({ name, type }) => `${type} ${name}`)).toEqual(
    expect.arrayContaining(['dir src', 'file README.md']),
  )
  expect((await repos.getReadme(at)).data).toMatchObject({ path: 'README.md' })
  const raw = await github.request('GET', '/repos/alice/files/contents/src/a.ts', {
    headers: { accept: 'application/vnd.github.raw+json' },
  })
  expect(raw.body).toBe('let a\n')
})

test('of two who write at once one wins and one is told', async () => {
  const { repos } = github.alice.rest
  const write = (text: string) =>
    repos.createOrUpdateFileContents({ ...at, path: `race-${text}.txt`, message: text, content: base64(text) })
  const ended = await Promise.allSettled(['a', 'b', 'c', 'd'].map(write))
  const won = ended.filter(({ status }) => status === 'fulfilled').length
  expect(won).toBeGreaterThan(0)
  for (const end of ended) if (end.status === 'rejected') expect(end.reason).toMatchObject({ status: 409 })
  const { items } = await github.app.api('GET', '/projects/alice/files/tree')
  expect(items.filter(({ name }: { name: string }) => name.startsWith('race-'))).toHaveLength(won)
})

test('a protected branch takes no commit that its rule refuses', async () => {
  await github.app.api('POST', '/projects', { owner: 'alice', name: 'kept' })
  const kept = { owner: 'alice', repo: 'kept' }
  const { repos } = github.alice.rest
  await repos.createOrUpdateFileContents({ ...kept, path: 'a.txt', message: 'first', content: base64('a') })
  await expect(
    repos.createOrUpdateFileContents({ ...kept, path: 'b.txt', message: 'second', content: base64('b') }),
  ).rejects.toMatchObject({ status: 403, message: expect.stringContaining('pull requests') })
})

test.each(['../up', '.git/config', 'a/../../b'])('nothing is written at %s', async (path) => {
  const { status } = await github.request('PUT', `/repos/alice/files/contents/${encodeURIComponent(path)}`, {
    body: { message: 'x', content: base64('x') },
  })
  expect([404, 422]).toContain(status)
})

test('a path with a NUL, or content that is no base64, is refused', async () => {
  const { status } = await github.request('PUT', '/repos/alice/files/contents/a%00b', {
    body: { message: 'x', content: base64('x') },
  })
  expect(status).toBe(422)
  const { repos } = github.alice.rest
  await expect(
    repos.createOrUpdateFileContents({ ...at, path: 'c.txt', message: 'x', content: '***' }),
  ).rejects.toMatchObject({ status: 422 })
})

test('the mistakes of a CODEOWNERS file are listed with their places, and where there is none that is said', async () => {
  const at = { owner: 'alice', repo: 'owned' }
  await github.repository('owned', { 'docs/CODEOWNERS': '* @alice\nsrc nobody\n', 'a.txt': 'a\n' })
  const { data } = await github.alice.rest.repos.codeownersErrors(at)
  expect(data.errors).toEqual([
    {
      path: 'docs/CODEOWNERS',
      line: 2,
      column: 5,
      kind: 'Invalid owner',
      source: 'src nobody',
      suggestion: null,
      message: 'nobody is no owner; write @login, @owner/team or a mail address.',
    },
  ])
  await github.repository('unowned', { 'a.txt': 'a\n' })
  for (const other of [{ repo: 'unowned' }, { ref: 'no-such-branch' }, { ref: '--output=x' }])
    await expect(github.alice.rest.repos.codeownersErrors({ ...at, ...other })).rejects.toMatchObject({ status: 404 })
  await expect(github.bob.rest.repos.codeownersErrors(at)).rejects.toMatchObject({ status: 404 })
})
