import { z } from 'zod'
import { Label, Milestone } from '#issues'
import { MergeMethod, ProjectRef } from '#projects'
import { PULL_STATES } from './state.ts'

export const PullActor = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })

const Side = z.object({ branch: z.string(), sha: z.string() })

export const Body = z.string().max(65_536)
export const Reviewers = z.array(z.string().trim().min(1).max(100)).max(50)
export const Sha = z.string().regex(/^[0-9a-f]{40}$/, 'give the full id of the commit that was shown')

const AutoMerge = z.object({
  by: PullActor,
  at: z.string(),
  method: MergeMethod,
  title: z.string().optional(),
  body: z.string().optional(),
})

export const Pull = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    number: z.number().int(),
    title: z.string(),
    body: z.string(),
    state: z.enum(PULL_STATES),
    /** `fork`: where the branch is, when it is not in the project itself. */
    head: Side.extend({ fork: ProjectRef.nullable() }),
    base: Side,
    author: PullActor,
    spec: z.string().nullable(),
    labels: z.array(Label),
    assignees: z.array(PullActor),
    milestone: Milestone.nullable(),
    locked: z.boolean(),
    lockReason: z.string().nullable(),
    /** Of the conversation; those on lines are in threads. */
    commentCount: z.number().int(),
    /** Who was asked and has not answered yet: people and agents by name, then teams. */
    reviewers: z.array(z.string()),
    reviewTeams: z.array(z.string()),
    additions: z.number().int(),
    deletions: z.number().int(),
    changedFiles: z.number().int(),
    /** Whether those who may push to the base may push to the head, where that is in a fork. */
    maintainersMayPush: z.boolean(),
    /** How many commits it adds, and how many of the base it lacks. */
    commits: z.number().int(),
    behind: z.number().int(),
    /** It merges by itself once nothing blocks it. */
    autoMerge: AutoMerge.nullable(),
    /** Whether head and base merge without conflict; null while that is being computed. */
    mergeable: z.boolean().nullable(),
    /** Sentences: why it cannot be merged now. */
    blockedBy: z.array(z.string()),
    mergedAt: z.string().nullable(),
    mergeSha: z.string().nullable(),
    mergedBy: PullActor.nullable(),
    closedAt: z.string().nullable(),
    closedBy: PullActor.nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Pull' })
export type Pull = z.infer<typeof Pull>
