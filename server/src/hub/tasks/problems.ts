import { Problem } from '#kernel'
import type { Task } from './task.ts'
import type { TaskRow } from './tasks.sql.ts'

export function noTask(id: string): Problem {
  return new Problem('not_found', 'tasks.not_found', `There is no task ${JSON.stringify(id)} that you can see.`)
}

export function nothingWaits(): Problem {
  return new Problem('not_found', 'tasks.none_waiting', 'No task waits for this agent; ask again later.')
}

export function staleToken(row: TaskRow): Problem {
  const now = row.status === 'in_progress' ? 'has been given to another attempt' : `is ${words(row.status)}`
  return new Problem(
    'conflict',
    'tasks.stale_token',
    `This claim has ended: the task ${now} since its lease ran out or it was cancelled. Stop working on it; nothing was changed.`,
  )
}

export function queueFull(limit: number): Problem {
  return new Problem(
    'rate_limited',
    'tasks.queue_full',
    `The queue is full: ${limit} tasks of this organisation are pending; wait until some are done, or cancel some.`,
  )
}

export function illegal(row: TaskRow, act: string, wayOut: string): Problem {
  return new Problem(
    'conflict',
    'tasks.illegal_state',
    `A task that is ${words(row.status)} cannot be ${act}; ${wayOut}.`,
  )
}

export function words(status: Task['status']): string {
  return status.replace('_', ' ')
}
