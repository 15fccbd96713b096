import { expect, test } from 'vitest'
import { listen, testHooks } from './hooks.kit.ts'

type Kit = Awaited<ReturnType<typeof testHooks>>

async function createHook(kit: Kit, url: string) {
  const { databaseId } = await kit.kernel.call(kit.verbs.create, { ...kit.address, url }, { actor: kit.alice })
  return databaseId
}

/** The newest delivery, once it has ended. */
async function ended(kit: Kit, hook: number) {
  await expect.poll(async () => (await kit.deliveries(hook))[0]?.outcome).toMatch(/delivered|failed/)
  return (await kit.deliveries(hook))[0]!
}

test('what was sent and answered can be read', async () => {
  await using kit = await testHooks()
  await using receiver = await listen((_, response) => {
    response.writeHead(202, { 'x-answer': 'yes' }).end('thank you \0 ünï')
  })
  const hook = await createHook(kit, receiver.url)
  const { databaseId } = await ended(kit, hook)
  expect(await kit.delivery(hook, databaseId)).toMatchObject({
    status: 202,
    url: receiver.url,
    request: { headers: { event: 'ping' }, payload: { hook } },
    response: { headers: { 'x-answer': 'yes' }, body: 'thank you \uFFFD ünï' },
  })
})

test('a receiver that hangs is given up, and one that answers is not asked again whatever it says', async () => {
  await using kit = await testHooks()
  await using hanging = await listen(() => undefined)
  const slow = await createHook(kit, hanging.url)
  expect(await ended(kit, slow)).toMatchObject({ outcome: 'failed', status: null, attempts: 1 })
  expect((await ended(kit, slow)).problem).toMatch(/did not answer within \d+ s/)
  await using failing = await listen((_, response) => response.writeHead(500).end('oh no'))
  const broken = await createHook(kit, failing.url)
  expect(await ended(kit, broken)).toMatchObject({ outcome: 'failed', status: 500, attempts: 1 })
  expect(failing.received).toHaveLength(1)
})

test('a receiver that is not there is tried four times and then given up', async () => {
  await using kit = await testHooks()
  const receiver = await listen()
  await receiver[Symbol.asyncDispose]()
  const hook = await createHook(kit, receiver.url)
  const last = await ended(kit, hook)
  expect(last).toMatchObject({ outcome: 'failed', attempts: 4, status: null })
  expect(last.problem).toContain('nothing listens there')
})

test('a receiver that closes the connection is tried again under the same guid', async () => {
  await using kit = await testHooks()
  let calls = 0
  await using receiver = await listen((request, response) => {
    calls++
    if (calls < 3) request.socket.destroy()
    else response.end('ok')
  })
  const hook = await createHook(kit, receiver.url)
  expect(await ended(kit, hook)).toMatchObject({ outcome: 'delivered', attempts: 3, problem: null })
  expect(new Set(receiver.received.map(({ headers }) => headers.guid)).size).toBe(1)
})

test('an endless answer is read up to 64 KiB', async () => {
  await using kit = await testHooks()
  await using receiver = await listen((_, response) => {
    const pour = (): void => {
      while (!response.destroyed && response.write('y'.repeat(100_000)));
    }
    response.on('drain', pour)
    pour()
  })
  const hook = await createHook(kit, receiver.url)
  const { databaseId, outcome } = await ended(kit, hook)
  expect(outcome).toBe('delivered')
  expect((await kit.delivery(hook, databaseId)).response.body).toHaveLength(64 * 1024)
})

