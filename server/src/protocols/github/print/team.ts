import type { components } from '@octokit/openapi-types'
import type { Account, Team } from '#identity'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'
import { printFullOrganization } from './organization.ts'

type Owner = Pick<Account, 'login' | 'databaseId'>

/** As it stands in lists. What a team may do is said for each repository, so there is no permission of its own. */
export function printTeam(team: Team, org: Owner, urls: Urls): components['schemas']['team'] {
  return { ...teamFields(team, org, urls), parent: null }
}

export function printFullTeam(
  team: Team,
  { org, repos, publicRepos }: { org: Account; repos: number; publicRepos: number },
  urls: Urls,
): components['schemas']['team-full'] {
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

function teamFields(team: Team, org: Owner, urls: Urls) {
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
