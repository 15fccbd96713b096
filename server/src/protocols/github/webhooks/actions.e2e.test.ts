import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWebhooks, testWebhooks } from './webhooks.kit.ts'

const WORKFLOW = `name: Build
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo built
      - run: exit 3
      - run: echo never
`

let kit: TestWebhooks
beforeAll(async () => {
  kit = await testWebhooks()
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

test('a run is told when it is asked for, begins and ends, and so is each of its jobs', async () => {
  const { app, alice } = kit.github
  const { id } = await app.api('POST', '/projects', { owner: 'alice', name: 'built', settings: { protection: [] } })
  const config = { url: kit.url, content_type: 'json', secret: kit.secret }
  await alice.rest.repos.createWebhook({
    owner: 'alice',
    repo: 'built',
    config,
    events: ['workflow_run', 'workflow_job'],
  })
  const author = { name: 'alice', email: 'alice@example.com' }
  const files = { '.github/workflows/build.yml': WORKFLOW }
  const sha = await app.modules.git.importFiles(id, { branch: 'main', files, message: 'first', author })
  expect(await kit.next('workflow_run', 'requested')).toMatchObject({
    workflow_run: { name: 'Build', event: 'push', head_branch: 'main', head_sha: sha, run_number: 1 },
    workflow: { name: 'Build', path: '.github/workflows/build.yml' },
  })
  await kit.next('workflow_run', 'in_progress')
  const begun = { name: 'build', conclusion: null, head_sha: sha, workflow_name: 'Build' }
  expect(await kit.next('workflow_job', 'queued')).toMatchObject({ workflow_job: { ...begun, status: 'queued' } })
  expect(await kit.next('workflow_job', 'in_progress')).toMatchObject({
    workflow_job: { ...begun, status: 'in_progress', completed_at: null },
  })
  const { workflow_job: job } = await kit.next('workflow_job', 'completed')
  expect(job).toMatchObject({ name: 'build', conclusion: 'failure', workflow_name: 'Build' })
  expect(job.steps.map(({ conclusion }: { conclusion: string }) => conclusion)).toContain('failure')
  expect(await kit.next('workflow_run', 'completed')).toMatchObject({ workflow_run: { conclusion: 'failure' } })
}, 60_000)
