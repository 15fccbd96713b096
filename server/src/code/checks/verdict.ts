import { type CheckConclusion, type CheckRun, passes } from './check-run.ts'
import type { CommitStatus } from './status.ts'

/** What a name says about a commit, whichever way it was reported. */
export interface Verdict {
  name: string
  status: CheckRun['status']
  conclusion: CheckConclusion | null
}

/** One verdict for each name. Where a check run and a status share one, both have to pass: the worse is what counts. */
export function toVerdicts(runs: readonly CheckRun[], statuses: readonly CommitStatus[]): Verdict[] {
  const verdicts = new Map<string, Verdict>()
  for (const verdict of [...runs.map(ofRun), ...statuses.map(ofStatus)]) {
    const other = verdicts.get(verdict.name)
    if (!other || rank(verdict) > rank(other)) verdicts.set(verdict.name, verdict)
  }
  return [...verdicts.values()]
}

function ofRun({ name, status, conclusion }: CheckRun): Verdict {
  return { name, status, conclusion }
}

function ofStatus({ context, state }: CommitStatus): Verdict {
  if (state === 'pending') return { name: context, status: 'in_progress', conclusion: null }
  return { name: context, status: 'completed', conclusion: state === 'success' ? 'success' : 'failure' }
}

/** Failed over unfinished over passed. */
function rank({ status, conclusion }: Verdict): number {
  if (status !== 'completed') return 1
  return passes(conclusion) ? 0 : 2
}
