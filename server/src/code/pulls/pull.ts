import { z } from 'zod'
import { PULL_STATES } from './state.ts'

const Actor = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })

const Side = z.object({ branch: z.string(), sha: z.string() })

export const Title = z.string().trim().min(1).max(300)
export const Body = z.string().max(65_536)
export const Labels = z.array(z.string().trim().min(1).max(50)).max(50)
export const Reviewers = z.array(z.string().trim().min(1).max(100)).max(50)
export const Sha = z.string().regex(/^[0-9a-f]{40}$/, 'give the full id of the commit that was shown')

export const Pull = z
  .object({
    id: z.string(),
    number: z.number().int(),
    title: z.string(),
    body: z.string(),
    state: z.enum(PULL_STATES),
    head: Side,
    base: Side,
    author: Actor,
    spec: z.string().nullable(),
    labels: z.array(z.string()),
    reviewers: z.array(z.string()),
    additions: z.number().int(),
    deletions: z.number().int(),
    changedFiles: z.number().int(),
    /** Whether head and base merge without conflict; null while that is being computed. */
    mergeable: z.boolean().nullable(),
    /** Sentences: why it cannot be merged now. */
    blockedBy: z.array(z.string()),
    mergedAt: z.string().nullable(),
    mergeSha: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Pull' })
export type Pull = z.infer<typeof Pull>

export const LineComment = z.object({
  path: z.string().min(1).max(4096),
  line: z.number().int().min(1),
  side: z.enum(['old', 'new']).default('new'),
  body: Body.min(1),
})

export const Comment = z
  .object({
    id: z.string(),
    author: Actor,
    body: z.string(),
    path: z.string().nullable(),
    line: z.number().int().nullable(),
    side: z.enum(['old', 'new']).nullable(),
    review: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'PullComment' })
export type Comment = z.infer<typeof Comment>

export const Verdict = z.enum(['approve', 'request_changes', 'comment'])

export const Review = z
  .object({
    id: z.string(),
    reviewer: Actor,
    verdict: Verdict,
    body: z.string(),
    /** The head that was shown to the reviewer. */
    sha: z.string(),
    comments: z.array(Comment),
    createdAt: z.string(),
  })
  .meta({ id: 'PullReview' })
export type Review = z.infer<typeof Review>
