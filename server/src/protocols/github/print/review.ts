import type { components } from '@octokit/openapi-types'
import type { Comment, Review } from '#pulls'
import { printNodeId } from '../node-id.ts'
import { api, type Place, printPerson } from './issue.ts'

type Schemas = components['schemas']
type ReviewComment = Schemas['pull-request-review-comment']

const pullPage = ({ project, urls }: Pick<Place, 'project' | 'urls'>, number: number) =>
  `${urls.web}/${project.owner}/${project.name}/pull/${number}`

/** GitHub's word for what a review says. */
export function reviewState({ state, verdict }: Pick<Review, 'state' | 'verdict'>): string {
  if (state === 'pending') return 'PENDING'
  if (state === 'dismissed') return 'DISMISSED'
  return { approve: 'APPROVED', request_changes: 'CHANGES_REQUESTED', comment: 'COMMENTED' }[verdict]
}

export function printReview(review: Review, number: number, place: Place): Schemas['pull-request-review'] {
  const page = `${pullPage(place, number)}#pullrequestreview-${review.databaseId}`
  const pull = `${api(place)}/pulls/${number}`
  return {
    id: review.databaseId,
    node_id: printNodeId('PullRequestReview', review.id),
    user: printPerson(review.reviewer, place),
    body: review.body,
    state: reviewState(review),
    html_url: page,
    pull_request_url: pull,
    author_association: place.people.association(review.reviewer),
    _links: { html: { href: page }, pull_request: { href: pull } },
    ...(review.submittedAt ? { submitted_at: review.submittedAt } : {}),
    commit_id: review.sha,
  }
}

const SIDES = { old: 'LEFT', new: 'RIGHT' } as const

export function printReviewComment(comment: Comment, place: Place): ReviewComment {
  const url = `${api(place)}/pulls/comments/${comment.databaseId}`
  const page = `${pullPage(place, comment.number)}#discussion_r${comment.databaseId}`
  const pull = `${api(place)}/pulls/${comment.number}`
  return {
    url,
    pull_request_review_id: comment.reviewDatabaseId,
    id: comment.databaseId,
    node_id: printNodeId('PullRequestReviewComment', comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.sha,
    original_commit_id: comment.originalSha,
    ...(comment.replyToDatabaseId === null ? {} : { in_reply_to_id: comment.replyToDatabaseId }),
    user: printPerson(comment.author, place),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: page,
    pull_request_url: pull,
    author_association: place.people.association(comment.author),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
    start_line: comment.startLine,
    original_start_line: comment.originalStartLine,
    start_side: comment.startSide && SIDES[comment.startSide],
    side: SIDES[comment.side],
    subject_type: comment.subject,
    // What a file or a line that is gone does not have is left out, as GitHub's description asks.
    ...(comment.line === null ? {} : { line: comment.line }),
    ...(comment.originalLine === null ? {} : { original_line: comment.originalLine }),
    ...(comment.position === null ? {} : { position: comment.position }),
    ...(comment.originalPosition === null ? {} : { original_position: comment.originalPosition }),
  }
}

/** In the list of one review's comments the position is always there. */
export function printCommentOfReview(comment: Comment, place: Place): Schemas['review-comment'] {
  return {
    ...printReviewComment(comment, place),
    position: comment.position,
    original_position: comment.originalPosition ?? comment.originalLine ?? 1,
  }
}
