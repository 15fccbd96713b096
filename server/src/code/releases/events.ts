import { z } from 'zod'
import { event } from '#kernel'
import { Release } from './release.ts'

const Fact = z.object({ release: z.string(), tag: z.string(), name: z.string(), prerelease: z.boolean() })

export const releaseDrafted = event('release.drafted', Fact)
export const releasePublished = event('release.published', Fact)
/** `fields` says what is another: names of the release's fields, or `assets`. */
export const releaseEdited = event('release.edited', Fact.extend({ draft: z.boolean(), fields: z.array(z.string()) }))
/** The row is gone; `row` is what it was. */
export const releaseDeleted = event(
  'release.deleted',
  Fact.extend({ databaseId: z.number(), draft: z.boolean(), row: Release }),
)
