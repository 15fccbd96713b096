import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Actor, event, type Kernel, Outdated, type Tx, verb } from '#kernel'
import { testKernel } from '#testing'

const noteWritten = event('note.written', z.object({ text: z.string() }))

/** A tiny module, as real ones are built. */
function createNotes(kernel: Kernel) {
  const write = verb({
    name: 'notes.write',
    http: 'POST /notes/:org',
    summary: 'Write a note',
    input: z.object({ org: z.string(), text: z.string().min(1), password: z.string().optional() }),
    output: z.object({ id: z.string(), password: z.string().optional() }),
    needs: 'notes:write',
    secret: ['password'],
    scope: async (_tx: Tx, { org }: { org: string }) => org,
    async run({ org, tx, emit }, { text, password }) {
      const [row] = await tx.query<{ id: string }>(
        `insert into notes.notes (org_id, text) values ($1, $2) returning id::text`,
        [org, text],
      )
      if (text === 'bug') throw new Error('a bug')
      emit(noteWritten, { data: { text } })
      return { id: row!.id, ...(password ? { password } : {}) }
    },
  })
  const list = verb({
    name: 'notes.list',
    http: 'GET /notes',
    summary: 'List notes',
    input: z.object({}),
    output: z.object({ items: z.array(z.string()) }),
    needs: 'notes:read',
    scope: 'account',
    run: async ({ tx }) => ({
      items: (await tx.query<{ text: string }>('select text from notes.notes order by id')).map((r) => r.text),
    }),
  })
  kernel.verbs.register(write, list)
  return { write, list }
}

async function notesKit() {
  const kit = await testKernel()
  const notes = createNotes(kit.kernel)
  kit.kernel.onStart(async () => {
    await kit.kernel.db.system(async (tx) => {
      await tx.query('create schema notes')
      await tx.query(
        'create table notes.notes (id bigint generated always as identity, org_id text not null, text text not null)',
      )
      await tx.query(`select kernel.protect('notes.notes')`)
    })
  })
  await kit.start()
  return { ...kit, notes, [Symbol.asyncDispose]: kit[Symbol.asyncDispose] }
}

const counts = (kernel: Kernel) =>
  kernel.db.system(async (tx) => {
    const [row] =
      await tx.query(`select (select count(*) from notes.notes)::int notes, (select count(*) from kernel.events)::int events,
      (select count(*) from kernel.actions where status = 'done')::int done, (select count(*) from kernel.actions where status = 'refused')::int refused`)
    return row
  })

test('a call changes state, appends its event and records the action together', async () => {
  await using kit = await notesKit()
  await kit.kernel.call(kit.notes.write, { org: kit.org, text: 'hello' }, { actor: kit.alice })
  expect(await counts(kit.kernel)).toEqual({ notes: 1, events: 1, done: 1, refused: 0 })
})

test('a bug in a verb leaves nothing behind', async () => {
  await using kit = await notesKit()
  await expect(kit.kernel.call(kit.notes.write, { org: kit.org, text: 'bug' }, { actor: kit.alice })).rejects.toThrow(
    'a bug',
  )
  expect(await counts(kit.kernel)).toEqual({ notes: 0, events: 0, done: 0, refused: 0 })
})

test('a verb that acted on what is no longer so is undone and tried again, four times at most', async () => {
  await using kit = await notesKit()
  const hasty = (outdated: number) => ({
    ...kit.notes.write,
    async run(...args: Parameters<typeof kit.notes.write.run>) {
      const written = await kit.notes.write.run(...args)
      if (outdated-- > 0) throw new Outdated('the note is not as it was read')
      return written
    },
  })
  const write = (outdated: number) =>
    kit.kernel.call(hasty(outdated), { org: kit.org, text: 'hello' }, { actor: kit.alice })
  await write(3)
  await expect(write(4)).rejects.toThrow('the note is not as it was read')
  expect(await counts(kit.kernel)).toEqual({ notes: 1, events: 1, done: 1, refused: 0 })
})

test('invalid input is refused with the field and recorded nowhere as done', async () => {
  await using kit = await notesKit()
  await expect(
    kit.kernel.call(kit.notes.write, { org: kit.org, text: '' }, { actor: kit.alice }),
  ).rejects.toMatchObject({
    kind: 'invalid',
    details: [{ field: 'text' }],
  })
  expect(await counts(kit.kernel)).toMatchObject({ notes: 0, done: 0 })
})

