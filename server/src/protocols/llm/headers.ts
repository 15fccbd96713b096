import type { IncomingHttpHeaders } from 'node:http'
import { type ModelProvider, modelCredentials } from '#settings'

/** Of one hop, of DevFlow's own sign-in, or about where the client stands: none of the provider's business. */
const NOT_FORWARDED = new Set([
  'accept-encoding', // the usage must be readable on its way through
  'authorization',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'origin',
  'proxy-authorization',
  'proxy-connection',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-api-key',
  'x-real-ip',
])

/** Everything a client says about the call itself goes along, known or not; the provider's key takes the token's place. */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  provider: ModelProvider,
  endpoint: string,
): Record<string, string> {
  const forwarded: Record<string, string> = modelCredentials(provider, endpoint)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NOT_FORWARDED.has(name) || /^(?:x-forwarded-|sec-|x-devflow-)/.test(name)) continue
    forwarded[name] = Array.isArray(value) ? value.join(', ') : value
  }
  forwarded['accept-encoding'] = 'identity'
  return forwarded
}

/** Of one hop, or meant for the provider's own site: on this server's address they would bind every other page too. */
const NOT_RETURNED = new Set([
  'alt-svc',
  'connection',
  'content-security-policy',
  'keep-alive',
  'proxy-authenticate',
  'set-cookie',
  'strict-transport-security',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
])

/** The provider's headers as flat pairs for `writeHead`. */
export function responseHeaders(raw: readonly string[]): string[] {
  const returned: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase()
    if (!NOT_RETURNED.has(name) && !name.startsWith('access-control-')) returned.push(raw[i]!, raw[i + 1]!)
  }
  return returned
}
