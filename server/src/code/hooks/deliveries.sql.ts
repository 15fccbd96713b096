import type { Tx } from '#kernel'

export interface DeliverySummaryRow {
  id: string
  databaseId: number
  guid: string
  event: string
  action: string | null
  outcome: 'pending' | 'delivered' | 'failed'
  redelivery: boolean
  status: number | null
  problem: string | null
  attempts: number
  durationMs: number | null
  installation: number | null
  project: string | null
  createdAt: Date
  deliveredAt: Date | null
}

export interface DeliveryRow extends DeliverySummaryRow {
  payload: string
  url: string | null
  requestHeaders: Record<string, string> | null
  responseHeaders: Record<string, string> | null
  responseBody: string | null
}

const SUMMARY = `id, database_id as "databaseId", guid, event, action, outcome, redelivery, status, problem, attempts,
  duration_ms as "durationMs", installation, project_id as project, created_at as "createdAt", delivered_at as "deliveredAt"`
const DELIVERY = `${SUMMARY}, payload, url, request_headers as "requestHeaders", response_headers as "responseHeaders",
  response_body as "responseBody"`

export interface NewDelivery {
  id: string
  org: string
  project: string | null
  /** Of the two exactly one. */
  hook: string | null
  app: string | null
  guid: string
  event: string
  action: string | null
  payload: string
  installation: number | null
  redelivery: boolean
  host: string
  /** Said at once instead of being sent. */
  problem: string | null
}

export async function insertDelivery(tx: Tx, row: NewDelivery): Promise<void> {
  await tx.query(
    `insert into hooks.deliveries (id, org_id, project_id, hook_id, app_id, guid, event, action, payload, installation, redelivery,
       host, problem, outcome)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, case when $13::text is null then 'pending' else 'failed' end)`,
    [
      row.id,
      row.org,
      row.project,
      row.hook,
      row.app,
      row.guid,
      row.event,
      row.action,
      row.payload,
      row.installation,
      row.redelivery,
      row.host,
      row.problem,
    ],
  )
}

/** Newest first, those before a delivery's number if one is given. */
export function selectDeliveries(
  tx: Tx,
  receiver: string,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<DeliverySummaryRow[]> {
  return tx.query(
    `select ${SUMMARY} from hooks.deliveries where receiver = $1 and ($2::bigint is null or database_id < $2)
     order by database_id desc limit $3`,
    [receiver, before ?? null, limit],
  )
}

export async function selectDelivery(
  tx: Tx,
  receiver: string,
  databaseId: number,
): Promise<(DeliveryRow & { org: string }) | undefined> {
  const [row] = await tx.query<DeliveryRow & { org: string }>(
    `select ${DELIVERY}, org_id as org from hooks.deliveries where receiver = $1 and database_id = $2`,
    [receiver, databaseId],
  )
  return row
}

// The queue

export interface ClaimedDelivery {
  id: string
  hook: string | null
  app: string | null
  receiver: string
  host: string
  guid: string
  event: string
  payload: string
  attempts: number
}

export interface ClaimLimits {
  server: string
  free: number
  /** How many are under way here, by receiver and by host. */
  receivers: Record<string, number>
  hosts: Record<string, number>
  perReceiver: number
  perHost: number
}

/** Takes what is due, the oldest first, but never so much of one receiver or host that others would wait for it. */
export function claimDeliveries(tx: Tx, limits: ClaimLimits): Promise<ClaimedDelivery[]> {
  return tx.query(
    `with due as (
       select id, due_at, receiver, host,
         row_number() over (partition by receiver order by due_at, database_id) + coalesce(($3::jsonb ->> receiver)::int, 0) as of_receiver,
         row_number() over (partition by host order by due_at, database_id) + coalesce(($4::jsonb ->> host)::int, 0) as of_host
       from hooks.deliveries where outcome = 'pending' and due_at <= now() and claimed_by is null
     ), chosen as (
       select d.id from hooks.deliveries d join due using (id)
       where of_receiver <= $5 and of_host <= $6 and d.claimed_by is null
       order by d.due_at limit $2 for update of d skip locked
     )
     update hooks.deliveries d set claimed_by = $1 from chosen where d.id = chosen.id
     returning d.id, d.hook_id as hook, d.app_id as app, d.receiver, d.host, d.guid, d.event, d.payload, d.attempts`,
    [
      limits.server,
      limits.free,
      JSON.stringify(limits.receivers),
      JSON.stringify(limits.hosts),
      limits.perReceiver,
      limits.perHost,
    ],
  )
}

/** Gives back what servers hold that are not among the living. */
export async function releaseLost(tx: Tx, alive: readonly string[]): Promise<void> {
  await tx.query(
    `update hooks.deliveries set claimed_by = null where outcome = 'pending' and claimed_by is not null and claimed_by <> all($1)`,
    [alive],
  )
}

/** Gives back what this server holds, for it stops. */
export async function releaseHeld(tx: Tx, server: string): Promise<void> {
  await tx.query(`update hooks.deliveries set claimed_by = null where outcome = 'pending' and claimed_by = $1`, [
    server,
  ])
}

export interface Outcome {
  url: string | null
  requestHeaders: Record<string, string> | null
  status: number | null
  problem: string | null
  responseHeaders: Record<string, string> | null
  responseBody: string | null
  durationMs: number
}

/** How one attempt ended. With `retryMs` it is due again after that. */
export async function finishAttempt(
  tx: Tx,
  id: string,
  outcome: Outcome & { delivered: boolean; retryMs: number | undefined },
): Promise<void> {
  await tx.query(
    `update hooks.deliveries set claimed_by = null, attempts = attempts + 1, url = $2, request_headers = $3, status = $4, problem = $5,
       response_headers = $6, response_body = $7, duration_ms = $8, delivered_at = now(),
       outcome = case when $9 then 'delivered' when $10::bigint is null then 'failed' else 'pending' end,
       due_at = now() + coalesce($10::bigint, 0) * interval '1 millisecond'
     where id = $1`,
    [
      id,
      outcome.url,
      outcome.requestHeaders && JSON.stringify(outcome.requestHeaders),
      outcome.status,
      outcome.problem,
      outcome.responseHeaders && JSON.stringify(outcome.responseHeaders),
      outcome.responseBody,
      outcome.durationMs,
      outcome.delivered,
      outcome.retryMs ?? null,
    ],
  )
}

/** When the next waiting delivery is due. */
export async function selectNextDue(tx: Tx): Promise<Date | undefined> {
  const [row] = await tx.query<{ due: Date | null }>(
    `select min(due_at) as due from hooks.deliveries where outcome = 'pending' and claimed_by is null and due_at > now()`,
  )
  return row?.due ?? undefined
}

/** What is too old to be of use: told deliveries, those that could not be told, and hooks whose project is gone. */
export async function forgetOld(tx: Tx, ages: { keepHours: number; tryHours: number; problem: string }): Promise<void> {
  await tx.query(
    `update hooks.deliveries set outcome = 'failed', problem = coalesce(problem, $2)
     where outcome = 'pending' and claimed_by is null and created_at < now() - $1 * interval '1 hour'`,
    [ages.tryHours, ages.problem],
  )
  await tx.query(
    `delete from hooks.deliveries where outcome <> 'pending' and created_at < now() - $1 * interval '1 hour'`,
    [ages.keepHours],
  )
  await tx.query(`delete from hooks.hooks where ended_at < now() - $1 * interval '1 hour'`, [ages.keepHours])
}
