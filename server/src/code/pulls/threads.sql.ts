import type { ActorRef, Tx } from '#kernel'
import type { Side } from './position.ts'
import type { Comment, Thread } from './review.ts'

export interface ThreadRow {
  id: string
  databaseId: number
  org: string
  project: string
  pull: string
  subject: 'line' | 'file'
  path: string
  side: Side
  startSide: Side | null
  line: number | null
  startLine: number | null
  position: number | null
  sha: string
  originalLine: number | null
  originalStartLine: number | null
  originalPosition: number | null
  originalSha: string
  outdated: boolean
  diffHunk: string
  resolvedBy: ActorRef | null
  resolvedAt: Date | null
}

const THREAD = `id, database_id as "databaseId", org_id as org, project_id as project, pull_id as pull, subject, path, side,
  start_side as "startSide", line, start_line as "startLine", position, sha, original_line as "originalLine",
  original_start_line as "originalStartLine", original_position as "originalPosition", original_sha as "originalSha", outdated,
  diff_hunk as "diffHunk", resolved_by as "resolvedBy", resolved_at as "resolvedAt"`

export async function insertThread(
  tx: Tx,
  row: Pick<
    ThreadRow,
    | 'id'
    | 'org'
    | 'project'
    | 'pull'
    | 'subject'
    | 'path'
    | 'side'
    | 'startSide'
    | 'line'
    | 'startLine'
    | 'position'
    | 'sha'
    | 'diffHunk'
  >,
): Promise<ThreadRow> {
  const [stored] = await tx.query<ThreadRow>(
    `insert into pulls.threads (id, org_id, project_id, pull_id, subject, path, side, start_side, line, original_line, start_line,
       original_start_line, position, original_position, sha, original_sha, diff_hunk)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $10, $11, $11, $12, $12, $13) returning ${THREAD}`,
    [
      row.id,
      row.org,
      row.project,
      row.pull,
      row.subject,
      row.path,
      row.side,
      row.startSide,
      row.line,
      row.startLine,
      row.position,
      row.sha,
      row.diffHunk,
    ],
  )
  return stored!
}

export async function selectThreads(tx: Tx, pulls: readonly string[]): Promise<ThreadRow[]> {
  return tx.query<ThreadRow>(`select ${THREAD} from pulls.threads where pull_id = any ($1) order by created_at, id`, [
    pulls,
  ])
}

/** By id or number. */
export async function selectThread(tx: Tx, pull: string, thread: string): Promise<ThreadRow | undefined> {
  const [row] = await tx.query<ThreadRow>(
    `select ${THREAD} from pulls.threads where pull_id = $1 and (id = $2 or database_id::text = $2)`,
    [pull, thread],
  )
  return row
}

export async function updateThreadPlace(
  tx: Tx,
  row: Pick<ThreadRow, 'id' | 'path' | 'line' | 'startLine' | 'position' | 'sha' | 'outdated'>,
): Promise<void> {
  await tx.query(
    `update pulls.threads set path = $2, line = $3, start_line = $4, position = $5, sha = $6, outdated = $7 where id = $1`,
    [row.id, row.path, row.line, row.startLine, row.position, row.sha, row.outdated],
  )
}

export async function updateThreadResolution(tx: Tx, id: string, by: ActorRef | null): Promise<ThreadRow> {
  const [row] = await tx.query<ThreadRow>(
    `update pulls.threads set resolved_by = $2, resolved_at = case when $2::jsonb is null then null else now() end
     where id = $1 returning ${THREAD}`,
    [id, by && JSON.stringify(by)],
  )
  return row!
}

interface CommentRow extends Omit<Comment, 'createdAt' | 'updatedAt'> {
  pull: string
  createdAt: Date
  updatedAt: Date
}

const COMMENTS = `select c.id, c.database_id as "databaseId", c.pull_id as pull, q.number, c.author, c.body, t.path, t.subject, t.line, t.side,
    t.start_line as "startLine", t.start_side as "startSide", t.position, t.sha, t.original_line as "originalLine",
    t.original_start_line as "originalStartLine", t.original_position as "originalPosition", t.original_sha as "originalSha",
    t.diff_hunk as "diffHunk", t.outdated, c.thread_id as thread,
    t.resolved_at is not null as resolved, c.reply_to as "replyTo", p.database_id as "replyToDatabaseId", c.review_id as review,
    r.database_id as "reviewDatabaseId", c.created_at as "createdAt", c.updated_at as "updatedAt"
  from pulls.comments c join pulls.pulls q on q.id = c.pull_id join pulls.threads t on t.id = c.thread_id left join pulls.comments p on p.id = c.reply_to
    left join pulls.reviews r on r.id = c.review_id`
/** What is written and not sent is seen by its author alone. */
const visibleTo = (parameter: string) => `(r.state is distinct from 'pending' or r.reviewer ->> 'id' = ${parameter})`

