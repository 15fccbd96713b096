import { z } from 'zod'
import { event } from '#kernel'
import { CheckConclusion } from './check-run.ts'
import { StatusState } from './status.ts'

const Fact = z.object({ check: z.string(), name: z.string(), sha: z.string(), conclusion: CheckConclusion.nullable() })

export const checkCreated = event('check.created', Fact)
export const checkCompleted = event('check.completed', Fact)
/** Somebody asks the reporter to look again. */
export const checkRerequested = event('check.rerequested', Fact)

export const statusReported = event(
  'status.reported',
  z.object({ status: z.string(), sha: z.string(), context: z.string(), state: StatusState }),
)
