import { z } from 'zod'
import { event } from '#kernel'

export const modelCalled = event(
  'model.called',
  z.object({
    model: z.string(),
    dialect: z.string(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    /** null: the model's price is not known, or the call ended before it told its usage. */
    costUsd: z.number().nullable(),
    durationMs: z.number(),
    /** HTTP; 499 when the client went away. */
    status: z.number().int(),
  }),
)
