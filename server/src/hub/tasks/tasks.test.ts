import { expect, test } from 'vitest'
import { createAgents } from '#agents'
import { createIdentity } from '#identity'
import { type Actor, systemActor } from '#kernel'
import { createProjects } from '#projects'
import { createTasks } from '#tasks'
import { testKernel } from '#testing'

/** A kernel with the hub's queue, alice's project `alice/shop` and a way to call as alice. */
async function hubKit(options: { maxPending?: number } = {}) {
  const kit = await testKernel()
  const { kernel } = kit
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const agents = createAgents(kernel, { identity, searchPath: [] })
  const tasks = createTasks(kernel, { projects, agents, ...options })
  await kit.start()
  const people = await kernel.db.system(async (tx) => {
    const person = async (login: string): Promise<Actor> => {
      const user = await identity.createUser(tx, { login, name: login, serverAdmin: false })
      return { kind: 'person', id: user.id, name: login, orgs: { [user.org]: ['*'] } }
    }
    return { alice: await person('alice'), bob: await person('bob') }
  })
  const { alice } = people
  const org = Object.keys(alice.orgs)[0]!
  await kernel.call(projects.verbs.create, { owner: 'alice', name: 'shop' }, { actor: alice })
  return {
    ...kit,
    ...people,
    org,
    identity,
    projects,
    agents,
    tasks,
    /** Readers see an event when every older transaction has ended, so those are waited for. */
    async events(names?: string[]) {
      const [{ now }] = await kernel.db.system((tx) => tx.query('select pg_current_xact_id()::text as now'))
      const isPast = () =>
        kernel.db.system((tx) => tx.query('select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as past', [now]))
      await expect.poll(async () => (await isPast())[0].past, { timeout: 20_000 }).toBe(true)
      return kernel.db.system((tx) => kernel.events.after(tx, undefined, 1_000, { names }))
    },
    agent: (name: string, capabilities: string[] = []) =>
      kernel.call(agents.verbs.create, { name, capabilities, driver: { kind: 'external' } }, { actor: alice }),
    task: (title: string, fields: object = {}) =>
      kernel.call(tasks.verbs.create, { owner: 'alice', name: 'shop', title, ...fields }, { actor: alice }),
    claim: (agent: { id: string }) => kernel.call(tasks.verbs.claimNext, { agent: agent.id }, { actor: alice }),
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  }
}

type Kit = Awaited<ReturnType<typeof hubKit>>

/** Another server on the same database. */
async function otherServer(kit: Kit) {
  const other = await testKernel({ databaseUrl: kit.kernel.db.url })
  const identity = createIdentity(other.kernel)
  const projects = createProjects(other.kernel, { identity })
  const agents = createAgents(other.kernel, { identity, searchPath: [] })
  createTasks(other.kernel, { projects, agents })
  await other.start()
  return {
    change: (agent: { id: string }, change: { capabilities?: string[]; active?: boolean }) =>
      other.kernel.call(agents.verbs.update, { agent: agent.id, ...change }, { actor: kit.alice }),
    [Symbol.asyncDispose]: () => other[Symbol.asyncDispose](),
  }
}

/** As if the holder had been silent for the whole lease. */
async function letLeasesRunOut({ kernel, tasks }: Kit) {
  await kernel.db.system((tx) =>
    tx.query(`update tasks.tasks set lease_until = now() - interval '1 second' where status = 'in_progress'`),
  )
  return tasks.expireLeases()
}

test('a task goes from the queue through an agent to completed, with an event for each step', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  const created = await kit.task('Add a cart', {
    description: 'with a total',
    spec: 'spec_1',
    branch: 'feature/spec_1',
  })
  expect(created).toMatchObject({
    status: 'pending',
    priority: 3,
    attempts: 0,
    project: { owner: 'alice', name: 'shop' },
  })
  const claimed = await kit.claim(agent)
  expect(claimed).toMatchObject({
    id: created.id,
    status: 'in_progress',
    attempts: 1,
    agent: { id: agent.id, name: 'worker' },
  })
  expect(Date.parse(claimed.leaseUntil)).toBeGreaterThan(Date.now())
  expect(await kit.kernel.call(kit.agents.verbs.get, { agent: agent.id }, { actor: kit.alice })).toMatchObject({
    status: 'working',
    currentTask: created.id,
  })
  const done = await kit.kernel.call(
    kit.tasks.verbs.report,
    { task: created.id, status: 'completed', fencingToken: claimed.fencingToken, result: { summary: 'done' } },
    { actor: kit.alice },
  )
  expect(done).toMatchObject({ status: 'completed', result: { summary: 'done' }, leaseUntil: null })
  const events = await kit.events(['task.created', 'task.claimed', 'task.completed'])
  expect(events.map((e) => [e.name, e.links.task, e.links.spec])).toEqual(
    ['task.created', 'task.claimed', 'task.completed'].map((name) => [name, created.id, 'spec_1']),
  )
})

