import { z } from 'zod'
import { event } from '#kernel'

/** Many read events, and the address of a receiver is often its secret: its host is all that is told. */
const Fact = z.object({ hook: z.string(), host: z.string() })

export const hookCreated = event('hook.created', Fact)
export const hookChanged = event('hook.changed', Fact.extend({ fields: z.array(z.string()) }))
export const hookDeleted = event('hook.deleted', Fact)
