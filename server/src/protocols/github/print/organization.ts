import type { components } from '@octokit/openapi-types'
import type { Account } from '#identity'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'

type OrganizationSimple = components['schemas']['organization-simple']
type OrganizationFull = components['schemas']['organization-full']

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
