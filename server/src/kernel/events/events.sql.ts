import type { Tx } from '../database/database.ts'
import { Problem } from '../problem.ts'
import type { StoredEvent } from './event.ts'

/** A place in the order of all events. */
export interface Cursor {
  tx: string
  seq: number
}

interface Row extends Omit<StoredEvent, 'id' | 'at'> {
  tx: string
  seq: number
  at: Date
}

/** `tx` is answered as text, so queries must order by `e.tx`: a bare name would mean the text, in which 1000 comes before 999. */
const EVENT =
  'e.tx::text as tx, seq, at, name, org_id as org, project_id as project, actor, links, data, action_id as action'
/** Older than every open transaction: nothing can still appear before such an event. To be preceded by `settle`. */
const SETTLED = `tx < current_setting('devflow.horizon')::xid8`

/** A statement of its own, because what it found ended is visible only to the next one. */
async function querySettled<R>(tx: Tx, text: string, values: readonly unknown[] = []): Promise<R[]> {
  const [, rows] = await Promise.all([tx.query('select kernel.settle()'), tx.query<R>(text, values)])
  return rows
}

export interface EventFilter {
  org?: string | undefined
  project?: string | undefined
  names?: readonly string[] | undefined
  links?: Record<string, string> | undefined
  actor?: string | undefined
}

/** In order, after the cursor. */
export async function selectEventsAfter(
  tx: Tx,
  at: Cursor,
  limit: number,
  filter: EventFilter = {},
): Promise<StoredEvent[]> {
  const { where, values } = conditions(filter, [at.tx, at.seq, limit])
  const rows = await querySettled<Row>(
    tx,
    `select ${EVENT} from kernel.events e where (tx, seq) > ($1::xid8, $2::bigint) and ${SETTLED}${where} order by e.tx, e.seq limit $3`,
    values,
  )
  return rows.map(toEvent)
}

/** Newest first, before the cursor if one is given. */
export async function selectEventsBefore(
  tx: Tx,
  at: Cursor | undefined,
  limit: number,
  filter: EventFilter,
): Promise<StoredEvent[]> {
  const { where, values } = conditions(filter, [at?.tx ?? null, at?.seq ?? null, limit])
  const rows = await querySettled<Row>(
    tx,
    `select ${EVENT} from kernel.events e where ($1::xid8 is null or (tx, seq) < ($1::xid8, $2::bigint)) and ${SETTLED}${where} order by e.tx desc, e.seq desc limit $3`,
    values,
  )
  return rows.map(toEvent)
}

/** Where the settled events end now. */
export async function selectHorizon(tx: Tx): Promise<Cursor> {
  const [row] = await querySettled<Cursor>(
    tx,
    `select e.tx::text as tx, seq from kernel.events e where ${SETTLED} order by e.tx desc, e.seq desc limit 1`,
  )
  return row ?? { tx: '0', seq: 0 }
}

function conditions(filter: EventFilter, values: unknown[]): { where: string; values: unknown[] } {
  let where = ''
  const add = (sql: string, value: unknown): void => {
    values.push(value)
    where += ` and ${sql.replace('?', `$${values.length}`)}`
  }
  if (filter.org) add('org_id = ?', filter.org)
  if (filter.project) add('project_id = ?', filter.project)
  if (filter.names?.length) add('name = any(?)', filter.names)
  if (filter.links && Object.keys(filter.links).length) add('links @> ?::jsonb', JSON.stringify(filter.links))
  if (filter.actor) add(`actor->>'id' = ?`, filter.actor)
  return { where, values }
}

function toEvent({ tx, seq, at, ...rest }: Row): StoredEvent {
  return { id: printCursor({ tx, seq }), at: at.toISOString(), ...rest }
}

export function printCursor(cursor: Cursor): string {
  return `${cursor.tx}-${cursor.seq}`
}

/** Throws `events.cursor` for anything that is not an event's id. */
export function parseCursor(id: string): Cursor {
  const match = /^(\d{1,19})-(\d{1,15})$/.exec(id)
  if (!match)
    throw new Problem(
      'invalid',
      'events.cursor',
      `${JSON.stringify(id.slice(0, 50))} is not the id of an event; use the id of one you have read.`,
    )
  return { tx: match[1]!, seq: Number(match[2]) }
}

/** Partitions for this month and the next, so that old months can be detached whole. */
export async function createPartitions(tx: Tx, now: Date): Promise<void> {
  for (const offset of [0, 1]) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1))
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset + 1, 1))
    const name = `events_${from.toISOString().slice(0, 7).replace('-', '_')}`
    const [exists] = await tx.query(
      `select from pg_class where relname = $1 and relnamespace = 'kernel'::regnamespace`,
      [name],
    )
    if (exists) continue
    const [rest] = await tx.query('select from kernel.events_rest where at >= $1 and at < $2 limit 1', [from, to])
    if (!rest)
      await tx.query(
        `create table kernel.${name} partition of kernel.events for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
      )
  }
}

// Subscribers

/** The durable cursor, locked for this transaction; undefined when another server is at it. */
export async function lockSubscriber(tx: Tx, name: string): Promise<(Cursor & { failures: number }) | undefined> {
  const [row] = await tx.query<Cursor & { failures: number }>(
    'select tx::text as tx, seq, failures from kernel.subscribers where name = $1 for update skip locked',
    [name],
  )
  return row
}

export async function createSubscriber(tx: Tx, name: string): Promise<void> {
  await tx.query('insert into kernel.subscribers (name) values ($1) on conflict do nothing', [name])
}

export async function moveSubscriber(tx: Tx, name: string, to: Cursor): Promise<void> {
  await tx.query(
    'update kernel.subscribers set tx = $2::xid8, seq = $3, failures = 0, last_error = null, updated_at = now() where name = $1',
    [name, to.tx, to.seq],
  )
}

export async function failSubscriber(tx: Tx, name: string, error: string): Promise<void> {
  await tx.query(
    'update kernel.subscribers set failures = failures + 1, last_error = $2, updated_at = now() where name = $1',
    [name, error],
  )
}

export async function insertDeadEvent(tx: Tx, subscriber: string, event: string, error: string): Promise<void> {
  await tx.query(
    'insert into kernel.dead_events (subscriber, event, error) values ($1, $2, $3) on conflict do nothing',
    [subscriber, event, error],
  )
}
