import { z } from 'zod'
import { event } from '#kernel'

const LockFact = z.object({ lock: z.string(), path: z.string() })

export const objectStored = event('lfs.object_stored', z.object({ oid: z.string(), sizeBytes: z.number() }))
export const pathLocked = event('lfs.locked', LockFact)
export const pathUnlocked = event('lfs.unlocked', LockFact.extend({ forced: z.boolean() }))
