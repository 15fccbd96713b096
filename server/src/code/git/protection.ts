import { Problem } from '#kernel'
import type { Projects, ProtectedName } from '#projects'
import type { GitCommand } from './command.ts'
import { isAncestor } from './history.ts'
import { branchOf, branchRef, ZERO } from './names.ts'
import type { Push, PushPolicy, RefUpdate } from './policy.ts'
import type { SignatureJudge } from './signatures.ts'
import { findUnsigned } from './unsigned.ts'

/** Protection of branches and tags: the rules of the project's settings, for every way one can move. */
interface Deps {
  git: GitCommand
  projects: Pick<Projects, 'isAmong' | 'rulesBinding'>
  judge: SignatureJudge
}

export function createProtection(deps: Deps): PushPolicy {
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
      for (const update of push.updates) await checkUpdate(deps, { push, update })
    },
  }
}

async function checkUpdate(
  { git, projects, judge }: Deps,
  { push, update }: { push: Push; update: RefUpdate },
): Promise<void> {
  const { ref, before, after } = update
  const about = nameOf(ref)
  if (!about) return
  const { name } = about
  const refuse = (rule: string, sentence: string) => {
    throw new Problem('forbidden', `protection.${rule}`, sentence, { details: { ref } })
  }
  if (after === ZERO && about.target === 'branch' && name === push.project.defaultBranch) {
    refuse(
      'default_branch',
      `${name} is the default branch and cannot be deleted; make another branch the default first.`,
    )
  }
  const rules = await projects.rulesBinding(push.actor, push.project, about)
  const any = (key: BooleanKey) => rules.some((rule) => rule[key])
  if (rules.length === 0) return
  const at = { gitDir: push.gitDir, env: push.gitEnv }
  const refuseUnsigned = async () => {
    // What is imported was signed, or not, elsewhere.
    if (!any('requireSigned') || push.via === 'import') return
    const trunk = branchRef(push.project.defaultBranch)
    const found = await findUnsigned(git, judge, { ...at, before, after, trunk })
    if (!found) return
    const wayOut =
      push.via === 'push'
        ? 'sign it with a key of your account and push again'
        : 'the server signs nothing, so fast-forward to signed commits, or sign the commit yourself and push it'
    const fact = `${found.sha.slice(0, 7)} has none (${found.reason.replaceAll('_', ' ')})`
    refuse('signatures', `${name} takes only commits with a verified signature, and ${fact}; ${wayOut}.`)
  }
  if (before === ZERO) {
    // A name that is not there yet may be created, as a first push does.
    if (rules.some((rule) => !rule.allowCreation)) {
      refuse('creation', `${name} may not be created; a rule of the project's settings keeps the name.`)
    }
    return refuseUnsigned()
  }
  if (after === ZERO) {
    if (rules.every((rule) => rule.allowDeletion)) return
    refuse(
      'deletion',
      `${name} is protected and cannot be deleted; remove its protection in the project's settings first.`,
    )
  }
  if (any('locked')) refuse('locked', `${name} is locked and read-only; unlock it in the project's settings first.`)
  for (const { pushers } of rules) {
    if (pushers && !(await projects.isAmong(push.actor, push.project, pushers))) {
      refuse('pushers', `${push.actor.name} is not among those who may change ${name}; an admin can add them.`)
    }
  }
  if (any('requirePull') && (push.via === 'push' || push.via === 'update')) {
    refuse('require_pull', `${name} changes only through pull requests; push to another branch and open one.`)
  }
  if (rules.some((rule) => !rule.allowForcePush) && !(await isAncestor(git, { ...at, ancestor: before, of: after }))) {
    refuse('force_push', `${name} must not lose commits; pull, then push without --force.`)
  }
  if (any('linearHistory')) {
    const merge = await git.text(['rev-list', '--merges', '--max-count=1', after, `^${before}`, '--'], at)
    if (merge)
      refuse('linear_history', `${name} takes no merge commits, and ${merge.slice(0, 7)} is one; rebase or squash.`)
  }
  await refuseUnsigned()
}

type BooleanKey = 'locked' | 'requirePull' | 'linearHistory' | 'requireSigned'

function nameOf(ref: string): ProtectedName | undefined {
  const branch = branchOf(ref)
  if (branch !== undefined) return { target: 'branch', name: branch }
  return ref.startsWith('refs/tags/') ? { target: 'tag', name: ref.slice('refs/tags/'.length) } : undefined
}
