import type { Tx } from '#kernel'
import { storable } from './language/storable.ts'
import type { Leg } from './language/strategy.ts'
import type { StepState } from './runner/plan.ts'
import type { Conclusion } from './shapes.ts'

export interface JobRow {
  id: string
  databaseId: number
  org: string
  project: string
  run: string
  runAttempt: number
  key: string
  ordinal: number
  name: string
  leg: Leg | null
  status: 'waiting' | 'ready' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  reason: string | null
  waitingFor: string | null
  outputs: Record<string, string>
  log: string | null
  checkName: string | null
  checkId: string | null
  server: string | null
  attempt: number
  cancelRequested: boolean
  createdAt: Date
  startedAt: Date | null
  completedAt: Date | null
}

const JOB = `id, database_id as "databaseId", org_id as org, project_id as project, run_id as run, run_attempt as "runAttempt", key, ordinal, name, leg, status,
  conclusion, reason, waiting_for as "waitingFor", outputs, log, check_name as "checkName", check_id as "checkId",
  server_id as server, attempt, cancel_requested as "cancelRequested", created_at as "createdAt", started_at as "startedAt",
  completed_at as "completedAt"`

export type NewJob = Pick<JobRow, 'id' | 'org' | 'project' | 'run' | 'runAttempt' | 'key' | 'ordinal' | 'name' | 'leg'>

export async function insertJob(tx: Tx, job: NewJob): Promise<void> {
  await tx.query(
    `insert into ci.jobs (id, org_id, project_id, run_id, run_attempt, key, ordinal, name, leg, status)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')`,
    [
      job.id,
      job.org,
      job.project,
      job.run,
      job.runAttempt,
      job.key,
      job.ordinal,
      job.name,
      job.leg && JSON.stringify(storable(job.leg)),
    ],
  )
}

/** The jobs of a run's newest attempt, in the order of the file and the matrix. */
export async function selectJobs(tx: Tx, runs: readonly string[]): Promise<JobRow[]> {
  return tx.query<JobRow>(
    `select ${JOB} from ci.jobs j where run_id = any ($1)
       and run_attempt = (select attempt from ci.runs r where r.id = j.run_id) order by ordinal, id`,
    [runs],
  )
}

export async function selectJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  const [row] = await tx.query<JobRow>(`select ${JOB} from ci.jobs where id = $1`, [id])
  return row
}

/** By id or number, of any attempt. */
export async function findJob(tx: Tx, project: string, idOrNumber: string): Promise<JobRow | undefined> {
  const [row] = await tx.query<JobRow>(
    `select ${JOB} from ci.jobs where project_id = $1 and (id = $2 or database_id = $3)`,
    [project, idOrNumber, /^\d{13,15}$/.test(idOrNumber) ? Number(idOrNumber) : -1],
  )
  return row
}

/** Where the jobs of a run, of all its attempts, have written. */
export async function selectLogsOfRun(tx: Tx, run: string): Promise<string[]> {
  const rows = await tx.query<{ log: string }>('select log from ci.jobs where run_id = $1 and log is not null', [run])
  return rows.map(({ log }) => log)
}

const COLUMNS = {
  name: 'name',
  leg: 'leg',
  status: 'status',
  conclusion: 'conclusion',
  reason: 'reason',
  waitingFor: 'waiting_for',
  outputs: 'outputs',
  log: 'log',
  checkName: 'check_name',
  checkId: 'check_id',
  server: 'server_id',
  attempt: 'attempt',
  cancelRequested: 'cancel_requested',
  runAttempt: 'run_attempt',
  startedAt: 'started_at',
  completedAt: 'completed_at',
  readyAt: 'ready_at',
} as const

export type JobChange = Partial<
  Omit<JobRow, 'id' | 'databaseId' | 'createdAt' | 'org' | 'project' | 'run' | 'key' | 'ordinal'>
> & { readyAt?: Date }

