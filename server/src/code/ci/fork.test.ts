import { expect, test } from 'vitest'
import type { Actor } from '#kernel'
import { SECRET, testCi, workflow } from './ci.kit.ts'
import { isFromFork } from './github-context.ts'

test('a run of a pull request from a fork sees no secret, and one of a branch does', async () => {
  await using server = await testCi()
  const { kernel, identity, projects, forks, pulls, git, address, actor } = server
  const job = `jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env:
          KEY: \${{ secrets.KEY }}
        run: echo "\${#KEY} characters, head in \${{ github.event.pull_request.head.repo.full_name }}"`
  await server.push(workflow(job, 'pull_request'))
  await kernel.call(projects.verbs.update, { ...address, visibility: 'public' }, { actor })
  const { secret } = await kernel.db.system(async (tx) => {
    const user = await identity.createUser(tx, { login: 'bob', name: 'Bob', serverAdmin: false })
    return identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'test', permissions: ['*'] })
  })
  const outsider: Actor = (await identity.authenticate(secret))!
  const fork = await kernel.call(forks.verbs.create, address, { actor: outsider })
  const author = { name: 'bob', email: 'bob@example.com' }
  const change = { branch: 'topic', files: { 'c.txt': 'c' }, message: 'from outside', author, actor: outsider }
  await git.createBranch(fork.id, { branch: 'topic', from: 'main', actor: outsider })
  const foreign = await git.importFiles(fork.id, change)
  await kernel.call(pulls.verbs.create, { ...address, title: 'c', head: 'bob:topic' }, { actor: outsider })
  const [run] = await server.completed(foreign)
  expect(run).toMatchObject({ event: 'pull_request', conclusion: 'success' })
  expect(await server.log(run!.jobs[0]!.log)).toContain('0 characters, head in bob/app')
  // A new head is a new event, which must not forget where it comes from.
  const next = await git.importFiles(fork.id, { ...change, files: { 'd.txt': 'd' } })
  expect(await server.log((await server.completed(next))[0]!.jobs[0]!.log)).toContain('0 characters, head in bob/app')

  await git.createBranch(server.project.id, { branch: 'inside', from: 'main', actor })
  const own = await server.push({ 'e.txt': 'e' }, { branch: 'inside' })
  await kernel.call(pulls.verbs.create, { ...address, title: 'e', head: 'inside' }, { actor })
  const log = await server.log((await server.completed(own))[0]!.jobs[0]!.log)
  expect(log).toContain(`${SECRET.length} characters, head in alice/app`)
})

test('what is no pull request is from no fork', () => {
  expect(isFromFork({})).toBe(false)
  expect(isFromFork({ event: { pull_request: { head: { repo: { fork: false } } } } })).toBe(false)
  expect(isFromFork({ event: { pull_request: { head: { repo: { fork: true } } } } })).toBe(true)
})
