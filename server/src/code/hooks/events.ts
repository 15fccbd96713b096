import { z } from 'zod'
import { event } from '#kernel'

const Fact = z.object({ hook: z.string(), url: z.string() })

export const hookCreated = event('hook.created', Fact)
export const hookChanged = event('hook.changed', Fact.extend({ fields: z.array(z.string()) }))
export const hookDeleted = event('hook.deleted', Fact)
