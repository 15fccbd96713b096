import type { Github } from '../github.ts'
import { type Ask, clientOf, type Rest } from '../rest.ts'

/** The version of the API that this door follows (`X-GitHub-Api-Version`). */
const VERSION = '2022-11-28'

/** What the API says about itself. */
export function aboutRoutes(github: Github, rest: Rest): void {
  // With and without the slash behind it: Octokit and gh ask for the one, people for the other.
  for (const root of ['/', '/:root{$}']) rest.get(root, async ({ urls }) => printRoot(urls.api, urls.web))
  rest.get('/versions', async () => [VERSION])

  rest.get('/rate_limit', async (ask) => {
    const rate = github.rateLimit.peek(clientOf(ask.c, ask.actor), ask.actor !== undefined)
    const numbers = { limit: rate.limit, used: rate.used, remaining: rate.remaining, reset: rate.reset }
    return { resources: { core: numbers, search: numbers, graphql: numbers }, rate: numbers }
  })

  rest.get('/meta', async (_ask: Ask) => {
    const key = github.sshHostKey()
    return {
      verifiable_password_authentication: false,
      ...(key ? { ssh_keys: [key.line], ssh_key_fingerprints: { SHA256_ED25519: key.fingerprint } } : {}),
      domains: { website: [new URL(github.publicUrls().web).hostname] },
    }
  })
}

function printRoot(api: string, web: string) {
  return {
    current_user_url: `${api}/user`,
    current_user_authorizations_html_url: `${web}/settings/tokens`,
    authorizations_url: `${api}/authorizations`,
    code_search_url: `${api}/search/code?q={query}{&page,per_page,sort,order}`,
    commit_search_url: `${api}/search/commits?q={query}{&page,per_page,sort,order}`,
    emails_url: `${api}/user/emails`,
    emojis_url: `${api}/emojis`,
    events_url: `${api}/events`,
    feeds_url: `${api}/feeds`,
    followers_url: `${api}/user/followers`,
    following_url: `${api}/user/following{/target}`,
    gists_url: `${api}/gists{/gist_id}`,
    issue_search_url: `${api}/search/issues?q={query}{&page,per_page,sort,order}`,
    issues_url: `${api}/issues`,
    keys_url: `${api}/user/keys`,
    label_search_url: `${api}/search/labels?q={query}&repository_id={repository_id}{&page,per_page}`,
    notifications_url: `${api}/notifications`,
    organization_url: `${api}/orgs/{org}`,
    organization_repositories_url: `${api}/orgs/{org}/repos{?type,page,per_page,sort}`,
    organization_teams_url: `${api}/orgs/{org}/teams`,
    public_gists_url: `${api}/gists/public`,
    rate_limit_url: `${api}/rate_limit`,
    repository_url: `${api}/repos/{owner}/{repo}`,
    repository_search_url: `${api}/search/repositories?q={query}{&page,per_page,sort,order}`,
    current_user_repositories_url: `${api}/user/repos{?type,page,per_page,sort}`,
    starred_url: `${api}/user/starred{/owner}{/repo}`,
    starred_gists_url: `${api}/gists/starred`,
    topic_search_url: `${api}/search/topics?q={query}{&page,per_page}`,
    user_url: `${api}/users/{user}`,
    user_organizations_url: `${api}/user/orgs`,
    user_repositories_url: `${api}/users/{user}/repos{?type,page,per_page,sort}`,
    user_search_url: `${api}/search/users?q={query}{&page,per_page,sort,order}`,
  }
}
