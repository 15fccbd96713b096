import { z } from 'zod'
import { event } from '#kernel'

const named = z.object({ spec: z.string(), title: z.string() })

export const specCreated = event('spec.created', named)
export const specChanged = event('spec.changed', named.extend({ version: z.number() }))
export const specSubmitted = event('spec.submitted', named)
export const specApproved = event('spec.approved', named.extend({ version: z.number() }))
export const specRejected = event('spec.rejected', named.extend({ reason: z.string() }))
export const specReopened = event('spec.reopened', named)
export const specCommented = event(
  'spec.commented',
  z.object({ spec: z.string(), comment: z.string(), body: z.string() }),
)
export const specStarted = event('spec.started', named.extend({ branch: z.string() }))
export const specImplemented = event('spec.implemented', named.extend({ url: z.string().nullable() }))
export const specFailed = event(
  'spec.failed',
  named.extend({ outcome: z.enum(['failed', 'refused']), reason: z.string() }),
)
