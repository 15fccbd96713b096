import { promises as dns, type LookupAddress } from 'node:dns'
import { networkInterfaces } from 'node:os'
import { Problem } from '#kernel'
import { createExceptions, HOST, isPublic, parseAddress } from './addresses.ts'
import {
  type EgressRequest,
  type EgressResponse,
  type EgressStream,
  type EgressStreamed,
  request,
  stream,
} from './request.ts'

export type { EgressResponse } from './request.ts'
export type Egress = ReturnType<typeof createEgress>

/** What a caller's protocol permits in an address. */
export interface TargetRules {
  /** Default: http and https. */
  schemes?: readonly string[]
  /** Whether `user:password@` may stand in it; a name alone is part of every ssh address. */
  credentials?: boolean
}

export interface ResolvedTarget {
  url: URL
  /** Without brackets. */
  host: string
  port: number
  /** What to connect to instead of asking for the name again. */
  pinned: string
  /** All that the name resolved to; each was judged. */
  addresses: readonly LookupAddress[]
}

export interface EgressDeps {
  /** Hosts, addresses and CIDR ranges that the operator allows although they are internal. */
  allow: readonly string[]
  lookup?: (host: string) => Promise<LookupAddress[]>
}

const MAX_URL_LENGTH = 2_000
/** Ports below belong to other services of a machine (mail, databases of names, shells), except the scheme's own. */
const FIRST_FREE_PORT = 1_024
const SCHEME_PORTS: Record<string, readonly number[]> = {
  'http:': [80, 443],
  'https:': [443, 80],
  'ssh:': [22, 443],
  'git:': [9418],
}

/** The one way the server itself reaches an address that somebody else named. */
export function createEgress({ allow, lookup = lookupAll }: EgressDeps) {
  const exceptions = createExceptions(allow)

  /** Judges the form of an address without asking the network, so a verb may call it. */
  function check(address: string, rules: TargetRules = {}): URL {
    if (address.length > MAX_URL_LENGTH) {
      throw refusal('invalid', 'address', `An address has at most ${MAX_URL_LENGTH} characters; use a shorter one.`)
    }
    const schemes = rules.schemes ?? ['http:', 'https:']
    if (!URL.canParse(address)) {
      const example = `${schemes.at(-1)}//example.com/path`
      throw refusal('invalid', 'address', `${quote(address)} is not an address; write it like ${example}.`)
    }
    const url = new URL(address)
    if (!schemes.includes(url.protocol)) {
      const list = schemes.map((scheme) => `${scheme}//`).join(', ')
      throw refusal('invalid', 'scheme', `Addresses that begin with ${url.protocol} are not reached; use ${list}.`)
    }
    const host = hostOf(url)
    if (!HOST.test(host) && !parseAddress(host)) {
      throw refusal('invalid', 'address', `${quote(address)} names no host that there could be; correct it.`)
    }
    if (!rules.credentials && (url.password !== '' || (url.username !== '' && url.protocol !== 'ssh:'))) {
      throw refusal(
        'invalid',
        'credentials',
        'The address has a user or password in it, which others would see; leave them out and use a secret.',
      )
    }
    if (exceptions.hasHost(host)) return url
    if (/(^|\.)localhost\.?$/i.test(host)) throw internal(host, host)
    if (parseAddress(host)) judge(host, [host])
    if (!exceptions.hasAddress(host)) judgePort(url)
    return url
  }

  /** Asks DNS and judges every answer. Connect to `pinned`, never to the name again. */
  async function resolve(address: string, rules: TargetRules = {}): Promise<ResolvedTarget> {
    const url = check(address, rules)
    const host = hostOf(url)
    const literal = parseAddress(host)
    const addresses = literal
      ? [{ address: literal.toString(), family: literal.kind() === 'ipv4' ? 4 : 6 }]
      : await lookup(host).catch((cause) => {
          throw new Problem(
            'unavailable',
            'egress.unresolved',
            `The name ${host} does not resolve; check its spelling.`,
            {
              cause,
            },
          )
        })
    if (!exceptions.hasHost(host)) {
      judge(
        host,
        addresses.map((each) => each.address),
      )
    }
    const [first] = addresses
    if (!first) throw refusal('unavailable', 'unresolved', `The name ${host} has no address; check its spelling.`)
    return { url, host, port: portOf(url), pinned: first.address, addresses }
  }

  function judge(host: string, addresses: readonly string[]): void {
    const own = ownAddresses()
    for (const address of addresses) {
      if (exceptions.hasAddress(address)) continue
      if (!isPublic(address) || own.has(parseAddress(address)!.toString())) throw internal(host, address)
    }
  }

  return {
    check,
    resolve,

    /** One request whose bodies stream. Never follows a redirect. The name is resolved and judged before anything is sent. */
    async stream(address: string, options: EgressStream): Promise<EgressStreamed> {
      return stream(await abortable(resolve(address), options.signal), options)
    },

    /**
     * One request to what the address resolves to now. Never follows a redirect: the answer says where to. A body longer
     * than `maxBytes` is cut. Throws `egress.…` problems; `egress.unreachable` says that no whole answer came.
     */
    async fetch(address: string, options: EgressRequest): Promise<EgressResponse> {
      const started = performance.now()
      const expired = AbortSignal.timeout(options.timeoutMs)
      const signal = options.signal ? AbortSignal.any([expired, options.signal]) : expired
      try {
        return await request(await abortable(resolve(address), signal), options, signal)
      } catch (error) {
        if (expired.aborted) {
          const seconds = Math.round((performance.now() - started) / 1000)
          throw new Problem(
            'unavailable',
            'egress.timeout',
            `${new URL(address).host} did not answer within ${seconds} s; make it answer first and work afterwards.`,
            { cause: error },
          )
        }
        throw error
      }
    },
  }
}

function judgePort(url: URL): void {
  const port = portOf(url)
  const own = SCHEME_PORTS[url.protocol] ?? []
  if (port >= FIRST_FREE_PORT || own.includes(port)) return
  throw refusal(
    'invalid',
    'port',
    `Port ${port} belongs to another kind of service; use ${own.join(', ')} or one from ${FIRST_FREE_PORT}.`,
  )
}

function internal(host: string, address: string): Problem {
  const what =
    host === address ? `${host} is an internal address` : `${host} resolves to the internal address ${address}`
  return refusal(
    'invalid',
    'internal_address',
    `${what}, which this server does not reach for others; use a public one, or let the operator add it to DEVFLOW_EGRESS_ALLOW.`,
  )
}

function refusal(kind: 'invalid' | 'unavailable', fact: string, message: string): Problem {
  return new Problem(kind, `egress.${fact}`, message)
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function portOf(url: URL): number {
  return url.port ? Number(url.port) : (SCHEME_PORTS[url.protocol]?.[0] ?? 0)
}

/** Also the public ones of this machine: behind them are the same doors as behind loopback. */
function ownAddresses(): Set<string> {
  const found = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return new Set(found.flatMap(({ address }) => parseAddress(address)?.toString() ?? []))
}

function lookupAll(host: string): Promise<LookupAddress[]> {
  return dns.lookup(host, { all: true })
}

/** Gives up waiting, though what was asked goes on: a question to DNS cannot be taken back. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}
