import type { ActorRef, Tx } from '#kernel'
import { storable } from './language/storable.ts'
import type { ValueObject } from './language/values.ts'
import type { Workflow } from './language/workflow.ts'
import type { Conclusion } from './shapes.ts'

export interface RunRow {
  id: string
  databaseId: number
  /** Number of the workflow. */
  workflowId: number
  org: string
  project: string
  number: number
  workflowNumber: number
  workflow: string
  path: string
  event: string
  ref: string
  branch: string
  sha: string
  pull: number | null
  pullId: string | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  reason: string | null
  attempt: number
  actor: ActorRef
  definition: Workflow | null
  contexts: { github: ValueObject; inputs: ValueObject }
  cause: string
  concurrencyGroup: string | null
  cancelledAt: Date | null
  createdAt: Date
  startedAt: Date | null
  completedAt: Date | null
}

const RUN = `id, database_id as "databaseId",
  (select w.database_id from ci.workflows w where w.project_id = runs.project_id and w.path = runs.path) as "workflowId", org_id as org, project_id as project, number, workflow_number as "workflowNumber", workflow, path, event, ref,
  branch, sha, pull, pull_id as "pullId", status, conclusion, reason, attempt, actor, definition, contexts, cause,
  concurrency_group as "concurrencyGroup", cancelled_at as "cancelledAt", created_at as "createdAt",
  started_at as "startedAt", completed_at as "completedAt"`

/** Those of runs begin here, so that none is ever taken for the number of a run in its project. */
const FIRST_DATABASE_ID = 1_000_000_000

/** Numbers are given one after the other: to be called before {@link nextNumbers}, held until the transaction ends. */
export async function lockNumbers(tx: Tx, project: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('ci.runs:' || $1, 0))`, [project])
}

export async function nextNumbers(
  tx: Tx,
  project: string,
  path: string,
): Promise<{ number: number; workflowNumber: number }> {
  const [row] = await tx.query<{ number: number; workflowNumber: number }>(
    `select coalesce(max(number), 0) + 1 as number,
       coalesce(max(workflow_number) filter (where path = $2), 0) + 1 as "workflowNumber"
     from ci.runs where project_id = $1`,
    [project, path],
  )
  return row!
}

export async function findRunOfCause(
  tx: Tx,
  project: string,
  cause: string,
  path: string,
): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    'select id from ci.runs where project_id = $1 and cause = $2 and path = $3',
    [project, cause, path],
  )
  return row?.id
}

/** Runs of an event that never got anywhere. */
export async function selectUnbegunRuns(tx: Tx, project: string, cause: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from ci.runs where project_id = $1 and cause = $2 and status = 'queued'`,
    [project, cause],
  )
  return rows.map((row) => row.id)
}

export type NewRun = Omit<
  RunRow,
  'databaseId' | 'workflowId' | 'attempt' | 'cancelledAt' | 'createdAt' | 'startedAt' | 'completedAt'
>

export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  await tx.query(
    `insert into ci.runs (id, org_id, project_id, number, workflow_number, workflow, path, event, ref, branch, sha, pull,
       pull_id, status, conclusion, reason, actor, definition, contexts, cause, concurrency_group, completed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
       case when $14 = 'completed' then now() end)`,
    [
      run.id,
      run.org,
      run.project,
      run.number,
      run.workflowNumber,
      run.workflow,
      run.path,
      run.event,
      run.ref,
      run.branch,
      run.sha,
      run.pull,
      run.pullId,
      run.status,
      run.conclusion,
      run.reason && storable(run.reason),
      JSON.stringify(run.actor),
      run.definition && JSON.stringify(storable(run.definition)),
      JSON.stringify(storable(run.contexts)),
      run.cause,
      run.concurrencyGroup,
    ],
  )
}

/** Every change of a run or of its jobs begins with this lock, so that two ends of jobs see each other. */
export async function lockRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  const [row] = await tx.query<RunRow>(`select ${RUN} from ci.runs where id = $1 for update`, [id])
  return row
}

