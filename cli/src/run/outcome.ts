import type { Evidence } from '@devflow/sdk'
import { EXIT, type Exit } from '../failure.ts'

/** The last line of `devflow run --json`. */
export interface Outcome {
  /** `review`: with `--no-merge`, everything is done and a person may merge. */
  outcome: 'live' | 'review' | 'failed' | 'refused'
  spec: string | null
  pull: number | null
  url: string | null
  costUsd: number | null
  reason?: string
}

/** What came of a spec; undefined while work goes on. `untilMerge` counts a merge that waits for a person as the end. */
export function readOutcome(evidence: Evidence, { untilMerge = false } = {}): Outcome | undefined {
  const { spec, metrics, pull } = evidence
  const facts = { spec: spec.id, pull: pull?.number ?? spec.pull, url: spec.url, costUsd: metrics?.costUsd ?? null }
  if (spec.outcome === 'live') return { outcome: 'live', ...facts }
  if (spec.outcome === 'failed' || spec.outcome === 'refused') {
    return { outcome: spec.outcome, ...facts, reason: spec.reason ?? 'The server gave no reason.' }
  }
  const merge = evidence.chain.find((step) => step.key === 'merge')
  return untilMerge && merge?.state === 'needs_person' ? { outcome: 'review', ...facts } : undefined
}

export function exitCode({ outcome }: Outcome): Exit {
  return outcome === 'live' || outcome === 'review' ? EXIT.ok : EXIT.failed
}
