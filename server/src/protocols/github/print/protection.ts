import type { components } from '@octokit/openapi-types'
import type { Account, Team } from '#identity'
import type { ProtectionRule } from '#projects'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'
import { printTeam } from './team.ts'

type Schemas = components['schemas']

export interface ProtectionPlace {
  /** Of the branch. */
  url: string
  owner: Account
  /** By login. */
  people: ReadonlyMap<string, Account>
  /** By slug. */
  teams: ReadonlyMap<string, Team>
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
    ...(rule.pushers ? { restrictions: printRestrictions(rule.pushers, place) } : {}),
    required_signatures: printRequiredSignatures(rule, place),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
    required_linear_history: on(rule.linearHistory),
    allow_force_pushes: on(rule.allowForcePush),
    allow_deletions: on(rule.allowDeletion),
    block_creations: on(!rule.allowCreation),
    required_conversation_resolution: on(rule.requireResolved),
    lock_branch: on(rule.locked),
    allow_fork_syncing: on(false),
  }
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

function printRestrictions(
  { people, teams, apps }: NonNullable<ProtectionRule['pushers']>,
  place: ProtectionPlace,
): Schemas['branch-restriction-policy'] {
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
    apps: apps.map((slug) => ({ slug, name: slug })),
  }
}
