import { type Actor, grants } from '#kernel'

/** GitHub's classic scopes, each with the permissions that it stands for here. */
const SCOPES: readonly [scope: string, permissions: readonly string[]][] = [
  ['repo', ['git:push', 'issues:write', 'pulls:write', 'projects:read']],
  ['workflow', ['git:push', 'runs:write']],
  ['read:org', ['members:read']],
  ['admin:org', ['members:write']],
  ['admin:repo_hook', ['hooks:write']],
  ['admin:public_key', ['account:write']],
  ['user', ['account:write']],
  ['delete_repo', ['projects:delete']],
  ['write:packages', ['packages:write']],
  ['read:packages', ['packages:read']],
  ['gist', ['account:write']],
]

/** What `X-OAuth-Scopes` says, which `gh auth status` reads: the scopes whose permissions the token all has. */
export function printScopes(actor: Actor): string {
  const patterns = actor.scopes ?? ['*']
  return SCOPES.filter(([, permissions]) => permissions.every((permission) => grants(patterns, permission)))
    .map(([scope]) => scope)
    .join(', ')
}
