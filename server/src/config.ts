import { resolve } from 'node:path'
import { Problem } from '#kernel'

export const PRODUCTS = ['hub', 'code', 'runtime'] as const
export type Product = (typeof PRODUCTS)[number]

/** Everything the environment may say. Read once, here; the rest of the server is handed the result. */
export interface Config {
  /** TCP port of the one public address. 0 takes any free port. */
  port: number
  /** TCP port of git over SSH. 0 takes any free port; undefined: there is none. */
  sshPort: number | undefined
  /** Whether somebody asked for that SSH port; one that nobody asked for need not be free. */
  sshPortChosen: boolean
  /** Address to listen on: this machine only unless told otherwise. */
  host: string
  /** Absolute path of the folder that holds everything DevFlow keeps on disk. */
  dataDir: string
  /** Another PostgreSQL (≥ 15) instead of the embedded one. */
  databaseUrl: string | undefined
  /** Where people reach this server, without a trailing slash. Undefined: http://localhost:<port>. */
  publicUrl: string | undefined
  /** A token the first admin gets, for automation. */
  adminToken: string | undefined
  /** What this server is: the products that are switched on. Code is under all of them. */
  products: ReadonlySet<Product>
  /** Whether an empty data folder begins with the rehearsal. */
  rehearsal: boolean
  model: { baseUrl: string | undefined; apiKey: string | undefined; name: string | undefined }
  /** 32 bytes in base64 that wrap the secrets; undefined: a key file in the data folder. */
  masterKey: string | undefined
  /** The most that one push may bring. */
  pushLimitBytes: number
  /** The most that the packs of one repository may hold. */
  repositoryLimitBytes: number
  /** Hosts, addresses and CIDR ranges that the server may reach for its users although they are internal. */
  egressAllow: readonly string[]
  logLevel: string
  /** The whole environment, for the one part that hands on PATH, certificates and proxies to what it starts. */
  environment: Readonly<NodeJS.ProcessEnv>
}

/** A whole history in one push, with room. */
const PUSH_LIMIT_BYTES = 2 * 1024 ** 3
/** Larger than nearly every repository there is; what keeps one project from filling the disk of all. */
const REPOSITORY_LIMIT_BYTES = 20 * 1024 ** 3
const SIZE_UNITS: Record<string, number> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 }

/** Throws `config.…` problems that name the variable and say what it may be. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const port = readPort(env.PORT)
  return {
    port,
    sshPort: readSshPort(env.DEVFLOW_SSH_PORT, port),
    sshPortChosen: Boolean(env.DEVFLOW_SSH_PORT),
    host: env.HOST || '127.0.0.1',
    dataDir: resolve(env.DEVFLOW_DATA || '.devflow'),
    databaseUrl: readUrl('DATABASE_URL', env.DATABASE_URL, ['postgres:', 'postgresql:']),
    publicUrl: readUrl('DEVFLOW_PUBLIC_URL', env.DEVFLOW_PUBLIC_URL, ['http:', 'https:'])?.replace(/\/+$/, ''),
    adminToken: readAdminToken(env.DEVFLOW_ADMIN_TOKEN),
    products: readProducts(env.DEVFLOW_PRODUCTS),
    rehearsal: env.DEVFLOW_REHEARSAL !== 'off',
    model: {
      baseUrl: readUrl('DEVFLOW_MODEL_BASE_URL', env.DEVFLOW_MODEL_BASE_URL, ['http:', 'https:'])?.replace(/\/+$/, ''),
      apiKey: env.DEVFLOW_MODEL_API_KEY || undefined,
      name: env.DEVFLOW_MODEL || undefined,
    },
    masterKey: env.DEVFLOW_MASTER_KEY || undefined,
    pushLimitBytes: readSize('DEVFLOW_PUSH_LIMIT', env.DEVFLOW_PUSH_LIMIT, PUSH_LIMIT_BYTES),
    repositoryLimitBytes: readSize('DEVFLOW_REPOSITORY_LIMIT', env.DEVFLOW_REPOSITORY_LIMIT, REPOSITORY_LIMIT_BYTES),
    egressAllow: (env.DEVFLOW_EGRESS_ALLOW ?? '').split(',').flatMap((entry) => entry.trim() || []),
    logLevel: env.DEVFLOW_LOG_LEVEL || 'info',
    environment: env,
  }
}

function readPort(value: string | undefined): number {
  if (!value) return 4700
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Problem('invalid', 'config.port', `PORT is ${JSON.stringify(value)}; set it to a number from 0 to 65535.`)
  }
  return port
}

/** A server that takes any free port disturbs no other one with this port, either. */
function readSshPort(value: string | undefined, port: number): number | undefined {
  if (!value) return port === 0 ? 0 : 4722
  if (value === 'off') return undefined
  const number = Number(value)
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number
  throw new Problem(
    'invalid',
    'config.port',
    `DEVFLOW_SSH_PORT is ${JSON.stringify(value)}; set it to a number from 0 to 65535, or to off.`,
  )
}

function readSize(name: string, value: string | undefined, otherwise: number): number {
  if (!value) return otherwise
  const [, digits, unit = ''] = /^([1-9]\d{0,8})(KiB|MiB|GiB|TiB)$/.exec(value) ?? []
  if (digits) return Number(digits) * SIZE_UNITS[unit]!
  throw new Problem(
    'invalid',
    'config.size',
    `${name} is ${JSON.stringify(value)}; set it to a size such as 500MiB or 2GiB.`,
  )
}

function readProducts(value: string | undefined): ReadonlySet<Product> {
  if (!value) return new Set(PRODUCTS)
  const names = value.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !PRODUCTS.some((product) => product === name))
  if (unknown === undefined) return new Set(PRODUCTS.filter((product) => names.includes(product)))
  throw new Problem(
    'invalid',
    'config.products',
    `DEVFLOW_PRODUCTS names ${JSON.stringify(unknown)}; use some of ${PRODUCTS.join(', ')}, separated by commas.`,
  )
}

function readUrl(name: string, value: string | undefined, protocols: string[]): string | undefined {
  if (!value) return undefined
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value
  throw new Problem(
    'invalid',
    'config.url',
    `${name} is not an address beginning with ${protocols[0]}//; correct or unset it.`,
  )
}

/** The token travels in headers and in git's Basic credentials, so it must be plain and not guessable. */
function readAdminToken(value: string | undefined): string | undefined {
  if (!value) return undefined
  if (/^[\w.-]{16,200}$/.test(value)) return value
  throw new Problem(
    'invalid',
    'config.admin_token',
    'DEVFLOW_ADMIN_TOKEN must be 16 to 200 letters, digits, dots, dashes or underscores.',
  )
}
