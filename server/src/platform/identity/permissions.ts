export const ROLES = ['admin', 'supervisor', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** What a role may do in its organisation. */
export const ROLE_PERMISSIONS: Record<Role, readonly string[]> = {
  admin: ['*'],
  // Runs the factory, but does not decide who belongs to the organisation or what its secrets are.
  supervisor: [
    '*:read',
    'projects:*',
    'git:*',
    'issues:*',
    'pulls:*',
    'releases:*',
    'checks:*',
    'runs:*',
    'deployments:*',
    'specs:*',
    'tasks:*',
    'agents:*',
    'attempts:*',
    'workflow:*',
    'models:use',
  ],
  // Reads everything, and may say something.
  viewer: ['*:read', 'issues:create', 'pulls:create'],
}

/** What a person may do on the server and with their own account. */
export const PERSON_PERMISSIONS = ['account:*'] as const
export const SERVER_ADMIN_PERMISSIONS = ['*'] as const

/** Whether everything that `wanted` grants is granted by `held`. */
export function covers(held: readonly string[], wanted: string): boolean {
  return intersect(held, [wanted]).includes(wanted)
}

/** The patterns that grant exactly what both lists grant. */
export function intersect(a: readonly string[], b: readonly string[]): string[] {
  const meets = a.flatMap((p) => b.flatMap((q) => meet(p, q) ?? []))
  return [...new Set(meets)]
}

function meet(p: string, q: string): string | undefined {
  const [nounP, actP] = split(p)
  const [nounQ, actQ] = split(q)
  const noun = narrower(nounP, nounQ)
  const act = narrower(actP, actQ)
  if (noun === undefined || act === undefined) return undefined
  return noun === '*' && act === '*' ? '*' : `${noun}:${act}`
}

function split(pattern: string): [string, string] {
  if (pattern === '*') return ['*', '*']
  const [noun = '', act = ''] = pattern.split(':')
  return [noun, act]
}

function narrower(a: string, b: string): string | undefined {
  if (a === b || b === '*') return a
  return a === '*' ? b : undefined
}
