import type { Push, PushPolicy } from '#git'
import { branchOf, ZERO } from '#git'
import { type Actor, grants, Problem } from '#kernel'
import type { Finding } from './finding.ts'
import { newChanges } from './new-changes.ts'
import { checkForbiddenPaths } from './rules/forbidden-path.ts'
import { checkSecrets } from './rules/secret.ts'

/** Changes forbidden paths without asking; admins have it by `*`. */
export const BYPASS = 'guardian:bypass'

/**
 * Secrets are refused from everybody, because a pushed secret is a leaked one. Forbidden paths are refused from agents always, and from
 * people without `guardian:bypass` once the project has content: the first push brings a project as it is. Both before any ref moves,
 * and therefore before a changed workflow could run.
 */
export function createPushPolicy(refused: (push: Push, finding: Finding) => Promise<void>): PushPolicy {
  return {
    name: 'guardian',
    async check(push) {
      // Merges bring what was judged when it was pushed and again as the pull request; imports are the server's own.
      if (push.via === 'merge' || push.via === 'import') return
      const finding = await firstFinding(push)
      if (!finding) return
      await refused(push, finding)
      throw new Problem('forbidden', `guardian.${finding.rule}`, finding.message, {
        details: { ref: push.updates[0]?.ref, finding },
      })
    },
  }
}

async function firstFinding(push: Push): Promise<Finding | undefined> {
  const { secretScan, forbiddenPaths } = push.project.settings.guardian
  const judgesPaths = forbiddenPaths.length > 0 && mustKeepOut(push)
  if (!secretScan && !judgesPaths) return undefined
  const changes = await newChanges(push)
  const secrets = secretScan ? checkSecrets(changes, { trustMarkers: !isAgents(push.actor) }) : []
  return secrets[0] ?? (judgesPaths ? checkForbiddenPaths(changes, forbiddenPaths)[0] : undefined)
}

function mustKeepOut({ actor, project, updates }: Push): boolean {
  if (isAgents(actor)) return true
  if (grants(actor.orgs[project.org], BYPASS)) return false
  return !updates.some(({ ref, before }) => branchOf(ref) === project.defaultBranch && before === ZERO)
}

/** Agents themselves, and the server acting for an attempt of one. */
export function isAgents(actor: Pick<Actor, 'kind' | 'links'>): boolean {
  return actor.kind === 'agent' || actor.links?.attempt !== undefined
}
