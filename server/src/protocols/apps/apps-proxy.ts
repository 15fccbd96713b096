import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type AppAddress, type Application, baseHost, type Deployments } from '#deployments'
import type { Kernel } from '#kernel'
import { parseAppHost } from './app-address.ts'
import { createForwarder } from './forward.ts'
import { type Notice, sendNotice } from './page.ts'
import { serveFile } from './static-files.ts'

const RETRY_SECONDS = 2

/** The door to deployed applications, chosen by the Host header before anything else is looked at. */
export function createAppsProxy(
  kernel: Kernel,
  { deployments, publicUrl }: { deployments: Deployments; publicUrl(): string },
) {
  const forwarder = createForwarder(() => (publicUrl().startsWith('https:') ? 'https' : 'http'))
  const parse = (host: string) => parseAppHost(host, ['localhost', baseHost(publicUrl())])

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = parse(request.headers.host ?? '') as AppAddress
    const application = deployments.application(address)
    const target = application?.target()
    if (!application || !target) return explain(address, application, request, response)

    const began = performance.now()
    const leave = application.enter()
    response.once('close', () => {
      leave()
      deployments.recordRequest(application.deployment, {
        status: response.headersSent ? response.statusCode : 502,
        ms: performance.now() - began,
      })
    })
    if (target.kind === 'node') return forwarder.web(request, response, target.port)
    const status = await serveFile(target.folder, request, response)
    if (status === 404 && !response.headersSent) {
      notice(request, response, {
        status: 404,
        title: 'There is no such page',
        detail: `${pathOf(request)} was not found.`,
      })
    }
  }

  async function explain(
    address: AppAddress,
    application: Application | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const state = await kernel.db.system((tx) => deployments.status(tx, address))
    notice(request, response, noticeFor(state, address, application !== undefined, publicUrl()))
  }

  function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    kernel.log.debug({ err: error, host: request.headers.host }, 'a request to an application failed')
    if (response.headersSent || response.destroyed) return void response.destroy()
    const ending = {
      title: 'The application did not answer',
      detail: 'It may just be starting again; its log says more.',
    }
    notice(request, response, { status: 502, retry: RETRY_SECONDS, ...ending })
  }

  return {
    matches: (host: string): boolean => parse(host) !== undefined,

    handle(request: IncomingMessage, response: ServerResponse): void {
      answer(request, response).catch((error) => fail(request, response, error))
    },

    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const application = deployments.application(parse(request.headers.host ?? '') as AppAddress)
      const target = application?.target()
      if (!application || target?.kind !== 'node' || !(socket instanceof Socket)) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return
      }
      socket.once('close', application.enter())
      socket.on('error', () => socket.destroy())
      forwarder.upgrade(request, socket, head, target.port).catch(() => socket.destroy())
    },
  }
}

function notice(request: IncomingMessage, response: ServerResponse, what: Notice): void {
  sendNotice(response, what, request.headers.accept, request.method === 'HEAD')
}

function noticeFor(
  state: Awaited<ReturnType<Deployments['status']>>,
  { owner, name, environment }: AppAddress,
  restarting: boolean,
  publicUrl: string,
): Notice {
  const place = environment === 'production' ? `${owner}/${name}` : `${owner}/${name} (${environment})`
  const link = { href: `${publicUrl}/${owner}/${name}`, text: 'Open the project in DevFlow' }
  if (state === 'unknown') {
    return { status: 404, title: 'There is no such application', detail: `No project ${owner}/${name} exists here.` }
  }
  if (restarting) {
    return {
      status: 503,
      retry: RETRY_SECONDS,
      link,
      title: 'The application is starting',
      detail: `${place} will be back in a moment.`,
    }
  }
  if (state === 'never_deployed') {
    return { status: 404, link, title: 'Nothing is deployed here yet', detail: `${place} has no deployment so far.` }
  }
  if (state === 'failed') {
    return {
      status: 503,
      link,
      title: 'The deployment failed',
      detail: `The last deployment of ${place} failed; the project says why.`,
    }
  }
  if (state === 'stopped') {
    return {
      status: 404,
      link,
      title: 'The application is stopped',
      detail: `${place} was stopped and can be deployed again.`,
    }
  }
  return {
    status: 503,
    retry: RETRY_SECONDS,
    link,
    title: 'The application is being deployed',
    detail: `${place} is on its way.`,
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0]?.slice(0, 200) ?? '/'
}