export async function insertComment(
  tx: Tx,
  row: {
    id: string
    org: string
    project: string
    pull: string
    thread: string
    review: string | null
    replyTo: string | null
    author: ActorRef
    body: string
  },
): Promise<Comment> {
  await tx.query(
    `insert into pulls.comments (id, org_id, project_id, pull_id, thread_id, review_id, reply_to, author, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.org, row.project, row.pull, row.thread, row.review, row.replyTo, JSON.stringify(row.author), row.body],
  )
  const [stored] = await tx.query<CommentRow>(`${COMMENTS} where c.id = $1`, [row.id])
  return toComment(stored!)
}

export async function selectComments(tx: Tx, pull: string, viewer: string): Promise<Comment[]> {
  const rows = await tx.query<CommentRow>(
    `${COMMENTS} where c.pull_id = $1 and ${visibleTo('$2')} order by c.created_at, c.id`,
    [pull, viewer],
  )
  return rows.map(toComment)
}

/** By id or number, with the pull request it belongs to. */
export async function selectComment(
  tx: Tx,
  at: { project: string; comment: string; viewer: string },
): Promise<{ comment: Comment; pull: string } | undefined> {
  const [row] = await tx.query<CommentRow>(
    `${COMMENTS} where c.project_id = $1 and (c.id = $2 or c.database_id::text = $2) and ${visibleTo('$3')}`,
    [at.project, at.comment, at.viewer],
  )
  return row && { comment: toComment(row), pull: row.pull }
}

/** Comments on lines, of all pull requests of a project. */
export async function selectProjectComments(
  tx: Tx,
  project: string,
  filter: {
    viewer: string
    since: string | undefined
    sort: 'created' | 'updated'
    direction: 'asc' | 'desc'
    limit: number
    offset: number
  },
): Promise<{ items: Comment[]; total: number }> {
  const where = `where c.project_id = $1 and ${visibleTo('$2')} and ($3::timestamptz is null or c.updated_at >= $3)`
  const by = filter.sort === 'updated' ? 'c.updated_at' : 'c.created_at'
  const order = filter.direction === 'asc' ? 'asc' : 'desc'
  const values = [project, filter.viewer, filter.since ?? null]
  const rows = await tx.query<CommentRow>(
    `${COMMENTS} ${where} order by ${by} ${order}, c.id ${order} limit $4 offset $5`,
    [...values, filter.limit, filter.offset],
  )
  const [counted] = await tx.query<{ total: number }>(
    `select count(*)::int as total from pulls.comments c left join pulls.reviews r on r.id = c.review_id ${where}`,
    values,
  )
  return { items: rows.map(toComment), total: counted!.total }
}

const TABLE = { review: 'pulls.reviews', comment: 'pulls.comments', thread: 'pulls.threads' } as const

/** In which pull request it is, of whatever project. */
export async function selectPlaceOf(
  tx: Tx,
  kind: keyof typeof TABLE,
  id: string,
): Promise<{ project: string; number: number } | undefined> {
  const [row] = await tx.query<{ project: string; number: number }>(
    `select p.project_id as project, p.number from ${TABLE[kind]} one join pulls.pulls p on p.id = one.pull_id where one.id = $1`,
    [id],
  )
  return row
}

export async function updateCommentBody(tx: Tx, id: string, body: string): Promise<Comment> {
  await tx.query(`update pulls.comments set body = $2, updated_at = now() where id = $1`, [id, body])
  const [row] = await tx.query<CommentRow>(`${COMMENTS} where c.id = $1`, [id])
  return toComment(row!)
}

/** The thread goes with its last comment. */
export async function deleteComment(tx: Tx, { id, thread }: Pick<Comment, 'id' | 'thread'>): Promise<void> {
  await tx.query(`delete from pulls.comments where id = $1`, [id])
  await tx.query(
    `delete from pulls.threads t where id = $1 and not exists (select from pulls.comments c where c.thread_id = t.id)`,
    [thread],
  )
}

function toComment({ pull: _, createdAt, updatedAt, ...row }: CommentRow): Comment {
  return { ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

export function toThread(
  { org: _org, project: _project, pull: _pull, sha: _sha, resolvedAt, ...row }: ThreadRow,
  comments: readonly Comment[],
): Thread {
  return {
    id: row.id,
    databaseId: row.databaseId,
    path: row.path,
    subject: row.subject,
    line: row.line,
    side: row.side,
    startLine: row.startLine,
    startSide: row.startSide,
    originalLine: row.originalLine,
    originalStartLine: row.originalStartLine,
    outdated: row.outdated,
    resolvedBy: row.resolvedBy,
    resolvedAt: resolvedAt?.toISOString() ?? null,
    comments: comments.filter(({ thread }) => thread === row.id),
  }
}
