import type { Context } from 'hono'
import type { z } from 'zod'
import { Problem } from '#kernel'

/** Bodies carry file contents in base64, so they may be larger than those of verbs. */
const MAX_BODY_BYTES = 48 * 1024 * 1024

/** What GitHub calls that which is sent to an address. */
const RESOURCE: Record<string, string> = {
  'check-runs': 'CheckRun',
  comments: 'IssueComment',
  hooks: 'Hook',
  issues: 'Issue',
  keys: 'PublicKey',
  labels: 'Label',
  milestones: 'Milestone',
  pulls: 'PullRequest',
  refs: 'Reference',
  releases: 'Release',
  repos: 'Repository',
  reviews: 'PullRequestReview',
  statuses: 'Status',
  teams: 'Team',
}

/** The JSON of a request, as its route expects it. */
export async function readBody<S extends z.ZodType>(
  c: Context,
  schema: S,
  mostBytes = MAX_BODY_BYTES,
): Promise<z.output<S>> {
  const length = Number(c.req.header('content-length') ?? 0)
  const tooLarge = new Problem(
    'too_large',
    'github.body',
    `The body is larger than ${mostBytes / 1024 / 1024} MiB; send less at once.`,
  )
  if (length > mostBytes) throw tooLarge
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of c.req.raw.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > mostBytes) throw tooLarge
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  let json: unknown = {}
  try {
    if (text.trim() !== '') json = JSON.parse(text)
  } catch (cause) {
    throw new Problem('invalid', 'kernel.json', `Problems parsing JSON: ${(cause as Error).message}.`, { cause })
  }
  const result = schema.safeParse(json ?? {})
  if (result.success) return result.data
  const details = result.error.issues.map(({ path, message }) => ({
    resource: resourceAt(c.req.path),
    field: path.join('.'),
    message,
    code: path.length > 0 && valueAt(json, path) === undefined ? 'missing_field' : 'invalid',
  }))
  const first = details[0]
  if (first?.field === '' && (!isObject(json) || Array.isArray(json)))
    throw new Problem('invalid', 'kernel.json', 'Body should be a JSON object.', { cause: result.error })
  throw new Problem('invalid', 'github.body', `Validation failed: "${first?.field}" ${first?.message}.`, { details })
}

function resourceAt(path: string): string {
  return path.split('/').reduce((known, word) => (Object.hasOwn(RESOURCE, word) ? RESOURCE[word]! : known), 'Request')
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner: unknown, key) => (isObject(inner) ? Reflect.get(inner, key) : undefined), value)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
