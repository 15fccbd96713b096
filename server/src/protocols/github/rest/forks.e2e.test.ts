import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitClient } from '../../git/git.kit.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

const author = { name: 'bob', email: 'bob@example.com' }

/** bob pushes to a repository of his. */
async function push(name: string, branch: string, files: Record<string, string>) {
  const { kernel, modules, bob } = github.app
  const { id } = (await kernel.db.system((tx) => modules.projects.find(tx, { owner: 'bob', name })))!
  await modules.git.createBranch(id, { branch, from: 'main', actor: bob }).catch(() => undefined)
  return modules.git.importFiles(id, { branch, files, message: `on ${branch}`, author, actor: bob })
}

test('bob forks a public repository of alice, opens a pull request from it, and its head follows his pushes', async () => {
  const first = await github.repository('shop', { 'a.txt': 'a\n' }, 'public')
  const { alice, bob } = github
  const at = { owner: 'alice', repo: 'shop' }
  const { data: fork, status } = await bob.rest.repos.createFork(at)
  expect(status).toBe(202)
  expect(fork).toMatchObject({ full_name: 'bob/shop', fork: true, private: false, owner: { login: 'bob' } })
  expect((await bob.rest.repos.createFork(at)).data.id).toBe(fork.id)
  expect((await bob.rest.repos.getBranch({ owner: 'bob', repo: 'shop', branch: 'main' })).data.commit.sha).toBe(first)
  expect((await alice.rest.repos.listForks(at)).data.map(({ full_name }) => full_name)).toEqual(['bob/shop'])

  const head = await push('shop', 'topic', { 'b.txt': 'b\n' })
  await expect(bob.rest.pulls.create({ ...at, title: 'x', head: 'topic', base: 'main' })).rejects.toMatchObject({
    status: 422,
  })
  const { data: pull } = await bob.rest.pulls.create({ ...at, title: 'Add b', head: 'bob:topic', base: 'main' })
  expect(pull).toMatchObject({
    head: { label: 'bob:topic', sha: head, repo: { full_name: 'bob/shop' }, user: { login: 'bob' } },
    base: { label: 'alice:main', repo: { full_name: 'alice/shop' } },
    commits: 1,
    author_association: 'NONE',
  })
  const on = { ...at, pull_number: pull.number }
  const listed = async (who: string) => (await alice.rest.pulls.list({ ...at, head: who })).data.length
  expect([await listed('bob:topic'), await listed('alice:topic')]).toEqual([1, 0])
  expect((await alice.rest.pulls.listFiles(on)).data.map(({ filename }) => filename)).toEqual(['b.txt'])
  const next = await push('shop', 'topic', { 'c.txt': 'c\n' })
  await expect.poll(async () => (await alice.rest.pulls.get(on)).data.head.sha).toBe(next)
  await expect(bob.rest.pulls.merge({ ...on, sha: next })).rejects.toMatchObject({ status: 403 })
  await expect(alice.rest.pulls.updateBranch(on)).rejects.toMatchObject({ status: expect.any(Number) })
  const { data: merged } = await alice.rest.pulls.merge({ ...on, sha: next })
  const { data: commit } = await alice.rest.repos.getCommit({ ...at, ref: merged.sha })
  expect(commit.commit.message).toBe('Merge pull request #1 from bob/topic\n\nAdd b')
})

test('a fork is brought up to date, forward or by a merge, and contradictions are named', async () => {
  await github.repository('lib', { 'a.txt': 'a\n' }, 'public')
  const { bob } = github
  const { data: fork } = await bob.rest.repos.createFork({ owner: 'alice', repo: 'lib', default_branch_only: true })
  expect(fork.full_name).toBe('bob/lib')
  const { kernel, modules } = github.app
  const { id } = (await kernel.db.system((tx) => modules.projects.find(tx, { owner: 'alice', name: 'lib' })))!
  const upstream = (files: Record<string, string>) =>
    modules.git.importFiles(id, { branch: 'main', files, message: 'upstream', author })
  const sync = async () => (await bob.rest.repos.mergeUpstream({ owner: 'bob', repo: 'lib', branch: 'main' })).data
  expect(await sync()).toMatchObject({ merge_type: 'none', base_branch: 'alice:main' })
  await upstream({ 'b.txt': 'b\n' })
  expect(await sync()).toMatchObject({ merge_type: 'fast-forward' })
  await push('lib', 'main', { 'mine.txt': 'x\n' })
  await upstream({ 'c.txt': 'c\n' })
  expect(await sync()).toMatchObject({ merge_type: 'merge' })
  await push('lib', 'main', { 'c.txt': 'mine\n' })
  await upstream({ 'c.txt': 'theirs\n' })
  await expect(sync()).rejects.toMatchObject({ status: 409 })
  await expect(bob.rest.repos.mergeUpstream({ owner: 'bob', repo: 'lib', branch: 'none' })).rejects.toMatchObject({
    status: 409,
  })
})

