import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '#kernel'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
})
afterAll(() => github[Symbol.asyncDispose]())

const at = (repo: string) => ({ owner: 'alice', repo })

test('a check run is made, changed and read by Octokit, with annotations page by page', async () => {
  const sha = await github.repository('checked', {}, 'public')
  const { checks } = github.alice.rest
  const made = await checks.create({
    ...at('checked'),
    name: 'lint',
    head_sha: sha,
    external_id: 'job-7',
    details_url: 'https://lint.example.com/7',
    started_at: '2026-01-02T03:04:05Z',
    output: {
      title: 'Looking',
      summary: 'Soon.',
      images: [{ alt: 'graph', image_url: 'https://lint.example.com/g.png' }],
    },
  })
  expect(made.data).toMatchObject({
    name: 'lint',
    status: 'queued',
    conclusion: null,
    external_id: 'job-7',
    app: { slug: 'alice' },
  })
  const check_run_id = made.data.id
  const annotations = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => ({
      path: 'src/a b.ts',
      start_line: from + i,
      end_line: from + i,
      annotation_level: 'warning' as const,
      message: 'Too long.',
    }))
  const output = (more: object) => ({ title: 'Done', summary: 'Too long.', ...more })
  await checks.update({ ...at('checked'), check_run_id, output: output({ annotations: annotations(50, 1) }) })
  const ended = await checks.update({
    ...at('checked'),
    check_run_id,
    conclusion: 'failure',
    output: output({ text: 'More.', annotations: annotations(3, 51) }),
  })
  expect(ended.data).toMatchObject({
    id: check_run_id,
    status: 'completed',
    conclusion: 'failure',
    output: { annotations_count: 53, text: 'More.' },
  })
  const all = await github.alice.paginate(checks.listAnnotations, { ...at('checked'), check_run_id, per_page: 20 })
  expect(all.map(({ start_line }) => start_line)).toEqual(Array.from({ length: 53 }, (_, i) => i + 1))
  expect(all[0]).toMatchObject({ annotation_level: 'warning', blob_href: expect.stringContaining('/src/a%20b.ts') })

  await checks.create({ ...at('checked'), name: 'style', head_sha: sha, conclusion: 'success' })
  const byRef = await checks.listForRef({ ...at('checked'), ref: 'main' })
  expect(byRef.data.check_runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
    ['lint', 'failure'],
    ['style', 'success'],
  ])
  expect((await checks.listForRef({ ...at('checked'), ref: sha, check_name: 'style' })).data.total_count).toBe(1)
  expect((await checks.listForRef({ ...at('checked'), ref: sha, status: 'queued' })).data.total_count).toBe(0)
  expect((await github.nobody.rest.checks.get({ ...at('checked'), check_run_id })).data.name).toBe('lint')
})

test('check suites group the runs of each reporter, and both can be asked for again', async () => {
  const sha = await github.repository('suites')
  const { app, modules } = { app: github.app, modules: github.app.modules }
  const project = (await app.api('GET', '/projects/alice/suites')).id
  await modules.checks.report(
    { actor: systemActor(Object.keys(app.alice.orgs)[0]!, 'ci') },
    { project, sha, name: 'build', source: 'ci', status: 'completed', conclusion: 'success' },
  )
  await app.api('POST', '/projects/alice/suites/branches', { branch: 'topic/x', from: 'main' })
  const { checks } = github.alice.rest
  const run = await checks.create({ ...at('suites'), name: 'review', head_sha: sha, status: 'in_progress' })
  const suites = await checks.listSuitesForRef({ ...at('suites'), ref: 'topic/x' })
  expect(suites.data.check_suites).toMatchObject([
    { app: { slug: 'github-actions' }, status: 'completed', conclusion: 'success', latest_check_runs_count: 1 },
    { app: { slug: 'alice' }, status: 'in_progress', conclusion: null },
  ])
  const check_suite_id = run.data.check_suite!.id
  expect((await checks.createSuite({ ...at('suites'), head_sha: sha })).data.id).toBe(check_suite_id)
  expect((await checks.getSuite({ ...at('suites'), check_suite_id })).data.head_commit.message).toBe('first')
  expect((await checks.listForSuite({ ...at('suites'), check_suite_id })).data.check_runs).toHaveLength(1)
  await expect(checks.rerequestRun({ ...at('suites'), check_run_id: run.data.id })).rejects.toMatchObject({
    status: 409,
  })
  await checks.update({ ...at('suites'), check_run_id: run.data.id, conclusion: 'cancelled' })
  expect((await checks.rerequestRun({ ...at('suites'), check_run_id: run.data.id })).status).toBe(201)
  expect((await checks.rerequestSuite({ ...at('suites'), check_suite_id })).status).toBe(201)
})

