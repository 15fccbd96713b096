import type { ActorRef, Tx } from '#kernel'
import type { CommitStatus } from './status.ts'

interface Row extends Omit<CommitStatus, 'createdAt'> {
  createdAt: Date
}

const STATUS = `id, database_id as "databaseId", sha, context, state, description, target_url as "targetUrl", creator,
  created_at as "createdAt"`

export async function insertStatus(
  tx: Tx,
  status: Omit<CommitStatus, 'databaseId' | 'createdAt' | 'creator'> & {
    org: string
    project: string
    creator: ActorRef
  },
): Promise<CommitStatus> {
  const [row] = await tx.query<Row>(
    `insert into checks.statuses (id, org_id, project_id, sha, context, state, description, target_url, creator)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${STATUS}`,
    [
      status.id,
      status.org,
      status.project,
      status.sha,
      status.context,
      status.state,
      status.description,
      status.targetUrl,
      JSON.stringify(status.creator),
    ],
  )
  return toStatus(row!)
}

export async function countStatuses(
  tx: Tx,
  at: { project: string; sha: string; context?: string | undefined },
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from checks.statuses where project_id = $1 and sha = $2 and ($3::text is null or context = $3)`,
    [at.project, at.sha, at.context ?? null],
  )
  return row!.count
}

export async function selectStatus(tx: Tx, project: string, idOrNumber: string): Promise<CommitStatus | undefined> {
  const [row] = await tx.query<Row>(
    `select ${STATUS} from checks.statuses where project_id = $1 and (id = $2 or database_id::text = $2)`,
    [project, idOrNumber],
  )
  return row && toStatus(row)
}

/** The whole history, newest first. */
export async function selectStatuses(
  tx: Tx,
  at: { project: string; sha: string; limit: number; offset: number },
): Promise<CommitStatus[]> {
  const rows = await tx.query<Row>(
    `select ${STATUS} from checks.statuses where project_id = $1 and sha = $2 order by database_id desc limit $3 offset $4`,
    [at.project, at.sha, at.limit, at.offset],
  )
  return rows.map(toStatus)
}

/** The last word of each context. */
export async function selectLastStatuses(tx: Tx, project: string, sha: string): Promise<CommitStatus[]> {
  const rows = await tx.query<Row>(
    `select * from (select distinct on (context) ${STATUS} from checks.statuses
       where project_id = $1 and sha = $2 order by context, database_id desc) last order by "databaseId"`,
    [project, sha],
  )
  return rows.map(toStatus)
}

/** Until the end of the transaction nobody else adds a status of this context. */
export async function lockContext(tx: Tx, at: { project: string; sha: string; context: string }): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `status ${at.project} ${at.sha} ${at.context}`,
  ])
}

function toStatus({ createdAt, ...rest }: Row): CommitStatus {
  return { ...rest, createdAt: createdAt.toISOString() }
}