test('a redirect inward is not followed, and the delivery says why', async () => {
  await using kit = await testHooks()
  await using receiver = await listen((_, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
  )
  const hook = await createHook(kit, receiver.url)
  expect(await ended(kit, hook)).toMatchObject({
    outcome: 'failed',
    status: 302,
    problem: expect.stringContaining(
      'points to http://169.254.169.254/latest/meta-data; deliveries follow no redirect',
    ),
  })
})

test('a name that leads inward by the time of sending is refused, and the delivery says why', async () => {
  await using kit = await testHooks({ allow: [], lookup: async () => [{ address: '127.0.0.1', family: 4 }] })
  await using receiver = await listen()
  const { kernel, verbs, alice, address } = kit
  const url = `http://hooks.example.com:${receiver.port}/hook`
  const { databaseId } = await kernel.call(verbs.create, { ...address, url }, { actor: alice })
  const last = await ended(kit, databaseId)
  expect(last).toMatchObject({ outcome: 'failed', status: null, attempts: 1 })
  expect(last.problem).toMatch(/^hooks.example.com resolves to the internal address 127.0.0.1, .*DEVFLOW_EGRESS_ALLOW/)
  expect(receiver.received).toEqual([])
})

test('a redelivery is a delivery of its own with the same guid and message, to where the hook points now', async () => {
  await using kit = await testHooks()
  await using failing = await listen((_, response) => response.writeHead(500).end())
  await using working = await listen()
  const { kernel, verbs, alice, address } = kit
  const hook = await createHook(kit, failing.url)
  const first = await ended(kit, hook)
  await kernel.call(verbs.update, { ...address, hook, url: working.url }, { actor: alice })
  await kernel.call(verbs.redeliver, { ...address, hook, delivery: first.databaseId }, { actor: alice })
  await expect.poll(() => working.received).toHaveLength(1)
  expect(working.received[0]!.headers.guid).toBe(first.guid)
  expect(working.received[0]!.body).toBe(failing.received[0]!.body)
  const again = await ended(kit, hook)
  expect(again).toMatchObject({ redelivery: true, outcome: 'delivered', guid: first.guid })
  expect(again.databaseId).not.toBe(first.databaseId)
  const older = await kernel.call(verbs.deliveries, { ...address, hook, before: again.databaseId }, { actor: alice })
  expect(older.items.map((each) => each.databaseId)).toEqual([first.databaseId])
  await expect(
    kernel.call(verbs.redeliver, { ...address, hook, delivery: again.databaseId + 100 }, { actor: alice }),
  ).rejects.toMatchObject({ code: 'hooks.no_delivery' })
})

test('the latest push is told again on demand, and nothing where nothing was pushed', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const { kernel, verbs, alice, address } = kit
  const hook = await createHook(kit, receiver.url)
  const attempt = () => kernel.call(verbs.test, { ...address, hook }, { actor: alice })
  await expect(attempt()).rejects.toMatchObject({ code: 'hooks.nothing_pushed' })
  await kit.happen('git.pushed', { n: 1 })
  await kit.happen('git.pushed', { n: 2 })
  await expect.poll(() => receiver.of('push')).toHaveLength(2)
  await attempt()
  await expect.poll(() => receiver.of('push')).toHaveLength(3)
  expect(receiver.of('push')[2]!.body).toBe('{"n":2}')
})

test('hooks that hang do not keep the others waiting', async () => {
  await using kit = await testHooks()
  const open: (() => void)[] = []
  await using hanging = await listen((_, response) => void open.push(() => response.end()))
  await using working = await listen()
  // More than all places together: each hook may have a few under way, and their host not many more.
  const stuck = await Promise.all(Array.from({ length: 12 }, () => createHook(kit, hanging.url)))
  for (let n = 0; n < 8; n++) await kit.happen('git.pushed', { n })
  // A ping each, and what happened so far: a hook that is made before it was told hears of it, too.
  const told = async () => (await Promise.all(stuck.map(kit.deliveries))).flat().length
  await expect.poll(told).toBe(12 * 9)
  const hook = await createHook(kit, working.url)
  await kit.happen('git.pushed', { n: 'last' })
  await expect.poll(() => working.of('push').map(({ body }) => body)).toEqual(['{"n":"last"}'])
  const waiting = (await Promise.all(stuck.map(kit.deliveries))).flat().filter((each) => each.outcome === 'pending')
  expect(waiting.length).toBeGreaterThan(0)
  expect((await kit.deliveries(hook)).length).toBe(2)
})

test('what is too old goes, and what could not be sent in a day is given up', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const hook = await createHook(kit, receiver.url)
  await ended(kit, hook)
  const age = (hours: number, outcome: string, due: string) =>
    kit.kernel.db.system((tx) =>
      tx.query(
        `insert into hooks.deliveries (id, org_id, hook_id, guid, event, payload, host, outcome, due_at, created_at)
         select $1, org_id, id, $1, 'push', '{}', 'h', $2, $3::timestamptz, now() - $4 * interval '1 hour' from hooks.hooks`,
        [`dlv_${hours}`, outcome, due, hours],
      ),
    )
  await age(71, 'delivered', 'now')
  await age(73, 'delivered', 'now')
  await age(23, 'pending', 'infinity')
  await age(25, 'pending', 'infinity')
  await kit.hooks.forget()
  const rows = (await kit.deliveries(hook)).filter(({ id }) => /^dlv_\d\d$/.test(id))
  expect(rows.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['dlv_25', 'failed'],
    ['dlv_23', 'pending'],
    ['dlv_71', 'delivered'],
  ])
  expect(rows[0]!.problem).toContain('within 24 hours')
})
