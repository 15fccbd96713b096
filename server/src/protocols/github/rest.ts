import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { type Actor, ANYBODY, Problem, type Verb } from '#kernel'
import type { Github } from './github.ts'
import { findMoved } from './moved.ts'
import { type Page, printLink, readPage } from './pages.ts'
import { printRefusal } from './refusal.ts'
import { printScopes } from './scopes.ts'
import type { Urls } from './urls.ts'

/** One request, as a route of GitHub's API sees it. */
export interface Ask {
  c: Context
  /** Undefined: nobody is signed in, which is enough for what is public. */
  actor: Actor | undefined
  urls: Urls
  /** A part of the address. */
  param(name: string): string
  query(name: string): string | undefined
  /** A whole number in the address; what is none is not found. */
  number(name: string): number
  /** `owner` and `name` of the repository in the address. */
  repo(): { owner: string; name: string }
  /** The verb, as the one who asks. */
  call<I extends z.ZodObject, O extends z.ZodType>(verb: Verb<I, O>, input: z.input<I>): Promise<z.output<O>>
  /** The JSON body; an empty one is an empty object. */
  body<S extends z.ZodType>(schema: S): Promise<z.output<S>>
  page: Page
  /** Whether `Accept` asks for this form of GitHub's media type: `raw`, `diff`, `patch`, `html`, `sha`, … */
  accepts(form: string): boolean
  /** The actor, where there must be one. */
  signedIn(): Actor
}

/** An answer that is not simply 200 with JSON. */
export class Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Record<string, string>

  constructor(status: number, body: unknown, headers: Record<string, string>) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

export function answer(status: number, body: unknown = null, headers: Record<string, string> = {}): Answer {
  return new Answer(status, body, headers)
}

/** One page of a list; `Link` says where the others are. */
export function pageOf(ask: Ask, items: unknown[], list: { total: number } | { more: boolean }): Answer {
  const address = new URL(ask.c.req.url)
  const link = printLink(new URL(address.search, ask.urls.api + pathOf(ask.c)), ask.page, list)
  return answer(200, items, link ? { Link: link } : {})
}

/** For lists whose verb answers all of it at once. */
export function pageOfAll<T>(ask: Ask, all: readonly T[]): { items: T[]; total: number } {
  const { page, limit } = ask.page
  return { items: all.slice((page - 1) * limit, page * limit), total: all.length }
}

type Handler = (ask: Ask) => Promise<unknown>
type Register = (path: string, handler: Handler) => void

export interface Rest {
  get: Register
  post: Register
  put: Register
  patch: Register
  delete: Register
  routes: Hono
}

/** Bodies carry file contents in base64, so they may be larger than those of verbs. */
const MAX_BODY_BYTES = 48 * 1024 * 1024

