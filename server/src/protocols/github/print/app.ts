import type { components } from '@octokit/openapi-types'
import type { App, Installation } from '#apps'
import type { Account } from '#identity'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'
import { accountType, printAccount } from './account.ts'

type Integration = components['schemas']['integration']
type GithubInstallation = components['schemas']['installation']

export function printIntegration(app: App, owner: Account, urls: Urls) {
  return {
    id: app.databaseId,
    slug: app.slug,
    node_id: printNodeId('App', app.id),
    client_id: app.clientId,
    owner: { ...printAccount(owner, urls), id: owner.databaseId, gravatar_id: '' },
    name: app.name,
    description: app.description || null,
    external_url: app.homepage,
    html_url: `${urls.web}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.updatedAt,
    permissions: withMetadata(app.permissions),
    events: app.events,
  } satisfies Integration
}

export function printInstallation(
  installation: Installation,
  { account, suspendedBy }: { account: Account; suspendedBy: Account | null },
  urls: Urls,
): GithubInstallation {
  const url = `${urls.api}/app/installations/${installation.databaseId}`
  return {
    id: installation.databaseId,
    account: printAccount(account, urls),
    repository_selection: installation.allProjects ? 'all' : 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${urls.api}/installation/repositories`,
    html_url: `${urls.web}/settings/installations/${installation.databaseId}`,
    app_id: installation.app.databaseId,
    client_id: installation.app.clientId,
    app_slug: installation.app.slug,
    target_id: account.databaseId,
    target_type: accountType(account),
    permissions: withMetadata(installation.permissions),
    events: installation.events,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedBy && printAccount(suspendedBy, urls),
    suspended_at: installation.suspendedAt,
  }
}

/** Reading what a repository is comes with being installed. */
export function withMetadata(permissions: App['permissions']): App['permissions'] {
  return { metadata: 'read', ...permissions }
}