test('nothing waits is said as 404', async () => {
  await using kit = await hubKit()
  await expect(kit.claim(await kit.agent('worker'))).rejects.toMatchObject({ status: 404, code: 'tasks.none_waiting' })
})

test('the most urgent task comes first, among equals the oldest', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  for (const [title, priority] of [
    ['a3', 3],
    ['b5', 5],
    ['c1', 1],
    ['d5', 5],
    ['e3', 3],
  ] as const)
    await kit.task(title, { priority })
  const order: string[] = []
  for (let i = 0; i < 5; i++) order.push((await kit.claim(agent)).title)
  expect(order).toEqual(['b5', 'd5', 'a3', 'e3', 'c1'])
})

test('an agent gets only tasks it is capable of, that are meant for it, and that are due', async () => {
  await using kit = await hubKit()
  const [plain, skilled] = [await kit.agent('plain'), await kit.agent('skilled', ['rust', 'review'])]
  const later = new Date(Date.now() + 3_600_000).toISOString()
  const delayed = await kit.task('delayed', { priority: 5, availableAt: later })
  const rust = await kit.task('rust', { priority: 4, capabilities: ['rust'] })
  const mine = await kit.task('only for skilled', { priority: 3, agent: 'skilled' })
  await expect(kit.claim(plain)).rejects.toMatchObject({ code: 'tasks.none_waiting' })
  const claim = (task: { id: string }, agent: { id: string }) =>
    kit.kernel.call(kit.tasks.verbs.claim, { task: task.id, agent: agent.id }, { actor: kit.alice })
  await expect(claim(rust, plain)).rejects.toThrow('The agent "plain" lacks: rust.')
  await expect(claim(mine, plain)).rejects.toThrow('meant for skilled')
  await expect(claim(delayed, skilled)).rejects.toThrow('delayed until')
  expect((await kit.claim(skilled)).id).toBe(rust.id)
  expect((await claim(mine, skilled)).id).toBe(mine.id)
  await expect(claim(mine, skilled)).rejects.toMatchObject({ code: 'tasks.illegal_state' })
})

test('delayed tasks do not hide those behind them, and an actor gets only tasks of its projects', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  const project = (name: string) =>
    kit.kernel.call(kit.projects.verbs.create, { owner: 'alice', name }, { actor: kit.alice })
  const [cellar, attic] = [await project('cellar'), await project('attic')]
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  for (const priority of [5, 4]) await kit.task('later', { priority, availableAt: tomorrow })
  await kit.task('of the shop', { priority: 3 })
  await kit.task('of the attic', { priority: 1, name: 'attic' })
  await kit.task('of the cellar', { priority: 2, name: 'cellar' })
  const narrowed = { ...kit.alice, projects: [cellar.id, attic.id] }
  const claim = () => kit.kernel.call(kit.tasks.verbs.claimNext, { agent: agent.id }, { actor: narrowed })
  expect([(await claim()).title, (await claim()).title]).toEqual(['of the cellar', 'of the attic'])
  await expect(claim()).rejects.toMatchObject({ code: 'tasks.none_waiting' })
  expect((await kit.claim(agent)).title).toBe('of the shop')
})

test('a claim reads the queue from its beginning, whatever the planner believes of the table', async () => {
  await using kit = await hubKit()
  await kit.kernel.db.system((tx) =>
    tx.query(
      `insert into tasks.tasks (id, org_id, title, description, kind, priority, max_attempts)
       select 'tsk_' || i, $1, 'task', '', 'other', 1 + i % 5, 2 from generate_series(1, 2000) i`,
      [kit.org],
    ),
  )
  const read = () =>
    kit.kernel.db.as(kit.alice, async (tx) => {
      const fetched = async () => {
        const [row] = await tx.query<{ whole: number; rows: number }>(
          `select seq_scan as whole, idx_tup_fetch as rows from pg_stat_xact_user_tables where relid = 'tasks.tasks'::regclass`,
        )
        return row!
      }
      const before = await fetched()
      await tx.query(`select from tasks.claim_next($1, 'agt_1', 'worker', '{}', 1000, true)`, [kit.org])
      const after = await fetched()
      return { whole: after.whole - before.whole, rows: after.rows - before.rows }
    })
  // The task whose turn it is, and once more to change it.
  const two = { whole: 0, rows: 2 }
  expect(await read()).toEqual(two)
  await kit.kernel.db.pool.query('analyze tasks.tasks')
  expect(await read()).toEqual(two)
})

