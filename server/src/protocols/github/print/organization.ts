import type { components } from '@octokit/openapi-types'
import type { Account, Team } from '#identity'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'

type OrganizationSimple = components['schemas']['organization-simple']
type OrganizationFull = components['schemas']['organization-full']
type TeamFull = components['schemas']['team-full']

export function printOrganization(account: Account, urls: Urls): OrganizationSimple {
  const { login, node_id, avatar_url } = printAccount(account, urls)
  const url = `${urls.api}/orgs/${login}`
  return {
    ...{ login, node_id, avatar_url, url },
    id: account.databaseId,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    description: account.description || null,
  }
}

export function printFullOrganization(account: Account, publicRepos: number, urls: Urls): OrganizationFull {
  const createdAt = account.createdAt.toISOString()
  return {
    ...printOrganization(account, urls),
    name: account.name,
    html_url: `${urls.web}/${account.login}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: publicRepos,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: createdAt,
    updated_at: createdAt,
    archived_at: null,
  }
}

export function printMembership(
  { org, user, role }: { org: Account; user: Account; role: string },
  urls: Urls,
): components['schemas']['org-membership'] {
  const organization = printOrganization(org, urls)
  return {
    url: `${organization.url}/memberships/${user.login}`,
    state: 'active',
    role: role === 'admin' ? 'admin' : 'member',
    organization_url: organization.url,
    organization,
    user: printAccount(user, urls),
  }
}

/** As it stands in lists. What a team may do is said for each repository, so there is no permission of its own. */
export function printTeam(team: Team, org: Account, urls: Urls): components['schemas']['team'] {
  return { ...teamFields(team, org, urls), parent: null }
}

export function printFullTeam(
  team: Team,
  { org, repos, publicRepos }: { org: Account; repos: number; publicRepos: number },
  urls: Urls,
): TeamFull {
  return {
    ...teamFields(team, org, urls),
    privacy: team.privacy,
    parent: null,
    members_count: team.members,
    repos_count: repos,
    created_at: team.createdAt,
    updated_at: team.updatedAt,
    organization: { ...printFullOrganization(org, publicRepos, urls), name: org.name },
  }
}

function teamFields(team: Team, org: Account, urls: Urls) {
  const url = `${urls.api}/orgs/${org.login}/teams/${team.slug}`
  return {
    id: team.databaseId,
    node_id: printNodeId('Team', team.id),
    name: team.name,
    slug: team.slug,
    description: team.description || null,
    privacy: team.privacy,
    notification_setting: 'notifications_enabled' as const,
    permission: 'pull',
    url,
    html_url: `${urls.web}/orgs/${org.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization' as const,
    organization_id: org.databaseId,
  }
}
