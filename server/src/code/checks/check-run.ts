import { z } from 'zod'

export const CheckConclusion = z.enum([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
])
export type CheckConclusion = z.infer<typeof CheckConclusion>

export const CheckSource = z.enum(['ci', 'guardian', 'external'])
export type CheckSource = z.infer<typeof CheckSource>

export const Annotation = z.object({
  path: z.string().max(4096),
  line: z.number().int().min(0),
  level: z.enum(['notice', 'warning', 'failure']),
  message: z.string().max(10_000),
})

/** More are not read by anybody; the log has them. */
const MOST_ANNOTATIONS = 1000

const fields = {
  sha: z.string().regex(/^[0-9a-f]{40}$/, 'give the full id of the commit'),
  name: z.string().trim().min(1).max(200),
  status: z.enum(['queued', 'in_progress', 'completed']),
  conclusion: CheckConclusion.nullable(),
  title: z.string().max(500),
  summary: z.string().max(100_000),
  annotations: z.array(Annotation).max(MOST_ANNOTATIONS),
  /** A log stream. */
  log: z.string().max(100).nullable(),
  /** The CI run it belongs to. */
  run: z.string().max(100).nullable(),
}

export const CheckRun = z
  .object({
    id: z.string(),
    source: CheckSource,
    ...fields,
    startedAt: z.string().nullable(),
    completedAt: z.string().nullable(),
  })
  .meta({ id: 'CheckRun' })
export type CheckRun = z.infer<typeof CheckRun>

/** What a reporter says about a commit. */
export const CheckReport = z.object({
  sha: fields.sha,
  name: fields.name,
  source: CheckSource.default('external'),
  status: fields.status,
  conclusion: fields.conclusion.default(null),
  title: fields.title.default(''),
  summary: fields.summary.default(''),
  annotations: fields.annotations.default([]),
  log: fields.log.default(null),
  run: fields.run.default(null),
})
export type CheckReport = z.output<typeof CheckReport>

/** Conclusions that a required check may have. */
export function passes(conclusion: CheckConclusion | null): boolean {
  return conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped'
}
