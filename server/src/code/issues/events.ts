import { z } from 'zod'
import { event } from '#kernel'
import { Actor, Issue, KINDS, Milestone } from './issue.ts'

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
/** `row`: as it was. */
export const issueDeleted = event('issue.deleted', Fact.extend({ row: Issue }))

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

const LabelFact = z.object({
  label: z.string(),
  databaseId: z.number().int(),
  name: z.string(),
  color: z.string(),
  description: z.string(),
  isDefault: z.boolean(),
})
export const labelCreated = event('label.created', LabelFact)
/** `changes`: what they were before. */
export const labelEdited = event(
  'label.edited',
  LabelFact.extend({ changes: z.object({ name: z.string(), color: z.string(), description: z.string() }) }),
)
export const labelDeleted = event('label.deleted', LabelFact)

/** `row`: the milestone as it is now, or was when it was deleted. */
const MilestoneFact = z.object({ milestone: z.string(), number: z.number().int(), title: z.string(), row: Milestone })
export const milestoneCreated = event('milestone.created', MilestoneFact)
export const milestoneEdited = event(
  'milestone.edited',
  MilestoneFact.extend({
    changes: z.object({ title: z.string(), description: z.string(), dueOn: z.string().nullable() }),
  }),
)
export const milestoneClosed = event('milestone.closed', MilestoneFact)
export const milestoneOpened = event('milestone.opened', MilestoneFact)
export const milestoneDeleted = event('milestone.deleted', MilestoneFact)

const CommentFact = Fact.extend({ comment: z.string() })
export const commentCreated = event('comment.created', CommentFact)
export const commentEdited = event('comment.edited', CommentFact.extend({ before: z.string() }))
export const commentDeleted = event(
  'comment.deleted',
  CommentFact.extend({ author: Actor, body: z.string(), databaseId: z.number().int() }),
)
