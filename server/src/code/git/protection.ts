import picomatch from 'picomatch'
import { Problem } from '#kernel'
import type { GitCommand } from './command.ts'
import { isAncestor } from './history.ts'
import { branchOf, ZERO } from './names.ts'
import type { Push, PushPolicy, RefUpdate } from './policy.ts'

/** Branch protection: the rules of the project's settings, for every way a branch can move. */
export function createProtection(git: GitCommand): PushPolicy {
  return {
    name: 'protection',
    async check(push) {
      if (push.project.archivedAt !== null && push.via !== 'import') {
        throw new Problem(
          'forbidden',
          'protection.archived',
          `${push.project.owner}/${push.project.name} is archived and read-only; unarchive it in its settings first.`,
        )
      }
      for (const update of push.updates) await checkUpdate(git, push, update)
    },
  }
}

async function checkUpdate(git: GitCommand, push: Push, update: RefUpdate): Promise<void> {
  const { ref, before, after } = update
  const branch = branchOf(ref)
  if (branch === undefined) return
  const refuse = (rule: string, sentence: string) => {
    throw new Problem('forbidden', `protection.${rule}`, sentence, { details: { ref } })
  }
  if (after === ZERO && branch === push.project.defaultBranch) {
    refuse(
      'default_branch',
      `${branch} is the default branch and cannot be deleted; make another branch the default first.`,
    )
  }
  const rules = push.project.settings.protection.filter((rule) => picomatch.isMatch(branch, rule.pattern))
  if (rules.length === 0 || before === ZERO) return // a branch that is not there yet may be created, as a first push does
  if (after === ZERO)
    refuse(
      'deletion',
      `${branch} is protected and cannot be deleted; remove its protection in the project's settings first.`,
    )
  if (rules.some((rule) => rule.requirePull) && (push.via === 'push' || push.via === 'update')) {
    refuse('require_pull', `${branch} changes only through pull requests; push to another branch and open one.`)
  }
  if (rules.every((rule) => rule.allowForcePush)) return
  if (!(await isAncestor(git, { gitDir: push.gitDir, ancestor: before, of: after, env: push.gitEnv }))) {
    refuse('force_push', `${branch} must not lose commits; pull, then push without --force.`)
  }
}
