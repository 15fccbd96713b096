import type { IncomingMessage, ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import type { Kernel } from '#kernel'
import type { Models } from '#models'
import { chat, type Dialect, embeddings, messages, responses } from './dialect.ts'
import { LIMITS, type Limits } from './limits.ts'
import { createPassThrough, type Endpoint, type PassThroughOptions } from './pass-through.ts'
import { createDialer } from './provider.ts'

export interface LlmOptions {
  models: Models
  authenticate: PassThroughOptions['authenticate']
  limits?: Partial<Limits>
}

const ENDPOINTS: readonly Endpoint[] = [
  { path: 'chat/completions', dialect: chat, metered: true },
  { path: 'responses', dialect: responses, metered: true },
  { path: 'messages', dialect: messages, metered: true },
  { path: 'messages/count_tokens', dialect: messages, metered: false },
  { path: 'embeddings', dialect: embeddings, metered: true },
]

/** The LLM gateway, to be mounted at `/llm`: what models' clients speak, passed through to the configured provider. */
export function createLlm(kernel: Kernel, { models, authenticate, limits: overrides }: LlmOptions): Hono {
  const limits = { ...LIMITS, ...overrides }
  const dialer = createDialer(limits)
  kernel.onStop(async () => dialer.close())
  const pass = createPassThrough({ models, authenticate, log: kernel.log, limits, dial: dialer.dial })

  /** Works on Node's own request and response: every layer between would cost each call its milliseconds. */
  async function serve(c: Context, endpoint: Endpoint): Promise<Response> {
    const { incoming, outgoing } = c.env as { incoming: IncomingMessage; outgoing: ServerResponse }
    await pass(endpoint, incoming, outgoing)
    return RESPONSE_ALREADY_SENT
  }

  const app = new Hono()
  for (const endpoint of ENDPOINTS) app.post(`/v1/${endpoint.path}`, (c) => serve(c, endpoint))
  app.get('/v1/models', (c) => serve(c, { path: 'models', dialect: dialectOf(c), metered: false }))
  app.get('/v1/models/:model{[\\w.:/-]+}', (c) => {
    const path = `models/${c.req.param('model').split('/').map(encodeURIComponent).join('/')}`
    return serve(c, { path, dialect: dialectOf(c), metered: false })
  })
  app.all('*', (c) => {
    const message = `There is no ${c.req.method} ${c.req.path} in this gateway; it serves ${ENDPOINTS.map(({ path }) => `/llm/v1/${path}`).join(', ')} and /llm/v1/models.`
    return c.json(dialectOf(c).refusal({ status: 404, code: 'not_found', message }) as object, 404)
  })
  return app
}

/** Of an address that several families of clients use. */
function dialectOf(c: Context): Dialect {
  return c.req.header('anthropic-version') ? messages : chat
}
