export { type Ci, createCi } from './ci.ts'
export type { CiDeps } from './deps.ts'
export { jobCompleted, runCompleted, runQueued, runRerun, runStarted } from './events.ts'
export { Conclusion, Job, Run, Step } from './shapes.ts'
