import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Verb } from '#kernel'
import { sleeper, sleeping, states, testCi, workflow } from './ci.kit.ts'
import { MAX_VARIABLE_BYTES, MOST_VARIABLES } from './variable-verbs.ts'

let server: Awaited<ReturnType<typeof testCi>>
beforeAll(async () => {
  server = await testCi()
})
afterAll(() => server[Symbol.asyncDispose]())

const verbs = () => server.ci.verbs
const call = () => ({ actor: server.actor })
const set = (variable: string, value: string) =>
  server.kernel.call(verbs().createVariable, { ...server.address, variable, value }, call())
const workflows = async () =>
  (await server.kernel.call(verbs().workflows, server.address, call())).items.map(
    ({ path, name, state }) => `${path.split('/').at(-1)} ${name} ${state}`,
  )
const list = (filter: object) => server.kernel.call(verbs().list, { ...server.address, ...filter }, call())

test('a workflow reads the variables of its project wherever expressions stand', async () => {
  await set('greeting', 'hello')
  await set('LEGS', '["a", "b"]')
  await set('GROUP', 'one')
  const sha = await server.push(
    workflow(`
run-name: Greets from \${{ github.ref_name }}
concurrency: \${{ vars.GROUP }}
jobs:
  say:
    if: vars.GREETING == 'hello'
    strategy: { matrix: { leg: "\${{ fromJSON(vars.LEGS) }}" } }
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "\${{ vars.greeting }} \${{ matrix.leg }} \${{ vars.NOTHING }}."' }]
  not: { if: vars.GREETING == '', runs-on: ubuntu-latest, steps: [{ run: echo no }] }
`),
  )
  const [run] = await server.completed(sha)
  expect(states(run!)).toEqual({ 'say (a)': 'success', 'say (b)': 'success', not: 'skipped' })
  expect(run!.title).toBe('Greets from main')
  expect(await server.log(run!.jobs[1]!.log)).toContain('hello b .')
})

test('variables are listed, changed, renamed and deleted, and what is wrong changes nothing', async () => {
  const { kernel, address } = server
  const update = (variable: string, change: object) =>
    kernel.call(verbs().updateVariable, { ...address, variable, ...change }, call())
  await set('Region', 'north')
  expect(await update('region', { value: 'south' })).toMatchObject({ name: 'REGION', value: 'south' })
  expect(await update('REGION', { rename: 'PLACE' })).toMatchObject({ name: 'PLACE', value: 'south' })
  await set('OTHER', '')
  const refused = (attempt: Promise<unknown>, code: string) => expect(attempt, code).rejects.toMatchObject({ code })
  await refused(update('REGION', { value: 'x' }), 'variables.not_found')
  await refused(update('PLACE', { rename: 'OTHER' }), 'variables.exists')
  await refused(set('PLACE', 'x'), 'variables.exists')
  for (const name of ['', '1A', 'A-B', 'GITHUB_REF', 'A'.repeat(101)]) await refused(set(name, 'x'), 'kernel.input')
  await refused(set('LARGE', 'x'.repeat(MAX_VARIABLE_BYTES + 1)), 'kernel.input')
  await set('LARGE', 'x'.repeat(MAX_VARIABLE_BYTES))
  await kernel.call(verbs().deleteVariable, { ...address, variable: 'LARGE' }, call())
  await refused(kernel.call(verbs().deleteVariable, { ...address, variable: 'LARGE' }, call()), 'variables.not_found')
  const { items } = await kernel.call(verbs().variables, address, call())
  expect(items.map(({ name }) => name)).toEqual(['GREETING', 'GROUP', 'LEGS', 'OTHER', 'PLACE'])
  for (const verb of [verbs().variables, verbs().workflows, verbs().list] as Verb[])
    await expect(kernel.call(verb, address, { actor: server.bob })).rejects.toMatchObject({ kind: 'not_found' })
})

test('the limit on variables holds when two arrive at once', async () => {
  await server.kernel.db.system((tx) =>
    tx.query(
      `insert into ci.variables (id, org_id, project_id, name, value)
       select 'var_' || n, $1, $2, 'FILL_' || n, '' from generate_series(6, $3) n`,
      [server.project.org, server.project.id, MOST_VARIABLES - 1],
    ),
  )
  const both = await Promise.allSettled([set('ONE', ''), set('TWO', '')])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'variables.too_many' } })
  await server.kernel.db.system((tx) => tx.query(`delete from ci.variables where name like 'FILL_%'`))
})

test('workflows are known from the default branch; one that is disabled is run by nothing', async () => {
  const job = `jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo a }] } }\n`
  const { kernel, address } = server
  const first = await server.push({
    '.github/workflows/ci.yml': `name: CI\non: push\n${job}`,
    '.github/workflows/nightly.yml': `name: Nightly\non: [push, workflow_dispatch]\n${job}`,
  })
  await server.completed(first, 2)
  expect(await workflows()).toEqual(['ci.yml CI active', 'nightly.yml Nightly active'])
  await kernel.call(verbs().disableWorkflow, { ...address, workflow: 'nightly.yml' }, call())
  await kernel.call(verbs().disableWorkflow, { ...address, workflow: 'nightly.yml' }, call())
  expect(await server.events('workflow.disabled')).toHaveLength(1)
  const second = await server.push({ 'a.txt': 'a' })
  expect((await server.completed(second)).map(({ workflow }) => workflow)).toEqual(['CI'])
  const dispatch = () => kernel.call(verbs().dispatch, { ...address, workflow: 'nightly.yml' }, call())
  await expect(dispatch()).rejects.toMatchObject({ code: 'runs.workflow_disabled' })
  await kernel.call(verbs().enableWorkflow, { ...address, workflow: 'nightly.yml' }, call())
  await dispatch()
  await server.until(async () => (await list({ event: 'workflow_dispatch', status: 'completed' })).total === 1)

  // Renamed on the default branch, and then gone from it.
  const third = await server.push({ '.github/workflows/ci.yml': `name: Renamed\non: push\n${job}` })
  await server.completed(third, 2)
  expect(await workflows()).toEqual(['ci.yml Renamed active', 'nightly.yml Nightly active'])
  await kernel.call(verbs().disableWorkflow, { ...address, workflow: 'nightly.yml' }, call())
  await expect(kernel.call(verbs().workflow, { ...address, workflow: 'none.yml' }, call())).rejects.toMatchObject({
    code: 'workflows.not_found',
  })
})

