import { z } from 'zod'
import { event } from '#kernel'

const fact = z.object({
  deployment: z.string(),
  number: z.number().int(),
  environment: z.string(),
  sha: z.string(),
})

export const deployQueued = event('deploy.queued', fact)
export const deployStarted = event('deploy.started', fact)
export const deployWentLive = event(
  'deploy.went_live',
  fact.extend({ url: z.string(), buildMs: z.number().int(), deployMs: z.number().int() }),
)
export const deployFailed = event('deploy.failed', fact.extend({ reason: z.string() }))
export const deploySuperseded = event('deploy.superseded', fact)
export const deployStopped = event('deploy.stopped', fact)
