import { z } from 'zod'

/** A group of an organisation's members. */
export const Team = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    privacy: z.enum(['closed', 'secret']),
    members: z.number().int(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Team' })
export type Team = z.infer<typeof Team>
