import type { ActorRef, Tx } from '#kernel'
import type { Comment, Review } from './pull.ts'

type ReviewRow = Omit<Review, 'comments' | 'createdAt'> & { pull: string; createdAt: Date }
type CommentRow = Omit<Comment, 'createdAt'> & { createdAt: Date }

interface Owner {
  org: string
  project: string
  pull: string
}

const REVIEW = `id, pull_id as pull, reviewer, verdict, body, sha, created_at as "createdAt"`
const COMMENT = `id, author, body, path, line, side, review_id as review, created_at as "createdAt"`

export async function insertReview(tx: Tx, row: Owner & Omit<ReviewRow, 'createdAt'>): Promise<ReviewRow> {
  const [stored] = await tx.query<ReviewRow>(
    `insert into pulls.reviews (id, org_id, project_id, pull_id, reviewer, verdict, body, sha) values ($1, $2, $3, $4, $5, $6, $7, $8)
     returning ${REVIEW}`,
    [row.id, row.org, row.project, row.pull, JSON.stringify(row.reviewer), row.verdict, row.body, row.sha],
  )
  return stored!
}

export async function insertComment(
  tx: Tx,
  row: Owner & Omit<Comment, 'createdAt'> & { author: ActorRef },
): Promise<Comment> {
  const [stored] = await tx.query<CommentRow>(
    `insert into pulls.comments (id, org_id, project_id, pull_id, review_id, author, body, path, line, side)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${COMMENT}`,
    [
      row.id,
      row.org,
      row.project,
      row.pull,
      row.review,
      JSON.stringify(row.author),
      row.body,
      row.path,
      row.line,
      row.side,
    ],
  )
  return toComment(stored!)
}

/** Of several pull requests at once, oldest first. */
export async function selectReviews(tx: Tx, pulls: readonly string[]): Promise<ReviewRow[]> {
  return tx.query<ReviewRow>(`select ${REVIEW} from pulls.reviews where pull_id = any ($1) order by created_at, id`, [
    pulls,
  ])
}

export async function selectComments(tx: Tx, pull: string): Promise<Comment[]> {
  const rows = await tx.query<CommentRow>(
    `select ${COMMENT} from pulls.comments where pull_id = $1 order by created_at, id`,
    [pull],
  )
  return rows.map(toComment)
}

export function toReview({ pull: _, createdAt, ...row }: ReviewRow, comments: Comment[]): Review {
  return { ...row, comments: comments.filter(({ review }) => review === row.id), createdAt: createdAt.toISOString() }
}

function toComment({ createdAt, ...row }: CommentRow): Comment {
  return { ...row, createdAt: createdAt.toISOString() }
}

export type { ReviewRow }
