import { expect, test } from 'vitest'
import { type Actor, createKernel, type EventRow, type Kernel } from '#kernel'
import { type TestKernel, testKernel } from '#testing'
import { type StreamReader, serveStreams } from '../http/stream.kit.ts'

const row = (org: string, text: string, more: Partial<EventRow> = {}): EventRow => ({
  name: 'probe.happened',
  org_id: org,
  project_id: null,
  actor: { kind: 'system', id: 'system:probe', name: 'probe' },
  links: {},
  data: { text },
  action_id: null,
  ...more,
})

async function started(): Promise<TestKernel> {
  const kit = await testKernel()
  await kit.start()
  return kit
}

const textOf = (data: string): string => JSON.parse(data).data.text

test('a reader that keeps losing its connection misses nothing and sees nothing twice, whatever 8 writers do', async () => {
  await using kit = await started()
  await using server = await serveStreams(kit)
  const total = 8 * 200
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; i < 200; i++) {
      await kit.kernel.db.system(async (tx) => {
        await kit.kernel.events.append(tx, [row(kit.org, `${writer}-${i}`)])
        // Some transactions stay open a while after they took their place in the order.
        if (i % 40 === writer) await tx.query('select pg_sleep(0.02)')
      })
      kit.kernel.events.appended()
      if (i % 50 === 0) await kit.kernel.events.publish([row('org_bob', `bob ${writer}-${i}`)])
    }
  })
  const seen: string[] = []
  let last = '0'
  while (seen.length < total) {
    const reader = await server.open('/events', kit.alice, { 'last-event-id': last })
    const cut = Math.min(total, seen.length + 150)
    while (seen.length < cut) {
      const message = await reader.next()
      seen.push(textOf(message.data))
      last = message.id!
    }
    reader.close()
  }
  await Promise.all(writers)
  expect(new Set(seen).size).toBe(total)
  for (let writer = 0; writer < 8; writer++) {
    const own = seen.filter((text) => text.startsWith(`${writer}-`))
    expect(own).toEqual(Array.from({ length: 200 }, (_, i) => `${writer}-${i}`))
  }
})

test('an event of a long transaction comes before those that had to wait for it, for live and late readers alike', async () => {
  await using kit = await started()
  await using server = await serveStreams(kit)
  const live = await server.open('/events', kit.alice)
  let finish = (): void => undefined
  let begun = (): void => undefined
  const isBegun = new Promise<void>((done) => (begun = done))
  const slow = kit.kernel.db.system(async (tx) => {
    await tx.query('select pg_current_xact_id()') // as its first change would
    await kit.kernel.events.append(tx, [row(kit.org, 'slow')])
    begun()
    await new Promise<void>((done) => (finish = done))
  })
  await isBegun
  await kit.kernel.events.publish([row(kit.org, 'quick')])
  const listed = () => kit.kernel.db.as(kit.alice, (tx) => kit.kernel.events.after(tx, undefined, 10, {}))
  expect(await listed()).toEqual([])
  finish()
  await slow
  kit.kernel.events.appended()
  expect([textOf((await live.next()).data), textOf((await live.next()).data)]).toEqual(['slow', 'quick'])
  expect((await listed()).map((e) => e.data.text)).toEqual(['slow', 'quick'])
})

async function collect(reader: StreamReader, until: string): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    texts.push(textOf((await reader.next()).data))
    if (texts.at(-1) === until) return texts
  }
}

test('the order holds when transaction numbers gain a digit', async () => {
  await using kit = await started()
  const current = async () =>
    Number((await kit.kernel.db.system((tx) => tx.query('select pg_current_xact_id()::text as tx')))[0].tx)
  const border = 10 ** String(await current()).length
  // Numbers of the whole cluster run on with other tests: rows of our own stand on both sides of the border.
  await kit.kernel.db.system((tx) =>
    tx.query(
      `insert into kernel.events (tx, name, org_id, actor, data)
       select n::text::xid8, 'probe.happened', $1, '{}', jsonb_build_object('text', n::text) from unnest($2::bigint[]) n`,
      [kit.org, [border / 10 - 2, border / 10 - 1, border / 10, border / 10 + 1]],
    ),
  )
  const expected = [-2, -1, 0, 1].map((offset) => String(border / 10 + offset))
  const read = (after: string | undefined) =>
    kit.kernel.db.as(kit.alice, (tx) => kit.kernel.events.after(tx, after, 2, {}))
  const first = await read(undefined)
  const second = await read(first[1]!.id)
  expect([...first, ...second].map((e) => e.data.text)).toEqual(expected)
  const backwards = await kit.kernel.db.as(kit.alice, (tx) => kit.kernel.events.before(tx, undefined, 10, {}))
  expect(backwards.map((e) => e.data.text)).toEqual(expected.toReversed())
})

