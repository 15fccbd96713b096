import { z } from 'zod'

export const Status = z.enum(['queued', 'in_progress', 'completed'])
export const Conclusion = z.enum(['success', 'failure', 'cancelled', 'skipped'])
export type Conclusion = z.infer<typeof Conclusion>

/** Numbers of jobs begin here, beyond those of check runs, so that the one is never taken for the other. */
export const FIRST_JOB_NUMBER = 1_000_000_000_000

const Moment = z.string().nullable()

export const Step = z
  .object({
    number: z.number(),
    name: z.string(),
    status: Status,
    conclusion: Conclusion.nullable(),
    startedAt: Moment,
    completedAt: Moment,
    /** Number of its first line in the job's log. */
    firstLine: z.number().nullable(),
  })
  .meta({ id: 'Step' })

export const Job = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    key: z.string(),
    name: z.string(),
    status: Status,
    conclusion: Conclusion.nullable(),
    /** Why it failed, in one sentence. */
    reason: z.string().nullable(),
    needs: z.array(z.string()),
    /** What a queued job waits for. */
    waitingFor: z.string().nullable(),
    log: z.string().nullable(),
    steps: z.array(Step),
    check: z.string().nullable(),
    /** What `runs-on` asked for; empty until it is known. */
    labels: z.array(z.string()),
    createdAt: z.string(),
    startedAt: Moment,
    completedAt: Moment,
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof Job>

export const Run = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    number: z.number(),
    /** Its `run-name`, or what it was started by. */
    title: z.string(),
    workflow: z.string(),
    /** Number of the workflow. */
    workflowId: z.number(),
    path: z.string(),
    event: z.string(),
    branch: z.string(),
    sha: z.string(),
    pull: z.number().nullable(),
    status: Status,
    conclusion: Conclusion.nullable(),
    /** Why it failed before any job could run: file, line and what is wrong there. */
    reason: z.string().nullable(),
    attempt: z.number(),
    jobs: z.array(Job),
    createdAt: z.string(),
    startedAt: Moment,
    completedAt: Moment,
    actor: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }),
  })
  .meta({ id: 'Run' })
export type Run = z.infer<typeof Run>
