import { z } from 'zod'
import { event } from '#kernel'
import { Actor, KINDS } from './issue.ts'

/** `kind` says whether it is about a pull request; opening, closing, merging and reopening one is announced as `pull.…` alone. */
const Fact = z.object({
  issue: z.string(),
  number: z.number().int(),
  kind: z.enum(KINDS),
  title: z.string(),
})

export const issueOpened = event('issue.opened', Fact)
/** `changes`: what title and body were before. */
export const issueEdited = event(
  'issue.edited',
  Fact.extend({ changes: z.object({ title: z.string().optional(), body: z.string().optional() }) }),
)
export const issueClosed = event(
  'issue.closed',
  Fact.extend({ reason: z.string().nullable(), commit: z.string().nullable() }),
)
export const issueReopened = event('issue.reopened', Fact)

const Labelled = Fact.extend({ label: z.string(), name: z.string() })
export const issueLabeled = event('issue.labeled', Labelled)
export const issueUnlabeled = event('issue.unlabeled', Labelled)

const Assigned = Fact.extend({ assignee: Actor })
export const issueAssigned = event('issue.assigned', Assigned)
export const issueUnassigned = event('issue.unassigned', Assigned)

const Milestoned = Fact.extend({ milestone: z.string(), milestoneNumber: z.number().int() })
export const issueMilestoned = event('issue.milestoned', Milestoned)
export const issueDemilestoned = event('issue.demilestoned', Milestoned)

export const issueLocked = event('issue.locked', Fact.extend({ reason: z.string().nullable() }))
export const issueUnlocked = event('issue.unlocked', Fact)

const CommentFact = Fact.extend({ comment: z.string() })
export const commentCreated = event('comment.created', CommentFact)
export const commentEdited = event('comment.edited', CommentFact.extend({ before: z.string() }))
export const commentDeleted = event(
  'comment.deleted',
  CommentFact.extend({ author: Actor, body: z.string(), databaseId: z.number().int() }),
)
