import { Hono } from 'hono'
import type { Identity } from '#identity'
import { SESSION_COOKIE } from '../credentials.ts'
import type { Door, Protocol } from '../protocol.ts'

/** The browser's session: the same verbs as for everybody, with the token kept in a cookie that scripts cannot read. */
export function createSessionDoor(
  { kernel, authenticate, publicUrl }: Door,
  { identity }: { identity: Identity },
): Protocol {
  const routes = new Hono()
  const cookie = (value: string, maxAgeSeconds: number): string =>
    [
      `${SESSION_COOKIE}=${value}`,
      'Path=/',
      'HttpOnly',
      'SameSite=Lax',
      `Max-Age=${maxAgeSeconds}`,
      ...(publicUrl().startsWith('https:') ? ['Secure'] : []),
    ].join('; ')

  routes.post('/', async (c) => {
    const body: { code?: string } = await c.req.json().catch(() => ({}))
    const { user, token, expiresAt } = await kernel.call(identity.verbs.signIn, body as { code: string }, {
      actor: undefined,
    })
    c.header('Set-Cookie', cookie(token, Math.floor((Date.parse(expiresAt) - Date.now()) / 1000)))
    return c.json({ user })
  })
  routes.delete('/', async (c) => {
    const actor = await authenticate(c.req.raw)
    if (actor) await kernel.call(identity.verbs.signOut, {}, { actor })
    c.header('Set-Cookie', cookie('', 0))
    return c.json({})
  })
  return {
    name: 'session',
    spec: 'RFC 6265 (cookies)',
    path: '/api/session',
    routes,
    refuse: (c, problem) =>
      c.json({ error: { kind: problem.kind, code: problem.code, message: problem.message } }, problem.status as 400),
  }
}
