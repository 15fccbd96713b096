import type { IncomingMessage, ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { type Actor, Problem } from '#kernel'
import type { Models } from '#models'
import type { Door, Protocol } from '../protocol.ts'
import { chat, type Dialect, embeddings, messages, responses } from './dialect.ts'
import { fromProblem } from './failures.ts'
import { LIMITS, type Limits } from './limits.ts'
import { createPassThrough, type Endpoint } from './pass-through.ts'
import { createDialer } from './provider.ts'

const ENDPOINTS: readonly Endpoint[] = [
  { path: 'chat/completions', dialect: chat, metered: true },
  { path: 'responses', dialect: responses, metered: true },
  { path: 'messages', dialect: messages, metered: true },
  { path: 'messages/count_tokens', dialect: messages, metered: false },
  { path: 'embeddings', dialect: embeddings, metered: true },
]

/** A provider's name for a model, as a path below `models/`. No segment may climb out of it. */
const MODEL_PATH = /^[\w:-][\w.:-]*(?:\/[\w:-][\w.:-]*)*$/

/** The LLM gateway: what clients of models speak, passed through to the configured provider. */
export function createLlmDoor(
  { kernel, authenticate }: Door,
  { models }: { models: Models },
  overrides: Partial<Limits> = {},
): Protocol {
  const limits = { ...LIMITS, ...overrides }
  const dialer = createDialer(limits)
  kernel.onStop(async () => dialer.close())
  const pass = createPassThrough({ models, log: kernel.log, limits, dial: dialer.dial })

  async function signedIn(c: Context): Promise<Actor> {
    const actor = await authenticate(c.req.raw)
    if (actor) return actor
    throw new Problem('unauthenticated', 'identity.unauthenticated', 'Send a DevFlow token as the API key.')
  }

  /** Works on Node's own request and response: every layer between would cost each call its milliseconds. */
  async function serve(c: Context, endpoint: Endpoint): Promise<Response> {
    const { incoming, outgoing } = c.env as { incoming: IncomingMessage; outgoing: ServerResponse }
    await pass(endpoint, { actor: signedIn(c), request: incoming, response: outgoing })
    return RESPONSE_ALREADY_SENT
  }

  const routes = new Hono()
  for (const endpoint of ENDPOINTS) routes.post(`/v1/${endpoint.path}`, (c) => serve(c, endpoint))
  routes.get('/v1/models', (c) => serve(c, { path: 'models', dialect: dialectOf(c), metered: false }))
  routes.get('/v1/models/*', (c) => {
    const model = c.req.path.slice(c.req.path.indexOf('/v1/models/') + '/v1/models/'.length)
    if (!MODEL_PATH.test(model)) throw new Problem('invalid', 'models.name', 'This is not the name of a model.')
    return serve(c, { path: `models/${model}`, dialect: dialectOf(c), metered: false })
  })
  routes.all('*', (c) => {
    const served = ENDPOINTS.map(({ path }) => `/llm/v1/${path}`).join(', ')
    throw new Problem(
      'not_found',
      'models.no_such_address',
      `There is no ${c.req.method} ${c.req.path} in this gateway; it serves ${served} and /llm/v1/models.`,
    )
  })

  return {
    name: 'llm',
    spec: ENDPOINTS.map(({ dialect }) => dialect.spec).join(' '),
    path: '/llm',
    routes,
    refuse: (c, problem) => c.json(dialectOf(c).refusal(fromProblem(problem)) as object, problem.status as 400),
  }
}

/** Of an address that several families of clients use. */
function dialectOf(c: Context): Dialect {
  return c.req.header('anthropic-version') ? messages : chat
}