test('statuses of a commit are reported, listed and combined', async () => {
  const sha = await github.repository('statuses', {}, 'public')
  const { repos } = github.alice.rest
  const report = (state: 'pending' | 'success' | 'failure', context?: string) =>
    repos.createCommitStatus({ ...at('statuses'), sha, state, ...(context ? { context } : {}) })
  const combined = async () =>
    (await github.nobody.rest.repos.getCombinedStatusForRef({ ...at('statuses'), ref: 'main' })).data
  expect(await combined()).toMatchObject({ state: 'pending', total_count: 0, statuses: [] })
  await report('pending', 'deploy/preview')
  await report('success')
  const last = await repos.createCommitStatus({
    ...at('statuses'),
    sha,
    state: 'failure',
    context: 'deploy/preview',
    description: 'No room.',
    target_url: 'https://preview.example.com',
  })
  expect(last.data).toMatchObject({ creator: { login: 'alice' }, description: 'No room.' })
  expect(await combined()).toMatchObject({
    state: 'failure',
    sha,
    total_count: 2,
    statuses: [
      { context: 'default', state: 'success' },
      { context: 'deploy/preview', state: 'failure' },
    ],
  })
  const all = await github.alice.paginate(repos.listCommitStatusesForRef, {
    ...at('statuses'),
    ref: 'heads/main',
    per_page: 2,
  })
  expect(all.map(({ state }) => state)).toEqual(['failure', 'success', 'pending'])
  await report('success', 'deploy/preview')
  expect((await combined()).state).toBe('success')
})

test('what is wrong is refused as GitHub does, and bob reports nothing', async () => {
  const sha = await github.repository('refused', {}, 'public')
  const { alice, bob, nobody } = github
  const run = { ...at('refused'), name: 'x', head_sha: sha }
  const status = { ...at('refused'), sha, state: 'success' as const }
  const refused = (attempt: Promise<unknown>, code: number) => expect(attempt).rejects.toMatchObject({ status: code })
  await refused(alice.rest.checks.create({ ...run, head_sha: 'f'.repeat(40) }), 422)
  await refused(alice.rest.repos.createCommitStatus({ ...status, sha: 'f'.repeat(40) }), 422)
  await refused(alice.rest.repos.createCommitStatus({ ...status, state: 'done' as 'success' }), 422)
  await refused(alice.rest.checks.create({ ...run, conclusion: 'great' as 'success' }), 422)
  await refused(alice.rest.checks.get({ ...at('refused'), check_run_id: 999_999 }), 404)
  await refused(alice.rest.checks.getSuite({ ...at('refused'), check_suite_id: 999_999 }), 404)
  await refused(alice.rest.checks.listForRef({ ...at('refused'), ref: 'nowhere' }), 404)
  await refused(bob.rest.checks.create(run), 403)
  await refused(bob.rest.repos.createCommitStatus(status), 403)
  await refused(nobody.rest.checks.create(run), 401)
  await github.repository('hidden')
  await refused(bob.rest.checks.listForRef({ ...at('hidden'), ref: 'main' }), 404)
  expect((await alice.rest.checks.listForRef({ ...at('refused'), ref: sha })).data.total_count).toBe(0)
})
