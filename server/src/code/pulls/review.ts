import { z } from 'zod'
import { Body, PullActor } from './pull.ts'

const Side = z.enum(['old', 'new'])

/** A line, a range that ends there, or the whole file. */
export const Place = z.object({
  path: z.string().min(1).max(4096),
  line: z.number().int().min(1).optional().describe('Left out: the whole file.'),
  side: Side.default('new'),
  position: z.number().int().min(1).optional().describe('Instead of line and side: the line of the diff.'),
  startLine: z.number().int().min(1).optional().describe('The first line of a range that ends at `line`.'),
  startSide: Side.optional(),
})
export type Place = z.output<typeof Place>

export const LineComment = Place.extend({ body: Body.min(1) })

export const Comment = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    /** Of the pull request. */
    number: z.number().int(),
    author: PullActor,
    body: z.string(),
    path: z.string(),
    subject: z.enum(['line', 'file']),
    /** Null: of a file, or its line is gone from the head. */
    line: z.number().int().nullable(),
    side: Side,
    startLine: z.number().int().nullable(),
    startSide: Side.nullable(),
    /** The line of the diff, counted as GitHub does. */
    position: z.number().int().nullable(),
    /** The commit that `line` is counted in. */
    sha: z.string(),
    originalLine: z.number().int().nullable(),
    originalStartLine: z.number().int().nullable(),
    originalPosition: z.number().int().nullable(),
    originalSha: z.string(),
    diffHunk: z.string(),
    outdated: z.boolean(),
    thread: z.string(),
    resolved: z.boolean(),
    replyTo: z.string().nullable(),
    replyToDatabaseId: z.number().int().nullable(),
    review: z.string().nullable(),
    reviewDatabaseId: z.number().int().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'PullComment' })
export type Comment = z.infer<typeof Comment>

export const Thread = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    path: z.string(),
    subject: z.enum(['line', 'file']),
    line: z.number().int().nullable(),
    side: Side,
    startLine: z.number().int().nullable(),
    startSide: Side.nullable(),
    originalLine: z.number().int().nullable(),
    originalStartLine: z.number().int().nullable(),
    outdated: z.boolean(),
    resolvedBy: PullActor.nullable(),
    resolvedAt: z.string().nullable(),
    comments: z.array(Comment),
  })
  .meta({ id: 'PullThread' })
export type Thread = z.infer<typeof Thread>

export const Verdict = z.enum(['approve', 'request_changes', 'comment'])

export const Review = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    reviewer: PullActor,
    /** pending: not sent yet, and seen by its reviewer alone. */
    state: z.enum(['pending', 'submitted', 'dismissed']),
    verdict: Verdict,
    body: z.string(),
    /** The head that was shown to the reviewer. */
    sha: z.string(),
    /** Whether the reviewer could decide; what a guest says blocks and approves nothing. */
    counts: z.boolean(),
    dismissal: z.object({ by: PullActor, message: z.string(), at: z.string() }).nullable(),
    comments: z.array(Comment),
    createdAt: z.string(),
    submittedAt: z.string().nullable(),
    updatedAt: z.string(),
  })
  .meta({ id: 'PullReview' })
export type Review = z.infer<typeof Review>
