import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import type { Evidence } from './evidence.ts'
import { WORK_ITEM_KINDS, type WorkItem } from './graph.ts'

const PATIENCE = { timeout: 60_000, interval: 100 }

let app: TestApp
let evidence: Evidence

beforeAll(async () => {
  app = await testApp()
  const { id } = await app.modules.rehearsal.begin(app.alice)
  do evidence = await app.api('GET', `/specs/${id}/evidence`)
  while (evidence.spec.outcome === 'running' && (await sleep(PATIENCE.interval, true)))
  expect(evidence.spec).toMatchObject({ outcome: 'live', reason: null })
})
afterAll(() => app[Symbol.asyncDispose]())

const idOf: Record<(typeof WORK_ITEM_KINDS)[number], () => string> = {
  project: () => evidence.spec.project.id,
  spec: () => evidence.spec.id,
  task: () => evidence.tasks[0]!.id,
  attempt: () => evidence.attempts[0]!.id,
  pull: () => evidence.pull!.id,
  check: () => evidence.checks[0]!.id,
  run: () => evidence.runs[0]!.id,
  deployment: () => evidence.deployment!.id,
  metric: () => `metrics:${evidence.spec.id}`,
}

test.each(WORK_ITEM_KINDS)('from the %s the graph shows all evidence of the spec', async (kind) => {
  const graph = await app.api('GET', `/workflow/graph/${kind}/${idOf[kind]()}`)
  const ids = graph.nodes.map(({ id }: WorkItem) => id)
  expect(ids.toSorted()).toEqual(
    [
      evidence.spec.project.id,
      evidence.spec.id,
      ...evidence.tasks.map(({ id }) => id),
      ...evidence.attempts.map(({ id }) => id),
      evidence.pull!.id,
      ...evidence.runs.map(({ id }) => id),
      ...evidence.checks.map(({ id }) => id),
      evidence.deployment!.id,
      `metrics:${evidence.spec.id}`,
    ].toSorted(),
  )
  for (const { from, to } of graph.edges) expect(ids).toEqual(expect.arrayContaining([from, to]))
})

test('GET /workflow/workitems lists every kind, and one kind of one project', async () => {
  const { items } = await app.api('GET', '/workflow/workitems')
  expect(new Set(items.map(({ kind }: WorkItem) => kind))).toEqual(new Set(WORK_ITEM_KINDS))
  const checks = await app.api('GET', '/workflow/workitems?project=examples/moonlight&kind=check')
  expect(checks.items.map(({ title }: WorkItem) => title)).toEqual(
    expect.arrayContaining(evidence.checks.map(({ name }) => name)),
  )
  await expect(app.api('GET', '/workflow/workitems?kind=wish')).rejects.toMatchObject({ status: 400 })
})

test('GET /workflow/flow/:owner/:repo shows the chains and the figures', async () => {
  const flow = await app.api('GET', '/workflow/flow/examples/moonlight')
  expect(flow.project).toMatchObject({ owner: 'examples', name: 'moonlight' })
  expect(flow.specs).toHaveLength(1)
  expect(flow.specs[0].chain.map(({ state }: { state: string }) => state)).toEqual(Array(8).fill('done'))
  expect(flow.metrics).toMatchObject({ specsLive: 1, specsFailed: 0, leadTime: { unit: 'ms' } })
  await expect(app.api('GET', '/workflow/flow/examples/nothing')).rejects.toMatchObject({ status: 404 })
})

test('GET /workflow/events prints the path in order under the public names', async () => {
  const { items } = await app.api('GET', `/workflow/events?spec=${evidence.spec.id}&limit=500`)
  const types: string[] = items.map(({ type }: { type: string }) => type)
  const path = ['SPEC_CREATED', 'SPEC_APPROVED', 'TASK_CLAIMED', 'PR_CREATED', 'PR_MERGED']
  const places = path.map((type) => types.indexOf(type))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  for (const type of ['TEST_PASSED', 'DEPLOYMENT_STARTED', 'DEPLOYMENT_COMPLETED']) {
    const named = await app.api('GET', `/workflow/events?project=examples/moonlight&type=${type}`)
    expect(named.items.length, type).toBeGreaterThan(0)
  }
})

test('events are read page by page without a gap', async () => {
  const all = (await app.api('GET', '/workflow/events?project=examples/moonlight&limit=500')).items
  const paged: unknown[] = []
  for (let after = ''; ; ) {
    const { items, next } = await app.api('GET', `/workflow/events?project=examples/moonlight&limit=7&after=${after}`)
    paged.push(...items)
    if (!next) break
    after = next
  }
  expect(paged).toEqual(all)
})

test('POST /workflow/events records a fact from outside, which is read under its own name', async () => {
  await app.api('POST', '/workflow/events', {
    owner: 'examples',
    name: 'moonlight',
    type: 'TEST_FAILED',
    spec: evidence.spec.id,
    data: { suite: 'load' },
  })
  const read = async () => (await app.api('GET', `/workflow/events?spec=${evidence.spec.id}&type=TEST_FAILED`)).items
  await expect.poll(read, PATIENCE).toMatchObject([{ name: 'fact.recorded', data: { data: { suite: 'load' } } }])
  const send = (fact: object) => app.api('POST', '/workflow/events', { owner: 'examples', name: 'moonlight', ...fact })
  await expect(send({ type: 'lower case' })).rejects.toThrow('INCIDENT_OPENED')
  await expect(send({ type: 'DEPLOYMENT_FAILED', spec: 'spec_of_nobody' })).rejects.toMatchObject({ status: 404 })
})

