export { LEASE_MS } from './limits.ts'
export { ClaimedTask, Task } from './task.ts'
export type { TaskRow } from './tasks.sql.ts'
export { createTasks, type Tasks } from './tasks.ts'
