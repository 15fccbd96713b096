import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Actor } from '../actor.ts'
import type { Kernel } from '../kernel.ts'
import { Problem } from '../problem.ts'
import type { Verb } from '../verbs/verb.ts'
import { coerceText, inputSchema, pathParams } from './address.ts'
import { describeApi } from './openapi.ts'
import { refuse } from './refusal.ts'
import { streamEvents, streamLog } from './sse.ts'

export type Authenticate = (request: Request) => Promise<Actor | undefined>

/** Bodies of verbs are descriptions, not content: uploads have doors of their own. */
export const MAX_BODY_BYTES = 1024 * 1024

/** Every verb under /api, the live streams, and the description of all of it. */
export function createApi(kernel: Kernel, authenticate: Authenticate, publicUrl: () => string): Hono {
  const api = new Hono()
  api.onError((error, c) => refuse(c, error, kernel.log))
  api.get('/openapi.json', (c) => c.json(describeApi(kernel.verbs.list(), publicUrl()) as object))
  api.get('/events', async (c) => streamEvents(kernel, c, await signedIn(c), () => authenticate(c.req.raw)))
  api.get('/logs/:log/stream', async (c) => streamLog(kernel, c, await signedIn(c), () => authenticate(c.req.raw)))
  for (const verb of kernel.verbs.list()) {
    for (const address of [verb.http, ...(verb.alias ?? [])]) {
      const [method, path] = address.split(' ') as [string, string]
      const params = pathParams(path)
      api.on(method, path, async (c) => {
        const actor = await authenticate(c.req.raw)
        const input = await readInput(verb, params, c)
        const output = await kernel.call(verb, input, { actor, key: c.req.header('idempotency-key') })
        c.header('Cache-Control', 'no-store')
        return verb.status === 204
          ? c.body(null, 204)
          : c.json(output as object, (verb.status ?? 200) as ContentfulStatusCode)
      })
    }
  }
  api.all('*', (c) => {
    throw new Problem(
      'not_found',
      'kernel.no_such_address',
      `There is no ${c.req.method} ${c.req.path}; /api/docs lists every address.`,
    )
  })

  async function signedIn(c: Context): Promise<Actor> {
    const actor = await authenticate(c.req.raw)
    if (!actor)
      throw new Problem(
        'unauthenticated',
        'identity.unauthenticated',
        'Sign in, or send a valid token in the Authorization header.',
      )
    return actor
  }
  return api
}

async function readInput(verb: Verb, params: string[], c: Context): Promise<Record<string, unknown>> {
  const schema = inputSchema(verb)
  const fromPath = coerceText(schema, Object.fromEntries(params.map((name) => [name, c.req.param(name)!])))
  if (verb.reads) {
    const query = Object.fromEntries(
      Object.entries(c.req.queries()).map(([name, all]) => [name, all.length === 1 ? all[0]! : all]),
    )
    return { ...coerceText(schema, query), ...fromPath }
  }
  return { ...(await readBody(c)), ...fromPath }
}

async function readBody(c: Context): Promise<Record<string, unknown>> {
  const text = await boundedText(c.req.raw)
  if (text.trim() === '') return {}
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    throw new Problem('invalid', 'kernel.json', `The body is not valid JSON: ${(cause as Error).message}.`, { cause })
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('invalid', 'kernel.json', 'The body must be a JSON object.')
  }
  return body as Record<string, unknown>
}

async function boundedText(request: Request): Promise<string> {
  const tooLarge = new Problem(
    'too_large',
    'kernel.body',
    `The body is larger than ${MAX_BODY_BYTES / 1024} KiB; send less at once.`,
  )
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_BODY_BYTES) throw tooLarge
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