test('the permission is needed in the organisation the call is about', async () => {
  await using kit = await notesKit()
  const viewer: Actor = { kind: 'person', id: 'usr_v', name: 'viewer', orgs: { org_alice: ['*:read'] } }
  await expect(kit.kernel.call(kit.notes.write, { org: kit.org, text: 'x' }, { actor: viewer })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(kit.kernel.call(kit.notes.write, { org: kit.org, text: 'x' }, { actor: kit.bob })).rejects.toMatchObject(
    { kind: 'forbidden' },
  )
  await expect(kit.kernel.call(kit.notes.list, {}, { actor: undefined })).rejects.toMatchObject({
    kind: 'unauthenticated',
  })
  expect(await counts(kit.kernel)).toEqual({ notes: 0, events: 0, done: 0, refused: 2 })
})

test('row-level security hides other tenants even from a verb that forgets to filter', async () => {
  await using kit = await notesKit()
  await kit.kernel.call(kit.notes.write, { org: 'org_alice', text: 'of alice' }, { actor: kit.alice })
  await kit.kernel.call(kit.notes.write, { org: 'org_bob', text: 'of bob' }, { actor: kit.bob })
  expect(await kit.kernel.call(kit.notes.list, {}, { actor: kit.alice })).toEqual({ items: ['of alice'] })
  expect(await kit.kernel.call(kit.notes.list, {}, { actor: kit.bob })).toEqual({ items: ['of bob'] })
})

test('twenty calls at once with one idempotency key have one effect and one answer', async () => {
  await using kit = await notesKit()
  const calls = Array.from({ length: 20 }, () =>
    kit.kernel.call(kit.notes.write, { org: kit.org, text: 'once' }, { actor: kit.alice, key: 'k1' }),
  )
  const answers = await Promise.all(calls)
  expect(new Set(answers.map((a) => a.id)).size).toBe(1)
  expect(await counts(kit.kernel)).toEqual({ notes: 1, events: 1, done: 1, refused: 0 })
  await expect(
    kit.kernel.call(kit.notes.write, { org: kit.org, text: 'other' }, { actor: kit.alice, key: 'k1' }),
  ).rejects.toMatchObject({
    code: 'kernel.key_reused',
  })
  await kit.kernel.call(kit.notes.write, { org: 'org_bob', text: 'once' }, { actor: kit.bob, key: 'k1' })
  expect(await counts(kit.kernel)).toMatchObject({ notes: 2 })
})

test('calls within a call leave records and events of their own', async () => {
  await using kit = await notesKit()
  const writeTwice = verb({
    name: 'notes.writeTwice',
    http: 'POST /notes/:org/twice',
    summary: 'Write a note twice',
    input: z.object({ org: z.string(), text: z.string() }),
    output: z.null(),
    needs: 'notes:write',
    scope: async (_tx: Tx, { org }: { org: string }) => org,
    async run({ call }, note) {
      await call(kit.notes.write, note)
      await call(kit.notes.write, note)
      return null
    },
  })
  await kit.kernel.call(writeTwice, { org: kit.org, text: 'hello' }, { actor: kit.alice })
  const rows = await kit.kernel.db.system((tx) =>
    tx.query(
      `select a.verb, (select p.verb from kernel.actions p where p.id = a.parent) as parent, a.output,
         (select count(*) from kernel.events e where e.action_id = a.id)::int as events
       from kernel.actions a order by a.verb, a.id`,
    ),
  )
  const inner = { verb: 'notes.write', parent: 'notes.writeTwice', output: { id: expect.any(String) }, events: 1 }
  expect(rows).toEqual([inner, inner, { verb: 'notes.writeTwice', parent: null, output: null, events: 0 }])
})

test('a record says who did what with which outcome, and its event names it', async () => {
  await using kit = await notesKit()
  await kit.kernel.call(kit.notes.write, { org: kit.org, text: 'hello' }, { actor: kit.alice })
  const actor = { kind: 'person', id: 'usr_alice', name: 'alice' }
  const [action, event] = await kit.kernel.db.system(async (tx) => [
    (await tx.query('select * from kernel.actions'))[0],
    (await tx.query('select * from kernel.events'))[0],
  ])
  expect(action).toMatchObject({
    verb: 'notes.write',
    org_id: kit.org,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    input: { org: kit.org, text: 'hello' },
    output: { id: '1' },
    status: 'done',
    parent: null,
    key: null,
    duration_ms: expect.any(Number),
  })
  expect(event).toMatchObject({
    name: 'note.written',
    org_id: kit.org,
    project_id: null,
    actor,
    links: {},
    data: { text: 'hello' },
    action_id: action.id,
  })
})

test('secret fields are not in the record', async () => {
  await using kit = await notesKit()
  const answer = await kit.kernel.call(
    kit.notes.write,
    { org: kit.org, text: 'x', password: 'hunter2hunter2' },
    { actor: kit.alice },
  )
  expect(answer.password).toBe('hunter2hunter2')
  const [row] = await kit.kernel.db.system((tx) =>
    tx.query('select input::text || output::text as text from kernel.actions'),
  )
  expect(row.text).not.toContain('hunter2')
})

test('a verb cannot write or change history by itself', async () => {
  await using kit = await notesKit()
  await kit.kernel.call(kit.notes.write, { org: kit.org, text: 'x' }, { actor: kit.alice })
  for (const sql of [
    `delete from kernel.events`,
    `update kernel.events set name = 'y'`,
    `insert into kernel.actions (id) values ('z')`,
  ]) {
    await expect(kit.kernel.db.as(kit.alice, (tx) => tx.query(sql))).rejects.toThrow('permission denied')
  }
})

test('subscribers see every event exactly once and in order, across a failure', async () => {
  await using kit = await testKernel()
  const notes = createNotes(kit.kernel)
  let failures = 0
  kit.kernel.onStart(() =>
    kit.kernel.db.system(async (tx) => {
      await tx.query(
        'create schema notes; create table notes.notes (id bigint generated always as identity, org_id text not null, text text not null); create table notes.seen (id bigint generated always as identity, text text)',
      )
      await tx.query(`select kernel.protect('notes.notes')`)
    }),
  )
  kit.kernel.events.subscribe({
    name: 'test.copy',
    on: ['note.written'],
    async run(stored, tx) {
      await tx.query('insert into notes.seen (text) values ($1)', [stored.data.text])
      if (stored.data.text === '7' && failures++ < 2) throw new Error('not yet')
    },
  })
  await kit.start()
  for (let i = 0; i < 30; i++)
    await kit.kernel.call(notes.write, { org: kit.org, text: String(i) }, { actor: kit.alice })
  const seen = () => kit.kernel.db.system((tx) => tx.query<{ text: string }>('select text from notes.seen order by id'))
  await expect.poll(async () => (await seen()).length, { timeout: 15_000 }).toBe(30)
  expect((await seen()).map((r) => r.text)).toEqual(Array.from({ length: 30 }, (_, i) => String(i)))
  expect(failures).toBe(3)
})

test('a live reader gets what the actor may see and nothing else', async () => {
  await using kit = await notesKit()
  const heard: string[] = []
  kit.kernel.events.tail({ reader: kit.bob }, (e) => heard.push(e.data.text))
  await kit.kernel.call(kit.notes.write, { org: 'org_alice', text: 'of alice' }, { actor: kit.alice })
  await kit.kernel.call(kit.notes.write, { org: 'org_bob', text: 'of bob' }, { actor: kit.bob })
  await expect.poll(() => heard).toEqual(['of bob'])
})

test('a call that names no organisation touches only those that grant it', async () => {
  await using kit = await notesKit()
  await kit.kernel.call(kit.notes.write, { org: 'org_alice', text: 'of alice' }, { actor: kit.alice })
  await kit.kernel.call(kit.notes.write, { org: 'org_bob', text: 'of bob' }, { actor: kit.bob })
  const guest: Actor = { ...kit.alice, orgs: { org_alice: ['*'], org_bob: ['specs:read'] }, server: ['*'] }
  expect(await kit.kernel.call(kit.notes.list, {}, { actor: guest })).toEqual({ items: ['of alice'] })
})

test('nobody is told what is wrong with the input before saying who they are', async () => {
  await using kit = await notesKit()
  await expect(kit.kernel.call(kit.notes.write, { org: 1 } as never, { actor: undefined })).rejects.toMatchObject({
    code: 'identity.unauthenticated',
  })
})

test('text that no column can hold is the mistake of its sender, wherever it stands', async () => {
  await using kit = await notesKit()
  for (const text of ['a\0b', '\ud83d']) {
    const call = kit.kernel.call(kit.notes.write, { org: kit.org, text }, { actor: kit.alice })
    await expect(call).rejects.toMatchObject({ kind: 'invalid', code: 'kernel.text' })
  }
})
