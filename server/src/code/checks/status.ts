import { z } from 'zod'
import { Reporter, WebAddress } from './check-run.ts'

export const StatusState = z.enum(['error', 'failure', 'pending', 'success'])
export type StatusState = z.infer<typeof StatusState>

/** As GitHub's. Contexts are names of required checks, too. */
export const StatusContext = z.string().trim().min(1).max(200)
export const StatusDescription = z.string().max(140)
export const StatusTarget = WebAddress.max(2000)

export const CommitStatus = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    sha: z.string(),
    context: z.string(),
    state: StatusState,
    description: z.string(),
    targetUrl: z.string().nullable(),
    creator: Reporter,
    createdAt: z.string(),
  })
  .meta({ id: 'CommitStatus' })
export type CommitStatus = z.infer<typeof CommitStatus>

/** GitHub's rule: any error or failure fails, any that is pending (or none at all) is pending. */
export function combine(states: readonly StatusState[]): 'failure' | 'pending' | 'success' {
  if (states.some((state) => state === 'error' || state === 'failure')) return 'failure'
  return states.length > 0 && states.every((state) => state === 'success') ? 'success' : 'pending'
}