test('a blocked task waits until every blocker is completed', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  const [one, two] = [await kit.task('one'), await kit.task('two')]
  const last = await kit.task('last', { priority: 5, blockers: [one.id, two.id] })
  expect(last.blockedBy).toBe(2)
  for (let i = 0; i < 2; i++) {
    const claimed = await kit.claim(agent)
    expect(claimed.title).not.toBe('last')
    await kit.kernel.call(
      kit.tasks.verbs.report,
      { task: claimed.id, status: 'completed', fencingToken: claimed.fencingToken },
      { actor: kit.alice },
    )
  }
  expect((await kit.claim(agent)).id).toBe(last.id)
  await expect(kit.task('x', { blockers: ['tsk_none'] })).rejects.toMatchObject({ code: 'tasks.no_blocker' })
})

test('a dead agent loses its task, and its late report is refused in a sentence', async () => {
  await using kit = await hubKit()
  const [dead, alive] = [await kit.agent('dead'), await kit.agent('alive')]
  const task = await kit.task('work')
  const first = await kit.claim(dead)
  expect((await letLeasesRunOut(kit)).map((row) => row.id)).toEqual([task.id])
  const second = await kit.claim(alive)
  expect(second.fencingToken).toBeGreaterThan(first.fencingToken)
  const report = (fencingToken: number) =>
    kit.kernel.call(kit.tasks.verbs.report, { task: task.id, status: 'completed', fencingToken }, { actor: kit.alice })
  await expect(report(first.fencingToken)).rejects.toThrow(
    'This claim has ended: the task has been given to another attempt',
  )
  await expect(
    kit.kernel.call(
      kit.tasks.verbs.heartbeat,
      { agent: dead.id, fencingToken: first.fencingToken },
      { actor: kit.alice },
    ),
  ).rejects.toMatchObject({ code: 'tasks.stale_token' })
  expect(await report(second.fencingToken)).toMatchObject({ status: 'completed', agent: { name: 'alive' } })
  const names = (await kit.events(['task.lease_expired', 'task.retried'])).map((e) => e.name)
  expect(names).toEqual(['task.lease_expired', 'task.retried'])
})

test('a task that silences every agent fails after its last attempt', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  const task = await kit.task('poison', { maxAttempts: 2 })
  for (let i = 0; i < 2; i++) {
    await kit.claim(agent)
    await letLeasesRunOut(kit)
  }
  expect(await kit.kernel.call(kit.tasks.verbs.get, { task: task.id }, { actor: kit.alice })).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('went silent'),
  })
})

test('a heartbeat keeps the lease', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  await kit.task('work')
  const claimed = await kit.claim(agent)
  await kit.kernel.db.system((tx) => tx.query(`update tasks.tasks set lease_until = now() + interval '1 second'`))
  const { leaseUntil } = await kit.kernel.call(
    kit.tasks.verbs.heartbeat,
    { agent: agent.id, fencingToken: claimed.fencingToken },
    { actor: kit.alice },
  )
  expect(Date.parse(leaseUntil!)).toBeGreaterThan(Date.now() + 20_000)
})

test('a failed task is tried again only when asked, later, and not beyond its attempts', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  const task = await kit.task('flaky', { maxAttempts: 2 })
  const fail = async () => {
    const { fencingToken } = await kit.claim(agent)
    return kit.kernel.call(
      kit.tasks.verbs.report,
      { task: task.id, status: 'failed', fencingToken, reason: 'the model is overloaded', retry: true },
      { actor: kit.alice },
    )
  }
  const again = await fail()
  expect(again).toMatchObject({ status: 'pending', reason: 'the model is overloaded', agent: null })
  expect(Date.parse(again.availableAt)).toBeGreaterThan(Date.parse(again.createdAt))
  await kit.kernel.db.system((tx) => tx.query('update tasks.tasks set available_at = now()'))
  expect(await fail()).toMatchObject({ status: 'failed', attempts: 2 })
  const retried = await kit.kernel.call(kit.tasks.verbs.retry, { task: task.id }, { actor: kit.alice })
  expect(retried).toMatchObject({ status: 'pending', attempts: 0, reason: null })
})

