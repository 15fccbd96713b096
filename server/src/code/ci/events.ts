import { z } from 'zod'
import { event } from '#kernel'

const Conclusion = z.string()

export const runQueued = event(
  'run.queued',
  z.object({ run: z.string(), number: z.number(), workflow: z.string(), sha: z.string() }),
)
export const runStarted = event('run.started', z.object({ run: z.string(), number: z.number(), workflow: z.string() }))
export const runCompleted = event(
  'run.completed',
  z.object({ run: z.string(), number: z.number(), workflow: z.string(), sha: z.string(), conclusion: Conclusion }),
)
const JobFact = z.object({ run: z.string(), job: z.string(), name: z.string() })
/** Nothing but a free runner is missing. */
export const jobQueued = event('job.queued', JobFact)
export const jobStarted = event('job.started', JobFact)
export const jobCompleted = event('job.completed', JobFact.extend({ conclusion: Conclusion }))
/** Somebody, or a failed sister of a matrix, asks jobs to end; the server that runs them hears it. */
export const jobsCancelled = event('job.cancel_requested', z.object({ run: z.string(), jobs: z.array(z.string()) }))
export const runCancelled = event('run.cancel_requested', z.object({ run: z.string(), number: z.number() }))
export const runRerun = event('run.rerun', z.object({ run: z.string(), number: z.number(), attempt: z.number() }))

export const runDeleted = event('run.deleted', z.object({ run: z.string(), number: z.number() }))

const WorkflowFact = z.object({ workflow: z.string(), path: z.string() })
export const workflowDisabled = event('workflow.disabled', WorkflowFact)
export const workflowEnabled = event('workflow.enabled', WorkflowFact)

/** All runs of a pull request's head have been made; there may be none. */
export const runsPlanned = event(
  'runs.planned',
  z.object({ pull: z.string(), sha: z.string(), runs: z.number().int() }),
)
