import type { ActorRef } from '../actor.ts'
import type { Tx } from '../database/database.ts'
import type { EventRow } from '../events/event.ts'

export interface ActionRow {
  id: string
  verb: string
  org_id: string | null
  actor_kind: string
  actor_id: string
  actor_name: string
  input: unknown
  output: unknown
  status: 'done' | 'refused' | 'failed'
  parent: string | null
  duration_ms: number | null
  /** Its row exists already, made when its key was reserved. */
  reserved: boolean
}

/** Everything one call leaves behind, in one statement that goes with the commit. */
export function recordHistory(tx: Tx, actions: ActionRow[], events: EventRow[]): void {
  if (actions.length + events.length === 0) return
  tx.last('select kernel.record($1::jsonb, $2::jsonb)', [printJson(actions), printJson(events)])
}

/** False when the key is taken; then the earlier call has ended. */
export async function reserveKey(
  tx: Tx,
  call: { id: string; verb: string; actor: ActorRef; key: string; hash: string; input: unknown },
): Promise<boolean> {
  const { actor } = call
  const [row] = await tx.query<{ fresh: boolean }>(
    'select kernel.reserve($1, $2, $3, $4, $5, $6, $7, $8::jsonb) as fresh',
    [call.id, call.verb, actor.kind, actor.id, actor.name, call.key, call.hash, printJson(call.input)],
  )
  return row?.fresh === true
}

export async function selectByKey(
  tx: Tx,
  actor: string,
  key: string,
): Promise<{ inputHash: string; output: unknown } | undefined> {
  const [row] = await tx.query<{ inputHash: string; output: unknown }>(
    'select input_hash as "inputHash", output from kernel.actions where actor_id = $1 and key = $2',
    [actor, key],
  )
  return row
}

export interface Action {
  id: string
  verb: string
  org: string | null
  actor: ActorRef
  input: unknown
  output: unknown
  status: 'done' | 'refused' | 'failed' | 'running'
  createdAt: Date
  durationMs: number | null
}

const ACTION = `id, verb, org_id as org, jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor,
  input, output, status, created_at as "createdAt", duration_ms as "durationMs"`

/** Newest first; row-level security filters. */
export function selectActions(tx: Tx, at: { limit: number; before?: string | undefined }): Promise<Action[]> {
  return tx.query(
    `select ${ACTION} from kernel.actions where ($2::text is null or id < $2) order by created_at desc, id desc limit $1`,
    [at.limit, at.before ?? null],
  )
}

export async function selectAction(tx: Tx, id: string): Promise<Action | undefined> {
  const [row] = await tx.query<Action>(`select ${ACTION} from kernel.actions where id = $1`, [id])
  return row
}

/** PostgreSQL's text knows neither NUL nor half a surrogate pair; programs print both. They are kept as U+FFFD. */
function printJson(value: unknown): string {
  const text = JSON.stringify(value)
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return text
  return JSON.stringify(value, (_key, v) => (typeof v === 'string' ? v.replaceAll('\0', '\ufffd').toWellFormed() : v))
}
