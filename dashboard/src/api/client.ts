/** What the server says when it refuses, as every page shows it: what happened, and an id that finds the log line. */
export class Refusal extends Error {
  readonly kind: string
  readonly code: string
  readonly status: number
  readonly id: string | undefined
  readonly details: unknown

  constructor(
    status: number,
    error: { kind?: string; code?: string; message?: string; id?: string; details?: unknown },
  ) {
    super(error.message ?? 'The server answered in a way this page does not understand.')
    this.name = 'Refusal'
    this.status = status
    this.kind = error.kind ?? 'unavailable'
    this.code = error.code ?? 'http.unexpected'
    this.id = error.id
    this.details = error.details
  }
}

export type Query = Record<string, string | number | boolean | undefined>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Calls one verb. Path parameters are already in `path`, encoded by {@link path}. */
export async function request<T>(
  method: Method,
  address: string,
  options: { query?: Query; body?: unknown } = {},
): Promise<T> {
  let response: Response
  try {
    response = await fetch(`/api${address}${printQuery(options.query)}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    })
  } catch {
    throw new Refusal(0, {
      kind: 'unavailable',
      code: 'http.unreachable',
      message: 'The DevFlow server does not answer. It may be restarting; check the terminal it runs in.',
    })
  }
  if (response.status === 204) return undefined as T
  const body = await response.json().catch(() => undefined)
  if (!response.ok) throw new Refusal(response.status, (body as { error?: object } | undefined)?.error ?? {})
  return body as T
}

/** `path`/projects/${owner}`` with every value encoded, so that a name can never reach another address. */
export function path(strings: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(value)))
}

export function printQuery(query: Query | undefined): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export interface List<T> {
  items: T[]
  next?: string | null
}

export interface ActorRef {
  kind: 'person' | 'agent' | 'system'
  id: string
  name: string
}

/** An address of a project, as every verb that is about one takes it. */
export interface Address {
  owner: string
  name: string
}
