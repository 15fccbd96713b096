import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Config, DEFAULT_URL } from './config.ts'
import { Failure } from './failure.ts'

/** Which server is asked, and as whom. */
export interface Server {
  url: string
  token: string | undefined
  /** Where the token was found, for `devflow status`. */
  tokenFrom: 'DEVFLOW_TOKEN' | 'login' | 'local server' | undefined
}

interface Credentials {
  /** The server of the last `devflow login`. */
  url?: string
  /** Token by address. */
  tokens: Record<string, string>
}

/** The environment wins over `devflow login`, which wins over what a server on this machine has left for us. */
export function findServer(config: Config): Server {
  const saved = readCredentials(config.credentialsPath)
  const url = config.url ?? saved.url ?? DEFAULT_URL
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Failure(
      'usage',
      `DEVFLOW_URL is ${JSON.stringify(url)}, which is not an address; set it to one such as ${DEFAULT_URL}.`,
    )
  }
  if (config.token) return { url, token: config.token, tokenFrom: 'DEVFLOW_TOKEN' }
  const login = saved.tokens[url]
  if (login) return { url, token: login, tokenFrom: 'login' }
  const local = isLoopback(url) ? readLocalToken(config.dataDirs) : undefined
  return { url, token: local, tokenFrom: local ? 'local server' : undefined }
}

export function saveLogin(path: string, login: { url: string; token: string }): void {
  const { tokens } = readCredentials(path)
  writeCredentials(path, { url: login.url, tokens: { ...tokens, [login.url]: login.token } })
}

/** False when there was nothing to forget. */
export function forgetLogin(path: string, url: string): boolean {
  const saved = readCredentials(path)
  if (!(url in saved.tokens)) return false
  const { [url]: _, ...tokens } = saved.tokens
  writeCredentials(path, { ...(saved.url && saved.url !== url ? { url: saved.url } : {}), tokens })
  return true
}

function readCredentials(path: string): Credentials {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { tokens: {} }
  }
  try {
    const { url, tokens } = JSON.parse(text) as Partial<Credentials>
    return { ...(url ? { url } : {}), tokens: tokens ?? {} }
  } catch {
    throw new Failure('failed', `${path} is damaged; delete it and run \`devflow login\` again.`)
  }
}

/** Written beside and moved over, so that nobody ever reads a half or sees a file that others may read. */
function writeCredentials(path: string, credentials: Credentials): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, path)
}

/** A server writes `cli-token` into its data folder, readable by its own user only. */
function readLocalToken(dataDirs: string[]): string | undefined {
  for (const directory of dataDirs) {
    try {
      const token = readFileSync(join(directory, 'cli-token'), 'utf8').trim()
      if (token) return token
    } catch {
      // Not there, or not ours to read: as if there were none.
    }
  }
  return undefined
}

/** Whether an address can only be this machine; a local token must never leave it. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  )
}
