import { z } from 'zod'

export const ATTEMPT_STATE = ['running', 'succeeded', 'failed', 'cancelled', 'lost'] as const

export const Attempt = z
  .object({
    id: z.string(),
    task: z.string(),
    agent: z.object({ id: z.string(), name: z.string() }),
    number: z.number().int(),
    state: z.enum(ATTEMPT_STATE),
    rehearsal: z.boolean().describe('a recorded session was replayed; no model was asked'),
    branch: z.string(),
    baseSha: z.string().nullable(),
    headSha: z.string().nullable(),
    sandbox: z.enum(['bubblewrap', 'process']),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    costUsd: z.number(),
    summary: z.string().nullable(),
    confidence: z.number().nullable(),
    reason: z.string().nullable(),
    log: z.string(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
  })
  .meta({ id: 'Attempt' })
export type Attempt = z.infer<typeof Attempt>
