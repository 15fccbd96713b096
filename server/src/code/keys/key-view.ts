import { z } from 'zod'
import type { SshKeyRow } from './ssh-keys.sql.ts'

export const SshKey = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    title: z.string(),
    /** One line: type and key, without a comment. */
    key: z.string(),
    type: z.string(),
    bits: z.number(),
    fingerprint: z.string(),
    readOnly: z.boolean(),
    addedBy: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'SshKey' })

/** Of every list of keys: GitHub's pages. */
export const PageInput = {
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(30),
}

export const Title = z.string().trim().max(100)

export function toSshKey(row: SshKeyRow): z.infer<typeof SshKey> {
  const { id, databaseId, title, type, bits, fingerprint, readOnly, addedBy, blob } = row
  return {
    ...{ id, databaseId, title, type, bits, fingerprint, readOnly, addedBy },
    key: printKey(row.type, blob),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}

export function printKey(type: string, blob: Buffer): string {
  return `${type} ${blob.toString('base64')}`
}
