import type { Tx } from '#kernel'
import type { Comment, Review } from './review.ts'

export interface ReviewRow extends Omit<Review, 'comments' | 'createdAt' | 'submittedAt' | 'updatedAt' | 'dismissal'> {
  pull: string
  /** As which of the owners in CODEOWNERS it was said. */
  ownerAs: string[]
  dismissal: Review['dismissal']
  createdAt: Date
  submittedAt: Date | null
  updatedAt: Date
}

interface Owner {
  org: string
  project: string
  pull: string
}

const REVIEW = `id, database_id as "databaseId", pull_id as pull, reviewer, state, verdict, body, sha, counts, owner_as as "ownerAs", dismissal,
  created_at as "createdAt", submitted_at as "submittedAt", updated_at as "updatedAt"`

/** Undefined when the reviewer has one that is not sent yet. */
export async function insertReview(
  tx: Tx,
  row: Owner & Pick<ReviewRow, 'id' | 'reviewer' | 'state' | 'verdict' | 'body' | 'sha' | 'counts' | 'ownerAs'>,
): Promise<ReviewRow | undefined> {
  const [stored] = await tx.query<ReviewRow>(
    `insert into pulls.reviews (id, org_id, project_id, pull_id, reviewer, verdict, body, sha, counts, state, owner_as, submitted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $10 = 'submitted' then now() end)
     on conflict (pull_id, (reviewer ->> 'id')) where state = 'pending' do nothing returning ${REVIEW}`,
    [
      row.id,
      row.org,
      row.project,
      row.pull,
      JSON.stringify(row.reviewer),
      row.verdict,
      row.body,
      row.sha,
      row.counts,
      row.state,
      row.ownerAs,
    ],
  )
  return stored
}

/** Of several pull requests at once, oldest first. `viewer` also sees what they have not sent yet. */
export async function selectReviews(tx: Tx, pulls: readonly string[], viewer?: string): Promise<ReviewRow[]> {
  return tx.query<ReviewRow>(
    `select ${REVIEW} from pulls.reviews where pull_id = any ($1) and (state <> 'pending' or reviewer ->> 'id' = $2)
     order by coalesce(submitted_at, created_at), id`,
    [pulls, viewer ?? null],
  )
}

/** By id or number. */
export async function selectReview(
  tx: Tx,
  at: { pull: string; review: string; viewer: string },
): Promise<ReviewRow | undefined> {
  const [row] = await tx.query<ReviewRow>(
    `select ${REVIEW} from pulls.reviews where pull_id = $1 and (id = $2 or database_id::text = $2)
       and (state <> 'pending' or reviewer ->> 'id' = $3)`,
    [at.pull, at.review, at.viewer],
  )
  return row
}

export async function selectPendingReview(tx: Tx, pull: string, reviewer: string): Promise<ReviewRow | undefined> {
  const [row] = await tx.query<ReviewRow>(
    `select ${REVIEW} from pulls.reviews where pull_id = $1 and reviewer ->> 'id' = $2 and state = 'pending'`,
    [pull, reviewer],
  )
  return row
}

/** The change, if the review is still in the state it was read in. */
export async function updateReview(
  tx: Tx,
  row: Pick<ReviewRow, 'id' | 'state'>,
  to: Pick<ReviewRow, 'state' | 'verdict' | 'body' | 'sha' | 'counts' | 'ownerAs' | 'dismissal'>,
): Promise<ReviewRow | undefined> {
  const [stored] = await tx.query<ReviewRow>(
    `update pulls.reviews set state = $3, verdict = $4, body = $5, sha = $6, counts = $7, dismissal = $8, owner_as = $9, updated_at = now(),
       submitted_at = case when $3 = 'pending' then null else coalesce(submitted_at, now()) end
     where id = $1 and state = $2 returning ${REVIEW}`,
    [
      row.id,
      row.state,
      to.state,
      to.verdict,
      to.body,
      to.sha,
      to.counts,
      to.dismissal && JSON.stringify(to.dismissal),
      to.ownerAs,
    ],
  )
  return stored
}

/** With its comments, and the threads that only they had begun. */
export async function deletePendingReview(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `delete from pulls.threads t where exists (select from pulls.comments c where c.thread_id = t.id and c.review_id = $1)
       and not exists (select from pulls.comments c where c.thread_id = t.id and c.review_id is distinct from $1)`,
    [id],
  )
  await tx.query(`delete from pulls.reviews where id = $1 and state = 'pending'`, [id])
}

export function toReview(
  { pull: _, ownerAs: __, createdAt, submittedAt, updatedAt, ...row }: ReviewRow,
  comments: readonly Comment[],
): Review {
  return {
    ...row,
    comments: comments.filter(({ review }) => review === row.id),
    createdAt: createdAt.toISOString(),
    submittedAt: submittedAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  }
}
