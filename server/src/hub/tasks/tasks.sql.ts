import type { Tx } from '#kernel'
import type { Task } from './task.ts'

export interface TaskRow {
  id: string
  org: string
  project: string | null
  title: string
  description: string
  kind: Task['kind']
  status: Task['status']
  priority: number
  capabilities: string[]
  wantedAgent: string | null
  wantedAgentName: string | null
  agentId: string | null
  agentName: string | null
  parent: string | null
  spec: string | null
  branch: string | null
  attempts: number
  maxAttempts: number
  fencingToken: number
  waitingFor: number
  availableAt: Date
  leaseUntil: Date | null
  result: Record<string, unknown> | null
  reason: string | null
  createdAt: Date
  startedAt: Date | null
  completedAt: Date | null
}

/** Every query calls the table `t`. */
export const TASK = `t.id, t.org_id as org, t.project_id as project, t.title, t.description, t.kind, t.status, t.priority,
  t.capabilities, t.wanted_agent as "wantedAgent", t.wanted_agent_name as "wantedAgentName", t.agent_id as "agentId",
  t.agent_name as "agentName", t.parent_id as parent, t.spec_id as spec, t.branch, t.attempts,
  t.max_attempts as "maxAttempts", t.fencing_token as "fencingToken", t.waiting_for as "waitingFor",
  t.available_at as "availableAt", t.lease_until as "leaseUntil", t.result, t.reason, t.created_at as "createdAt",
  t.started_at as "startedAt", t.completed_at as "completedAt"`

export interface NewTaskRow {
  id: string
  org: string
  project: string | null
  title: string
  description: string
  kind: string
  priority: number
  capabilities: string[]
  wantedAgent: { id: string; name: string } | null
  parent: string | null
  spec: string | null
  branch: string | null
  maxAttempts: number
  availableAt: Date | null
  waitingFor: number
}

export async function insertTask(tx: Tx, task: NewTaskRow): Promise<TaskRow> {
  const [row] = await tx.query<TaskRow>(
    `insert into tasks.tasks as t (id, org_id, project_id, title, description, kind, priority, capabilities, wanted_agent,
       wanted_agent_name, parent_id, spec_id, branch, max_attempts, available_at, waiting_for)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, coalesce($15, now()), $16) returning ${TASK}`,
    [
      task.id,
      task.org,
      task.project,
      task.title,
      task.description,
      task.kind,
      task.priority,
      task.capabilities,
      task.wantedAgent?.id ?? null,
      task.wantedAgent?.name ?? null,
      task.parent,
      task.spec,
      task.branch,
      task.maxAttempts,
      task.availableAt,
      task.waitingFor,
    ],
  )
  return row!
}

export async function selectTask(tx: Tx, id: string): Promise<TaskRow | undefined> {
  const [row] = await tx.query<TaskRow>(`select ${TASK} from tasks.tasks t where id = $1`, [id])
  return row
}

/** Holds the row until the end of the transaction, so that what is decided on it still holds when it is written. */
export async function lockTask(tx: Tx, id: string): Promise<TaskRow | undefined> {
  const [row] = await tx.query<TaskRow>(`select ${TASK} from tasks.tasks t where id = $1 for update`, [id])
  return row
}

export interface TaskFilter {
  project: string | undefined
  status: string | undefined
  spec: string | undefined
  parent: string | undefined
  agent: string | undefined
}

/** Newest first. */
export function selectTasks(
  tx: Tx,
  filter: TaskFilter,
  at: { limit: number; cursor: string | undefined },
): Promise<TaskRow[]> {
  return tx.query(
    `select ${TASK} from tasks.tasks t
     where ($2::text is null or id < $2) and ($3::text is null or project_id = $3) and ($4::text is null or status = $4)
       and ($5::text is null or spec_id = $5) and ($6::text is null or parent_id = $6)
       and ($7::text is null or agent_id = $7 or wanted_agent = $7)
     order by id desc limit $1`,
    [
      at.limit,
      at.cursor ?? null,
      filter.project ?? null,
      filter.status ?? null,
      filter.spec ?? null,
      filter.parent ?? null,
      filter.agent ?? null,
    ],
  )
}

