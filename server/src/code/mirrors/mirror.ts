import { z } from 'zod'
import { isRefName } from '#git'

export const Direction = z.enum(['import', 'pull', 'push'])
export type Direction = z.infer<typeof Direction>

export const STATUSES = ['waiting', 'running', 'synced', 'diverged', 'failed', 'cancelled'] as const

export const Divergence = z.object({ ref: z.string(), reason: z.string() })
export type Divergence = z.infer<typeof Divergence>

/** What a run made of the large files (Git LFS) that commits name. */
export const LargeFiles = z.object({
  brought: z.number().int(),
  /** How many are named here and not on the other side, or the other way round. */
  missing: z.number().int(),
  /** Some of them, each with a sentence. */
  reasons: z.array(z.object({ oid: z.string(), sizeBytes: z.number(), reason: z.string() })),
})
export type LargeFiles = z.infer<typeof LargeFiles>

export const Mirror = z
  .object({
    id: z.string(),
    direction: Direction,
    url: z.string(),
    username: z.string().nullable(),
    /** Whether a password or token is kept; it is never shown. */
    hasPassword: z.boolean(),
    /** Over SSH: the key that the other side must accept, for reading or for writing. */
    publicKey: z.string().nullable(),
    /** Over SSH: the fingerprint of the host's key, as it was met first. */
    hostKey: z.string().nullable(),
    refs: z.array(z.string()),
    force: z.boolean(),
    everyMinutes: z.number().int().nullable(),
    status: z.enum(STATUSES),
    problem: z.string().nullable(),
    diverged: z.array(Divergence),
    largeFiles: LargeFiles.nullable(),
    /** The log of the last run. */
    log: z.string().nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    syncedAt: z.string().nullable(),
  })
  .meta({ id: 'Mirror' })
export type Mirror = z.infer<typeof Mirror>

/** A password in an address would be shown to everybody who sees the mirror, and recorded; the user of an ssh address is no secret. */
export const RemoteUrl = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .refine((url) => !hasCredentials(url), {
    message: 'has a user or password in it; give them as username and password',
  })

function hasCredentials(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  return password !== '' || (username !== '' && protocol !== 'ssh:')
}

const oneLine = (what: string) =>
  z
    .string()
    .min(1)
    .max(4000)
    .regex(/^[^\r\n]+$/, `${what} is one line`)
export const Username = oneLine('a user name').max(200)
export const Password = oneLine('a password')

const Pattern = z
  .string()
  .max(200)
  .regex(/^refs\/(heads|tags)\//, 'begins with refs/heads/ or refs/tags/')
  .refine((pattern) => isRefName(pattern.replace(/\*$/, 'x')), 'is a ref name, or the beginning of one and a star')
export const Patterns = z.array(Pattern).min(1).max(50)
export const EVERYTHING = ['refs/heads/*', 'refs/tags/*']

/** More often than this, DevFlow would be a burden to the other side. */
const LEAST_MINUTES = 5
const WEEK_MINUTES = 7 * 24 * 60
export const EveryMinutes = z.number().int().min(LEAST_MINUTES).max(WEEK_MINUTES).nullable()

export function matches(patterns: readonly string[], ref: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? ref.startsWith(pattern.slice(0, -1)) && ref.length >= pattern.length : ref === pattern,
  )
}