test('a cancelled task is stopped for its holder, too', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  const task = await kit.task('work')
  const { fencingToken } = await kit.claim(agent)
  await kit.kernel.call(kit.tasks.verbs.cancel, { task: task.id, reason: 'not needed' }, { actor: kit.alice })
  await expect(
    kit.kernel.call(kit.tasks.verbs.report, { task: task.id, status: 'completed', fencingToken }, { actor: kit.alice }),
  ).rejects.toThrow('the task is cancelled')
  await expect(
    kit.kernel.call(kit.tasks.verbs.update, { task: task.id, title: 'x' }, { actor: kit.alice }),
  ).rejects.toMatchObject({ code: 'tasks.illegal_state' })
  await kit.kernel.call(kit.tasks.verbs.delete, { task: task.id }, { actor: kit.alice })
  await expect(kit.kernel.call(kit.tasks.verbs.get, { task: task.id }, { actor: kit.alice })).rejects.toMatchObject({
    status: 404,
  })
})

test('the queue of an organisation is bounded, exactly', async () => {
  await using kit = await hubKit({ maxPending: 3 })
  for (let i = 0; i < 3; i++) await kit.task(`task ${i}`)
  await expect(kit.task('one too many')).rejects.toMatchObject({ status: 429, code: 'tasks.queue_full' })
  await kit.claim(await kit.agent('worker'))
  await kit.task('now there is room')
})

test('another organisation neither sees nor touches a task or an agent', async () => {
  await using kit = await hubKit()
  const agent = await kit.agent('worker')
  const task = await kit.task('secret work')
  const { verbs } = kit.tasks
  const as = { actor: kit.bob }
  expect(await kit.kernel.call(verbs.list, {}, as)).toEqual({ items: [] })
  expect(await kit.kernel.call(kit.agents.verbs.list, {}, as)).toEqual({ items: [] })
  for (const attack of [
    () => kit.kernel.call(verbs.get, { task: task.id }, as),
    () => kit.kernel.call(verbs.update, { task: task.id, title: 'mine' }, as),
    () => kit.kernel.call(verbs.delete, { task: task.id }, as),
    () => kit.kernel.call(verbs.cancel, { task: task.id }, as),
    () => kit.kernel.call(verbs.retry, { task: task.id }, as),
    () => kit.kernel.call(verbs.claim, { task: task.id, agent: agent.id }, as),
    () => kit.kernel.call(verbs.claimNext, { agent: agent.id }, as),
    () => kit.kernel.call(verbs.heartbeat, { agent: agent.id }, as),
    () => kit.kernel.call(verbs.report, { task: task.id, status: 'completed', fencingToken: 1 }, as),
    () => kit.kernel.call(verbs.create, { owner: 'alice', name: 'shop', title: 'spam' }, as),
    () => kit.kernel.call(kit.agents.verbs.get, { agent: agent.id }, as),
    () => kit.kernel.call(kit.agents.verbs.toggle, { agent: agent.id }, as),
  ]) {
    await expect(attack()).rejects.toMatchObject({ status: 404 })
  }
  for (const attack of [
    () => kit.kernel.call(verbs.create, { org: kit.org, title: 'spam' }, as),
    () => kit.kernel.call(kit.agents.verbs.create, { org: kit.org, name: 'spy' }, as),
  ]) {
    await expect(attack()).rejects.toMatchObject({ status: 403 })
  }
  // An agent of bob's in the same claim cannot reach over either.
  const spy = await kit.kernel.call(kit.agents.verbs.create, { name: 'spy' }, as)
  await expect(kit.kernel.call(verbs.claimNext, { agent: spy.id }, as)).rejects.toMatchObject({
    code: 'tasks.none_waiting',
  })
  await expect(kit.kernel.call(verbs.claim, { task: task.id, agent: spy.id }, as)).rejects.toMatchObject({
    status: 404,
  })
})

test('an agent works with its own key, in its own name only', async () => {
  await using kit = await hubKit()
  const [one, two] = [await kit.agent('one'), await kit.agent('two')]
  await kit.task('work')
  const actor = (await kit.identity.authenticate(one.apiKey!))!
  expect(actor).toMatchObject({ kind: 'agent', id: one.id })
  await expect(kit.kernel.call(kit.tasks.verbs.claimNext, { agent: two.id }, { actor })).rejects.toMatchObject({
    status: 403,
  })
  const claimed = await kit.kernel.call(kit.tasks.verbs.claimNext, { agent: one.id }, { actor })
  const other = (await kit.identity.authenticate(two.apiKey!))!
  await expect(
    kit.kernel.call(
      kit.tasks.verbs.report,
      { task: claimed.id, status: 'failed', fencingToken: claimed.fencingToken },
      { actor: other },
    ),
  ).rejects.toMatchObject({ status: 403 })
  await expect(kit.kernel.call(kit.agents.verbs.create, { name: 'three' }, { actor })).rejects.toMatchObject({
    status: 403,
  })
})

