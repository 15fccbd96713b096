import type { TasksListInput } from '@devflow/sdk'
import { client } from './client.ts'

export type { Attempt, Task } from '@devflow/sdk'

export const tasks = {
  list: (query: TasksListInput) => client.tasks.list(query),
  cancel: (task: string) => client.tasks.cancel({ task }),
  retry: (task: string) => client.tasks.retry({ task }),
  cancelAttempt: (attempt: string) => client.attempts.cancel({ attempt }),
}
