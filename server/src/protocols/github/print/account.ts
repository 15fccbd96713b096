import type { components } from '@octokit/openapi-types'
import type { Account } from '#identity'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'

export type SimpleUser = components['schemas']['simple-user']

/** GitHub's word for what an account is. */
export function accountType({ kind }: Pick<Account, 'kind'>): 'User' | 'Organization' | 'Bot' {
  return kind === 'person' ? 'User' : kind === 'organisation' ? 'Organization' : 'Bot'
}

/** GitHub marks the login of a program. */
export function printLogin({ kind, login }: Pick<Account, 'kind' | 'login'>): string {
  return kind === 'program' && !login.endsWith('[bot]') ? `${login.replaceAll(/\s+/g, '-')}[bot]` : login
}

export function accountNodeId(account: Pick<Account, 'kind' | 'id'>): string {
  return printNodeId(accountType(account), account.id)
}

export function printAccount(account: Account, urls: Urls): SimpleUser {
  const login = printLogin(account)
  const url = `${urls.api}/users/${encodeURIComponent(login)}`
  return {
    login,
    id: account.databaseId,
    node_id: accountNodeId(account),
    avatar_url: `${urls.web}/avatars/${encodeURIComponent(login)}`,
    gravatar_id: '',
    url,
    html_url: `${urls.web}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: accountType(account),
    user_view_type: 'public',
    site_admin: false,
  }
}
