import { z } from 'zod'
import { event } from '#kernel'
import { Direction, Divergence } from './mirror.ts'

const Fact = z.object({ mirror: z.string(), direction: Direction, url: z.string() })

export const mirrorAdded = event('mirror.added', Fact)
export const mirrorChanged = event('mirror.changed', Fact.extend({ fields: z.array(z.string()) }))
export const mirrorRemoved = event('mirror.removed', Fact)
/** Somebody asks the run under way to end. */
export const mirrorCancelled = event('mirror.cancelled', Fact)
/** `moved` counts refs; `diverged` are those left alone. */
export const mirrorSynced = event(
  'mirror.synced',
  Fact.extend({ moved: z.number().int(), diverged: z.array(Divergence) }),
)
export const mirrorFailed = event('mirror.failed', Fact.extend({ problem: z.string() }))
