export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable'

const STATUS: Record<ProblemKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
}

/**
 * A refusal meant for people: one sentence that names the thing, the cause and the way out.
 * Anything else that is thrown is a bug and shows only an id that finds the log line.
 */
export class Problem extends Error {
  readonly kind: ProblemKind
  /** `module.fact`, stable, for programs. */
  readonly code: `${string}.${string}`
  /** Public and machine-readable, such as the list of invalid fields. */
  readonly details: unknown

  constructor(
    kind: ProblemKind,
    code: `${string}.${string}`,
    message: string,
    options: { cause?: unknown; details?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'Problem'
    this.kind = kind
    this.code = code
    this.details = options.details
  }

  get status(): number {
    return STATUS[this.kind]
  }
}