export async function selectRun(tx: Tx, project: string, idOrNumber: string): Promise<RunRow | undefined> {
  const digits = /^\d{1,15}$/.test(idOrNumber) ? Number(idOrNumber) : -1
  const [row] = await tx.query<RunRow>(
    `select ${RUN} from ci.runs where project_id = $1 and (id = $2 or ${digits < FIRST_DATABASE_ID ? 'number' : 'database_id'} = $3)`,
    [project, idOrNumber, digits],
  )
  return row
}

export async function selectRunById(tx: Tx, id: string): Promise<RunRow | undefined> {
  const [row] = await tx.query<RunRow>(`select ${RUN} from ci.runs where id = $1`, [id])
  return row
}

export interface RunFilter {
  project: string
  sha?: string | undefined
  pull?: number | undefined
  branch?: string | undefined
  event?: string | undefined
  /** The path of its file. */
  workflow?: string | undefined
  /** Login of who started it. */
  actor?: string | undefined
  status?: string | undefined
  conclusion?: string | undefined
}

const FILTER = `project_id = $1 and ($2::text is null or sha = $2) and ($3::integer is null or pull = $3)
  and ($4::text is null or branch = $4) and ($5::text is null or event = $5) and ($6::text is null or path = $6)
  and ($7::text is null or actor ->> 'name' = $7) and ($8::text is null or status = $8)
  and ($9::text is null or conclusion = $9)`

const filterValues = (filter: RunFilter): unknown[] =>
  [
    filter.project,
    filter.sha,
    filter.pull,
    filter.branch,
    filter.event,
    filter.workflow,
    filter.actor,
    filter.status,
    filter.conclusion,
  ].map((value) => value ?? null)

/** Newest first. */
export async function selectRuns(
  tx: Tx,
  filter: RunFilter & { before?: number | undefined; limit: number; offset?: number },
): Promise<RunRow[]> {
  return tx.query<RunRow>(
    `select ${RUN} from ci.runs where ${FILTER} and ($10::integer is null or number < $10)
     order by number desc limit $11 offset $12`,
    [...filterValues(filter), filter.before ?? null, filter.limit, filter.offset ?? 0],
  )
}

export async function countRuns(tx: Tx, filter: RunFilter): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from ci.runs where ${FILTER}`,
    filterValues(filter),
  )
  return row!.count
}

export async function deleteRun(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from ci.runs where id = $1', [id])
}

export async function markRun(
  tx: Tx,
  id: string,
  change: { status?: RunRow['status']; conclusion?: Conclusion | null; reason?: string },
): Promise<void> {
  await tx.query(
    `update ci.runs set status = coalesce($2, status), conclusion = coalesce($3, conclusion), reason = coalesce($4, reason),
       started_at = case when $2 = 'in_progress' then coalesce(started_at, now()) else started_at end,
       completed_at = case when $2 = 'completed' then now() end
     where id = $1`,
    [id, change.status ?? null, change.conclusion ?? null, change.reason ?? null],
  )
}

export async function markRunCancelled(tx: Tx, id: string): Promise<void> {
  await tx.query('update ci.runs set cancelled_at = coalesce(cancelled_at, now()) where id = $1', [id])
}

/** The run begins anew as its next attempt. */
export async function reopenRun(tx: Tx, id: string, contexts: RunRow['contexts']): Promise<void> {
  await tx.query(
    `update ci.runs set status = 'queued', conclusion = null, reason = null, attempt = attempt + 1, cancelled_at = null,
       started_at = null, completed_at = null, contexts = $2 where id = $1`,
    [id, JSON.stringify(contexts)],
  )
}

/** Unfinished runs of a concurrency group, oldest first. */
export async function selectGroup(
  tx: Tx,
  project: string,
  group: string,
): Promise<Pick<RunRow, 'id' | 'number' | 'status'>[]> {
  return tx.query(
    `select id, number, status from ci.runs
     where project_id = $1 and concurrency_group = $2 and status <> 'completed' order by number`,
    [project, group],
  )
}

export async function lockGroup(tx: Tx, project: string, group: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('ci.group:' || $1 || ':' || $2, 0))`, [project, group])
}

export async function deleteRunsOf(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from ci.runs where project_id = $1', [project])
}
