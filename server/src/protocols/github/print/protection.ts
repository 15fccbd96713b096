import type { components } from '@octokit/openapi-types'
import type { Account, Team } from '#identity'
import { Problem } from '#kernel'
import type { Principals, ProtectionRule } from '#projects'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'
import type { printIntegration } from './app.ts'
import { printTeam } from './team.ts'

type Schemas = components['schemas']

export type PrintedApp = ReturnType<typeof printIntegration> & { description: string }

export interface ProtectionPlace {
  /** Of the branch. */
  url: string
  owner: Account
  /** By login. */
  people: ReadonlyMap<string, Account>
  /** By slug. */
  teams: ReadonlyMap<string, Team>
  /** By slug, as they are printed. */
  apps: ReadonlyMap<string, PrintedApp>
  urls: Urls
}

/** A rule for one branch, as GitHub's protection of it. Its rules bind admins, too. */
export function printProtection(rule: ProtectionRule, place: ProtectionPlace) {
  const { url } = place
  const on = (enabled: boolean) => ({ enabled })
  return {
    url,
    ...(rule.requiredChecks.length > 0 ? { required_status_checks: printStatusChecks(rule, place) } : {}),
    ...(rule.requirePull ? { required_pull_request_reviews: printReviewDemands(rule, place) } : {}),
    ...(rule.pushers ? { restrictions: printRestrictions(rule, place) } : {}),
    required_signatures: printRequiredSignatures(rule, place),
    enforce_admins: printAdmins(rule, place),
    required_linear_history: on(rule.linearHistory),
    allow_force_pushes: on(rule.allowForcePush),
    allow_deletions: on(rule.allowDeletion),
    block_creations: on(!rule.allowCreation),
    required_conversation_resolution: on(rule.requireResolved),
    lock_branch: on(rule.locked),
    allow_fork_syncing: on(false),
  }
}

export function printAdmins(_: ProtectionRule, { url }: ProtectionPlace) {
  return { url: `${url}/enforce_admins`, enabled: true }
}

export function printRequiredSignatures({ requireSigned }: ProtectionRule, { url }: ProtectionPlace) {
  return { url: `${url}/required_signatures`, enabled: requireSigned }
}

export function printStatusChecks({ requiredChecks, strictChecks }: ProtectionRule, { url }: ProtectionPlace) {
  return {
    url: `${url}/required_status_checks`,
    strict: strictChecks,
    contexts: requiredChecks,
    contexts_url: `${url}/required_status_checks/contexts`,
    checks: requiredChecks.map((context) => ({ context, app_id: null })),
  }
}

export function printReviewDemands(rule: ProtectionRule, { url }: ProtectionPlace) {
  return {
    url: `${url}/required_pull_request_reviews`,
    // An approval of an older head never counts here.
    dismiss_stale_reviews: true,
    require_code_owner_reviews: rule.requireCodeOwners,
    required_approving_review_count: rule.requiredApprovals,
    require_last_push_approval: rule.requireLastPushApproval,
  }
}

/** Who alone may push. */
export function pushersOf({ pushers, pattern }: ProtectionRule): Principals {
  if (pushers) return pushers
  throw new Problem(
    'not_found',
    'github.unrestricted',
    `Restrictions are not enabled on ${pattern}: protect it with some first.`,
  )
}

export function printRestrictions(rule: ProtectionRule, place: ProtectionPlace): Schemas['branch-restriction-policy'] {
  const { people, teams, apps } = pushersOf(rule)
  const url = `${place.url}/restrictions`
  return {
    url,
    users_url: `${url}/users`,
    teams_url: `${url}/teams`,
    apps_url: `${url}/apps`,
    users: people.flatMap((login) => {
      const account = place.people.get(login.toLowerCase())
      return account ? [{ ...printAccount(account, place.urls), gravatar_id: '' }] : []
    }),
    teams: teams.flatMap((slug) => {
      const team = place.teams.get(slug)
      return team ? [printTeam(team, place.owner, place.urls)] : []
    }),
    // One that is no app of this server any more is only a name.
    apps: apps.map((slug) => place.apps.get(slug) ?? { slug, name: slug }),
  }
}
