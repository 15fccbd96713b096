import type { Step, StepKey, StepState } from '../api/specs.ts'

/** The chain in its fixed order. A server that leaves a step out has not reached it. */
export const stepOrder: readonly StepKey[] = [
  'spec',
  'tasks',
  'changes',
  'pull_request',
  'checks',
  'merge',
  'deployment',
  'metrics',
]

const names: Record<StepKey, string> = {
  spec: 'Spec',
  tasks: 'Tasks',
  changes: 'Changes',
  pull_request: 'Pull request',
  checks: 'Checks',
  merge: 'Merge',
  deployment: 'Deployment',
  metrics: 'Metrics',
}

const words: Record<StepState, string> = {
  waiting: 'not reached',
  running: 'running',
  done: 'done',
  failed: 'failed',
  needs_person: 'needs you',
}

export function fullChain(chain: readonly Step[]): Step[] {
  return stepOrder.map(
    (key) =>
      chain.find((step) => step.key === key) ?? {
        key,
        state: 'waiting',
        label: names[key],
        detail: '',
        startedAt: null,
        finishedAt: null,
        costUsd: null,
        href: null,
      },
  )
}

export function stepName(key: StepKey): string {
  return names[key]
}

export function stateWord(state: StepState): string {
  return words[state]
}

/** One sentence for a screen reader, in place of eight shapes: "Spec, tasks done; changes running; 5 steps not reached". */
export function summarize(chain: readonly Step[]): string {
  const groups = new Map<StepState, string[]>()
  for (const step of fullChain(chain))
    groups.set(step.state, [...(groups.get(step.state) ?? []), names[step.key].toLowerCase()])
  const parts: string[] = []
  for (const state of ['failed', 'needs_person', 'running', 'done'] as const) {
    const steps = groups.get(state)
    if (steps) parts.push(`${steps.join(', ')} ${words[state]}`)
  }
  const waiting = groups.get('waiting')?.length ?? 0
  if (waiting > 0) parts.push(`${waiting} ${waiting === 1 ? 'step' : 'steps'} not reached`)
  return parts.join('; ')
}

/** Where the eye should go: what failed, else what needs a person, else what runs, else the last thing done. */
export function currentStep(chain: readonly Step[]): Step | undefined {
  const full = fullChain(chain)
  return (
    full.find((step) => step.state === 'failed') ??
    full.find((step) => step.state === 'needs_person') ??
    full.find((step) => step.state === 'running') ??
    full.findLast((step) => step.state === 'done')
  )
}
