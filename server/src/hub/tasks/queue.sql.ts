import type { Tx } from '#kernel'
import { TASK, type TaskRow } from './tasks.sql.ts'

/** Who wants to work, and how long a lease lasts. */
export interface Claimant {
  org: string
  agent: { id: string; name: string }
  capabilities: readonly string[]
  leaseMs: number
  /** Whether it can also work on tasks that belong to no project; agents that DevFlow runs need a repository. */
  anywhere: boolean
}

/** Takes the next task for an agent: highest priority first, then the longest available. Only in the actor's own transaction. */
export async function claimNext(tx: Tx, claimant: Claimant): Promise<TaskRow | undefined> {
  const { org, agent, capabilities, leaseMs, anywhere } = claimant
  const [row] = await tx.query<TaskRow>(`select ${TASK} from tasks.claim_next($1, $2, $3, $4, $5, $6) t`, [
    org,
    agent.id,
    agent.name,
    capabilities,
    leaseMs,
    anywhere,
  ])
  return row
}

/** Takes this one task if it can be taken by this agent now. */
export async function claimTask(tx: Tx, id: string, claimant: Claimant): Promise<TaskRow | undefined> {
  const { org, agent, capabilities, leaseMs, anywhere } = claimant
  const [row] = await tx.query<TaskRow>(
    `${TAKE} where t.id = $7 and org_id = $1 and status = 'pending' and waiting_for = 0 and available_at <= now()
       and capabilities <@ $4 and (wanted_agent is null or wanted_agent = $2) and ($6 or project_id is not null)
     returning ${TASK}`,
    [org, agent.id, agent.name, capabilities, leaseMs, anywhere, id],
  )
  return row
}

const TAKE = `update tasks.tasks t set status = 'in_progress', agent_id = $2, agent_name = $3, attempts = attempts + 1,
  fencing_token = fencing_token + 1, lease_until = now() + $5 * interval '1 millisecond', reason = null,
  started_at = coalesce(started_at, now())`

/** Extends the lease of what the agent holds; with a token, of the claim that got it. */
export function extendLeases(
  tx: Tx,
  { agent, token, leaseMs }: { agent: string; token: number | undefined; leaseMs: number },
): Promise<TaskRow[]> {
  return tx.query(
    `update tasks.tasks t set lease_until = now() + $3 * interval '1 millisecond'
     where agent_id = $1 and status = 'in_progress' and ($2::bigint is null or fencing_token = $2) returning ${TASK}`,
    [agent, token ?? null, leaseMs],
  )
}

/** Extends the lease of one claim. Undefined: it is no longer this claim's task. */
export async function extendLease(
  tx: Tx,
  { task, token, leaseMs }: { task: string; token: number; leaseMs: number },
): Promise<TaskRow | undefined> {
  const [row] = await tx.query<TaskRow>(
    `update tasks.tasks t set lease_until = now() + $3 * interval '1 millisecond'
     where id = $1 and status = 'in_progress' and fencing_token = $2 returning ${TASK}`,
    [task, token, leaseMs],
  )
  return row
}

/**
 * Tasks whose holder has gone silent go back into the queue, or fail when they have been tried often enough. Locked rows
 * are being reported on at this moment and are left alone.
 */
export function expireLeases(tx: Tx, reason: string): Promise<TaskRow[]> {
  return tx.query(
    `with late as materialized (
       select id from tasks.tasks where status = 'in_progress' and lease_until < now()
       order by id limit 500 for update skip locked
     )
     update tasks.tasks t set status = case when attempts < max_attempts then 'pending' else 'failed' end,
       lease_until = null, available_at = now(),
       reason = case when attempts < max_attempts then null else $1 end,
       completed_at = case when attempts < max_attempts then null else now() end
     from late where t.id = late.id returning ${TASK}`,
    [reason],
  )
}

/** Makes leases run out now. For those whose holder is known to be gone. */
export async function endLeases(tx: Tx, claims: readonly { task: string; token: number }[]): Promise<void> {
  await tx.query(
    `update tasks.tasks t set lease_until = now() - interval '1 second'
     from unnest($1::text[], $2::bigint[]) as c (task, token)
     where t.id = c.task and t.fencing_token = c.token and t.status = 'in_progress'`,
    [claims.map((claim) => claim.task), claims.map((claim) => claim.token)],
  )
}

/** Whether the organisation already has `limit` pending tasks. */
export async function isQueueFull(tx: Tx, org: string, limit: number): Promise<boolean> {
  const rows = await tx.query(`select from tasks.tasks where org_id = $1 and status = 'pending' offset $2 limit 1`, [
    org,
    limit - 1,
  ])
  return rows.length > 0
}

/** When the next delayed task becomes available, in any organisation. */
export async function selectNextAvailable(tx: Tx): Promise<Date | undefined> {
  const [row] = await tx.query<{ at: Date | null }>(
    `select min(available_at) as at from tasks.tasks where status = 'pending' and waiting_for = 0 and available_at > now()`,
  )
  return row?.at ?? undefined
}

/** Those of these managed agents for which a task waits now. */
export async function selectEmployable(
  tx: Tx,
  agents: readonly { id: string; org: string; capabilities: string[] }[],
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `select a.id from jsonb_to_recordset($1::jsonb) a (id text, org text, capabilities text[])
     where exists (
       select from tasks.tasks where org_id = a.org and status = 'pending' and waiting_for = 0 and available_at <= now()
         and capabilities <@ a.capabilities and (wanted_agent is null or wanted_agent = a.id) and project_id is not null
     )`,
    [JSON.stringify(agents.map(({ id, org, capabilities }) => ({ id, org, capabilities })))],
  )
  return new Set(rows.map((row) => row.id))
}