interface Action {
  id: string
  status: string
  output: { id?: string }
  problem: { code: string; message: string } | null
}
const ended = async (id: string): Promise<Action> => {
  const look = async () => (await app.api('GET', `/workflow/actions/${id}`)).status
  await expect.poll(look, PATIENCE).not.toMatch(/queued|running/)
  return app.api('GET', `/workflow/actions/${id}`)
}
const CREATE = { type: 'create_spec', input: { owner: 'examples', name: 'moonlight', title: 'Tides' } }

test('the same action under the same key, also at once, has one effect; the key serves no other', async () => {
  const action = { ...CREATE, idempotencyKey: 'tides' }
  const asked: Action[] = await Promise.all([1, 2, 3].map(() => app.api('POST', '/workflow/actions', action)))
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
  const done = await ended(asked[0]!.id)
  expect(done).toMatchObject({ status: 'done', problem: null, output: { title: 'Tides', state: 'draft' } })
  expect((await app.api('POST', '/workflow/actions', action)).id).toBe(done.id)
  const specs = await app.api('GET', '/workflow/specs?owner=examples&name=moonlight')
  expect(specs.items.filter(({ title }: { title: string }) => title === 'Tides')).toHaveLength(1)
  await expect(
    app.api('POST', '/workflow/actions', { ...action, input: { ...action.input, title: 'Ebb' } }),
  ).rejects.toMatchObject({ status: 409, code: 'workflow.key_reused' })
  expect((await app.api('GET', '/workflow/actions?status=done')).items.map(({ id }: Action) => id)).toContain(done.id)
})

test('an action that the rules refuse ends refused, in their words', async () => {
  const { id } = await app.api('POST', '/workflow/actions', {
    type: 'approve_spec',
    input: { spec: evidence.spec.id },
  })
  const { status, problem } = await ended(id)
  expect(status).toBe('refused')
  expect(problem).toMatchObject({ code: 'specs.illegal_state', message: expect.stringContaining('is implemented') })
})

test('actions of no known type, with bad input or about nothing are refused at once', async () => {
  const ask = (action: object) => app.api('POST', '/workflow/actions', action)
  await expect(ask({ type: 'launch' })).rejects.toThrow('There is no action "launch"; the types are create_spec,')
  await expect(ask({ type: 'approve_spec', input: {} })).rejects.toThrow('"input.spec"')
  await expect(ask({ type: 'approve_spec', input: { spec: 'spec_of_nobody' } })).rejects.toMatchObject({ status: 404 })
  await expect(app.api('GET', '/workflow/actions/wfa_of_nobody')).rejects.toMatchObject({ status: 404 })
})

test('a branch, a spec and its approval by actions alone', async () => {
  const address = { owner: 'examples', name: 'moonlight' }
  const act = async (type: string, input: object) =>
    ended((await app.api('POST', '/workflow/actions', { type, input })).id)
  expect(await act('create_branch', { ...address, branch: 'ideas', from: 'main' })).toMatchObject({ status: 'done' })
  const branches = (await app.api('GET', '/projects/examples/moonlight/branches')).items
  expect(branches.map(({ name }: { name: string }) => name)).toContain('ideas')
  const { output } = await act('create_spec', { ...address, title: 'Eclipses' })
  expect(await act('submit_spec', { spec: output.id })).toMatchObject({ status: 'done' })
  expect(await app.api('GET', `/specs/${output.id}`)).toMatchObject({ state: 'review' })
})

test("bob sees nothing of alice's and can do nothing with it", async () => {
  const asBob = (method: string, path: string, body?: unknown) => app.api(method, path, body, app.bobToken)
  for (const list of ['workitems', 'events', 'actions', 'specs']) {
    const { items } = await asBob('GET', `/workflow/${list}`)
    expect(JSON.stringify(items), list).not.toContain(evidence.spec.id)
    expect(JSON.stringify(items), list).not.toContain('moonlight')
  }
  const { id } = await app.api('POST', '/workflow/actions', { ...CREATE, input: { ...CREATE.input, title: 'Stars' } })
  await expect(asBob('GET', `/workflow/actions/${id}`)).rejects.toMatchObject({ status: 404 })
  await expect(asBob('POST', '/workflow/actions', CREATE)).rejects.toMatchObject({ status: 404 })
  await expect(asBob('GET', '/workflow/flow/examples/moonlight')).rejects.toMatchObject({ status: 404 })
  for (const kind of WORK_ITEM_KINDS)
    await expect(asBob('GET', `/workflow/graph/${kind}/${idOf[kind]()}`), kind).rejects.toMatchObject({ status: 404 })
  await expect(
    asBob('POST', '/workflow/events', { owner: 'examples', name: 'moonlight', type: 'INCIDENT_OPENED' }),
  ).rejects.toMatchObject({ status: 404 })
})

test("a key of alice's is not bob's", async () => {
  await app.api('POST', '/projects', { owner: 'bob', name: 'own' }, app.bobToken)
  const action = { type: 'create_spec', input: { owner: 'bob', name: 'own', title: 'Mine' }, idempotencyKey: 'tides' }
  const { id } = await app.api('POST', '/workflow/actions', action, app.bobToken)
  const look = async () => (await app.api('GET', `/workflow/actions/${id}`, undefined, app.bobToken)).status
  await expect.poll(look, PATIENCE).toBe('done')
})
