import type { Context } from 'hono'
import { z } from 'zod'
import { Problem } from '#kernel'

/** docs/api/server-discovery.md: of requests and answers, contents excepted. */
export const LFS_JSON = 'application/vnd.git-lfs+json'

/** Descriptions of objects are short; contents do not pass here. */
const MOST_BODY_BYTES = 1024 * 1024
/** git-lfs asks for 100 at once. */
const MOST_OBJECTS = 1_000

const RefName = z.object({ name: z.string().max(500) }).nullish()

export const Oid = z.string().regex(/^[0-9a-f]{64}$/)

/** Single objects may be wrong without the others being so; they are looked at one by one. */
export const BatchRequest = z.object({
  operation: z.enum(['download', 'upload']),
  ref: RefName,
  hash_algo: z.string().max(50).optional(),
  objects: z.array(z.object({ oid: z.string().max(200), size: z.number() })),
})
export type BatchRequest = z.infer<typeof BatchRequest>

export const VerifyRequest = z.object({ oid: Oid, size: z.number().int().min(0) })

export const LockRequest = z.object({ path: z.string(), ref: RefName })
export const UnlockRequest = z.object({ force: z.boolean().nullish(), ref: RefName })
export const LockPage = z.object({
  cursor: z.string().max(100).nullish(),
  limit: z.coerce.number().int().min(1).nullish(),
})

/** Reads a body of the given shape, or refuses with 422 or 413. */
export async function readLfs<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of c.req.raw.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > MOST_BODY_BYTES)
      throw new Problem(
        'too_large',
        'lfs.body',
        `The request is larger than ${MOST_BODY_BYTES / 1024} KiB; ask for fewer objects.`,
      )
    chunks.push(chunk)
  }
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
  } catch (cause) {
    throw unreadable('it is not JSON', cause)
  }
  return parseLfs(schema, body)
}

export function parseLfs<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw unreadable(`${issue.path.join('.') || 'the body'}: ${issue.message}`, parsed.error)
}

export function refuseTooMany(objects: readonly unknown[]): void {
  if (objects.length <= MOST_OBJECTS) return
  throw new Problem('too_large', 'lfs.batch', `A batch has ${MOST_OBJECTS} objects at most; ask in parts.`)
}

function unreadable(why: string, cause: unknown): Problem {
  return new Problem('invalid', 'lfs.request', `This is no request of the Git LFS API: ${why}.`, { cause })
}

/** docs/api/batch.md, "Response Errors": where it asks for another status than ours for the same kind. */
const STATUS: Record<string, number> = { 'lfs.accept': 406, 'lfs.quota': 507 }

export function statusOf(problem: Problem): number {
  return STATUS[problem.code] ?? (problem.kind === 'invalid' ? 422 : problem.status)
}

/** docs/api/locking.md */
export function printLock(lock: { id: string; path: string; lockedAt: string; owner: { name: string } }) {
  return { id: lock.id, path: lock.path, locked_at: lock.lockedAt, owner: { name: lock.owner.name } }
}
