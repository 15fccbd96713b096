import { type ExpressionFunction, evaluate, type Scope } from './expressions.ts'
import { isTruthy } from './values.ts'

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'

/** Where a job or step stands when its condition is asked. */
export interface Status {
  /** A step: all before it succeeded. A job: all that it needs succeeded. */
  success: boolean
  /** A step: one before it failed. A job: one of its ancestors failed. */
  failure: boolean
  cancelled: boolean
}

function statusFunctions({ success, failure, cancelled }: Status): ExpressionFunction[] {
  const answer = (name: string, value: boolean): ExpressionFunction => ({
    name,
    minArgs: 0,
    maxArgs: Number.MAX_SAFE_INTEGER,
    call: () => value,
  })
  return [
    answer('success', success && !cancelled),
    answer('failure', failure && !cancelled),
    answer('cancelled', cancelled),
    answer('always', true),
  ]
}

export function isMet(condition: string, scope: Scope, status: Status): boolean {
  const functions = [...(scope.functions ?? []), ...statusFunctions(status)]
  return isTruthy(evaluate(condition, { ...scope, functions }))
}

export interface NeededJob {
  key: string
  needs: readonly string[]
  result: Result
}

/** The status a job's `if` sees: `success()` looks at the jobs it names, `failure()` at those behind them too. */
export function statusOfNeeds(needs: readonly string[], jobs: readonly NeededJob[], cancelled: boolean): Status {
  const named = jobs.filter((job) => needs.includes(job.key))
  return {
    success: named.every((job) => job.result === 'success'),
    failure: ancestorsOf(needs, jobs).some((job) => job.result === 'failure'),
    cancelled,
  }
}

function ancestorsOf(needs: readonly string[], jobs: readonly NeededJob[]): NeededJob[] {
  const seen = new Set<string>(needs)
  for (const key of seen) for (const job of jobs) if (job.key === key) for (const need of job.needs) seen.add(need)
  return jobs.filter((job) => seen.has(job.key))
}
