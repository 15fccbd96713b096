import { z } from 'zod'

const Actor = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })

export const Asset = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    /** The release it belongs to. */
    release: z.string(),
    name: z.string(),
    label: z.string().nullable(),
    contentType: z.string(),
    sizeBytes: z.number().int(),
    sha256: z.string(),
    downloads: z.number().int(),
    uploader: Actor,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'ReleaseAsset' })
export type Asset = z.infer<typeof Asset>

export const Release = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    tag: z.string(),
    /** Where the tag is made, or was to be made, if it was missing. */
    target: z.string(),
    name: z.string(),
    body: z.string(),
    draft: z.boolean(),
    prerelease: z.boolean(),
    /** The one that people who ask for no version get. */
    latest: z.boolean(),
    author: Actor,
    assets: z.array(Asset),
    createdAt: z.string(),
    publishedAt: z.string().nullable(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Release' })
export type Release = z.infer<typeof Release>

/** `legacy`: only if its version is higher than the one that is the latest now. */
export const MakeLatest = z.enum(['true', 'false', 'legacy'])