test('runs are found by what they are about, page by page', async () => {
  const all = await list({ limit: 2 })
  expect(all.total).toBeGreaterThan(4)
  const next = await list({ limit: 2, page: 2 })
  const numbers = [...all.items, ...next.items].map(({ number }) => number)
  expect(numbers).toEqual([0, 1, 2, 3].map((back) => all.total - back))
  expect((await list({ limit: 2, cursor: all.next! })).items.map(({ number }) => number)).toEqual(numbers.slice(2))
  const nightly = await list({ workflow: 'nightly.yml' })
  expect(new Set(nightly.items.map(({ path }) => path))).toEqual(new Set(['.github/workflows/nightly.yml']))
  expect((await list({ workflow: String(nightly.items[0]!.workflowId) })).total).toBe(nightly.total)
  expect((await list({ workflow: 'none.yml' })).total).toBe(0)
  expect((await list({ actor: 'alice', event: 'push', branch: 'main' })).total).toBe(all.total - 1)
  expect((await list({ conclusion: 'failure' })).total).toBe(0)
})

test('a job and its log are found by number; a deleted run takes its logs along and leaves its checks', async () => {
  const { kernel, address } = server
  const sha = await server.push(
    workflow(`jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo to be deleted }] } }`),
  )
  const run = (await server.completed(sha))[0]!
  const [job] = run.jobs
  expect(run.databaseId).toBeGreaterThanOrEqual(1_000_000_000)
  const found = await kernel.call(verbs().job, { ...address, job: String(job!.databaseId) }, call())
  expect(found).toMatchObject({ job: { id: job!.id, labels: ['ubuntu-latest'] }, run: { id: run.id } })
  const log = await kernel.call(verbs().log, { ...address, job: job!.id }, call())
  expect(log.finished).toBe(true)
  expect(log.lines.map(({ text }) => text)).toContain('to be deleted')

  const remove = (id: string) => kernel.call(verbs().delete, { ...address, run: id }, call())
  await remove(String(run.databaseId))
  await expect(remove(run.id)).rejects.toMatchObject({ code: 'runs.not_found' })
  await expect(kernel.call(verbs().job, { ...address, job: job!.id }, call())).rejects.toMatchObject({
    code: 'runs.no_job',
  })
  const left = await kernel.db.system((tx) => tx.query('select from kernel.log_lines where log_id = $1', [job!.log]))
  expect(left).toEqual([])
  expect((await server.checksOf(sha)).map(({ name }) => name)).toContain('a')
  expect(await server.events('run.deleted')).toHaveLength(1)
})

test('one job runs again with what depends on it, and the others stay as they were', async () => {
  const fails = '{ runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }'
  const sha = await server.push(
    workflow(`
jobs:
  one: ${fails}
  two: ${fails}
  after: { needs: one, if: always(), runs-on: ubuntu-latest, steps: [{ run: echo }] }
`),
  )
  const run = (await server.completed(sha))[0]!
  const rerun = (job: string) => server.kernel.call(verbs().rerun, { ...server.address, run: run.id, job }, call())
  await expect(rerun('job_none')).rejects.toMatchObject({ code: 'runs.no_job' })
  expect((await server.run(run.id)).attempt).toBe(1)
  await rerun(String(run.jobs[0]!.databaseId))
  const again = await server.until(async () => {
    const now = await server.run(run.id)
    return now.attempt === 2 && now.status === 'completed' && now
  })
  expect(again.conclusion).toBe('failure')
  expect(again.jobs.map(({ key, id }, at) => [key, id === run.jobs[at]!.id])).toEqual([
    ['one', false],
    ['two', true],
    ['after', false],
  ])
})

test('a run that is going is not deleted', async () => {
  const sha = await server.push(workflow(sleeper()))
  const run = await sleeping(server, sha)
  await expect(server.kernel.call(verbs().delete, { ...server.address, run: run.id }, call())).rejects.toMatchObject({
    code: 'runs.not_completed',
  })
  await server.kernel.call(verbs().cancel, { ...server.address, run: run.id }, call())
  await server.completed(sha)
})

test('whoever asks for a check of CI again has its run begin anew', async () => {
  const sha = await server.push(workflow(`jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] } }`))
  const run = (await server.completed(sha))[0]!
  expect(run.conclusion).toBe('failure')
  const checkRun = run.jobs[0]!.check!
  await server.kernel.call(server.checks.verbs.rerequest, { ...server.address, checkRun }, call())
  const again = await server.until(async () => {
    const now = await server.run(run.id)
    return now.attempt === 2 && now.status === 'completed' && now
  })
  expect(again.jobs[0]!.id).not.toBe(run.jobs[0]!.id)
})
