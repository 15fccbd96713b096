import type { ActorRef, Tx } from '#kernel'
import type { Page } from './issues.sql.ts'

/** Answers whether it is new: a commit or another issue refers to an issue once. */
export async function insertTimeline(
  tx: Tx,
  row: {
    id: string
    org: string
    project: string
    issue: string
    name: string
    actor: ActorRef
    data: object
    at?: string
  },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into issues.timeline (id, org_id, project_id, issue_id, name, actor, data, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce($8::timestamptz, clock_timestamp()))
     on conflict do nothing returning id`,
    [
      row.id,
      row.org,
      row.project,
      row.issue,
      row.name,
      JSON.stringify(row.actor),
      JSON.stringify(row.data),
      row.at ?? null,
    ],
  )
  return rows.length === 1
}

export interface TimelineRow {
  id: string
  databaseId: number
  issue: string
  name: string
  actor: ActorRef
  data: Record<string, unknown>
  createdAt: Date
}

const ENTRY = `id, database_id as "databaseId", issue_id as issue, name, actor, data, created_at as "createdAt"`

/** What happened to an issue, and what was said there (as `commented`), oldest first. */
export async function selectTimeline(
  tx: Tx,
  issue: string,
  { page, limit }: Page,
): Promise<{ items: TimelineRow[]; total: number }> {
  const all = `(select ${ENTRY} from issues.timeline where issue_id = $1
    union all select id, database_id, issue_id, 'commented', author, '{}', created_at from issues.comments where issue_id = $1) e`
  const [counted] = await tx.query<{ total: number }>(`select count(*)::int as total from ${all}`, [issue])
  const items = await tx.query<TimelineRow>(
    `select * from ${all} order by "createdAt", "databaseId" limit $2 offset $3`,
    [issue, limit, (page - 1) * limit],
  )
  return { items, total: counted!.total }
}

/** What GitHub shows in the timeline alone. */
const NO_EVENTS = `('cross_referenced', 'committed', 'reviewed')`

/** Without comments, commits, reviews and mentions by other issues: of one issue oldest first, of a whole project newest first. */
export async function selectTimelineEvents(
  tx: Tx,
  { project, issue }: { project: string; issue?: string | undefined },
  { page, limit }: Page,
): Promise<{ items: TimelineRow[]; total: number }> {
  const where = `project_id = $1 and ($2::text is null or issue_id = $2) and name not in ${NO_EVENTS}`
  const values = [project, issue ?? null]
  const [counted] = await tx.query<{ total: number }>(
    `select count(*)::int as total from issues.timeline where ${where}`,
    values,
  )
  const direction = issue ? 'asc' : 'desc'
  const items = await tx.query<TimelineRow>(
    `select ${ENTRY} from issues.timeline where ${where} order by created_at ${direction}, database_id ${direction} limit $3 offset $4`,
    [...values, limit, (page - 1) * limit],
  )
  return { items, total: counted!.total }
}

/** By its id or its number. */
export async function selectTimelineEvent(tx: Tx, project: string, entry: string): Promise<TimelineRow | undefined> {
  const number = /^\d{1,15}$/.test(entry) ? Number(entry) : null
  const [row] = await tx.query<TimelineRow>(
    `select ${ENTRY} from issues.timeline where project_id = $1 and (id = $2 or database_id = $3)`,
    [project, entry, number],
  )
  return row
}
