import type { ActorRef, Tx } from '#kernel'
import type { CheckSource } from './check-run.ts'

export interface SuiteRow {
  id: string
  databaseId: number
  sha: string
  source: CheckSource
  reporter: ActorRef | null
  createdAt: Date
  updatedAt: Date
}

const SUITE = `id, database_id as "databaseId", sha, source, reporter, created_at as "createdAt", updated_at as "updatedAt"`

/** The reporter's suite at that commit, made if there is none. */
export async function upsertSuite(
  tx: Tx,
  suite: { id: string; org: string; project: string; sha: string; source: CheckSource; reporter: ActorRef },
): Promise<SuiteRow> {
  const key = suite.source === 'external' ? suite.reporter.id : suite.source
  const [row] = await tx.query<SuiteRow>(
    `insert into checks.suites (id, org_id, project_id, sha, source, reporter, reporter_key)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (project_id, sha, reporter_key) do update set reporter = excluded.reporter, updated_at = now()
     returning ${SUITE}`,
    [suite.id, suite.org, suite.project, suite.sha, suite.source, JSON.stringify(suite.reporter), key],
  )
  return row!
}

export async function touchSuite(tx: Tx, id: string): Promise<void> {
  await tx.query('update checks.suites set updated_at = now() where id = $1', [id])
}

export function selectSuites(tx: Tx, project: string, sha: string): Promise<SuiteRow[]> {
  return tx.query(`select ${SUITE} from checks.suites where project_id = $1 and sha = $2 order by database_id`, [
    project,
    sha,
  ])
}

export async function selectSuite(tx: Tx, project: string, idOrNumber: string): Promise<SuiteRow | undefined> {
  const [row] = await tx.query<SuiteRow>(
    `select ${SUITE} from checks.suites where project_id = $1 and (id = $2 or database_id = $3)`,
    [project, idOrNumber, /^\d{1,15}$/.test(idOrNumber) ? Number(idOrNumber) : -1],
  )
  return row
}
