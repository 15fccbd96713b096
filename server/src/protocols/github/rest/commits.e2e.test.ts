import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
const at = { owner: 'alice', repo: 'history' }
beforeAll(async () => {
  github = await testGithub()
  await github.repository('history')
  await github.alice.rest.repos.createOrUpdateFileContents({ ...at, ...file('a.txt', 'second') })
  const { data } = await github.alice.rest.git.getRef({ ...at, ref: 'heads/main' })
  await github.alice.rest.git.createRef({ ...at, ref: 'refs/heads/topic', sha: data.object.sha })
  for (const name of ['b.txt', 'c.txt'])
    await github.alice.rest.repos.createOrUpdateFileContents({ ...at, ...file(name, `add ${name}`), branch: 'topic' })
})
afterAll(() => github[Symbol.asyncDispose]())

function file(path: string, message: string) {
  return { path, message, content: Buffer.from(`${path}\n`).toString('base64') }
}

test('commits are listed by branch, path and author, and paged', async () => {
  const { repos } = github.alice.rest
  const all = await github.alice.paginate(repos.listCommits, { ...at, sha: 'topic', per_page: 2 })
  expect(all.map(({ commit }) => commit.message)).toEqual(['add c.txt', 'add b.txt', 'second', 'first'])
  expect(all[0]!.author).toMatchObject({ login: 'alice' })
  expect((await repos.listCommits({ ...at, sha: 'topic', path: 'b.txt' })).data).toHaveLength(1)
  expect((await repos.listCommits({ ...at, author: 'alice@example.com' })).data).toHaveLength(1)
  expect((await repos.listCommits({ ...at, since: '2090-01-01T00:00:00Z' })).data).toEqual([])
})

test('a commit shows its changes, as JSON, as a diff and as a patch', async () => {
  const { data } = await github.alice.rest.repos.getCommit({ ...at, ref: 'topic' })
  expect(data).toMatchObject({ stats: { additions: 1, total: 1 }, files: [{ filename: 'c.txt', status: 'added' }] })
  const as = async (form: string) =>
    (
      await github.request('GET', '/repos/alice/history/commits/topic', {
        headers: { accept: `application/vnd.github.${form}` },
      })
    ).body
  expect(await as('diff')).toMatch(/^diff --git a\/c\.txt/)
  expect(await as('patch')).toContain('Subject: [PATCH] add c.txt')
  expect(await as('sha')).toBe(data.sha)
})

test('two branches are compared from where they parted', async () => {
  const { data } = await github.alice.rest.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...topic' })
  expect(data).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0, total_commits: 2 })
  expect(data.commits.map(({ commit }) => commit.message)).toEqual(['add b.txt', 'add c.txt'])
  const { data: same } = await github.alice.rest.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...main' })
  expect(same.status).toBe('identical')
})

test('a branch is shown, renamed and merged', async () => {
  const { repos } = github.alice.rest
  expect((await repos.getBranch({ ...at, branch: 'topic' })).data).toMatchObject({ name: 'topic', protected: false })
  await repos.renameBranch({ ...at, branch: 'topic', new_name: 'theme/new' })
  const merged = await repos.merge({ ...at, base: 'main', head: 'theme/new' })
  expect(merged.data.parents).toHaveLength(2)
  expect((await repos.merge({ ...at, base: 'main', head: 'theme/new' })).status).toBe(204)
  expect((await repos.listBranches(at)).data.map(({ name }) => name)).toEqual(['main', 'theme/new'])
  await expect(repos.getBranch({ ...at, branch: 'topic' })).rejects.toMatchObject({ status: 404 })
})

test('what is no ref is not found, and the neighbour finds nothing', async () => {
  const { repos } = github.alice.rest
  for (const ref of ['--help', 'nothing', '../x', `${'0'.repeat(40)}`])
    await expect(repos.getCommit({ ...at, ref })).rejects.toMatchObject({ status: 404 })
  await expect(repos.compareCommitsWithBasehead({ ...at, basehead: 'main' })).rejects.toMatchObject({ status: 404 })
  await expect(github.bob.rest.repos.listCommits(at)).rejects.toMatchObject({ status: 404 })
})
