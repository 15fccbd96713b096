import { type Actor, type Logger, Problem } from '#kernel'
import type { Project } from '#projects'
import { isRefName, quote, ZERO } from './names.ts'

export interface RefUpdate {
  ref: string
  /** Commit ids (or tag objects); 40 zeros where the ref does not exist. */
  before: string
  after: string
}

/** How an update arrives: by `git push`, by a verb on branches, as the merge of a pull request, or from the server's own import. */
export type UpdateVia = 'push' | 'update' | 'merge' | 'import'

/** Updates before they stand. A policy throws a Problem to refuse; `details.ref` says which ref it is about. */
export interface Push {
  project: Project
  actor: Actor
  via: UpdateVia
  updates: readonly RefUpdate[]
  /** The repository, for git commands of the policy's own. */
  gitDir: string
  /** Add to the environment of those commands: the new objects are still in quarantine. */
  gitEnv: Record<string, string>
}

export interface PushPolicy {
  name: string
  check(push: Push): Promise<void>
}

/** Sentences for the person who pushes; empty when every policy agrees. A policy that breaks refuses, too. */
export async function judgePush(policies: readonly PushPolicy[], push: Push, log: Logger): Promise<Problem[]> {
  const refusals = push.updates.flatMap(refuseName)
  if (refusals.length > 0) return refusals
  const answers = policies.map(async (policy) => {
    try {
      await policy.check(push)
      return []
    } catch (error) {
      if (error instanceof Problem) return [error]
      log.error({ err: error, policy: policy.name }, 'a push policy failed')
      return [
        new Problem('unavailable', 'git.policy_failed', `The check ${policy.name} could not be made; try again.`, {
          cause: error,
        }),
      ]
    }
  })
  return (await Promise.all(answers)).flat()
}

/** `DevFlow refused refs/heads/main: <sentence> (rule …)`, which git prints behind `remote: `. */
export function printRefusal(problem: Problem, updates: readonly RefUpdate[]): string {
  const about =
    (problem.details as { ref?: string } | undefined)?.ref ?? (updates.length === 1 ? updates[0]!.ref : 'the push')
  return `DevFlow refused ${about}: ${problem.message.replace(/\s+/g, ' ')} (rule ${problem.code})`
}

/** refs/pull and refs/devflow are written by the server alone. */
function refuseName({ ref, after }: RefUpdate): Problem[] {
  const reserved = /^refs\/(pull|devflow)\//.test(ref)
  if (!reserved && (isRefName(ref) || after === ZERO)) return []
  const why = reserved ? 'is kept by the server; push to a branch instead' : 'is not an allowed name; choose another'
  return [new Problem('forbidden', 'git.ref_name', `${quote(ref)} ${why}.`, { details: { ref } })]
}
