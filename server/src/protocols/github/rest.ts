import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { type Actor, ANYBODY, Problem, type Verb } from '#kernel'
import { BODY_FORMS, withBodies } from './bodies.ts'
import { readBody } from './body.ts'
import type { Github } from './github.ts'
import { findMoved } from './moved.ts'
import { type Page, printLink, readPage } from './pages.ts'
import { linksIn } from './references.ts'
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
  /** The JSON body; an empty one is an empty object. `mostBytes` instead of what files need. */
  body<S extends z.ZodType>(schema: S, mostBytes?: number): Promise<z.output<S>>
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

/** The frame of every route: who asks, how much they may ask, and how answers and refusals look. */
export function createRest(github: Github): Rest {
  const routes = new Hono()
  routes.onError((error, c) => refuse(c, error))

  function refuse(c: Context, error: unknown): Response {
    const { status, body } = printRefusal(error, { log: github.kernel.log, docs: `${github.urls(c).web}/api/docs` })
    return c.json(body, status as 400)
  }

  async function ask(c: Context): Promise<Ask> {
    if (/%00/.test(c.req.url))
      throw new Problem('invalid', 'kernel.text', 'The address has a NUL in it, which is no text; leave it out.')
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
      body: (schema, mostBytes) => readBody(c, schema, mostBytes),
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
          return print(c, url === undefined ? await inForm(github, asked, await handler(asked)) : redirect(asked, url))
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

/** `Accept: application/vnd.github.html+json` and its like ask for the texts in another form. */
async function inForm(github: Github, ask: Ask, result: unknown): Promise<unknown> {
  const { c, accepts } = ask
  const form = BODY_FORMS.find((each) => accepts(each))
  if (!form || result instanceof Response) return result
  c.header('X-GitHub-Media-Type', `github.v3; param=${form}; format=json`)
  const repo = c.req.param('owner') && c.req.param('repo') ? ask.repo() : undefined
  const render = async (text: string) =>
    github.markdown.render(text, { breaks: true, links: await linksIn(github, ask, { text, repo }) })
  if (!(result instanceof Answer)) return withBodies(render, form, result)
  return answer(result.status, await withBodies(render, form, result.body), result.headers)
}

function print(c: Context, result: unknown): Response {
  if (result instanceof Response) {
    for (const [name, value] of c.res.headers) if (!result.headers.has(name)) result.headers.set(name, value)
    return result
  }
  const { status, body, headers } = result instanceof Answer ? result : answer(200, result)
  for (const [name, value] of Object.entries(headers)) c.header(name, toHeader(value))
  c.header('Cache-Control', 'private, max-age=0, must-revalidate')
  c.header('Vary', 'Accept, Authorization, Cookie')
  if (status === 204 || status === 205 || (status >= 300 && status < 400 && body === null))
    return c.body(null, status as 204)
  const text = JSON.stringify(body)
  if ((c.req.method === 'GET' || c.req.method === 'HEAD') && status === 200) {
    const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`
    c.header('ETag', etag)
    const modified = modifiedAt(body)
    if (modified) c.header('Last-Modified', modified.toUTCString())
    if (isKnown(c, etag, modified)) return c.body(null, 304)
  }
  return c.body(text, status as 200, { 'Content-Type': 'application/json; charset=utf-8' })
}

/** When what is shown was last changed, to the second, as HTTP counts; undefined for lists and for what has no such moment. */
function modifiedAt(body: unknown): Date | undefined {
  if (typeof body !== 'object' || body === null || !('updated_at' in body)) return undefined
  const at = Date.parse(String(body.updated_at))
  return Number.isNaN(at) ? undefined : new Date(Math.floor(at / 1000) * 1000)
}

/** Whether the client has this already. What it says of the content comes before what it says of the time (RFC 9110, 13.2.2). */
function isKnown(c: Context, etag: string, modified: Date | undefined): boolean {
  const tags = c.req.header('if-none-match')
  if (tags !== undefined) return matches(tags, etag)
  const since = Date.parse(c.req.header('if-modified-since') ?? '')
  return modified !== undefined && modified.getTime() <= since
}

/** Names of branches and files stand in `Location` and `Link`; a header holds ASCII alone. */
function toHeader(value: string): string {
  return value.replace(/[^\x20-\x7e]+/g, (text) => encodeURIComponent(text.toWellFormed()))
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
