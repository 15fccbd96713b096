import type { ActorRef, Tx } from '#kernel'
import type { Issue } from './issue.ts'
import { MILESTONE } from './milestones.sql.ts'

/** An issue with the places it belongs to, as the functions of this module pass it around. */
export type IssueRow = Issue & { org: string; project: string }

type Stored = Omit<IssueRow, 'mergedAt' | 'closedAt' | 'createdAt' | 'updatedAt'> & {
  mergedAt: Date | null
  closedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** A JSON object of how often each reaction was given to the row of that alias. */
export const reactionsOf = (alias: string): string =>
  `(select coalesce(jsonb_object_agg(content, n), '{}') from (select content, count(*) as n from issues.reactions
     where subject_id = ${alias}.id group by content) given)`

const ISSUE = `i.id, i.database_id as "databaseId", i.org_id as org, i.project_id as project, i.number, i.kind, i.title, i.body, i.author,
  i.state, i.state_reason as "stateReason", i.locked, i.lock_reason as "lockReason", i.comment_count as "commentCount", i.draft,
  i.merged_at as "mergedAt", i.closed_at as "closedAt", i.closed_by as "closedBy", i.created_at as "createdAt", i.updated_at as "updatedAt",
  ${reactionsOf('i')} as reactions,
  (select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'databaseId', l.database_id, 'name', l.name, 'color', l.color,
     'description', l.description, 'isDefault', l.is_default) order by lower(l.name)), '[]')
   from issues.issue_labels il join issues.labels l on l.id = il.label_id where il.issue_id = i.id) as labels,
  (select coalesce(jsonb_agg(jsonb_build_object('kind', 'person', 'id', a.user_id, 'name', a.name) order by a.created_at, a.name), '[]')
   from issues.assignees a where a.issue_id = i.id) as assignees,
  (select to_jsonb(m) from (select ${MILESTONE} from issues.milestones m where m.id = i.milestone_id) m) as milestone`

/** The next number of a project; concurrent callers wait for each other, and one that fails leaves no gap. */
export async function takeNumber(tx: Tx, { org, project }: { org: string; project: string }): Promise<number> {
  const [row] = await tx.query<{ number: number }>(
    `insert into issues.trackers (project_id, org_id, last_number) values ($1, $2, 1)
     on conflict (project_id) do update set last_number = trackers.last_number + 1 returning last_number as number`,
    [project, org],
  )
  return row!.number
}

export interface NewIssue {
  id: string
  org: string
  project: string
  number: number
  kind: Issue['kind']
  title: string
  body: string
  author: ActorRef
  draft: boolean
  terms: readonly string[]
}

export async function insertIssue(tx: Tx, row: NewIssue): Promise<void> {
  await tx.query(
    `insert into issues.issues (id, org_id, project_id, number, kind, title, body, author, draft, terms)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.id,
      row.org,
      row.project,
      row.number,
      row.kind,
      row.title,
      row.body,
      JSON.stringify(row.author),
      row.draft,
      row.terms,
    ],
  )
}

export async function selectIssuesByNumber(tx: Tx, project: string, numbers: readonly number[]): Promise<IssueRow[]> {
  const rows = await tx.query<Stored>(
    `select ${ISSUE} from issues.issues i where i.project_id = $1 and i.number = any ($2) order by i.number`,
    [project, numbers],
  )
  return rows.map(toIssue)
}

export async function selectIssuesById(tx: Tx, ids: readonly string[]): Promise<IssueRow[]> {
  const rows = await tx.query<Stored>(`select ${ISSUE} from issues.issues i where i.id = any ($1)`, [ids])
  const byId = new Map(rows.map((row) => [row.id, toIssue(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/**
 * Whoever changes issues waits for who is at them, and then sees what that did. Rows that only refer to an issue are written meanwhile, so
 * that two issues which mention each other are not in each other's way.
 */
export async function lockIssues(tx: Tx, project: string, numbers: readonly number[]): Promise<void> {
  await tx.query(
    'select from issues.issues where project_id = $1 and number = any ($2) order by number for no key update',
    [project, numbers],
  )
}

const COLUMNS = {
  title: 'title',
  body: 'body',
  state: 'state',
  stateReason: 'state_reason',
  closedAt: 'closed_at',
  closedBy: 'closed_by',
  milestone: 'milestone_id',
  locked: 'locked',
  lockReason: 'lock_reason',
  draft: 'draft',
  mergedAt: 'merged_at',
  terms: 'terms',
} as const

export interface IssueChange {
  title?: string
  body?: string
  state?: Issue['state']
  stateReason?: Issue['stateReason']
  closedAt?: Date | null
  closedBy?: ActorRef | null
  /** The id of a milestone. */
  milestone?: string | null
  locked?: boolean
  lockReason?: Issue['lockReason']
  draft?: boolean
  mergedAt?: Date | null
  terms?: readonly string[]
}

export async function updateIssue(tx: Tx, id: string, change: IssueChange): Promise<void> {
  const fields = Object.entries(change) as [keyof typeof COLUMNS, unknown][]
  const sets = fields.map(([field], i) => `${COLUMNS[field]} = $${i + 2}`)
  await tx.query(`update issues.issues set ${[...sets, 'updated_at = now()'].join(', ')} where id = $1`, [
    id,
    ...fields.map(([field, value]) => (field === 'closedBy' && value ? JSON.stringify(value) : value)),
  ])
}

/** With all that was said there. Its number is not given again. */
export async function deleteIssue(tx: Tx, id: string): Promise<void> {
  await tx.query(
    'delete from issues.reactions where subject_id = $1 or subject_id in (select id from issues.comments where issue_id = $1)',
    [id],
  )
  await tx.query(
    `delete from issues.timeline where project_id = (select project_id from issues.issues where id = $1)
       and name = 'cross_referenced' and data->>'source' = $1`,
    [id],
  )
  await tx.query('delete from issues.issues where id = $1', [id])
}

export async function insertAssignee(tx: Tx, issue: IssueRow, user: { id: string; name: string }): Promise<void> {
  await tx.query(
    `insert into issues.assignees (issue_id, user_id, name, org_id, project_id) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [issue.id, user.id, user.name, issue.org, issue.project],
  )
}

export async function deleteAssignee(tx: Tx, issue: string, user: string): Promise<void> {
  await tx.query('delete from issues.assignees where issue_id = $1 and user_id = $2', [issue, user])
}

/** Who is named in a text of the issue: its own (`comment` null) or a comment's. */
export async function replaceMentions(
  tx: Tx,
  issue: IssueRow,
  { comment, names }: { comment: string | null; names: readonly string[] },
): Promise<void> {
  await tx.query('delete from issues.mentions where issue_id = $1 and comment_id is not distinct from $2', [
    issue.id,
    comment,
  ])
  if (names.length === 0) return
  await tx.query(
    `insert into issues.mentions (issue_id, comment_id, name, org_id, project_id)
     select $1, $2, name, $4, $5 from unnest($3::text[]) name`,
    [issue.id, comment, names, issue.org, issue.project],
  )
}

export interface Page {
  page: number
  limit: number
}

export async function countOpen(tx: Tx, projects: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ project: string; open: number }>(
    `select project_id as project, count(*)::int as open from issues.issues where project_id = any ($1) and state = 'open' group by 1`,
    [projects],
  )
  return new Map(rows.map(({ project, open }) => [project, open]))
}

/** `where` is made by `printFilter`; it names the issue `i`. */
export async function selectIssues(
  tx: Tx,
  filter: { where: string; values: readonly unknown[]; order: string },
  { page, limit }: Page,
): Promise<{ items: IssueRow[]; total: number }> {
  const { where, values, order } = filter
  const next = values.length + 1
  const [counted] = await tx.query<{ total: number }>(
    `select count(*)::int as total from issues.issues i where ${where}`,
    values,
  )
  const rows = await tx.query<Stored>(
    `select ${ISSUE} from issues.issues i where i.id in (
       select i.id from issues.issues i where ${where} order by ${order} limit $${next} offset $${next + 1})
     order by ${order}`,
    [...values, limit, (page - 1) * limit],
  )
  return { items: rows.map(toIssue), total: counted!.total }
}

function toIssue({ mergedAt, closedAt, createdAt, updatedAt, ...row }: Stored): IssueRow {
  return {
    ...row,
    mergedAt: mergedAt?.toISOString() ?? null,
    closedAt: closedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
