import { z } from 'zod'

/** GitHub's vocabulary: a resource, and how much of it. Names that mean nothing here are kept and grant nothing. */
export const AppPermissions = z.record(
  z.string().regex(/^[a-z][a-z_]{1,60}$/, 'is not the name of a permission, such as issues'),
  z.enum(['read', 'write', 'admin']),
)
export type AppPermissions = z.output<typeof AppPermissions>

/** What each grants in DevFlow's own words; `write` includes `read`. */
const GRANTS: Record<string, { read: readonly string[]; write: readonly string[] }> = {
  metadata: { read: ['projects:read'], write: [] },
  contents: { read: ['git:read', 'releases:read'], write: ['git:*', 'releases:*'] },
  issues: { read: ['issues:read'], write: ['issues:*'] },
  // Every pull request is an issue, too: its conversation, labels and assignees.
  pull_requests: { read: ['pulls:read', 'issues:read'], write: ['pulls:create', 'pulls:write', 'issues:create'] },
  checks: { read: ['checks:read'], write: ['checks:*'] },
  statuses: { read: ['checks:read'], write: ['checks:write'] },
  actions: { read: ['runs:read'], write: ['runs:*'] },
  deployments: { read: ['deployments:read'], write: ['deployments:*'] },
  environments: { read: ['deployments:read'], write: [] },
  administration: { read: ['projects:read'], write: ['projects:write', 'projects:delete', 'keys:write'] },
  repository_hooks: { read: ['hooks:inspect'], write: ['hooks:*'] },
  organization_hooks: { read: ['hooks:inspect'], write: ['hooks:*'] },
  secrets: { read: ['secrets:read'], write: ['secrets:*'] },
  members: { read: ['members:read'], write: ['members:write'] },
  packages: { read: ['packages:read'], write: ['packages:*'] },
}

/** What an installation's token may do, as permission patterns. */
export function grantedBy(permissions: AppPermissions): string[] {
  const granted = new Set(GRANTS.metadata!.read)
  for (const [name, level] of Object.entries(permissions)) {
    const { read = [], write = [] } = GRANTS[name] ?? {}
    for (const permission of level === 'read' ? read : [...read, ...write]) granted.add(permission)
  }
  // Merging changes the contents as well as the pull request.
  if (writes(permissions.contents) && writes(permissions.pull_requests)) granted.add('pulls:merge')
  return [...granted]
}

function writes(level: string | undefined): boolean {
  return level === 'write' || level === 'admin'
}

const LEVELS = ['read', 'write', 'admin'] as const

/** What is asked for beyond what was agreed to. */
export function exceeding(asked: AppPermissions, agreed: AppPermissions): string | undefined {
  return Object.entries(asked).find(([name, level]) => {
    const has = name === 'metadata' ? (agreed[name] ?? 'read') : agreed[name]
    return has === undefined || LEVELS.indexOf(level) > LEVELS.indexOf(has)
  })?.[0]
}

/** Which of these permissions lets an app hear of an event. What is not listed comes with being installed. */
const HEARS: Record<string, readonly string[]> = {
  push: ['contents'],
  create: ['contents'],
  delete: ['contents'],
  fork: ['contents'],
  release: ['contents'],
  issues: ['issues'],
  issue_comment: ['issues', 'pull_requests'],
  label: ['issues', 'pull_requests', 'metadata'],
  milestone: ['issues', 'pull_requests'],
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  pull_request_review_comment: ['pull_requests'],
  pull_request_review_thread: ['pull_requests'],
  check_run: ['checks'],
  check_suite: ['checks'],
  status: ['statuses'],
  workflow_run: ['actions'],
  workflow_job: ['actions'],
  deployment: ['deployments'],
  deployment_status: ['deployments'],
  member: ['members'],
  organization: ['members'],
  team: ['members'],
  team_add: ['members'],
  membership: ['members'],
  deploy_key: ['administration'],
}

export function mayHear(permissions: AppPermissions, event: string): boolean {
  const needed = HEARS[event]
  return !needed || needed.some((name) => name in permissions || name === 'metadata')
}
