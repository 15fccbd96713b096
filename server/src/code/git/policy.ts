import { type Actor, type Logger, Problem } from '#kernel'
import type { Project } from '#projects'
import type { GitCommand } from './command.ts'
import { type DiffLimits, diffTrees, type FileDiff } from './diff.ts'
import { EMPTY_TREE, isRefName, quote, ZERO } from './names.ts'
import { touchedPaths } from './touched.ts'
import { type Blob, findBlob } from './tree.ts'

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
  /** Compares two commits, new ones included; `ZERO` stands for nothing. */
  diff(base: string, head: string, limits?: DiffLimits): Promise<FileDiff[]>
  /** A file of a commit, new ones included; undefined when it has none at that path. */
  blob(commit: string, path: string, maxBytes?: number): Promise<Blob | undefined>
  /** Which of these paths are changed by commits that the repository did not have before, each told with the ref that brings it. */
  touched(paths: readonly string[]): Promise<{ path: string; ref: string }[]>
}

/** What is known of a push before the reading functions are added. */
export type PushFacts = Omit<Push, 'diff' | 'blob' | 'touched'>

export interface PushPolicy {
  name: string
  check(push: Push): Promise<void>
}

/** Sentences for the person who pushes; empty when every policy agrees. A policy that breaks refuses, too. */
export async function judgePush(
  git: GitCommand,
  policies: readonly PushPolicy[],
  facts: PushFacts,
  log: Logger,
): Promise<Problem[]> {
  const push = withReading(git, facts)
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

function withReading(git: GitCommand, facts: PushFacts): Push {
  const at = { gitDir: facts.gitDir, env: facts.gitEnv }
  return {
    ...facts,
    diff: (base, head, limits) =>
      diffTrees(git, {
        ...at,
        base: base === ZERO ? EMPTY_TREE : base,
        head: head === ZERO ? EMPTY_TREE : head,
        ...(limits ? { limits } : {}),
      }),
    blob: (commit, path, maxBytes) => findBlob(git, { ...at, commit, path, ...(maxBytes ? { maxBytes } : {}) }),
    touched: (paths) => touchedPaths(git, { ...at, updates: facts.updates, paths }),
  }
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
