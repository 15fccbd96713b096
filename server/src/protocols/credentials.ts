import type { Identity } from '#identity'
import { type Actor, Problem } from '#kernel'

export const SESSION_COOKIE = 'devflow_session'

/**
 * Who is asking: a Bearer token, git's Basic password, an Anthropic-style x-api-key, or the browser's session cookie.
 * Undefined when nothing was sent; throws unauthenticated when what was sent is not good.
 */
export function createAuthenticate(identity: Identity) {
  return async (request: Request): Promise<Actor | undefined> => {
    const credential = readCredential(request.headers)
    if (!credential) return undefined
    if (credential.from === 'cookie') refuseForeignOrigin(request)
    const actor = await identity.authenticate(credential.secret)
    // A stale cookie is nobody, not an error: the browser must be able to reach the sign-in page.
    if (actor || credential.from === 'cookie') return actor
    throw new Problem(
      'unauthenticated',
      'identity.bad_token',
      'The token is not valid or has expired; create a new one in Settings or with `npx devflow tokens create`.',
    )
  }
}

function readCredential(headers: Headers): { secret: string; from: 'header' | 'cookie' } | undefined {
  const [scheme = '', value = ''] = (headers.get('authorization') ?? '').split(' ', 2)
  if (/^(bearer|token)$/i.test(scheme) && value) return { secret: value, from: 'header' }
  if (/^basic$/i.test(scheme)) {
    const [user = '', ...rest] = Buffer.from(value, 'base64').toString('utf8').split(':')
    // git asks for a name and a password; people paste the token into either.
    const secret = rest.join(':') || user
    if (secret) return { secret, from: 'header' }
  }
  const key = headers.get('x-api-key')
  if (key) return { secret: key, from: 'header' }
  const cookie = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([^;]+)`).exec(headers.get('cookie') ?? '')
  return cookie ? { secret: cookie[1]!, from: 'cookie' } : undefined
}

/** The browser sends the cookie by itself, so a change must come from our own pages. */
function refuseForeignOrigin(request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const origin = request.headers.get('origin')
  const host = request.headers.get('host')
  if (origin && URL.canParse(origin) && new URL(origin).host === host) return
  if (!origin && request.headers.get('sec-fetch-site') === 'same-origin') return
  throw new Problem(
    'forbidden',
    'identity.foreign_origin',
    'The browser sent this from another site; open DevFlow itself and try again.',
  )
}
