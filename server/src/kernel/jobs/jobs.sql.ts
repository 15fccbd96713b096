import type { Tx } from '../database/database.ts'

export async function addJob(
  tx: Tx,
  job: {
    name: string
    payload: unknown
    key?: string | undefined
    runAt?: Date | undefined
    queue?: string | undefined
    maxAttempts: number
  },
): Promise<void> {
  await tx.query(`select kernel.add_job($1, $2::json, $3::timestamptz, $4, $5, $6)`, [
    job.name,
    JSON.stringify(job.payload),
    job.runAt ?? null,
    job.maxAttempts,
    job.key ?? null,
    job.queue ?? null,
  ])
}

/** Verbs run as a role that owns nothing; this is how they may add a job, and nothing else, to graphile-worker's tables. */
export async function openJobs(tx: Tx): Promise<void> {
  await tx.query(`create or replace function kernel.add_job(name text, payload json, run_at timestamptz, attempts int, key text, queue text)
    returns void language sql security definer set search_path = pg_catalog as $$
      select graphile_worker.add_job(name, payload, queue_name => queue, run_at => coalesce(run_at, now()),
        max_attempts => attempts, job_key => key)
    $$`)
  await tx.query('grant execute on function kernel.add_job(text, json, timestamptz, int, text, text) to devflow_app')
}

/** Frees what the workers of a dead server held. Being killed is not the job's failure, so that attempt does not count. */
export async function unlockWorkers(tx: Tx, workers: readonly string[]): Promise<void> {
  await tx.query(
    'update graphile_worker._private_jobs set attempts = greatest(attempts - 1, 0), run_at = least(run_at, now()) where locked_by = any($1::text[])',
    [workers],
  )
  await tx.query('select graphile_worker.force_unlock_workers($1::text[])', [workers])
}

/**
 * Jobs that were interrupted by a stop: they run again at the next start, and the attempt does not count. In one
 * statement, whether or not the worker has said by then that they failed: between two of them it could say so unseen.
 */
export async function giveBackJobs(tx: Tx, ids: readonly string[], workers: readonly string[]): Promise<void> {
  await tx.query(
    `update graphile_worker._private_jobs
     set attempts = greatest(attempts - 1, 0), run_at = now(), locked_at = null, locked_by = null
     where id = any($1::bigint[]) and (locked_by is null or locked_by = any($2::text[]))`,
    [ids, workers],
  )
}
