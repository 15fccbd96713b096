export { describeProgress } from './progress.ts'
export { createRehearsal, type Rehearsal } from './rehearsal.ts'
