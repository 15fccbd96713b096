import { expect, onTestFinished, test } from 'vitest'
import { createIdentity } from '#identity'
import { type Actor, systemActor, type Verb } from '#kernel'
import { createProjects } from '#projects'
import { testKernel } from '#testing'
import { allEvents } from '../git/events.kit.ts'
import { NAMES_AMONG } from './checks.ts'
import { type CheckConclusion, createChecks } from './index.ts'
import { combine, type StatusState } from './status.ts'
import { MOST_STATUSES } from './status-verbs.ts'
import { summarize } from './suite.ts'

const SHA = 'a'.repeat(40)

async function workshop() {
  const kit = await testKernel()
  onTestFinished(() => kit[Symbol.asyncDispose]())
  const { kernel } = kit
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const checks = createChecks(kernel, { projects })
  await kit.start()
  const join = async (login: string): Promise<Actor> => {
    const user = await kernel.db.system((tx) => identity.createUser(tx, { login, name: login, serverAdmin: false }))
    return { kind: 'person', id: user.id, name: login, orgs: { [user.org]: ['*'] }, server: ['account:*'] }
  }
  const alice = await join('alice')
  const bob = await join('bob')
  const address = { owner: 'alice', name: 'app' }
  const project = await kernel.call(projects.verbs.create, address, { actor: alice })
  const org = Object.keys(alice.orgs)[0]!
  const { verbs } = checks
  return {
    kernel,
    checks,
    verbs,
    alice,
    bob,
    org,
    address,
    project: project.id,
    report: (check: string, more: object = {}, actor = alice) =>
      kernel.call(verbs.report, { ...address, sha: SHA, check, status: 'queued', ...more }, { actor }),
    update: (checkRun: string, change: object, actor = alice) =>
      kernel.call(verbs.update, { ...address, checkRun, ...change }, { actor }),
    status: (context: string, state: StatusState, more: object = {}, actor = alice) =>
      kernel.call(verbs.reportStatus, { ...address, sha: SHA, context, state, ...more }, { actor }),
    events: async () =>
      (await allEvents(kernel, { project: project.id }))
        .filter(({ name }) => /^(check|status)\./.test(name))
        .map(({ name, data }) => `${name} ${data.name ?? data.context} ${data.conclusion ?? data.state ?? 'null'}`),
  }
}

test('a check run goes from queued to its conclusion by changes, with everything a reporter may say', async () => {
  const { report, update, events, verbs, kernel, address, alice } = await workshop()
  const made = await report('build', { externalId: 'job-7', detailsUrl: 'https://ci.example.com/7' })
  expect(made).toMatchObject({ status: 'queued', startedAt: null, externalId: 'job-7', source: 'external' })
  const byNumber = await kernel.call(verbs.get, { ...address, checkRun: String(made.databaseId) }, { actor: alice })
  expect(byNumber).toEqual(made)

  const startedAt = '2026-01-02T03:04:05.000Z'
  expect(await update(made.id, { status: 'in_progress', startedAt })).toMatchObject({ id: made.id, startedAt })
  const annotation = { path: 'src/a.ts', line: 3, endLine: 5, level: 'warning', title: 'Slow', message: 'Too slow.' }
  await update(made.id, { title: 'Half', annotations: [annotation] })
  const ended = await update(made.id, {
    conclusion: 'timed_out',
    text: 'The details.',
    images: [{ alt: 'graph', url: 'https://ci.example.com/graph.png' }],
    annotations: [{ ...annotation, line: 9, endLine: 9, startColumn: 1, endColumn: 4 }],
  })
  expect(ended).toMatchObject({
    status: 'completed',
    conclusion: 'timed_out',
    title: 'Half',
    startedAt,
    externalId: 'job-7',
  })
  expect(ended.annotations.map(({ line }) => line)).toEqual([3, 9])
  const later = await update(made.id, { summary: 'Known to be slow.' })
  expect(later.completedAt).toBe(ended.completedAt)

  // Going back begins it anew and takes the conclusion away.
  expect(await update(made.id, { status: 'in_progress' })).toMatchObject({ conclusion: null, completedAt: null })
  for (const conclusion of ['stale', 'startup_failure'] as const) await update(made.id, { conclusion })
  expect(await events()).toEqual([
    'check.created build null',
    'check.completed build timed_out',
    'check.created build null',
    'check.completed build stale',
    'check.completed build startup_failure',
  ])
})

