import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { type Authenticate, createApi, explain, type Kernel, Problem } from '#kernel'
import type { Door, Protocol } from './protocols/protocol.ts'
import { endSilentBody } from './silent-body.ts'

/** A door that is chosen by the Host header, before anything else: deployed applications. */
export interface HostDoor {
  matches(host: string): boolean
  handle(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Slow or idle clients must not hold a socket for ever; a body has no time by which it must be there, but may not fall silent. */
const HEADERS_TIMEOUT_MS = 30_000
const KEEP_ALIVE_MS = 65_000
/** What is still running when the server stops gets this long. */
const DRAIN_MS = 5_000

/** One HTTP server on one port for every door. */
export function serve(kernel: Kernel, authenticate: Authenticate) {
  const app = new Hono()
  let port = kernel.config.port
  let ready = false
  let hostDoor: HostDoor | undefined
  const hosts = new Map<string, string>()
  const publicUrl = (): string => kernel.config.publicUrl ?? `http://localhost:${port}`
  const door: Door = { kernel, authenticate, publicUrl }

  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 },
    (request, response) => {
      endSilentBody(request)
      readdress(request, hosts, ['localhost', new URL(publicUrl()).hostname])
      if (hostDoor?.matches(request.headers.host ?? '')) hostDoor.handle(request, response)
      else listener(request, response)
    },
  )
  server.on('upgrade', (request, socket, head) => {
    if (hostDoor?.matches(request.headers.host ?? '')) hostDoor.upgrade(request, socket, head)
    else socket.destroy()
  })

  return {
    door,
    url: publicUrl,
    /** Where programs on this machine reach the server, whatever its public name is. */
    loopback: (): string => `http://127.0.0.1:${port}`,

    /** Everything that answers, in the order of precedence. */
    mount(protocols: Protocol[], dashboard: Hono, apps?: HostDoor): void {
      hostDoor = apps
      app.use(async (c, next) => {
        if (ready || c.req.path === '/healthz' || c.req.path === '/readyz') return next()
        return c.json(
          {
            error: {
              kind: 'unavailable',
              code: 'kernel.starting',
              message: 'DevFlow is starting; try again in a moment.',
            },
          },
          503,
        )
      })
      app.get('/healthz', (c) => c.text('ok'))
      app.get('/readyz', (c) => c.text(ready ? 'ready' : 'starting', ready ? 200 : 503))
      for (const protocol of protocols) {
        app.route(protocol.path, withRefusals(protocol, kernel))
        for (const [host, path] of Object.entries(protocol.hosts ?? {})) hosts.set(host, path)
      }
      app.route('/api', createApi(kernel, authenticate, publicUrl))
      app.route('/', dashboard)
    },

    /** Takes the port before anything is started, so that a port in use changes nothing. */
    async reserve(): Promise<void> {
      await new Promise<void>((done, fail) => {
        server.once('error', (error: NodeJS.ErrnoException) => fail(explainListen(error, kernel.config)))
        server.listen(kernel.config.port, kernel.config.host, done)
      })
      port = (server.address() as AddressInfo).port
    },

    async open(): Promise<void> {
      ready = true
    },

    async close(): Promise<void> {
      ready = false
      const closed = new Promise((done) => server.close(done))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
      if (server.listening) await closed
      clearTimeout(timer)
    },
  }
}

/**
 * A request to a host that stands for a path is read as one to that path, and one that came as to a proxy (with the whole
 * address in its first line, as `gh` sends it by HTTP_PROXY) as one to this server. The Host header stays.
 */
function readdress(request: IncomingMessage, hosts: ReadonlyMap<string, string>, bases: readonly string[]): void {
  const whole = /^http:\/\/([^/?#]+)(.*)$/i.exec(request.url ?? '')
  if (whole) {
    request.headers.host = whole[1]!.toLowerCase()
    request.url = whole[2]!.startsWith('/') ? whole[2]! : `/${whole[2]}`
  }
  const name = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
  const base = bases.find((suffix) => name.endsWith(`.${suffix}`))
  const path = base === undefined ? undefined : hosts.get(name.slice(0, -base.length - 1))
  if (path !== undefined) request.url = `${path}${request.url}`
}

function withRefusals(protocol: Protocol, kernel: Kernel): Hono {
  protocol.routes.onError((error, c) => {
    if (error instanceof Problem) return protocol.refuse(c, error)
    const { body } = explain(error, kernel.log)
    return protocol.refuse(c, new Problem('unavailable', 'kernel.internal', String(body.error.message)))
  })
  return protocol.routes
}

function explainListen(error: NodeJS.ErrnoException, { port, host }: { port: number; host: string }): Error {
  if (error.code === 'EADDRINUSE') {
    return new Problem(
      'conflict',
      'serve.port_in_use',
      `Port ${port} is in use by another program; stop it, or start with another one: PORT=${port + 1} npm start.`,
    )
  }
  if (error.code === 'EACCES')
    return new Problem(
      'forbidden',
      'serve.port',
      `Port ${port} may not be opened by this user; choose one above 1023 with PORT.`,
    )
  return new Problem('unavailable', 'serve.listen', `DevFlow could not listen on ${host}:${port}: ${error.message}.`)
}
