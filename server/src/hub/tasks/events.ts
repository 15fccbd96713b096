import { z } from 'zod'
import { event } from '#kernel'

const TaskFact = z.object({ task: z.string(), title: z.string() })

export const taskCreated = event('task.created', TaskFact.extend({ kind: z.string(), priority: z.number() }))
export const taskClaimed = event('task.claimed', TaskFact.extend({ agent: z.string(), attempt: z.number() }))
export const taskCompleted = event('task.completed', TaskFact)
/** `retry`: whether it went back into the queue. */
export const taskFailed = event('task.failed', TaskFact.extend({ reason: z.string(), retry: z.boolean() }))
export const taskCancelled = event('task.cancelled', TaskFact.extend({ reason: z.string().nullable() }))
export const taskRetried = event('task.retried', TaskFact)
export const taskChanged = event('task.changed', TaskFact)
export const taskDeleted = event('task.deleted', TaskFact)
export const taskLeaseExpired = event(
  'task.lease_expired',
  TaskFact.extend({ agent: z.string().nullable(), retry: z.boolean() }),
)
