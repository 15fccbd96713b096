import { z } from 'zod'
import { event } from '#kernel'
import { CheckConclusion } from './check-run.ts'
import { StatusState } from './status.ts'

const Fact = z.object({ check: z.string(), name: z.string(), sha: z.string(), conclusion: CheckConclusion.nullable() })

export const checkCreated = event('check.created', Fact)
export const checkCompleted = event('check.completed', Fact)
/** Somebody asks the reporter to look again. */
export const checkRerequested = event('check.rerequested', Fact)

/** An app is asked to look at a commit that was pushed. */
export const suiteRequested = event(
  'check_suite.requested',
  z.object({
    suite: z.string(),
    sha: z.string(),
    branch: z.string(),
    /** Where the branch was; null: it is new. */
    before: z.string().nullable(),
    app: z.string(),
  }),
)
/** Somebody asks a reporter to look at all of a commit again. */
export const suiteRerequested = event('check_suite.rerequested', z.object({ suite: z.string(), sha: z.string() }))

export const statusReported = event(
  'status.reported',
  z.object({ status: z.string(), sha: z.string(), context: z.string(), state: StatusState }),
)
