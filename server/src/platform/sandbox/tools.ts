import { accessSync, constants, existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'

/** The variables of the server that a command with a network needs too: how to trust and reach the outside. */
const CONNECTION = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NPM_CONFIG_REGISTRY',
  'npm_config_registry',
]
const TRUST = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'GIT_SSL_CAINFO',
]

const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export type Environment = Readonly<Record<string, string | undefined>>

/** What a sandbox offers of this machine: Node, npm, the way out. */
export interface Tools {
  node: string
  /** npm's package folder. */
  npm: string | undefined
  path: string
  /** Variables for every command, and files they point to. */
  trust: Record<string, string>
  /** Variables for commands with a network. */
  connection: Record<string, string>
}

export function findTools(environment: Environment): Tools {
  const node = realpathSync(process.execPath)
  const path = (environment.PATH || STANDARD_PATH).split(delimiter).filter(isUsable).join(delimiter)
  return {
    node,
    npm: findNpm(node, path),
    path: [dirname(node), ...path.split(delimiter).filter((folder) => folder !== dirname(node))].join(delimiter),
    trust: pick(environment, TRUST, (value) => existsSync(value)),
    connection: pick(environment, CONNECTION, () => true),
  }
}

/** A folder on the PATH that may not be entered turns "no such command" into "permission denied". */
function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK)
    return folder !== ''
  } catch {
    return false
  }
}

export function findExecutable(name: string, path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // the next folder may have it
    }
  }
  return undefined
}

function findNpm(node: string, path: string): string | undefined {
  const found = findExecutable('npm', path)
  const candidates = [
    join(dirname(dirname(node)), 'lib/node_modules/npm'),
    ...(found && basename(realpathSync(found)) === 'npm-cli.js' ? [dirname(dirname(realpathSync(found)))] : []),
    '/usr/local/lib/node_modules/npm',
    '/usr/lib/node_modules/npm',
    '/usr/share/nodejs/npm',
  ]
  return candidates.find((folder) => existsSync(join(folder, 'bin/npm-cli.js')))
}

function pick(environment: Environment, names: readonly string[], accept: (value: string) => boolean) {
  const entries = names.map((name) => [name, environment[name]] as const)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => !!entry[1] && accept(entry[1])))
}