test('a stream shows what its reader may see and asked for, from the past and live', async () => {
  await using kit = await started()
  await using server = await serveStreams(kit)
  const publish = (phase: string) =>
    kit.kernel.events.publish([
      row('org_alice', `${phase} a`),
      row('org_alice', `${phase} a of p1`, { project_id: 'prj_1', links: { spec: 'spec_1' } }),
      row('org_alice', `${phase} other name`, { name: 'probe.other' }),
      row('org_bob', `${phase} b`),
      row(null as never, `${phase} of nobody`),
      row('org_alice', `${phase} end`, { project_id: 'prj_1', links: { spec: 'spec_1' } }),
      row('org_bob', `${phase} end`),
    ])
  await publish('past')
  const inProject: Actor = { ...kit.alice, projects: ['prj_1'] }
  const readers: [StreamReader, string[]][] = [
    [await server.open('/events?after=0', kit.alice), ['a', 'a of p1', 'other name', 'end']],
    [await server.open('/events?after=0', kit.bob), ['b', 'end']],
    [await server.open('/events?after=0', inProject), ['a of p1', 'end']],
    [await server.open('/events?after=0&spec=spec_1', kit.alice), ['a of p1', 'end']],
    [await server.open('/events?after=0&project=prj_1', kit.bob), []],
    [await server.open('/events?after=0&org=org_alice', kit.bob), []],
    [await server.open('/events?after=0&name=probe.happened', kit.alice), ['a', 'a of p1', 'end']],
  ]
  for (const [reader, texts] of readers)
    if (texts.length) expect(await collect(reader, 'past end')).toEqual(texts.map((t) => `past ${t}`))
  await publish('live')
  for (const [reader, texts] of readers)
    if (texts.length) expect(await collect(reader, 'live end')).toEqual(texts.map((t) => `live ${t}`))
})

test('nonsense where an event id belongs is refused before the stream begins', async () => {
  await using kit = await started()
  await using server = await serveStreams(kit)
  for (const nonsense of ['x', '1', '1-', '-1-1', '1-1-1', "1-1';--", '99999999999999999999999-1', '1-1 '.repeat(9)]) {
    await expect(server.open('/events', kit.alice, { 'last-event-id': nonsense })).rejects.toThrow('400 events.cursor')
    await expect(server.open(`/events?after=${encodeURIComponent(nonsense)}`, kit.alice)).rejects.toThrow(
      '400 events.cursor',
    )
  }
})

test('a stream of events needs somebody, and the permission to read events', async () => {
  await using kit = await started()
  await using server = await serveStreams(kit)
  await expect(server.open('/events', undefined)).rejects.toThrow('401 identity.unauthenticated')
  const narrow = { ...kit.alice, orgs: { org_alice: ['checks:write'] } }
  await expect(server.open('/events', narrow)).rejects.toThrow('403 kernel.forbidden')
})

test('what another server appends arrives, also after the notification connection was killed', async () => {
  await using kit = await started()
  await using other = await testKernel({ databaseUrl: kit.kernel.db.url })
  await other.start()
  const heard: string[] = []
  kit.kernel.events.tail({ reader: kit.alice }, (e) => heard.push(e.data.text))
  await other.kernel.events.publish([row(kit.org, 'before')])
  await expect.poll(() => heard).toEqual(['before'])

  const connections = () =>
    kit.kernel.db.system((tx) =>
      tx.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'devflow events' and datname = current_database() order by pid`,
      ),
    )
  const old = await connections()
  await kit.kernel.db.system((tx) => tx.query('select pg_terminate_backend($1)', [old[0]!.pid]))
  await kit.kernel.db.system((tx) => tx.query('select pg_terminate_backend($1)', [old[1]!.pid]))
  const replaced = async () => (await connections()).filter(({ pid }) => !old.some((o) => o.pid === pid)).length
  await expect.poll(replaced, { timeout: 10_000 }).toBe(2)
  await other.kernel.events.publish([row(kit.org, 'after')])
  await expect.poll(() => heard).toEqual(['before', 'after'])
})

test('text that no database keeps does not stop an event', async () => {
  await using kit = await started()
  await kit.kernel.events.publish([row(kit.org, 'a\0b \ud83d c \\u0000 d')])
  const texts = () =>
    kit.kernel.db.as(kit.alice, async (tx) =>
      (await kit.kernel.events.after(tx, undefined, 10, {})).map((event) => event.data.text),
    )
  await expect.poll(texts).toEqual(['a\ufffdb \ufffd c \\u0000 d'])
})

test('a server that stops ends its open streams and does not wait for them', async () => {
  const kit = await started()
  await using server = await serveStreams(kit)
  const reader = await server.open('/events', kit.alice)
  await kit[Symbol.asyncDispose]()
  await expect(reader.next()).rejects.toThrow()
})

test('a kernel whose database is gone refuses in one sentence', async () => {
  await using kit = await started()
  const kernel: Kernel = await createKernel({
    ...kit.kernel.config,
    dataDir: `${kit.kernel.config.dataDir}/second`,
    databaseUrl: 'postgres://nobody@127.0.0.1:1/x',
  })
  await expect(kernel.start()).rejects.toThrow()
  await expect(kernel.db.system((tx) => tx.query('select 1'))).rejects.toMatchObject({ code: 'kernel.database' })
  await kernel.stop()
})
