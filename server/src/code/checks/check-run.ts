import { z } from 'zod'

export const CheckConclusion = z.enum([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
])
export type CheckConclusion = z.infer<typeof CheckConclusion>

export const CheckSource = z.enum(['ci', 'guardian', 'external'])
export type CheckSource = z.infer<typeof CheckSource>

export const Reporter = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })

const Line = z.number().int().min(0)

export const Annotation = z.object({
  path: z.string().max(4096),
  line: Line,
  /** Left out: only that line. */
  endLine: Line.optional(),
  /** Of annotations that are about one line. */
  startColumn: Line.optional(),
  endColumn: Line.optional(),
  level: z.enum(['notice', 'warning', 'failure']),
  title: z.string().max(255).optional(),
  message: z.string().max(10_000),
  details: z.string().max(64_000).optional(),
})

/** Addresses that a browser is sent to. */
export const WebAddress = z.url({ protocol: /^https?$/, error: 'is not an address beginning with http:// or https://' })

const Image = z.object({ alt: z.string().max(500), url: WebAddress.max(2000), caption: z.string().max(500).optional() })

/** More are not read by anybody; the log has them. */
export const MOST_ANNOTATIONS = 1000
const MOST_IMAGES = 20

export const Sha = z.string().regex(/^[0-9a-f]{40}$/, 'give the full id of the commit')

const fields = {
  sha: Sha,
  name: z.string().trim().min(1).max(200),
  status: z.enum(['queued', 'in_progress', 'completed']),
  conclusion: CheckConclusion.nullable(),
  title: z.string().max(500),
  summary: z.string().max(100_000),
  /** Further text, below the summary. */
  text: z.string().max(100_000),
  annotations: z.array(Annotation).max(MOST_ANNOTATIONS),
  images: z.array(Image).max(MOST_IMAGES),
  /** What the reporter calls it. */
  externalId: z.string().max(200).nullable(),
  /** Where the reporter shows more. */
  detailsUrl: WebAddress.max(2000).nullable(),
  /** A log stream. */
  log: z.string().max(100).nullable(),
  /** The CI run it belongs to. */
  run: z.string().max(100).nullable(),
}

export const CheckRun = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    /** The suite it belongs to. */
    suite: z.string(),
    source: CheckSource,
    ...fields,
    startedAt: z.string().nullable(),
    completedAt: z.string().nullable(),
  })
  .meta({ id: 'CheckRun' })
export type CheckRun = z.infer<typeof CheckRun>

const Moment = z.iso.datetime({ offset: true })

/** What a reporter says about a commit. */
export const CheckReport = z.object({
  sha: fields.sha,
  name: fields.name,
  source: CheckSource.default('external'),
  status: fields.status,
  conclusion: fields.conclusion.default(null),
  title: fields.title.default(''),
  summary: fields.summary.default(''),
  text: fields.text.default(''),
  annotations: fields.annotations.default([]),
  images: fields.images.default([]),
  externalId: fields.externalId.default(null),
  detailsUrl: fields.detailsUrl.default(null),
  log: fields.log.default(null),
  run: fields.run.default(null),
  /** Left out: now, when it becomes true. */
  startedAt: Moment.optional(),
  completedAt: Moment.optional(),
})
export type CheckReport = z.output<typeof CheckReport>

/** What a reporter changes about an earlier report; annotations are added to those that are there. */
export const CheckChange = z.object({
  rename: fields.name.optional(),
  status: fields.status.optional(),
  conclusion: fields.conclusion.optional(),
  title: fields.title.optional(),
  summary: fields.summary.optional(),
  text: fields.text.optional(),
  annotations: fields.annotations.optional(),
  images: fields.images.optional(),
  externalId: fields.externalId.optional(),
  detailsUrl: fields.detailsUrl.optional(),
  startedAt: Moment.optional(),
  completedAt: Moment.optional(),
})
export type CheckChange = z.output<typeof CheckChange>

/** Conclusions that a required check may have. */
export function passes(conclusion: CheckConclusion | null): boolean {
  return conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped'
}
