import { z } from 'zod'
import { event } from '#kernel'
import { CheckConclusion } from './check-run.ts'

const Fact = z.object({ check: z.string(), name: z.string(), sha: z.string(), conclusion: CheckConclusion.nullable() })

export const checkCreated = event('check.created', Fact)
export const checkCompleted = event('check.completed', Fact)
