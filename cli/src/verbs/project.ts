import { execFileSync } from 'node:child_process'
import { Failure } from '../failure.ts'

export interface ProjectAddress {
  owner: string
  name: string
}

/** `owner/name`, as everywhere in DevFlow. */
export function parseProject(text: string, option = '--project'): ProjectAddress {
  const match = /^([^/\s]+)\/([^/\s]+)$/.exec(text)
  if (!match) throw new Failure('usage', `${option} takes owner/name, such as alice/shop, not ${JSON.stringify(text)}.`)
  return { owner: match[1]!, name: match[2]! }
}

/** The project that the folder's git remote names, where that remote is on this server. */
export function findProject(cwd: string, serverUrl: string): ProjectAddress | undefined {
  let output: string
  try {
    output = execFileSync('git', ['remote', '-v'], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined // no repository, or no git
  }
  return findInRemotes(output, serverUrl)
}

/** The first fetch address in the output of `git remote -v` that is `<server>/<owner>/<name>[.git]`. */
export function findInRemotes(output: string, serverUrl: string): ProjectAddress | undefined {
  const server = new URL(serverUrl)
  for (const [, address] of output.matchAll(/^\S+\s+(\S+)\s+\(fetch\)$/gm)) {
    if (!address || !URL.canParse(address)) continue
    const { protocol, hostname, port, pathname } = new URL(address)
    const isServer = protocol === server.protocol && port === server.port && sameHost(hostname, server.hostname)
    const match = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(pathname)
    if (isServer && match) return { owner: match[1]!, name: match[2]! }
  }
  return undefined
}

/** localhost has three names. */
function sameHost(a: string, b: string): boolean {
  const local = ['localhost', '127.0.0.1', '[::1]']
  return a === b || (local.includes(a) && local.includes(b))
}
