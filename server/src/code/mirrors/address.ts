/** Schemes that are spoken. */
export const SCHEMES = ['http:', 'https:', 'git:', 'ssh:']

/** Of an address that is reached over SSH. */
export interface SshAddress {
  /** The same in the form of a URL, which says where to connect to. */
  url: string
  user: string
  path: string
}

/** git-clone(1), "GIT URLS": `user@host:path`. Without a user it would be any text with a colon in it. */
const SCP = /^([\w.-]+)@(\[[0-9a-f:.]+\]|[\w.-]+):(?!\/\/)(\P{Cc}+)$/iu
/** The user that forges answer to. */
const FORGE_USER = 'git'

/** Undefined for what is not reached over SSH. */
export function parseSsh(address: string): SshAddress | undefined {
  const [, user, host, path] = SCP.exec(address) ?? []
  if (user && host && path) {
    // A path from the home of the user has no slash in front; the URL only says where.
    const url = `ssh://${user}@${host}/${encodeURI(path.replace(/^\/+/, ''))}`
    return URL.canParse(url) && isPath(path) ? { url, user, path } : undefined
  }
  if (!/^ssh:/i.test(address) || !URL.canParse(address)) return undefined
  const { username, pathname, href } = new URL(address)
  const decoded = decode(pathname)
  // `/~alice/shop.git` is below the home of alice.
  const target = decoded?.startsWith('/~') ? decoded.slice(1) : decoded
  if (target === undefined || !isPath(target)) return undefined
  return { url: href, user: decode(username) || FORGE_USER, path: target }
}

/** The host and port, whatever the form. */
export function hostOf(address: string): string {
  return new URL(parseSsh(address)?.url ?? address).host
}

/** The other side's git would take a dash in front for an option. */
function isPath(path: string): boolean {
  return !/^-|\p{Cc}/u.test(path) && !/^\/*$/.test(path)
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