test('what a reporter says wrong changes nothing', async () => {
  const { report, update, kernel, verbs, address, alice, events } = await workshop()
  const made = await report('build')
  await report('lint')
  const annotation = { path: 'a', line: 1, level: 'notice', message: 'x' }
  const many = (count: number) => Array.from({ length: count }, () => annotation)
  await update(made.id, { annotations: many(999) })
  const refused = async (change: object, code: string) =>
    expect(update(made.id, change), code).rejects.toMatchObject({ code })
  await refused({ annotations: many(2) }, 'checks.annotations')
  await refused({ status: 'completed' }, 'checks.conclusion')
  await refused({ conclusion: 'great' }, 'kernel.input')
  await refused({ detailsUrl: 'javascript:alert(1)' }, 'kernel.input')
  await refused({ images: [{ alt: '', url: 'data:text/html,x' }] }, 'kernel.input')
  await refused({ rename: 'lint' }, 'checks.name_taken')
  expect((await update(made.id, { annotations: many(1) })).annotations).toHaveLength(1000)
  expect(await update(made.id, { rename: 'build 2' })).toMatchObject({ id: made.id, name: 'build 2', status: 'queued' })
  for (const checkRun of ['chk_none', '0', '99999999', '1e3'])
    await expect(kernel.call(verbs.get, { ...address, checkRun }, { actor: alice })).rejects.toMatchObject({
      kind: 'not_found',
    })
  expect(await events()).toEqual(['check.created build null', 'check.created lint null'])
})

test('only the server changes what it reported itself, and only a finished check is asked for again', async () => {
  const { checks, report, update, org, project, alice, kernel, verbs, address, events } = await workshop()
  const ci = { actor: systemActor(org, 'ci') }
  const built = await checks.report(ci, {
    project,
    sha: SHA,
    name: 'build',
    source: 'ci',
    status: 'in_progress',
    run: 'run_1',
  })
  await expect(update(built.id, { conclusion: 'success' })).rejects.toMatchObject({ code: 'checks.source' })
  // An app is a program, too, but not the server.
  const app: Actor = { kind: 'system', id: 'app:1', name: 'app', orgs: { [org]: ['checks:write'] } }
  await expect(report('Guardian', { source: 'guardian' }, app)).rejects.toMatchObject({ code: 'checks.source' })
  await report('review', {}, app)
  const ask = () => kernel.call(verbs.rerequest, { ...address, checkRun: built.id }, { actor: alice })
  await expect(ask()).rejects.toMatchObject({ code: 'checks.running' })
  await checks.report(ci, {
    project,
    sha: SHA,
    name: 'build',
    source: 'ci',
    status: 'completed',
    conclusion: 'failure',
  })
  await ask()
  expect((await events()).at(-1)).toBe('check.rerequested build failure')
})

test('the check runs of one reporter at one commit are one suite, which is as far as they are', async () => {
  const { checks, report, update, org, project, alice, kernel, verbs, address, events } = await workshop()
  const ci = { actor: systemActor(org, 'ci') }
  await checks.report(ci, {
    project,
    sha: SHA,
    name: 'build',
    source: 'ci',
    status: 'completed',
    conclusion: 'success',
  })
  const lint = await report('lint')
  const style = await report('style', { status: 'in_progress' })
  const suites = async () => (await kernel.call(verbs.suites, { ...address, sha: SHA }, { actor: alice })).items
  expect(await suites()).toMatchObject([
    { source: 'ci', reporter: { id: 'system:ci' }, status: 'completed', conclusion: 'success', runs: 1 },
    { source: 'external', reporter: { name: 'alice' }, status: 'in_progress', conclusion: null, runs: 2 },
  ])
  await update(lint.id, { conclusion: 'skipped' })
  await update(style.id, { conclusion: 'failure' })
  const [, mine] = await suites()
  expect(mine).toMatchObject({ id: lint.suite, status: 'completed', conclusion: 'failure' })
  // To begin one that is there is no second one.
  expect(await kernel.call(verbs.openSuite, { ...address, sha: SHA }, { actor: alice })).toMatchObject({ id: mine!.id })
  const whole = await kernel.call(verbs.suite, { ...address, suite: String(mine!.databaseId) }, { actor: alice })
  expect(whole.items.map(({ name }) => name)).toEqual(['lint', 'style'])
  await kernel.call(verbs.rerequestSuite, { ...address, suite: mine!.id }, { actor: alice })
  expect((await events()).slice(-2)).toEqual(['check.rerequested lint skipped', 'check.rerequested style failure'])
})

test('the gravest conclusion of its runs is that of a suite', () => {
  const of = (...conclusions: CheckConclusion[]) =>
    summarize(conclusions.map((conclusion) => ({ status: 'completed' as const, conclusion }))).conclusion
  expect(of('skipped', 'neutral')).toBe('neutral')
  expect(of('neutral', 'success')).toBe('success')
  expect(of('success', 'cancelled', 'timed_out')).toBe('timed_out')
  expect(of('startup_failure', 'failure')).toBe('failure')
  expect(summarize([])).toEqual({ status: 'queued', conclusion: null, runs: 0 })
})

