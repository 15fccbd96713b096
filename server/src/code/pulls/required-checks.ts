import { passes, type Verdict } from '#checks'
import { branchOf, type PushPolicy, ZERO } from '#git'
import { Problem } from '#kernel'
import type { PullsDeps } from './desk.ts'

/**
 * What a rule asks of a commit before it is merged, it asks of one that is pushed, too: it has to have passed on another branch before. As on
 * GitHub; a name that is not there yet may be created, or nothing could ever begin.
 */
export function createRequiredChecks({
  kernel,
  projects,
  checks,
}: Pick<PullsDeps, 'kernel' | 'projects' | 'checks'>): PushPolicy {
  return {
    name: 'required_checks',
    async check({ actor, project, via, updates }) {
      if (via !== 'push' && via !== 'update') return
      for (const { ref, before, after } of updates) {
        const branch = branchOf(ref)
        if (branch === undefined || before === ZERO || after === ZERO) continue
        const rules = await projects.rulesBinding(actor, project, { target: 'branch', name: branch })
        const required = [...new Set(rules.flatMap(({ requiredChecks }) => requiredChecks))]
        if (required.length === 0) continue
        const verdicts = await kernel.db.system((tx) => checks.verdicts(tx, project.id, after))
        const wanting = required.flatMap((name) => want(name, verdicts) ?? [])
        if (wanting.length === 0) continue
        const sha = after.slice(0, 7)
        const sentence = `${wanting.join(' ')} Push ${sha} to another branch first, and to ${branch} once its checks have passed.`
        throw new Problem('forbidden', 'protection.required_checks', sentence, { details: { ref } })
      }
    },
  }
}

/** GitHub's sentence. */
function want(name: string, verdicts: readonly Verdict[]): string | undefined {
  const verdict = verdicts.find((each) => each.name === name)
  if (verdict?.status === 'completed' && passes(verdict.conclusion)) return undefined
  const state = !verdict ? 'expected' : verdict.status === 'completed' ? 'failing' : 'in progress'
  return `Required status check "${name}" is ${state}.`
}
