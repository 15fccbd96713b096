import { z } from 'zod'

const STEP_KEYS = ['spec', 'tasks', 'changes', 'pull_request', 'checks', 'merge', 'deployment', 'metrics'] as const
export type StepKey = (typeof STEP_KEYS)[number]

/** One link of the evidence chain, from the spec to the figures. */
export const Step = z
  .object({
    key: z.enum(STEP_KEYS),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'needs_person']),
    label: z.string(),
    detail: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    costUsd: z.number().nullable(),
    href: z.string().nullable(),
  })
  .meta({ id: 'ChainStep' })
export type Step = z.output<typeof Step>

/** What the chain is drawn from: the objects of one spec as their own verbs show them. */
export interface ChainFacts {
  spec: {
    id: string
    title: string
    state: string
    outcome: string | null
    reason: string | null
    createdAt: string
    approvedAt: string | null
    finishedAt: string | null
    project: { owner: string; name: string }
    merge: 'auto' | 'review' | null
  }
  autoMerge: boolean
  deploys: boolean
  tasks: {
    status: string
    createdAt: string
    startedAt: string | null
    completedAt: string | null
    reason: string | null
    agent: { name: string } | null
  }[]
  attempts: {
    state: string
    startedAt: string
    endedAt: string | null
    costUsd: number | null
    headSha: string | null
  }[]
  pull: {
    number: number
    state: string
    additions: number
    deletions: number
    changedFiles: number
    blockedBy: string[]
    createdAt: string
    mergedAt: string | null
  } | null
  checks: {
    name: string
    status: string
    conclusion: string | null
    startedAt: string | null
    completedAt: string | null
  }[]
  deployment: {
    id: string
    state: string
    url: string | null
    reason: string | null
    createdAt: string
    liveAt: string | null
  } | null
  metrics: { leadTimeMs: number | null; costUsd: number } | null
}

/** The chain as it stands. A step that was not reached is waiting; a failed one says why in a few words. */
export function drawChain(facts: ChainFacts): Step[] {
  return [
    specStep(facts),
    tasksStep(facts),
    changesStep(facts),
    pullStep(facts),
    checksStep(facts),
    mergeStep(facts),
    deploymentStep(facts),
    metricsStep(facts),
  ]
}

const NOTHING = { startedAt: null, finishedAt: null, costUsd: null, href: null, detail: '' }

function specStep({ spec }: ChainFacts): Step {
  const base = {
    ...NOTHING,
    key: 'spec' as const,
    label: 'Spec',
    startedAt: spec.createdAt,
    finishedAt: spec.approvedAt,
    href: `/specs/${spec.id}`,
  }
  if (spec.state === 'draft') return { ...base, state: 'waiting', detail: 'draft' }
  if (spec.state === 'review') return { ...base, state: 'needs_person', detail: 'waits for approval' }
  return { ...base, state: 'done', detail: 'approved' }
}

function tasksStep({ spec, tasks }: ChainFacts): Step {
  const base = { ...NOTHING, key: 'tasks' as const, label: 'Tasks', href: `/tasks?spec=${spec.id}` }
  const last = tasks.at(-1)
  if (!last) return { ...base, state: 'waiting' }
  const times = { startedAt: tasks[0]!.createdAt, finishedAt: last.completedAt }
  const count = tasks.length === 1 ? '1 task' : `${tasks.length} tasks`
  if (last.status === 'completed') return { ...base, ...times, state: 'done', detail: count }
  if (last.status === 'in_progress')
    return { ...base, ...times, state: 'running', detail: last.agent?.name ?? 'in progress' }
  if (last.status === 'pending') return { ...base, ...times, state: 'running', detail: 'waits for an agent' }
  return { ...base, ...times, state: 'failed', detail: fewWords(last.reason ?? last.status) }
}

function changesStep({ spec, attempts, pull }: ChainFacts): Step {
  const base = { ...NOTHING, key: 'changes' as const, label: 'Changes', href: `/specs/${spec.id}#changes` }
  const last = attempts.at(-1)
  const size = pull ? `+${pull.additions} −${pull.deletions}` : 'committed'
  // An external agent's work shows when it is there; how it came about is its own affair.
  if (!last) return pull ? { ...base, state: 'done', detail: size } : { ...base, state: 'waiting' }
  const costs = attempts.map((attempt) => attempt.costUsd).filter((cost) => cost !== null)
  const facts = {
    startedAt: attempts[0]!.startedAt,
    finishedAt: last.endedAt,
    costUsd: costs.length ? costs.reduce((a, b) => a + b, 0) : null,
  }
  if (last.state === 'running') return { ...base, ...facts, state: 'running', detail: 'editing' }
  if (last.state !== 'succeeded') return { ...base, ...facts, state: 'failed', detail: `attempt ${last.state}` }
  return { ...base, ...facts, state: 'done', detail: size }
}

