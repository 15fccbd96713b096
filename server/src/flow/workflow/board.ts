import { z } from 'zod'
import { Spec } from '#specs'
import { Step } from './chain.ts'
import type { Evidence } from './evidence.ts'

export const COLUMNS = ['draft', 'review', 'building', 'checking', 'deploying', 'live', 'failed'] as const
export type Column = (typeof COLUMNS)[number]

export const BoardItem = z.object({ spec: Spec, chain: z.array(Step), costUsd: z.number().nullable() })

/** Where a spec stands on the Flow board. */
export function columnOf({ spec, pull, deployment }: Pick<Evidence, 'spec' | 'pull' | 'deployment'>): Column {
  if (spec.state === 'draft') return 'draft'
  if (spec.state === 'review') return 'review'
  if (spec.outcome === 'live') return 'live'
  if (spec.outcome === 'failed' || spec.outcome === 'refused') return 'failed'
  if (deployment || pull?.state === 'merged') return 'deploying'
  return pull ? 'checking' : 'building'
}
