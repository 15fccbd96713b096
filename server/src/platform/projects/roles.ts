import { z } from 'zod'

/** What a collaborator or a team may do in one project, from the least to the most; GitHub's names. */
export const PROJECT_ROLES = ['read', 'triage', 'write', 'maintain', 'admin'] as const
export const ProjectRole = z.enum(PROJECT_ROLES)
export type ProjectRole = z.infer<typeof ProjectRole>

/** What anybody may read of a public project. */
const PUBLIC_READ = ['projects', 'git', 'issues', 'pulls', 'checks', 'releases', 'runs'].map((noun) => `${noun}:read`)
/** What everybody who is signed in may add to one. */
const PUBLIC_WRITE = ['issues:create', 'pulls:create']

// Not `*:read`: what concerns running the project (names of secrets, members, agents) stays inside.
const READ = [...PUBLIC_READ, ...PUBLIC_WRITE]
const TRIAGE = [...READ, 'issues:write']
const WRITE = [...TRIAGE, 'git:*', 'pulls:*', 'checks:*', 'runs:*', 'releases:*', 'deployments:*', 'specs:*', 'tasks:*']
const MAINTAIN = [...WRITE, 'projects:write', 'hooks:*', 'keys:*']

export const ROLE_PERMISSIONS: Record<ProjectRole, readonly string[]> = {
  read: READ,
  triage: TRIAGE,
  write: WRITE,
  maintain: MAINTAIN,
  admin: ['*'],
}

export function publicPermissions(signedIn: boolean): readonly string[] {
  return signedIn ? [...PUBLIC_READ, ...PUBLIC_WRITE] : PUBLIC_READ
}