export interface TaskFields {
  title?: string | undefined
  description?: string | undefined
  kind?: string | undefined
  priority?: number | undefined
  capabilities?: string[] | undefined
  maxAttempts?: number | undefined
  availableAt?: Date | undefined
  /** Null: any agent. */
  wantedAgent?: { id: string; name: string } | null | undefined
}

export async function updateTask(tx: Tx, id: string, change: TaskFields): Promise<TaskRow> {
  const [row] = await tx.query<TaskRow>(
    `update tasks.tasks t set title = coalesce($2, title), description = coalesce($3, description), kind = coalesce($4, kind),
       priority = coalesce($5, priority), capabilities = coalesce($6, capabilities), max_attempts = coalesce($7, max_attempts),
       available_at = coalesce($8, available_at),
       wanted_agent = case when $9 then $10 else wanted_agent end,
       wanted_agent_name = case when $9 then $11 else wanted_agent_name end
     where id = $1 returning ${TASK}`,
    [
      id,
      change.title ?? null,
      change.description ?? null,
      change.kind ?? null,
      change.priority ?? null,
      change.capabilities ?? null,
      change.maxAttempts ?? null,
      change.availableAt ?? null,
      change.wantedAgent !== undefined,
      change.wantedAgent?.id ?? null,
      change.wantedAgent?.name ?? null,
    ],
  )
  return row!
}

export async function deleteTask(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from tasks.tasks where id = $1', [id])
}

/** The end of a task, whichever it is. */
export async function endTask(
  tx: Tx,
  id: string,
  end: { status: 'completed' | 'failed' | 'cancelled'; result: Record<string, unknown> | null; reason: string | null },
): Promise<TaskRow> {
  const [row] = await tx.query<TaskRow>(
    `update tasks.tasks t set status = $2, result = coalesce($3, result), reason = $4, lease_until = null, completed_at = now()
     where id = $1 returning ${TASK}`,
    [id, end.status, end.result ? JSON.stringify(end.result) : null, end.reason],
  )
  return row!
}

/** Back into the queue; `attempts` null keeps their number. */
export async function requeueTask(
  tx: Tx,
  id: string,
  again: { delayMs: number; reason: string | null; attempts: number | null },
): Promise<TaskRow> {
  const [row] = await tx.query<TaskRow>(
    `update tasks.tasks t set status = 'pending', agent_id = null, agent_name = null, lease_until = null, completed_at = null,
       available_at = now() + $2 * interval '1 millisecond', reason = $3, attempts = coalesce($4, attempts)
     where id = $1 returning ${TASK}`,
    [id, again.delayMs, again.reason, again.attempts],
  )
  return row!
}

/** Locks the blockers so that none ends unnoticed; answers those that exist. */
export function lockBlockers(tx: Tx, ids: string[]): Promise<{ id: string; org: string; status: Task['status'] }[]> {
  return tx.query('select id, org_id as org, status from tasks.tasks where id = any($1) order by id for share', [ids])
}

export async function insertBlockers(
  tx: Tx,
  task: { id: string; org: string; project: string | null },
  blockers: string[],
): Promise<void> {
  await tx.query(
    `insert into tasks.blockers (org_id, project_id, task_id, blocker_id) select $2, $3, $1, unnest($4::text[])`,
    [task.id, task.org, task.project, blockers],
  )
}

/** The tasks that waited for this one wait for one less. Answers how many can be taken now. */
export async function releaseBlocked(tx: Tx, blocker: string): Promise<number> {
  const rows = await tx.query<{ waiting: number }>(
    `with gone as (delete from tasks.blockers where blocker_id = $1 returning task_id)
     update tasks.tasks set waiting_for = greatest(waiting_for - 1, 0) from gone where id = gone.task_id returning waiting_for as waiting`,
    [blocker],
  )
  return rows.filter((row) => row.waiting === 0).length
}

/** What each of these agents holds now. */
export function selectHeld(tx: Tx, agents: string[]): Promise<{ agent: string; task: string }[]> {
  return tx.query(
    `select agent_id as agent, id as task from tasks.tasks where agent_id = any($1) and status = 'in_progress'`,
    [agents],
  )
}
