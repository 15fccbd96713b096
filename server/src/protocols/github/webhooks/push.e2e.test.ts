import { afterAll, beforeAll, expect, test } from 'vitest'
import { ZERO } from '#git'
import { type TestWebhooks, testWebhooks } from './webhooks.kit.ts'

let kit: TestWebhooks
let project: { id: string }
const author = { name: 'Alice', email: 'alice@example.com' }

beforeAll(async () => {
  kit = await testWebhooks()
  await kit.github.repository('pushed', { 'a.txt': 'a\n', 'gone.txt': 'x\n' })
  project = await kit.github.app.api('GET', '/projects/alice/pushed')
  await kit.github.alice.rest.repos.createWebhook({
    owner: 'alice',
    repo: 'pushed',
    config: { url: kit.url, content_type: 'json', secret: kit.secret },
    events: ['*'],
  })
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

test('a push names its commits with the files they touch', async () => {
  const { git, identity } = kit.github.app.modules
  const before = await git.resolve(project.id, 'main')
  const files = { 'a.txt': 'changed\n', 'new "file".txt': 'n\n' }
  const actor = (await identity.authenticate(kit.github.app.token))!
  const after = await git.importFiles(project.id, { branch: 'main', files, message: 'second\n\nbody', author, actor })
  const push = await kit.next('push')
  expect(push).toMatchObject({
    ref: 'refs/heads/main',
    before,
    after,
    created: false,
    deleted: false,
    forced: false,
    repository: { full_name: 'alice/pushed', default_branch: 'main' },
    sender: { login: 'alice' },
    head_commit: { id: after, message: 'second\n\nbody' },
  })
  expect(push.commits).toHaveLength(1)
  expect(push.commits[0]).toMatchObject({
    id: after,
    added: ['new "file".txt'],
    modified: ['a.txt'],
    removed: [],
    author: { name: 'Alice', email: 'alice@example.com' },
  })
  expect(push.compare).toMatch(new RegExp(`/alice/pushed/compare/${before}\\.\\.\\.${after}$`))
})

test('a branch that begins and goes is told as that, too', async () => {
  const { git } = kit.github.app.modules
  await git.createBranch(project.id, { branch: 'topic/one', from: 'main' })
  expect(await kit.next('push')).toMatchObject({ ref: 'refs/heads/topic/one', before: ZERO, created: true })
  expect(await kit.next('create')).toMatchObject({ ref: 'topic/one', ref_type: 'branch', master_branch: 'main' })
  await git.deleteBranch(project.id, { branch: 'topic/one' })
  expect(await kit.next('push')).toMatchObject({ after: ZERO, deleted: true, head_commit: null, commits: [] })
  expect(await kit.next('delete')).toMatchObject({ ref: 'topic/one', ref_type: 'branch' })
})

test('what changes about a repository and its people is told', async () => {
  const { app } = kit.github
  await app.api('PATCH', '/projects/alice/pushed', { description: 'Pushed to' })
  expect(await kit.next('repository', 'edited')).toMatchObject({ repository: { description: 'Pushed to' } })
  await app.api('PATCH', '/projects/alice/pushed', { visibility: 'public' })
  expect(await kit.next('repository', 'publicized')).toMatchObject({ repository: { private: false } })
  await kit.next('public')
  await app.api('PATCH', '/projects/alice/pushed', { visibility: 'private' })
  expect(await kit.next('repository', 'privatized')).toMatchObject({ repository: { private: true } })
  await app.api('PATCH', '/projects/alice/pushed', { archived: true })
  expect(await kit.next('repository', 'archived')).toMatchObject({ repository: { archived: true } })
  await app.api('PATCH', '/projects/alice/pushed', { archived: false })
  await kit.next('repository', 'unarchived')
  await app.api('PUT', '/projects/alice/pushed/collaborators/bob', { role: 'write' })
  expect(await kit.next('member', 'added')).toMatchObject({ member: { login: 'bob' } })
  await app.api('DELETE', '/projects/alice/pushed/collaborators/bob')
  await kit.next('member', 'removed')
})

test('the end of a repository is the last that its hook hears', async () => {
  await kit.github.app.api('DELETE', '/projects/alice/pushed', { confirm: 'alice/pushed' })
  expect(await kit.next('repository', 'deleted')).toMatchObject({ repository: { full_name: 'alice/pushed' } })
})
