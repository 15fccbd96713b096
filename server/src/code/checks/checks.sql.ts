import type { Tx } from '#kernel'
import type { CheckReport, CheckRun } from './check-run.ts'

interface Row extends Omit<CheckRun, 'startedAt' | 'completedAt'> {
  startedAt: Date | null
  completedAt: Date | null
}

const CHECK_RUN = `id, database_id as "databaseId", suite_id as suite, sha, name, source, status, conclusion, title, summary,
  text, annotations, images, external_id as "externalId", details_url as "detailsUrl", log, run,
  started_at as "startedAt", completed_at as "completedAt"`

export async function selectCheckRuns(tx: Tx, project: string, sha: string): Promise<CheckRun[]> {
  const rows = await tx.query<Row>(
    `select ${CHECK_RUN} from checks.runs where project_id = $1 and sha = $2 order by created_at, id`,
    [project, sha],
  )
  return rows.map(toCheckRun)
}

/** The names among the newest reports of a project, check runs and statuses alike. */
export async function selectNames(tx: Tx, project: string, { among }: { among: number }): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select name from (select name from checks.runs where project_id = $1 order by database_id desc limit $2) runs
     union
     select context from (select context from checks.statuses where project_id = $1 order by database_id desc limit $2) statuses
     order by name`,
    [project, among],
  )
  return rows.map(({ name }) => name)
}

export async function selectRunsOfSuite(tx: Tx, suite: string): Promise<CheckRun[]> {
  const rows = await tx.query<Row>(`select ${CHECK_RUN} from checks.runs where suite_id = $1 order by created_at, id`, [
    suite,
  ])
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

const TABLE = { run: 'checks.runs', suite: 'checks.suites', status: 'checks.statuses' } as const

/** Of which project it is. */
export async function selectProjectOf(tx: Tx, kind: keyof typeof TABLE, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ project: string }>(`select project_id as project from ${TABLE[kind]} where id = $1`, [
    id,
  ])
  return row?.project
}

export async function findCheckRun(tx: Tx, project: string, idOrNumber: string): Promise<CheckRun | undefined> {
  const [row] = await tx.query<Row>(
    `select ${CHECK_RUN} from checks.runs where project_id = $1 and (id = $2 or database_id = $3)`,
    [project, idOrNumber, /^\d{1,15}$/.test(idOrNumber) ? Number(idOrNumber) : -1],
  )
  return row && toCheckRun(row)
}

/** A report about a name that was completed before begins it anew. */
export async function upsertCheckRun(
  tx: Tx,
  row: CheckReport & { id: string; org: string; project: string; suite: string },
): Promise<CheckRun> {
  const [stored] = await tx.query<Row>(
    `insert into checks.runs (id, org_id, project_id, sha, name, source, status, conclusion, title, summary, annotations, log, run,
       suite_id, text, images, external_id, details_url, started_at, completed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
       case when $7 <> 'queued' then coalesce($19, now()) end, case when $7 = 'completed' then coalesce($20, now()) end)
     on conflict (project_id, sha, name) do update set source = excluded.source, status = excluded.status,
       conclusion = excluded.conclusion, title = excluded.title, summary = excluded.summary, text = excluded.text,
       annotations = excluded.annotations, images = excluded.images, external_id = excluded.external_id,
       details_url = excluded.details_url, log = coalesce(excluded.log, runs.log), run = coalesce(excluded.run, runs.run),
       started_at = case
         when excluded.status = 'queued' then null
         when runs.status = 'completed' and excluded.status = 'in_progress' then excluded.started_at
         else coalesce($19, runs.started_at, now()) end,
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
      row.suite,
      row.text,
      JSON.stringify(row.images),
      row.externalId,
      row.detailsUrl,
      row.startedAt ?? null,
      row.completedAt ?? null,
    ],
  )
  return toCheckRun(stored!)
}

/** False: another check of this commit has that name. */
export async function renameCheckRun(tx: Tx, id: string, name: string): Promise<boolean> {
  const rows = await tx.query(
    `update checks.runs r set name = $2 where id = $1 and not exists
       (select from checks.runs o where o.project_id = r.project_id and o.sha = r.sha and o.name = $2 and o.id <> r.id)
     returning id`,
    [id, name],
  )
  return rows.length > 0
}

function toCheckRun({ startedAt, completedAt, ...rest }: Row): CheckRun {
  return { ...rest, startedAt: startedAt?.toISOString() ?? null, completedAt: completedAt?.toISOString() ?? null }
}
