import type { components } from '@octokit/openapi-types'
import type { Team } from '#identity'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'

/** A team where it is only named. */
export function printSimpleTeam(
  { id, databaseId, slug, name, description, privacy }: Team,
  { org, organizationId, urls }: { org: string; organizationId: number; urls: Urls },
): components['schemas']['team-simple'] {
  const url = `${urls.api}/orgs/${encodeURIComponent(org)}/teams/${encodeURIComponent(slug)}`
  return {
    id: databaseId,
    node_id: printNodeId('Team', id),
    url,
    members_url: `${url}/members{/member}`,
    name,
    slug,
    description: description || null,
    permission: 'pull',
    privacy,
    notification_setting: 'notifications_enabled',
    html_url: `${urls.web}/orgs/${encodeURIComponent(org)}/teams/${encodeURIComponent(slug)}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: organizationId,
  }
}
