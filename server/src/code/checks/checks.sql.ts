import type { Tx } from '#kernel'
import type { CheckReport, CheckRun } from './check-run.ts'

interface Row extends Omit<CheckRun, 'startedAt' | 'completedAt'> {
  startedAt: Date | null
  completedAt: Date | null
}

const CHECK_RUN = `id, sha, name, source, status, conclusion, title, summary, annotations, log, run,
  started_at as "startedAt", completed_at as "completedAt"`

export async function selectCheckRuns(tx: Tx, project: string, sha: string): Promise<CheckRun[]> {
  const rows = await tx.query<Row>(
    `select ${CHECK_RUN} from checks.runs where project_id = $1 and sha = $2 order by created_at, id`,
    [project, sha],
  )
  return rows.map(toCheckRun)
}

/** The row that a report will replace, locked. */
export async function selectCheckRun(
  tx: Tx,
  at: { project: string; sha: string; name: string },
): Promise<CheckRun | undefined> {
  const [row] = await tx.query<Row>(
    `select ${CHECK_RUN} from checks.runs where project_id = $1 and sha = $2 and name = $3 for update`,
    [at.project, at.sha, at.name],
  )
  return row && toCheckRun(row)
}

/** A report about a name that was completed before begins it anew. */
export async function upsertCheckRun(
  tx: Tx,
  row: CheckReport & { id: string; org: string; project: string },
): Promise<CheckRun> {
  const [stored] = await tx.query<Row>(
    `insert into checks.runs (id, org_id, project_id, sha, name, source, status, conclusion, title, summary, annotations, log, run,
       started_at, completed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
       case when $7 <> 'queued' then now() end, case when $7 = 'completed' then now() end)
     on conflict (project_id, sha, name) do update set source = excluded.source, status = excluded.status,
       conclusion = excluded.conclusion, title = excluded.title, summary = excluded.summary, annotations = excluded.annotations,
       log = coalesce(excluded.log, runs.log), run = coalesce(excluded.run, runs.run),
       started_at = case
         when excluded.status = 'queued' then null
         when runs.status = 'completed' and excluded.status = 'in_progress' then now()
         else coalesce(runs.started_at, now()) end,
       completed_at = excluded.completed_at
     returning ${CHECK_RUN}`,
    [
      row.id,
      row.org,
      row.project,
      row.sha,
      row.name,
      row.source,
      row.status,
      row.conclusion,
      row.title,
      row.summary,
      JSON.stringify(row.annotations),
      row.log,
      row.run,
    ],
  )
  return toCheckRun(stored!)
}

function toCheckRun({ startedAt, completedAt, ...rest }: Row): CheckRun {
  return { ...rest, startedAt: startedAt?.toISOString() ?? null, completedAt: completedAt?.toISOString() ?? null }
}
