import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Git, PackStream } from '#git'
import { type Actor, Problem } from '#kernel'
import type { Project } from '#projects'
import type { Door, Protocol } from '../protocol.ts'
import { readGitBody, readShortBody } from './body.ts'
import { asksForRefs, printAdvertisement } from './packet.ts'

export interface GitDoorDeps {
  git: Git
}

type Service = 'upload-pack' | 'receive-pack'

/** Clone, fetch and push by an unmodified git, over smart HTTP. The password is a token; the user name does not matter. */
export function createGitDoor(door: Door, { git }: GitDoorDeps): Protocol {
  const routes = new Hono()

  routes.get('/info/refs', async (c) => {
    const service = serviceOf(c.req.query('service')?.replace(/^git-/, ''))
    const project = await open(await door.authenticate(c.req.raw), c, service)
    const protocol = c.req.header('git-protocol')
    const refs = await git.advertise(project, { service, protocol })
    const whole = service === 'upload-pack' && protocol?.includes('version=2')
    return answer(c, whole ? refs : printAdvertisement(service, refs), `application/x-git-${service}-advertisement`)
  })

  for (const service of ['upload-pack', 'receive-pack'] as const) {
    routes.post(`/git-${service}`, async (c) => {
      const actor = await door.authenticate(c.req.raw)
      const project = await open(actor, c, service)
      const type = `application/x-git-${service}-request`
      if (c.req.header('content-type') !== type)
        throw new Problem('invalid', 'git.content_type', `Send this as ${type}.`)
      const protocol = c.req.header('git-protocol')
      const short = await readShortBody(c.req.raw)
      const result = `application/x-git-${service}-result`
      if (short && service === 'upload-pack' && asksForRefs(short)) {
        return answer(c, await git.answer(project, { body: short, protocol }), result)
      }
      const input = short ? Readable.from([short]) : readGitBody(c.req.raw, door.kernel.config.pushLimitBytes)
      const broken = new Promise<never>((_, reject) => input.once('error', reject))
      broken.catch(() => undefined)
      const stream =
        service === 'upload-pack'
          ? await git.fetch(project, { input, protocol, extent: 'request' })
          : await git.receive(project, { actor: actor!, input, protocol, extent: 'request' })
      await firstByte(broken, stream)
      return answer(c, toWeb(stream), result)
    })
  }

  function open(actor: Actor | undefined, c: Context, service: Service): Promise<Project> {
    const address = { owner: c.req.param('owner')!, name: c.req.param('repo')!.replace(/\.git$/, '') }
    if (address.owner.includes('\0') || address.name.includes('\0'))
      throw new Problem('not_found', 'git.address', 'There is no such repository.')
    return service === 'receive-pack' ? git.accessOrCreate(actor, address) : git.access(actor, address, 'git:read')
  }

  return {
    name: 'git',
    spec: 'https://git-scm.com/docs/http-protocol and https://git-scm.com/docs/protocol-v2',
    path: '/:owner/:repo{[^/]+\\.git}',
    routes,
    // git prints a text/plain body line by line behind `remote: `.
    refuse(c, problem) {
      if (problem.status === 401) c.header('WWW-Authenticate', 'Basic realm="DevFlow", charset="UTF-8"')
      return c.text(`${problem.message}\n`, problem.status as ContentfulStatusCode)
    },
  }
}

function serviceOf(name: string | undefined): Service {
  if (name === 'upload-pack' || name === 'receive-pack') return name
  throw new Problem('forbidden', 'git.dumb_http', 'Only smart HTTP is spoken here; use git 1.6.6 or newer.')
}

function answer(c: Context, body: Buffer | ReadableStream, contentType: string): Response {
  return c.body(body as ArrayBuffer | globalThis.ReadableStream, 200, {
    'Content-Type': contentType,
    'Cache-Control': 'no-cache, max-age=0, must-revalidate',
  })
}

/** Waits until git has something to say, so that a body that is refused still gets its status. */
async function firstByte(broken: Promise<never>, stream: PackStream): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  broken.catch(reject)
  stream.output.once('readable', resolve).once('end', resolve).once('error', reject)
  stream.done.then(() => resolve(), reject)
  try {
    await promise
  } catch (error) {
    stream.abort()
    throw error
  }
}

/** A client that goes away while it is answered ends the process. */
function toWeb({ output, abort }: PackStream): ReadableStream {
  output.once('close', () => {
    if (!output.readableEnded) abort()
  })
  return Readable.toWeb(output)
}
