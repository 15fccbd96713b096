import { z } from 'zod'

export const Actor = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })

export const KINDS = ['issue', 'pull'] as const
export const STATES = ['open', 'closed'] as const
export const LOCK_REASONS = ['off-topic', 'too heated', 'resolved', 'spam'] as const
const STATE_REASONS = ['completed', 'not_planned', 'duplicate', 'reopened'] as const

/** As long as GitHub's, so that whatever is moved from there fits. */
export const Title = z.string().trim().min(1).max(256)
export const Body = z.string().max(65_536)
export const LabelName = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^\r\n]*$/, 'is one line')

/** An issue is read by people; more labels than this are not looked at. */
export const MOST_LABELS = 100
export const LabelNames = z.array(LabelName).max(MOST_LABELS)
/** Work that more people share belongs to nobody. */
export const MOST_ASSIGNEES = 10
export const Logins = z.array(z.string().trim().min(1).max(100)).max(MOST_ASSIGNEES)
export const MilestoneNumber = z.number().int().min(1).max(2_000_000_000)

/** Closing says why; `reopened` is what an open one that was closed before says of itself. */
export const CloseReason = z.enum(['completed', 'not_planned', 'duplicate'])

export const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const
/** How often each was given; one that nobody gave is left out. */
const ReactionCounts = z.partialRecord(z.enum(REACTIONS), z.number().int())

const databaseId = z.number().int().describe('The number by which clients of other forges know it.')

export const Label = z
  .object({
    id: z.string(),
    databaseId,
    name: z.string(),
    color: z.string(),
    description: z.string(),
    isDefault: z.boolean(),
  })
  .meta({ id: 'Label' })
export type Label = z.infer<typeof Label>

export const Milestone = z
  .object({
    id: z.string(),
    databaseId,
    number: z.number().int(),
    title: z.string(),
    description: z.string(),
    state: z.enum(STATES),
    dueOn: z.string().nullable(),
    creator: Actor,
    openIssues: z.number().int(),
    closedIssues: z.number().int(),
    closedAt: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Milestone' })
export type Milestone = z.infer<typeof Milestone>

export const Issue = z
  .object({
    id: z.string(),
    databaseId,
    number: z.number().int(),
    kind: z.enum(KINDS).describe('A pull request is an issue, too; what only it has is under pulls.'),
    title: z.string(),
    body: z.string(),
    author: Actor,
    state: z.enum(STATES),
    stateReason: z.enum(STATE_REASONS).nullable(),
    labels: z.array(Label),
    assignees: z.array(Actor),
    milestone: Milestone.nullable(),
    locked: z.boolean(),
    lockReason: z.enum(LOCK_REASONS).nullable(),
    commentCount: z.number().int(),
    reactions: ReactionCounts,
    draft: z.boolean().describe('Of a pull request.'),
    mergedAt: z.string().nullable().describe('Of a pull request.'),
    closedAt: z.string().nullable(),
    closedBy: Actor.nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Issue' })
export type Issue = z.infer<typeof Issue>

export const Comment = z
  .object({
    id: z.string(),
    databaseId,
    number: z.number().int().describe('The issue or pull request it belongs to.'),
    kind: z.enum(KINDS),
    author: Actor,
    body: z.string(),
    reactions: ReactionCounts,
    editedAt: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'IssueComment' })
export type Comment = z.infer<typeof Comment>

export const Reaction = z
  .object({
    id: z.string(),
    databaseId,
    content: z.enum(REACTIONS),
    actor: Actor,
    createdAt: z.string(),
  })
  .meta({ id: 'Reaction' })
export type Reaction = z.infer<typeof Reaction>

export const TimelineEntry = z
  .object({
    id: z.string(),
    databaseId,
    issue: Issue.nullable().describe('What it happened to, where entries of several stand together.'),
    name: z.string().describe('labeled, closed, assigned, renamed, cross_referenced, commented, …'),
    actor: Actor,
    data: z.record(z.string(), z.unknown()),
    comment: Comment.nullable().describe('Of `commented`.'),
    source: Issue.nullable().describe('Of `cross_referenced`: the issue or pull request that mentions it.'),
    createdAt: z.string(),
  })
  .meta({ id: 'TimelineEntry' })
export type TimelineEntry = z.infer<typeof TimelineEntry>
