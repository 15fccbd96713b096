import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from '../log.ts'
import { Problem } from '../problem.ts'

/** What went wrong, ready for a person: a Problem as it is; anything else is a bug, logged under the id that is shown. */
export function explain(error: unknown, log: Logger): { status: number; body: { error: Record<string, unknown> } } {
  if (error instanceof Problem) {
    if (error.cause) log.info({ err: error.cause, code: error.code }, error.message)
    const { kind, code, message, details } = error
    return {
      status: error.status,
      body: { error: { kind, code, message, ...(details === undefined ? {} : { details }) } },
    }
  }
  const id = randomBytes(4).toString('hex')
  log.error({ err: error, id }, 'unexpected error')
  return {
    status: 500,
    body: {
      error: {
        kind: 'internal',
        code: 'kernel.internal',
        message: `Something went wrong on the server; its log has the cause under ${id}.`,
        id,
      },
    },
  }
}

export function refuse(c: Context, error: unknown, log: Logger): Response {
  const { status, body } = explain(error, log)
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="DevFlow"')
  return c.json(body, status as ContentfulStatusCode)
}