test('what another server changes about an agent holds for its next claim', async () => {
  await using kit = await hubKit()
  await using other = await otherServer(kit)
  const agent = await kit.agent('worker', ['rust'])
  for (const capabilities of [['rust'], ['go'], ['rust'], []]) await kit.task('work', { capabilities })
  expect((await kit.claim(agent)).capabilities).toEqual(['rust'])

  await other.change(agent, { capabilities: ['go'] })
  expect((await kit.claim(agent)).capabilities).toEqual(['go'])
  expect((await kit.claim(agent)).capabilities).toEqual([])
  await expect(kit.claim(agent)).rejects.toMatchObject({ code: 'tasks.none_waiting' })

  await other.change(agent, { active: false })
  await expect(kit.claim(agent)).rejects.toMatchObject({ code: 'agents.inactive' })
  await other.change(agent, { active: true, capabilities: ['rust'] })
  expect((await kit.claim(agent)).capabilities).toEqual(['rust'])

  await kit.kernel.db.system((tx) => tx.query('delete from agents.agents where id = $1', [agent.id]))
  await expect(kit.claim(agent)).rejects.toMatchObject({ code: 'agents.not_found' })
  await expect(kit.claim(agent)).rejects.toMatchObject({ code: 'agents.not_found' })
  const events = await kit.events(['task.claimed'])
  expect(events.map((e) => e.data.attempt)).toEqual([1, 1, 1, 1])
})

test('an agent that is switched off and on elsewhere while it claims gets nothing while it is off', async () => {
  await using kit = await hubKit()
  await using other = await otherServer(kit)
  const agent = await kit.agent('worker')
  for (let i = 0; i < 60; i++) await kit.task('work')
  const outcomes = new Set<string>()
  for (let round = 0; round < 10; round++) {
    const claims = Array.from({ length: 4 }, () =>
      kit.claim(agent).then(
        () => 'claimed',
        (refusal) => refusal.code,
      ),
    )
    await other.change(agent, { active: false })
    outcomes.add(
      await kit
        .claim(agent)
        .catch((refusal) => `then ${refusal.code}`)
        .then(String),
    )
    for (const outcome of await Promise.all(claims)) outcomes.add(outcome)
    await other.change(agent, { active: true })
    outcomes.add((await kit.claim(agent)).status)
  }
  outcomes.delete('agents.inactive') // for those that came after the switch
  expect([...outcomes].sort()).toEqual(['claimed', 'in_progress', 'then agents.inactive'])
})

test('100 agents take 1,000 tasks: none twice, none lost', async () => {
  await using kit = await hubKit()
  const actor = systemActor(kit.org, 'test')
  const agents = await Promise.all(Array.from({ length: 100 }, (_, i) => kit.agent(`agent ${i}`)))
  await kit.kernel.db.system((tx) =>
    tx.query(
      `insert into tasks.tasks (id, org_id, title, description, kind, priority, max_attempts)
       select 'tsk_' || lpad(i::text, 6, '0'), $1, 'task ' || i, '', 'other', 1 + i % 5, 2 from generate_series(1, 1000) i`,
      [kit.org],
    ),
  )
  const taken: string[] = []
  await Promise.all(
    agents.map(async (agent) => {
      for (;;) {
        const claimed = await kit.kernel
          .call(kit.tasks.verbs.claimNext, { agent: agent.id }, { actor })
          .catch((problem) => {
            if (problem.code === 'tasks.none_waiting') return undefined
            throw problem
          })
        if (!claimed) return
        taken.push(claimed.id)
        await kit.kernel.call(
          kit.tasks.verbs.report,
          { task: claimed.id, status: 'completed', fencingToken: claimed.fencingToken },
          { actor },
        )
      }
    }),
  )
  expect(taken).toHaveLength(1_000)
  expect(new Set(taken).size).toBe(1_000)
  const [counts] = await kit.kernel.db.system((tx) =>
    tx.query(
      `select count(*) filter (where status = 'completed')::int as done, count(*) filter (where attempts <> 1)::int as odd from tasks.tasks`,
    ),
  )
  expect(counts).toEqual({ done: 1_000, odd: 0 })
})
