import { z } from 'zod'
import { event } from '#kernel'

/** Guardian stopped something before it happened. */
export const intervened = event(
  'guardian.intervened',
  z.object({
    rule: z.string(),
    reason: z.string(),
    /** What became of it: the action was denied, or the push was refused. */
    outcome: z.enum(['denied', 'refused']),
    /** What was about to happen, shortened. */
    subject: z.string(),
  }),
)
