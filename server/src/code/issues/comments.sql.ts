import type { ActorRef, Tx } from '#kernel'
import type { Comment } from './issue.ts'
import { type Page, reactionsOf } from './issues.sql.ts'

/** A comment with the places it belongs to. */
export type CommentRow = Comment & { project: string; issue: string }

type Stored = Omit<CommentRow, 'editedAt' | 'createdAt' | 'updatedAt'> & {
  editedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const COMMENT = `c.id, c.database_id as "databaseId", c.project_id as project, c.issue_id as issue, i.number, i.kind, c.author, c.body, ${reactionsOf('c')} as reactions,
  c.edited_at as "editedAt", c.created_at as "createdAt", c.updated_at as "updatedAt"`
const FROM = 'from issues.comments c join issues.issues i on i.id = c.issue_id'

export async function insertComment(
  tx: Tx,
  row: { id: string; org: string; project: string; issue: string; author: ActorRef; body: string },
): Promise<void> {
  await tx.query(
    'insert into issues.comments (id, org_id, project_id, issue_id, author, body) values ($1, $2, $3, $4, $5, $6)',
    [row.id, row.org, row.project, row.issue, JSON.stringify(row.author), row.body],
  )
  await tx.query('update issues.issues set comment_count = comment_count + 1, updated_at = now() where id = $1', [
    row.issue,
  ])
}

/** By its id or its number. */
export async function selectComment(tx: Tx, project: string, comment: string): Promise<CommentRow | undefined> {
  const number = /^\d{1,15}$/.test(comment) ? Number(comment) : null
  const [row] = await tx.query<Stored>(
    `select ${COMMENT} ${FROM} where c.project_id = $1 and (c.id = $2 or c.database_id = $3)`,
    [project, comment, number],
  )
  return row && toComment(row)
}

export async function selectCommentsById(tx: Tx, ids: readonly string[]): Promise<CommentRow[]> {
  if (ids.length === 0) return []
  const rows = await tx.query<Stored>(`select ${COMMENT} ${FROM} where c.id = any ($1)`, [ids])
  return rows.map(toComment)
}

export interface CommentFilter {
  project: string
  /** An issue's id; without it, those of the whole project. */
  issue?: string | undefined
  since?: string | undefined
  sort: 'created' | 'updated'
  direction: 'asc' | 'desc'
}

export async function selectComments(
  tx: Tx,
  { project, issue, since, sort, direction }: CommentFilter,
  { page, limit }: Page,
): Promise<{ items: CommentRow[]; total: number }> {
  const where = `c.project_id = $1 and ($2::text is null or c.issue_id = $2) and ($3::timestamptz is null or c.updated_at >= $3)`
  const values = [project, issue ?? null, since ?? null]
  const [counted] = await tx.query<{ total: number }>(`select count(*)::int as total ${FROM} where ${where}`, values)
  const column = sort === 'created' ? 'c.created_at' : 'c.updated_at'
  const rows = await tx.query<Stored>(
    `select ${COMMENT} ${FROM} where ${where} order by ${column} ${direction}, c.database_id ${direction} limit $4 offset $5`,
    [...values, limit, (page - 1) * limit],
  )
  return { items: rows.map(toComment), total: counted!.total }
}

export async function updateComment(tx: Tx, id: string, body: string): Promise<void> {
  await tx.query('update issues.comments set body = $2, edited_at = now(), updated_at = now() where id = $1', [
    id,
    body,
  ])
}

export async function deleteComment(tx: Tx, comment: CommentRow): Promise<void> {
  await tx.query('delete from issues.reactions where subject_id = $1', [comment.id])
  await tx.query('delete from issues.comments where id = $1', [comment.id])
  await tx.query('update issues.issues set comment_count = comment_count - 1, updated_at = now() where id = $1', [
    comment.issue,
  ])
}

function toComment({ editedAt, createdAt, updatedAt, ...row }: Stored): CommentRow {
  return {
    ...row,
    editedAt: editedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
