/** What automation looks at; everything else about a spec does not change what happens next. */
export interface Facts {
  outcome: 'running' | 'live' | 'failed' | 'refused' | null
  branch: string | null
  /** Merge by itself when nothing blocks it. */
  autoMerge: boolean
  /** Tasks of this run at most: the first one and those that repair what its checks found. */
  maxAttempts: number
  /** Tasks of this run, oldest first. */
  tasks: readonly {
    id: string
    status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled'
    reason: string | null
    /** `refusedBy`: the rule that did not let the agent's work in. */
    result?: Readonly<Record<string, unknown>> | null
  }[]
  pull: {
    state: 'draft' | 'open' | 'review' | 'approved' | 'merged' | 'closed'
    headSha: string
    blockedBy: readonly string[]
  } | null
  /** Of the pull request's head. */
  checks: readonly Check[]
  /** Whether every check that the head is going to get exists by now. */
  checksPlanned: boolean
  deploy: boolean
  deployment: { state: string; url: string | null; reason: string | null } | null
}

interface Check {
  name: string
  source: 'ci' | 'guardian' | 'external'
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  title: string | null
}

export type Step =
  | { do: 'wait'; for: string }
  | { do: 'begin' }
  | { do: 'create_task' }
  | { do: 'open_pull' }
  | { do: 'repair'; failed: string[] }
  | { do: 'merge' }
  | { do: 'deploy' }
  | { do: 'finish'; outcome: 'live' | 'failed' | 'refused'; reason?: string; url?: string }

const GOOD = new Set(['success', 'neutral', 'skipped'])

/**
 * The next step of a spec from what is true now. Pure and without memory, so after a crash the same facts lead to the
 * same step, and a step that was done already shows in the facts.
 */
export function decide(facts: Facts): Step {
  if (facts.outcome !== 'running') return { do: 'wait', for: 'an approval' }
  if (!facts.branch) return { do: 'begin' }
  const task = facts.tasks.at(-1)
  if (!task) return { do: 'create_task' }
  if (task.status === 'failed' || task.status === 'cancelled') {
    const outcome = task.result?.refusedBy ? 'refused' : 'failed'
    return { do: 'finish', outcome, reason: task.reason ?? `The task was ${task.status}.` }
  }
  if (task.status !== 'completed') return { do: 'wait', for: 'the agent' }
  if (!facts.pull) return { do: 'open_pull' }
  if (facts.pull.state === 'closed')
    return { do: 'finish', outcome: 'failed', reason: 'The pull request was closed without being merged.' }
  return facts.pull.state === 'merged' ? afterMerge(facts) : beforeMerge(facts, facts.pull)
}

function beforeMerge(facts: Facts, pull: NonNullable<Facts['pull']>): Step {
  if (!facts.checksPlanned || facts.checks.some((check) => check.status !== 'completed'))
    return { do: 'wait', for: 'the checks' }
  const failed = facts.checks.filter((check) => !GOOD.has(check.conclusion ?? ''))
  const refusal = failed.find((check) => check.source === 'guardian')
  if (refusal)
    return {
      do: 'finish',
      outcome: 'refused',
      reason: `${refusal.name}: ${refusal.title ?? 'the change breaks a rule'}`,
    }
  if (failed.length > 0) {
    const names = failed.map((check) => check.name)
    if (facts.tasks.length < facts.maxAttempts) return { do: 'repair', failed: names }
    return {
      do: 'finish',
      outcome: 'failed',
      reason: `The checks still fail after ${facts.tasks.length} attempts: ${names.join(', ')}.`,
    }
  }
  if (!facts.autoMerge && pull.state !== 'approved') return { do: 'wait', for: 'a review by a person' }
  if (pull.blockedBy.length > 0) return { do: 'wait', for: pull.blockedBy[0]! }
  return { do: 'merge' }
}

function afterMerge(facts: Facts): Step {
  if (!facts.deploy) return { do: 'finish', outcome: 'live' }
  if (!facts.deployment) return { do: 'deploy' }
  const { state, url, reason } = facts.deployment
  if (state === 'live' || state === 'superseded') return { do: 'finish', outcome: 'live', ...(url ? { url } : {}) }
  if (state === 'failed' || state === 'stopped')
    return { do: 'finish', outcome: 'failed', reason: reason ?? 'The deployment failed.' }
  return { do: 'wait', for: 'the deployment' }
}
