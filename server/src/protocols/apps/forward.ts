import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createProxyServer } from 'httpxy'

/** Cookies of DevFlow itself; an application never sees them, whatever domain they were set for. */
const OWN_COOKIE = /^devflow_/i

/** How DevFlow's own tokens begin. Whoever sends one here by mistake must not hand it to a stranger's program. */
const OWN_TOKEN = 'dfl_'

/** An application that takes longer to begin its answer has hung; streams go on for as long as they like. */
const ANSWER_MS = 120_000

/**
 * Streams requests to applications on loopback. A connection for each request: one kept open could be closed by the
 * application in the moment it is used again, and the request would fail through nobody's fault.
 */
export function createForwarder(protocol: () => 'http' | 'https') {
  const proxy = createProxyServer({ agent: false, xfwd: false, proxyTimeout: 0, ws: true })
  proxy.on('proxyReq', (outgoing) => {
    outgoing.setTimeout(ANSWER_MS, () => outgoing.destroy())
    outgoing.once('response', () => outgoing.setTimeout(0))
  })

  return {
    async web(request: IncomingMessage, response: ServerResponse, port: number): Promise<void> {
      prepare(request, protocol())
      await proxy.web(request, response, { target: targetOf(port) })
    },
    async upgrade(request: IncomingMessage, socket: Socket, head: Buffer, port: number): Promise<void> {
      prepare(request, protocol())
      await proxy.ws(request, socket, { target: targetOf(port) }, head)
    },
  }
}

function targetOf(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** What the application is told about the client, and what it is not. */
function prepare(request: IncomingMessage, protocol: string): void {
  const { headers, socket } = request
  const cookies = ownCookiesRemoved(headers.cookie)
  if (cookies === undefined) delete headers.cookie
  else headers.cookie = cookies
  if (isOwnToken(headers.authorization)) delete headers.authorization
  if (String(headers['x-api-key'] ?? '').startsWith(OWN_TOKEN)) delete headers['x-api-key']
  // A client may claim anything; the first proxy that can be trusted is this one.
  for (const name of Object.keys(headers))
    if (name === 'forwarded' || name.startsWith('x-forwarded-')) delete headers[name]
  Object.assign(headers, {
    'x-forwarded-for': socket.remoteAddress ?? '',
    'x-forwarded-host': headers.host ?? '',
    'x-forwarded-proto': protocol,
    'x-forwarded-port': String(socket.localPort ?? ''),
  } satisfies IncomingHttpHeaders)
}

function ownCookiesRemoved(cookie: string | undefined): string | undefined {
  const kept = cookie?.split(';').filter((pair) => !OWN_COOKIE.test(pair.trim()))
  return kept?.length ? kept.map((pair) => pair.trim()).join('; ') : undefined
}

function isOwnToken(authorization = ''): boolean {
  const [scheme = '', value = ''] = authorization.split(' ', 2)
  const credential = /^basic$/i.test(scheme) ? Buffer.from(value, 'base64').toString('utf8') : value
  return credential.split(':').some((part) => part.startsWith(OWN_TOKEN))
}
