import type { Evidence, Spec } from '@devflow/sdk'
import { EXIT, type Exit } from '../failure.ts'

/** The last line of `devflow run --json`. */
export interface Outcome {
  outcome: 'live' | 'failed' | 'refused'
  spec: string | null
  pull: number | null
  url: string | null
  costUsd: number | null
  reason?: string
}

/** What came of a spec; undefined while work goes on. */
export function readOutcome({ spec, metrics, pull }: Pick<Evidence, 'spec' | 'metrics' | 'pull'>): Outcome | undefined {
  if (!isOver(spec)) return undefined
  const facts = {
    spec: spec.id,
    pull: pull?.number ?? spec.pull,
    url: spec.url,
    costUsd: metrics?.costUsd ?? spec.costUsd,
  }
  if (spec.outcome === 'live') return { outcome: 'live', ...facts }
  return { outcome: spec.outcome, ...facts, reason: spec.reason ?? 'The server gave no reason.' }
}

function isOver(spec: Spec): spec is Spec & { outcome: Outcome['outcome'] } {
  return spec.outcome === 'live' || spec.outcome === 'failed' || spec.outcome === 'refused'
}

export function exitCode({ outcome }: Outcome): Exit {
  return outcome === 'live' ? EXIT.ok : EXIT.failed
}
