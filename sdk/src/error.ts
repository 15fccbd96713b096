/** Why a call failed: the server's refusal, or `unreachable` when no answer came. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable'
  | 'internal'
  | 'unreachable'

/** A refusal in one sentence for a person, with a code for programs. */
export class DevFlowError extends Error {
  override readonly name = 'DevFlowError'
  readonly kind: ErrorKind
  /** `module.fact`, stable. */
  readonly code: string
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  /** Finds the line in the server's log, for errors that are not refusals. */
  readonly id: string | undefined
  readonly details: unknown

  constructor(
    message: string,
    fact: { kind: ErrorKind; code: string; status: number; id?: string; details?: unknown; cause?: unknown },
  ) {
    super(message, { cause: fact.cause })
    this.kind = fact.kind
    this.code = fact.code
    this.status = fact.status
    this.id = fact.id
    this.details = fact.details
  }
}

/** What an answer that is not a success says. */
export async function readRefusal(response: Response): Promise<DevFlowError> {
  const { status } = response
  const body = (await response.json().catch(() => undefined)) as { error?: Record<string, string> } | undefined
  const error = body?.error
  if (error?.kind && error.code && error.message) {
    return new DevFlowError(error.message, {
      kind: error.kind as ErrorKind,
      code: error.code,
      status,
      id: error.id,
      details: error.details,
    })
  }
  return new DevFlowError(
    `${new URL(response.url || 'http://unknown').host} answered ${status} without saying why; it may not be a DevFlow server.`,
    {
      kind: status === 503 || status === 502 || status === 504 ? 'unavailable' : 'internal',
      code: 'sdk.answer',
      status,
    },
  )
}

/** A request that got no answer. An abort by the caller is passed on as it is. */
export function unreachable(url: string, cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === 'AbortError') return cause
  return new DevFlowError(`No DevFlow server answers at ${url}.`, {
    kind: 'unreachable',
    code: 'sdk.unreachable',
    status: 0,
    cause,
  })
}
