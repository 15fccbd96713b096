export { Annotation, CheckConclusion, type CheckReport, CheckRun, CheckSource, passes } from './check-run.ts'
export { type Checks, createChecks, type ReportedBy } from './checks.ts'
export { checkCompleted, checkCreated } from './events.ts'
export type { Verdict } from './verdict.ts'
