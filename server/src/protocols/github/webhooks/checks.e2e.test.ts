import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWebhooks, testWebhooks } from './webhooks.kit.ts'

let kit: TestWebhooks
let sha: string
const at = { owner: 'alice', repo: 'judged' }

beforeAll(async () => {
  kit = await testWebhooks()
  sha = await kit.github.repository('judged')
  const config = { url: kit.url, content_type: 'json', secret: kit.secret }
  await kit.github.alice.rest.repos.createWebhook({ ...at, config, events: ['*'] })
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

test('a check run is told when it is there and when it has ended, and its suite when all have', async () => {
  const { checks } = kit.github.alice.rest
  const { data: run } = await checks.create({ ...at, name: 'lint', head_sha: sha, status: 'queued' })
  expect(await kit.next('check_run', 'created')).toMatchObject({
    check_run: { id: run.id, name: 'lint', head_sha: sha, check_suite: { head_sha: sha } },
  })
  await checks.update({
    ...at,
    check_run_id: run.id,
    conclusion: 'success',
    output: { title: 'Fine', summary: 'All.' },
  })
  expect(await kit.next('check_run', 'completed')).toMatchObject({
    check_run: { conclusion: 'success', output: { title: 'Fine' } },
  })
  expect(await kit.next('check_suite', 'completed')).toMatchObject({ check_suite: { conclusion: 'success' } })
  await checks.rerequestRun({ ...at, check_run_id: run.id })
  await kit.next('check_run', 'rerequested')
})

test('a status is told with its commit and the branches that end there', async () => {
  const { repos } = kit.github.alice.rest
  await repos.createCommitStatus({ ...at, sha, state: 'success', context: 'build', description: 'It builds' })
  expect(await kit.next('status')).toMatchObject({
    sha,
    state: 'success',
    context: 'build',
    description: 'It builds',
    branches: [{ name: 'main' }],
  })
})

test('a release is told when it is drafted, published, edited and deleted', async () => {
  const { repos } = kit.github.alice.rest
  const { data: draft } = await repos.createRelease({ ...at, tag_name: 'v1', name: 'One', draft: true })
  await kit.next('release', 'created')
  await repos.updateRelease({ ...at, release_id: draft.id, draft: false })
  expect(await kit.next('release', 'published')).toMatchObject({ release: { tag_name: 'v1', draft: false } })
  await kit.next('release', 'released')
  await repos.updateRelease({ ...at, release_id: draft.id, body: 'Notes' })
  expect(await kit.next('release', 'edited')).toMatchObject({ release: { body: 'Notes' } })
  await repos.deleteRelease({ ...at, release_id: draft.id })
  expect(await kit.next('release', 'deleted')).toMatchObject({ release: { id: draft.id, tag_name: 'v1' } })
  const { data: tried } = await repos.createRelease({ ...at, tag_name: 'v2-rc', prerelease: true })
  await kit.next('release', 'prereleased')
  await repos.updateRelease({ ...at, release_id: tried.id, prerelease: false })
  expect(await kit.next('release', 'released')).toMatchObject({ release: { tag_name: 'v2-rc', prerelease: false } })
  await repos.updateRelease({ ...at, release_id: tried.id, draft: true })
  expect(await kit.next('release', 'unpublished')).toMatchObject({ release: { draft: true, published_at: null } })
})
