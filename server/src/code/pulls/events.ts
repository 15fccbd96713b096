import { z } from 'zod'
import { event } from '#kernel'
import { Comment, Verdict } from './review.ts'

const Fact = z.object({ pull: z.string(), number: z.number().int(), title: z.string() })
const Side = z.object({ branch: z.string(), sha: z.string() })

export const pullOpened = event('pull.opened', Fact.extend({ head: Side, base: Side, draft: z.boolean() }))
/** The head has moved to new commits. */
export const pullUpdated = event('pull.updated', Fact.extend({ head: Side, base: Side, before: z.string() }))
/** It leads to another branch now; what it shares with issues is announced as `issue.edited` and so on. */
export const pullEdited = event('pull.edited', Fact.extend({ fields: z.array(z.string()), before: Side }))
export const pullReady = event('pull.ready', Fact)
export const pullDrafted = event('pull.drafted', Fact)
const Asked = Fact.extend({ reviewers: z.array(z.string()), teams: z.array(z.string()) })
export const reviewRequested = event('pull.review_requested', Asked)
export const reviewRequestRemoved = event('pull.review_request_removed', Asked)
const CommentFact = Fact.extend({ comment: z.string(), path: z.string(), review: z.string().nullable() })

export const reviewSubmitted = event(
  'review.submitted',
  Fact.extend({ review: z.string(), verdict: Verdict, sha: z.string() }),
)
export const reviewEdited = event('review.edited', Fact.extend({ review: z.string() }))
export const reviewDismissed = event('review.dismissed', Fact.extend({ review: z.string(), message: z.string() }))
export const reviewCommentCreated = event('review_comment.created', CommentFact)
export const reviewCommentEdited = event('review_comment.edited', CommentFact.extend({ before: z.string() }))
/** The row is gone; `row` is what it was. */
export const reviewCommentDeleted = event('review_comment.deleted', CommentFact.extend({ row: Comment }))
export const threadResolved = event('review_thread.resolved', Fact.extend({ thread: z.string() }))
export const threadUnresolved = event('review_thread.unresolved', Fact.extend({ thread: z.string() }))
export const pullApproved = event('pull.approved', Fact.extend({ sha: z.string() }))
export const pullMerged = event('pull.merged', Fact.extend({ mergeSha: z.string() }))
export const pullClosed = event('pull.closed', Fact.extend({ reason: z.string() }))
export const pullReopened = event('pull.reopened', Fact)
export const autoMergeEnabled = event('pull.auto_merge_enabled', Fact.extend({ method: z.string() }))
export const autoMergeDisabled = event('pull.auto_merge_disabled', Fact.extend({ reason: z.string() }))
