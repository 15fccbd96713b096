import { GraphQLError } from 'graphql'
import { explain, type Logger, Problem } from '#kernel'

/** GitHub's words for the kinds of refusals. */
const TYPE = {
  invalid: 'UNPROCESSABLE',
  unauthenticated: 'UNAUTHENTICATED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'UNPROCESSABLE',
  too_large: 'UNPROCESSABLE',
  rate_limited: 'RATE_LIMITED',
  unavailable: 'SERVICE_UNAVAILABLE',
} as const

export function printError(error: GraphQLError, log: Logger) {
  const { originalError, path, locations, message, extensions } = error
  const place = { ...(path ? { path } : {}), ...(locations ? { locations } : {}) }
  if (!originalError || originalError instanceof GraphQLError) {
    const { type, ...rest } = extensions
    return {
      ...(type ? { type } : {}),
      ...place,
      ...(Object.keys(rest).length > 0 ? { extensions: rest } : {}),
      message,
    }
  }
  if (originalError instanceof Problem)
    return { type: TYPE[originalError.kind], ...place, message: originalError.message }
  return { type: 'INTERNAL', ...place, message: String(explain(originalError, log).body.error.message) }
}

/** What `gh` and Octokit recognise by its words. */
export function couldNotResolve(what: string): GraphQLError {
  return new GraphQLError(`Could not resolve to ${what}.`, { extensions: { type: 'NOT_FOUND' } })
}
