import { z } from 'zod'
import { CheckConclusion, type CheckRun, CheckSource, Reporter } from './check-run.ts'

export const CheckSuite = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    sha: z.string(),
    source: CheckSource,
    /** Null: it was reported before this was kept. */
    reporter: Reporter.nullable(),
    status: z.enum(['queued', 'in_progress', 'completed']),
    conclusion: CheckConclusion.nullable(),
    /** How many check runs it has. */
    runs: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'CheckSuite' })
export type CheckSuite = z.infer<typeof CheckSuite>

/** The first of these that any run ended with is what its suite ended with. */
const GRAVEST: readonly CheckConclusion[] = [
  'failure',
  'startup_failure',
  'timed_out',
  'action_required',
  'cancelled',
  'stale',
  'success',
  'neutral',
  'skipped',
]

/** A suite is as far as its runs are; one without runs is still to begin. */
export function summarize(
  runs: readonly Pick<CheckRun, 'status' | 'conclusion'>[],
): Pick<CheckSuite, 'status' | 'conclusion' | 'runs'> {
  if (runs.length === 0 || runs.every(({ status }) => status === 'queued'))
    return { status: 'queued', conclusion: null, runs: runs.length }
  if (runs.some(({ status }) => status !== 'completed'))
    return { status: 'in_progress', conclusion: null, runs: runs.length }
  const conclusion = GRAVEST.find((word) => runs.some((run) => run.conclusion === word)) ?? null
  return { status: 'completed', conclusion, runs: runs.length }
}