export async function updateJob(tx: Tx, id: string, change: JobChange): Promise<void> {
  const fields = Object.entries(change).filter(([, value]) => value !== undefined) as [keyof typeof COLUMNS, unknown][]
  if (fields.length === 0) return
  const values = fields.map(([field, value]) =>
    field === 'leg' || field === 'outputs' ? JSON.stringify(storable(value)) : storable(value),
  )
  const sets = fields.map(([field], at) => `${COLUMNS[field]} = $${at + 2}`)
  await tx.query(`update ci.jobs set ${sets.join(', ')} where id = $1`, [id, ...values])
}

/** Takes the job that has been ready longest; two servers never take the same. */
export async function claimJob(tx: Tx, server: string): Promise<{ id: string; run: string } | undefined> {
  const [row] = await tx.query<{ id: string; run: string }>(
    `update ci.jobs set status = 'in_progress', server_id = $1, started_at = now(), waiting_for = null where id = (
       select id from ci.jobs where status = 'ready' order by ready_at, id for update skip locked limit 1)
     returning id, run_id as run`,
    [server],
  )
  return row
}

/** Jobs in the hands of servers that are not alive. */
export async function selectLostJobs(tx: Tx, alive: readonly string[]): Promise<{ id: string; run: string }[]> {
  return tx.query(`select id, run_id as run from ci.jobs where status = 'in_progress' and not (server_id = any ($1))`, [
    alive,
  ])
}

export async function isCheckNameTaken(
  tx: Tx,
  check: { project: string; sha: string; name: string; path: string },
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from ci.jobs j join ci.runs r on r.id = j.run_id
     where r.project_id = $1 and r.sha = $2 and j.check_name = $3 and r.path <> $4 limit 1`,
    [check.project, check.sha, check.name, check.path],
  )
  return rows.length > 0
}

/** Of these, the jobs that no longer exist: their project was deleted. */
export async function selectMissingJobs(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from unnest($1::text[]) as id where not exists (select from ci.jobs where jobs.id = id.id)',
    [ids],
  )
  return rows.map((row) => row.id)
}

export interface StepRow extends Omit<StepState, never> {
  job: string
}

export async function upsertSteps(
  tx: Tx,
  job: Pick<JobRow, 'id' | 'org' | 'project'>,
  steps: readonly StepState[],
): Promise<void> {
  if (steps.length === 0) return
  await tx.query(
    `insert into ci.steps (job_id, org_id, project_id, number, name, status, conclusion, first_line, started_at, completed_at)
     select $1, $2, $3, * from unnest($4::integer[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::timestamptz[],
       $10::timestamptz[])
     on conflict (job_id, number) do update set name = excluded.name, status = excluded.status,
       conclusion = excluded.conclusion, first_line = excluded.first_line, started_at = excluded.started_at,
       completed_at = excluded.completed_at`,
    [
      job.id,
      job.org,
      job.project,
      steps.map((step) => step.number),
      steps.map((step) => step.name),
      steps.map((step) => step.status),
      steps.map((step) => step.conclusion),
      steps.map((step) => step.firstLine),
      steps.map((step) => step.startedAt),
      steps.map((step) => step.completedAt),
    ],
  )
}

export async function deleteSteps(tx: Tx, job: string): Promise<void> {
  await tx.query('delete from ci.steps where job_id = $1', [job])
}

/** No step of a completed job is left open, however the job ended. */
export async function closeSteps(tx: Tx, job: string, conclusion: Conclusion): Promise<void> {
  await tx.query(
    `update ci.steps set completed_at = now(), status = 'completed',
       conclusion = case when status = 'in_progress' then $2 else 'skipped' end
     where job_id = $1 and status <> 'completed'`,
    [job, conclusion],
  )
}

export async function selectSteps(tx: Tx, jobs: readonly string[]): Promise<StepRow[]> {
  return tx.query<StepRow>(
    `select job_id as job, number, name, status, conclusion, first_line as "firstLine", started_at as "startedAt",
       completed_at as "completedAt" from ci.steps where job_id = any ($1) order by job_id, number`,
    [jobs],
  )
}
