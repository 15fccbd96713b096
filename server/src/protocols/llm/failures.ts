import type { Problem } from '#kernel'
import type { Dialect, Failure } from './dialect.ts'
import { SilentProvider } from './provider.ts'

/** Why the call of a provider came to nothing, in one sentence for whoever reads the agent's output. */
export function explainProviderFailure(error: unknown, host: string): Failure {
  if (error instanceof SilentProvider) {
    const seconds = error.afterMs / 1000
    return error.phase === 'connect'
      ? failure(
          504,
          'provider_unreachable',
          `The model address ${host} does not accept connections (waited ${seconds} s).`,
        )
      : failure(
          504,
          'provider_silent',
          `The model address ${host} accepted the call but did not begin to answer within ${seconds} s.`,
        )
  }
  const code = (error as { code?: string }).code
  if (code === 'ENOTFOUND')
    return failure(
      502,
      'provider_unknown',
      `The model address ${host} is not known; an admin can correct it under Settings.`,
    )
  return failure(502, 'provider_unreachable', `The model address ${host} cannot be reached${code ? ` (${code})` : ''}.`)
}

export function silentMidway(host: string, idleMs: number): Failure {
  return failure(
    504,
    'provider_silent',
    `The model address ${host} stopped in the middle of its answer (silent for ${idleMs / 1000} s).`,
  )
}

export function brokeMidway(host: string): Failure {
  return failure(502, 'provider_broke_off', `The model address ${host} broke off in the middle of its answer.`)
}

export function nonsense(host: string, what: string): Failure {
  return failure(
    502,
    'provider_nonsense',
    `The model address ${host} answered with ${what} instead of a model's answer; an admin can correct the base URL under Settings.`,
  )
}

/** What a refusal of the provider means; undefined when it already says so in the client's own dialect. */
export function explainProviderStatus(
  status: number,
  body: Buffer,
  at: { dialect: Dialect; endpoint: string; host: string },
): Failure | undefined {
  const { dialect, endpoint, host } = at
  if (status === 401 || status === 403) {
    return failure(
      502,
      'provider_key',
      `The model address ${host} refused this server's key (${status}); an admin can correct it under Settings.`,
    )
  }
  const json = parse(body)
  if (dialect.ownsError(json)) return undefined
  if (status === 404 || status === 405) {
    return failure(
      status,
      'provider_dialect',
      `The model address ${host} does not offer the ${dialect.title} API (${status} at /${endpoint}); use another dialect or another model address.`,
    )
  }
  if (status >= 300 && status < 400)
    return failure(
      502,
      'provider_redirects',
      `The model address ${host} redirects elsewhere; an admin can enter the final address under Settings.`,
    )
  const said = messageIn(json)
  return failure(
    status,
    'provider_refused',
    `The model address ${host} answered ${status}${said ? `: ${said}` : ' without an explanation.'}`,
  )
}

/** DevFlow's own refusals, in the provider's terms. */
export function fromProblem(problem: Problem): Failure {
  return failure(problem.status, problem.code, problem.message)
}

function failure(status: number, code: string, message: string): Failure {
  return { status, code, message }
}

const MAX_SAID_LENGTH = 300

function messageIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const { error, message, detail } = json as Record<string, unknown>
  const inner = typeof error === 'object' && error !== null ? (error as Record<string, unknown>).message : error
  const said = [inner, message, detail].find((text) => typeof text === 'string') as string | undefined
  return said?.slice(0, MAX_SAID_LENGTH)
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
