import { readRefusal, unreachable } from './error.ts'
import type { CallOptions, Route } from './verb.ts'

export interface ClientOptions {
  /** Where the server is, such as `http://localhost:4700`; '' in a page that the server itself serves. */
  url: string
  /** Left out in the browser, where the session cookie says who asks. */
  token?: string
  fetch?: typeof fetch
}

/** One request with the client's address, token and fetch. Answers that are not a success throw DevFlowError. */
export type Request = (path: string, init?: RequestInit) => Promise<Response>

export function createRequest({ url, token, fetch: send = (...args) => fetch(...args) }: ClientOptions): Request {
  const base = url.replace(/\/+$/, '')
  return async (path, init = {}) => {
    const headers = new Headers(init.headers)
    if (token) headers.set('Authorization', `Bearer ${token}`)
    const response = await send(base + path, { ...init, headers }).catch((cause) => {
      throw init.signal?.aborted ? init.signal.reason : unreachable(base, cause)
    })
    if (!response.ok) throw await readRefusal(response)
    return response
  }
}

/** Calls a verb: path parameters from the input, the rest in the query of a read or in the JSON body of a write. */
export async function callVerb(
  request: Request,
  route: Route,
  { input = {}, options = {} }: { input?: Record<string, unknown> | undefined; options?: CallOptions | undefined },
): Promise<unknown> {
  const [method, template] = route.split(' ') as [string, string]
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const path = template.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name)
    if (value === undefined || value === null || value === '') throw new TypeError(`${route} needs "${name}".`)
    rest.delete(name)
    return encodeURIComponent(String(value))
  })
  const headers = new Headers()
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey)
  const init: RequestInit = { method, headers, signal: options.signal ?? null }
  let query = ''
  if (method === 'GET') query = printQuery(rest)
  else if (rest.size > 0) {
    headers.set('Content-Type', 'application/json')
    init.body = JSON.stringify(Object.fromEntries(rest))
  }
  const response = await request(`/api${path}${query}`, init)
  return response.status === 204 ? undefined : response.json()
}

/** `?a=1&b=2`, or nothing. Arrays repeat their name; null and undefined are left out. */
export function printQuery(fields: Iterable<[string, unknown]>): string {
  const query = new URLSearchParams()
  for (const [name, value] of fields) {
    if (value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one))
  }
  return query.size > 0 ? `?${query}` : ''
}