test('a private repository is forked by those who may read it, and what they make stays private', async () => {
  await github.repository('secret', { 'plan.txt': 'plan\n' })
  const { alice, bob, app } = github
  const at = { owner: 'alice', repo: 'secret' }
  await expect(bob.rest.repos.createFork(at)).rejects.toMatchObject({ status: 404 })
  await expect(bob.rest.repos.listForks(at)).rejects.toMatchObject({ status: 404 })
  await app.api('PUT', '/projects/alice/secret/collaborators/bob', { role: 'read' })
  expect((await bob.rest.repos.createFork(at)).data).toMatchObject({ full_name: 'bob/secret', private: true })
  await expect(app.api('PATCH', '/projects/bob/secret', { visibility: 'public' }, app.bobToken)).rejects.toMatchObject({
    status: 403,
  })
  await expect(github.nobody.rest.repos.get({ owner: 'bob', repo: 'secret' })).rejects.toMatchObject({ status: 401 })
  // alice does not see what bob has made of it.
  expect((await alice.rest.repos.listForks(at)).data).toEqual([])
  await expect(alice.rest.repos.createFork(at)).rejects.toMatchObject({ status: 409 })
  const { data: renamed } = await alice.rest.repos.createFork({ ...at, name: 'second' })
  expect(renamed).toMatchObject({ full_name: 'alice/second', private: true })
})

test('a fork outlives its parent, and a pull request its fork', async () => {
  await github.repository('parent', { 'a.txt': 'a\n' }, 'public')
  const { alice, bob, app } = github
  const at = { owner: 'alice', repo: 'parent' }
  await bob.rest.repos.createFork(at)
  const head = await push('parent', 'topic', { 'b.txt': 'b\n' })
  const { data: pull } = await bob.rest.pulls.create({ ...at, title: 't', head: 'bob:topic', base: 'main' })
  await app.api('DELETE', '/projects/bob/parent', { confirm: 'bob/parent' }, app.bobToken)
  const on = { ...at, pull_number: pull.number }
  await expect.poll(async () => (await github.request('GET', '/repos/alice/parent/pulls/1/files')).status).toBe(200)
  const { data: merged } = await alice.rest.pulls.merge({ ...on, sha: head })
  expect(merged.merged).toBe(true)
  await bob.rest.repos.createFork({ ...at, name: 'heir' })
  await app.api('DELETE', '/projects/alice/parent', { confirm: 'alice/parent' })
  await expect
    .poll(async () => (await bob.rest.repos.getBranch({ owner: 'bob', repo: 'heir', branch: 'main' })).data.commit.sha)
    .toBe(merged.sha)
})