/** The frame of every route: who asks, how much they may ask, and how answers and refusals look. */
export function createRest(github: Github): Rest {
  const routes = new Hono()
  routes.onError((error, c) => refuse(c, error))

  function refuse(c: Context, error: unknown): Response {
    const { status, body } = printRefusal(error, { log: github.kernel.log, docs: `${github.urls(c).web}/api/docs` })
    return c.json(body, status as 400)
  }

  async function ask(c: Context): Promise<Ask> {
    const actor = await github.authenticate(c.req.raw)
    const quota = github.rateLimit.take(clientOf(c, actor), actor !== undefined)
    c.header('X-GitHub-Media-Type', 'github.v3; format=json')
    c.header('X-GitHub-Request-Id', github.requestId())
    c.header('X-GitHub-Api-Version-Selected', c.req.header('x-github-api-version') ?? '2022-11-28')
    c.header('X-RateLimit-Limit', String(quota.limit))
    c.header('X-RateLimit-Remaining', String(quota.remaining))
    c.header('X-RateLimit-Used', String(quota.used))
    c.header('X-RateLimit-Reset', String(quota.reset))
    c.header('X-RateLimit-Resource', 'core')
    if (actor) {
      c.header('X-OAuth-Scopes', printScopes(actor))
      c.header('X-Accepted-OAuth-Scopes', '')
    }
    if (quota.exceeded) {
      throw new Problem(
        'rate_limited',
        'github.rate_limit',
        `${quota.limit} calls an hour are allowed and used up; the next hour begins at ${new Date(quota.reset * 1000).toISOString()}.`,
      )
    }
    return {
      c,
      actor,
      urls: github.urls(c),
      param: (name) => c.req.param(name) ?? '',
      query: (name) => c.req.query(name),
      number(name) {
        const text = c.req.param(name) ?? ''
        if (/^\d{1,15}$/.test(text)) return Number(text)
        throw new Problem(
          'not_found',
          'github.number',
          `${JSON.stringify(text.slice(0, 50))} is not a number; there is nothing there.`,
        )
      },
      repo: () => ({ owner: c.req.param('owner') ?? '', name: c.req.param('repo') ?? '' }),
      call: (verb, input) => github.kernel.call(verb, input, { actor }),
      body: (schema) => readBody(c, schema),
      page: readPage((name) => c.req.query(name)),
      accepts: (form) =>
        new RegExp(`application/vnd\\.github(?:\\.[\\w-]+)*[.+]${form}(?:\\+json)?(?:[,;\\s]|$)`).test(
          c.req.header('accept') ?? '',
        ),
      signedIn() {
        if (actor) return actor
        throw new Problem('unauthenticated', 'github.unauthenticated', 'Requires authentication: send a DevFlow token.')
      },
    }
  }

  const register =
    (method: string): Register =>
    (path, handler) =>
      routes.on(method, path, async (c) => {
        try {
          const asked = await ask(c)
          const url = path.startsWith('/repos/:owner/:repo') ? await findMoved(github, asked) : undefined
          return print(c, url === undefined ? await handler(asked) : redirect(asked, url))
        } catch (error) {
          return refuse(c, error)
        }
      })

  return {
    get: register('GET'),
    post: register('POST'),
    put: register('PUT'),
    patch: register('PATCH'),
    delete: register('DELETE'),
    routes,
  }
}

/** A read is asked for anew elsewhere, for good; of anything else a client must not make a read on the way. */
function redirect({ c, urls }: Ask, url: string): Answer {
  const [status, message] =
    c.req.method === 'GET' || c.req.method === 'HEAD' ? [301, 'Moved Permanently'] : [307, 'Temporary Redirect']
  return answer(status as number, { message, url, documentation_url: `${urls.web}/api/docs` }, { Location: url })
}

function print(c: Context, result: unknown): Response {
  if (result instanceof Response) {
    for (const [name, value] of c.res.headers) if (!result.headers.has(name)) result.headers.set(name, value)
    return result
  }
  const { status, body, headers } = result instanceof Answer ? result : answer(200, result)
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  c.header('Cache-Control', 'private, max-age=0, must-revalidate')
  c.header('Vary', 'Accept, Authorization, Cookie')
  if (status === 204 || status === 205 || (status >= 300 && status < 400 && body === null))
    return c.body(null, status as 204)
  const text = JSON.stringify(body)
  if ((c.req.method === 'GET' || c.req.method === 'HEAD') && status === 200) {
    const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`
    c.header('ETag', etag)
    if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  }
  return c.body(text, status as 200, { 'Content-Type': 'application/json; charset=utf-8' })
}

/** Weak comparison (RFC 9110, 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false
  const bare = etag.replace(/^W\//, '')
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === bare)
}

/** The path below the beginning of the API, whichever host it came by. */
function pathOf(c: Context): string {
  return c.req.path.replace(/^\/api\/v3/, '')
}

/** Whose calls are counted together. */
export function clientOf(c: Context, actor: Actor | undefined): string {
  if (actor) return actor.id
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
  return `${ANYBODY.id} ${incoming?.socket?.remoteAddress ?? ''}`
}

async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const length = Number(c.req.header('content-length') ?? 0)
  const tooLarge = new Problem(
    'too_large',
    'github.body',
    `The body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB; send less at once.`,
  )
  if (length > MAX_BODY_BYTES) throw tooLarge
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of c.req.raw.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_BODY_BYTES) throw tooLarge
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  let json: unknown = {}
  try {
    if (text.trim() !== '') json = JSON.parse(text)
  } catch (cause) {
    throw new Problem('invalid', 'kernel.json', `Problems parsing JSON: ${(cause as Error).message}.`, { cause })
  }
  const result = schema.safeParse(json ?? {})
  if (result.success) return result.data
  const details = result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const first = details[0]
  throw new Problem('invalid', 'github.body', `Validation failed: "${first?.field}" ${first?.message}.`, { details })
}