function pullStep({ spec, pull }: ChainFacts): Step {
  const base = { ...NOTHING, key: 'pull_request' as const, label: 'Pull request' }
  if (!pull) return { ...base, state: 'waiting' }
  const facts = {
    detail: `#${pull.number}`,
    finishedAt: pull.createdAt,
    href: `/${spec.project.owner}/${spec.project.name}/pull/${pull.number}`,
  }
  return { ...base, ...facts, state: pull.state === 'closed' ? 'failed' : 'done' }
}

const GOOD = new Set(['success', 'neutral', 'skipped'])

function checksStep({ spec, pull, checks }: ChainFacts): Step {
  const href = pull ? `/${spec.project.owner}/${spec.project.name}/pull/${pull.number}?tab=checks` : null
  const base = { ...NOTHING, key: 'checks' as const, label: 'Checks', href }
  if (!pull || checks.length === 0) return { ...base, state: 'waiting' }
  const startedAt =
    checks
      .map((check) => check.startedAt)
      .filter((at) => at !== null)
      .sort()[0] ?? null
  const open = checks.filter((check) => check.status !== 'completed')
  const failed = checks.filter((check) => check.status === 'completed' && !GOOD.has(check.conclusion ?? ''))
  const finishedAt = open.length
    ? null
    : (checks
        .map((check) => check.completedAt)
        .filter((at) => at !== null)
        .sort()
        .at(-1) ?? null)
  if (failed.length)
    return {
      ...base,
      startedAt,
      finishedAt,
      state: 'failed',
      detail: fewWords(`${failed.map((check) => check.name).join(', ')} failed`),
    }
  if (open.length)
    return {
      ...base,
      startedAt,
      finishedAt,
      state: 'running',
      detail: `${checks.length - open.length} of ${checks.length}`,
    }
  return { ...base, startedAt, finishedAt, state: 'done', detail: `${checks.length} passed` }
}

function mergeStep({ spec, pull, checks, autoMerge }: ChainFacts): Step {
  const base = { ...NOTHING, key: 'merge' as const, label: 'Merge' }
  if (!pull) return { ...base, state: 'waiting' }
  const href = `/${spec.project.owner}/${spec.project.name}/pull/${pull.number}`
  if (pull.state === 'merged') return { ...base, state: 'done', detail: 'merged', finishedAt: pull.mergedAt, href }
  if (pull.state === 'closed') return { ...base, state: 'failed', detail: 'closed', href }
  const green =
    checks.length > 0 && checks.every((check) => check.status === 'completed' && GOOD.has(check.conclusion ?? ''))
  if (green && spec.outcome === 'running' && (!autoMerge || pull.blockedBy.length > 0)) {
    return {
      ...base,
      state: 'needs_person',
      detail: autoMerge ? fewWords(pull.blockedBy[0] ?? '') : 'waits for review',
      href,
    }
  }
  return { ...base, state: 'waiting', href }
}

function deploymentStep({ spec, deployment, deploys, pull }: ChainFacts): Step {
  const base = { ...NOTHING, key: 'deployment' as const, label: 'Deployment' }
  if (!deployment)
    return { ...base, state: 'waiting', detail: deploys || pull?.state !== 'merged' ? '' : 'switched off' }
  const facts = {
    startedAt: deployment.createdAt,
    finishedAt: deployment.liveAt,
    href: `/${spec.project.owner}/${spec.project.name}/deployments/${deployment.id}`,
  }
  if (deployment.state === 'live' || deployment.state === 'superseded')
    return { ...base, ...facts, state: 'done', detail: deployment.state === 'live' ? 'live' : 'replaced' }
  if (deployment.state === 'failed' || deployment.state === 'stopped')
    return { ...base, ...facts, state: 'failed', detail: fewWords(deployment.reason ?? deployment.state) }
  return { ...base, ...facts, state: 'running', detail: deployment.state }
}

function metricsStep({ spec, metrics }: ChainFacts): Step {
  const base = { ...NOTHING, key: 'metrics' as const, label: 'Metrics', href: `/specs/${spec.id}#metrics` }
  if (spec.outcome !== 'live' || !metrics) return { ...base, state: 'waiting' }
  return {
    ...base,
    state: 'done',
    detail: metrics.leadTimeMs === null ? '' : `${printDuration(metrics.leadTimeMs)} lead time`,
    finishedAt: spec.finishedAt,
    costUsd: metrics.costUsd,
  }
}

const MAX_WORDS = 5

function fewWords(text: string): string {
  const words = text.replace(/[.;:].*$/s, '').split(/\s+/)
  return words.length <= MAX_WORDS ? words.join(' ') : `${words.slice(0, MAX_WORDS).join(' ')}…`
}

function printDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