test('the maintainers of the base push to the head in a fork while its author lets them, and to nothing else there', async () => {
  await github.repository('team', { 'a.txt': 'a\n' }, 'public')
  const { alice, bob, app } = github
  const at = { owner: 'alice', repo: 'team' }
  await bob.rest.repos.createFork(at)
  const head = await push('team', 'topic', { 'b.txt': 'b\n' })
  await push('team', 'other', { 'o.txt': 'o\n' })
  const { data: pull } = await bob.rest.pulls.create({ ...at, title: 'Add b', head: 'bob:topic', base: 'main' })
  expect(pull.maintainer_can_modify).toBe(true)
  const on = { ...at, pull_number: pull.number }

  await using client = await gitClient()
  const remote = `${app.url.replace('://', `://git:${app.token}@`)}/bob/team.git`
  await client.run('', 'clone', '-q', '-b', 'topic', remote, 'work')
  await client.run('work', 'commit', '-q', '--allow-empty', '-m', 'of a maintainer')
  const next = await client.run('work', 'rev-parse', 'HEAD')
  for (const target of ['topic:refs/heads/other', 'topic:refs/heads/fresh', 'topic:refs/tags/v1', ':topic']) {
    const refused = await client.attempt('work', 'push', '--force', 'origin', target)
    expect(refused.code, target).not.toBe(0)
    expect(refused.stderr, target).toContain('alice may push here to topic, because of a pull request')
  }
  await client.run('work', 'push', '-q', 'origin', 'topic')
  await expect.poll(async () => (await alice.rest.pulls.get(on)).data.head.sha, { timeout: 20_000 }).toBe(next)
  expect(next).not.toBe(head)

  // The branch is brought up to date, and a suggestion becomes a commit of it.
  const { id } = (await app.kernel.db.system((tx) => app.modules.projects.find(tx, { owner: 'alice', name: 'team' })))!
  await app.modules.git.importFiles(id, {
    branch: 'main',
    files: { 'm.txt': 'm' },
    message: 'm',
    author,
    actor: app.alice,
  })
  await alice.rest.pulls.updateBranch(on)
  const { data: updated } = await alice.rest.pulls.get(on)
  expect(updated.head.sha).not.toBe(next)
  const suggestion = { path: 'b.txt', line: 1, side: 'RIGHT', commit_id: updated.head.sha } as const
  await alice.rest.pulls.createReviewComment({ ...on, ...suggestion, body: '```suggestion\nbetter\n```' })
  const address = { owner: 'alice', name: 'team', number: pull.number }
  const { items } = await app.api('GET', `/projects/alice/team/pulls/${pull.number}/threads`)
  const { sha } = await app.kernel.call(
    app.modules.pulls.verbs.applySuggestions,
    { ...address, comments: [items[0].comments[0].id] },
    { actor: app.alice },
  )
  expect((await bob.rest.repos.getBranch({ owner: 'bob', repo: 'team', branch: 'topic' })).data.commit.sha).toBe(sha)

  // Who may not push to the base may not push here, and bob takes the permission back.
  await bob.rest.pulls.update({ ...on, maintainer_can_modify: false })
  await client.run('work', 'pull', '-q', '--ff-only')
  await client.run('work', 'commit', '-q', '--allow-empty', '-m', 'too late')
  expect((await client.attempt('work', 'push', 'origin', 'topic')).stderr).toContain('alice may not push to bob/team')
  await expect(alice.rest.pulls.updateBranch(on)).rejects.toMatchObject({ status: expect.any(Number) })
})

test('over GraphQL a head in a fork is named by its owner, by the id of the fork, or by both', async () => {
  await github.repository('named', { 'a.txt': 'a\n' }, 'public')
  const { data: fork } = await github.bob.rest.repos.createFork({ owner: 'alice', repo: 'named' })
  await push('named', 'one', { 'b.txt': 'b\n' })
  await push('named', 'two', { 'b.txt': 'b\n' })
  await push('named', 'three', { 'b.txt': 'b\n' })
  const { data: base } = await github.alice.rest.repos.get({ owner: 'alice', repo: 'named' })
  const ask = async (query: string, variables: object) => {
    const answer = await fetch(`${github.app.url}/api/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${github.app.bobToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return ((await answer.json()) as { data: Record<string, { pullRequest: { id: string } }> }).data
  }
  const open = async (input: object) => {
    const query = `mutation ($input: CreatePullRequestInput!) { createPullRequest(input: $input) { pullRequest {
      id headRefName maintainerCanModify headRepository { nameWithOwner } } } }`
    const variables = { input: { repositoryId: base.node_id, baseRefName: 'main', title: 'Add b', ...input } }
    return (await ask(query, variables)).createPullRequest!.pullRequest
  }
  const of = (headRefName: string, maintainerCanModify: boolean) =>
    expect.objectContaining({ headRefName, maintainerCanModify, headRepository: { nameWithOwner: 'bob/named' } })
  const first = await open({ headRefName: 'bob:one', maintainerCanModify: false })
  expect(first).toEqual(of('one', false))
  expect(await open({ headRefName: 'two', headRepositoryId: fork.node_id })).toEqual(of('two', true))
  expect(await open({ headRefName: 'bob:three', headRepositoryId: fork.node_id })).toEqual(of('three', true))
  const update = `mutation ($id: ID!) { updatePullRequest(input: { pullRequestId: $id, maintainerCanModify: true }) {
    pullRequest { maintainerCanModify } } }`
  expect(await ask(update, { id: first.id })).toEqual({
    updatePullRequest: { pullRequest: { maintainerCanModify: true } },
  })
})
