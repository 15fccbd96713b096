import { z } from 'zod'

/** One rule that a change breaks, with the way out. Never contains the secret it is about. */
export const Finding = z
  .object({
    rule: z.enum(['diff-size', 'file-count', 'forbidden-path', 'secret', 'cost']),
    path: z.string().optional(),
    /** Line of the new file. */
    line: z.number().int().optional(),
    /** One sentence for a person: what is wrong and what to do. */
    message: z.string(),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof Finding>
