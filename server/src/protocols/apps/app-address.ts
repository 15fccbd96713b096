import { type AppAddress, PRODUCTION } from '#deployments'

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Hosts of the same shape that are doors of DevFlow itself. */
const RESERVED = new Set(['api.github', 'github'])

/**
 * `[<environment>.]<name>.<owner>.<base>`, with or without a port. Undefined: the host is not an application's. Owners
 * and names are DNS labels, so nothing in it is ambiguous.
 */
export function parseAppHost(host: string, bases: readonly string[]): AppAddress | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  const base = bases.find((suffix) => name.endsWith(`.${suffix}`))
  if (base === undefined) return undefined
  const before = name.slice(0, -base.length - 1)
  const labels = before.split('.')
  if (RESERVED.has(before) || !labels.every((label) => LABEL.test(label))) return undefined
  const [owner, project, environment = PRODUCTION, ...rest] = labels.reverse()
  if (!owner || !project || rest.length > 0) return undefined
  return { owner, name: project, environment }
}