test('the last status of each context counts, and the history stays', async () => {
  const { status, kernel, verbs, address, alice, events } = await workshop()
  const at = { ...address, sha: SHA }
  const combined = () => kernel.call(verbs.combinedStatus, at, { actor: alice })
  expect(await combined()).toEqual({ state: 'pending', items: [] })
  await status('deploy/preview', 'pending', { description: 'Building', targetUrl: 'https://preview.example.com' })
  await status('ci/old', 'success')
  expect((await combined()).state).toBe('pending')
  const last = await status('deploy/preview', 'success')
  expect(last).toMatchObject({ creator: { name: 'alice' }, description: '', targetUrl: null })
  const now = await combined()
  expect(now.state).toBe('success')
  expect(now.items.map(({ context, id }) => [context, id === last.id])).toEqual([
    ['ci/old', false],
    ['deploy/preview', true],
  ])
  const page = await kernel.call(verbs.statuses, { ...at, limit: 2 }, { actor: alice })
  expect(page).toMatchObject({ total: 3, items: [{ id: last.id }, { context: 'ci/old' }] })
  const rest = await kernel.call(verbs.statuses, { ...at, limit: 2, page: 2 }, { actor: alice })
  expect(rest.items.map(({ state }) => state)).toEqual(['pending'])
  expect(await events()).toEqual([
    'status.reported deploy/preview pending',
    'status.reported ci/old success',
    'status.reported deploy/preview success',
  ])
  for (const wrong of [
    { state: 'done' },
    { description: 'x'.repeat(141) },
    { context: '' },
    { targetUrl: 'ftp://x' },
    { sha: 'main' },
  ])
    await expect(status('bad', 'success', wrong)).rejects.toMatchObject({ code: 'kernel.input' })
})

test('a failure or an error of any context fails the commit', () => {
  expect(combine(['success', 'error'])).toBe('failure')
  expect(combine(['pending', 'failure'])).toBe('failure')
  expect(combine(['success', 'pending'])).toBe('pending')
  expect(combine(['success'])).toBe('success')
  expect(combine([])).toBe('pending')
})

test('a context has so many statuses at a commit and no more', async () => {
  const { status, kernel } = await workshop()
  await status('loop', 'success')
  await kernel.db.system((tx) =>
    tx.query(
      `insert into checks.statuses (id, org_id, project_id, sha, context, state, description, creator)
       select id || n, org_id, project_id, sha, context, state, description, creator
       from checks.statuses, generate_series(2, $1) n`,
      [MOST_STATUSES - 1],
    ),
  )
  await status('loop', 'failure')
  await expect(status('loop', 'success')).rejects.toMatchObject({ code: 'statuses.too_many' })
  await status('another', 'success')
})

test('the names a rule may require are those of the newest reports, each once', async () => {
  const { report, status, kernel, verbs, address, alice, bob } = await workshop()
  const names = async (actor = alice) => (await kernel.call(verbs.names, address, { actor })).items
  expect(await names()).toEqual([])
  await report('test', { status: 'completed', conclusion: 'success' })
  await status('deploy/preview', 'success')
  await status('test', 'success')
  await report('build', { sha: 'b'.repeat(40) })
  expect(await names()).toEqual(['build', 'deploy/preview', 'test'])
  await expect(names(bob)).rejects.toMatchObject({ kind: 'not_found' })
  // So many later reports of another name, and the earlier ones are forgotten.
  await kernel.db.system((tx) =>
    tx.query(
      `insert into checks.statuses (id, org_id, project_id, sha, context, state, description, creator)
       select id || n, org_id, project_id, sha, 'noise', state, description, creator
       from (select * from checks.statuses where context = 'test') one, generate_series(1, $1) n`,
      [NAMES_AMONG],
    ),
  )
  expect(await names()).toEqual(['build', 'noise', 'test'])
})

test('of a name that a check run and a status share, the worse is the verdict', async () => {
  const { checks, report, status, project, kernel } = await workshop()
  const verdict = async (name: string) =>
    (await kernel.db.system((tx) => checks.verdicts(tx, project, SHA))).find((one) => one.name === name)
  await report('build', { status: 'completed', conclusion: 'success' })
  expect(await verdict('build')).toEqual({ name: 'build', status: 'completed', conclusion: 'success' })
  await status('build', 'pending')
  expect(await verdict('build')).toMatchObject({ status: 'in_progress' })
  await status('build', 'error')
  expect(await verdict('build')).toMatchObject({ conclusion: 'failure' })
  await status('build', 'success')
  expect(await verdict('build')).toMatchObject({ conclusion: 'success' })
  await report('build', { status: 'completed', conclusion: 'timed_out' })
  expect(await verdict('build')).toMatchObject({ conclusion: 'timed_out' })
  await status('only a status', 'success')
  expect(await verdict('only a status')).toMatchObject({ status: 'completed', conclusion: 'success' })
})

test('bob reads and reports nothing of alice', async () => {
  const { report, status, kernel, verbs, address, bob } = await workshop()
  const check = await report('build', { status: 'completed', conclusion: 'success' })
  await status('deploy', 'success')
  const input = {
    ...address,
    sha: SHA,
    check: 'x',
    checkRun: check.id,
    suite: check.suite,
    status: 'queued',
    state: 'success',
  }
  for (const verb of Object.values(verbs) as unknown as Verb[])
    await expect(kernel.call(verb, input, { actor: bob }), verb.name).rejects.toMatchObject({ kind: 'not_found' })
  const rows = await kernel.db.as(bob, (tx) =>
    tx.query(
      'select id from checks.runs union all select id from checks.suites union all select id from checks.statuses',
    ),
  )
  expect(rows).toEqual([])
})
