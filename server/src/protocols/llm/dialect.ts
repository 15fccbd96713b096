import type { TokenUsage } from './usage-reader.ts'

/** One of the tongues that model providers and their clients speak. Same in, same out: nothing is translated. */
export interface Dialect {
  readonly name: 'chat' | 'responses' | 'messages' | 'embeddings'
  /** What people call it. */
  readonly title: string
  readonly spec: string
  /** Whether `stream_options.include_usage` must be asked for to learn the usage of a stream. */
  readonly asksForUsage: boolean
  /** Usage in one JSON value: a whole answer or one event of a stream; `before` is what earlier events said. */
  usage(value: unknown, before: TokenUsage | undefined): TokenUsage | undefined
  /** A refusal in this dialect's own shape. */
  refusal(failure: Failure): unknown
  /** The same inside a stream that has begun. */
  streamRefusal(failure: Failure): string
  /** Whether an error body of a provider has this dialect's shape, so that its clients understand it. */
  ownsError(value: unknown): boolean
}

export interface Failure {
  status: number
  code: string
  message: string
}

type Fields = Record<string, unknown>

const openaiErrors: Pick<Dialect, 'refusal' | 'streamRefusal' | 'ownsError'> = {
  refusal: ({ status, code, message }) => ({ error: { message, type: openaiType(status), param: null, code } }),
  streamRefusal(failure) {
    return `\n\ndata: ${JSON.stringify(this.refusal(failure))}\n\n`
  },
  ownsError: (value) => typeof fields(fields(value)?.error)?.message === 'string',
}

export const chat: Dialect = {
  name: 'chat',
  title: 'Chat Completions',
  spec: 'https://platform.openai.com/docs/api-reference/chat',
  asksForUsage: true,
  usage(value) {
    const usage = fields(fields(value)?.usage)
    return usage && openaiUsage(usage, 'prompt_tokens', 'completion_tokens', usage.prompt_tokens_details)
  },
  ...openaiErrors,
}

export const responses: Dialect = {
  name: 'responses',
  title: 'Responses',
  spec: 'https://platform.openai.com/docs/api-reference/responses',
  asksForUsage: false,
  usage(value) {
    const outer = fields(value)
    const usage = fields(outer?.usage) ?? fields(fields(outer?.response)?.usage)
    return usage && openaiUsage(usage, 'input_tokens', 'output_tokens', usage.input_tokens_details)
  },
  ...openaiErrors,
  // A stream of responses ends in typed events; its clients ignore data without a type.
  streamRefusal: ({ code, message }) =>
    `\n\nevent: error\ndata: ${JSON.stringify({ type: 'error', code, message, param: null, sequence_number: 0 })}\n\n`,
}

export const embeddings: Dialect = {
  ...chat,
  name: 'embeddings',
  title: 'Embeddings',
  spec: 'https://platform.openai.com/docs/api-reference/embeddings',
  asksForUsage: false,
}

export const messages: Dialect = {
  name: 'messages',
  title: 'Messages',
  spec: 'https://docs.anthropic.com/en/api/messages',
  asksForUsage: false,
  /** `message_start` tells the input, each `message_delta` the output so far, and sometimes the input again. */
  usage(value, before) {
    const outer = fields(value)
    const usage = fields(outer?.usage) ?? fields(fields(outer?.message)?.usage)
    if (!usage) return undefined
    const cachedTokens = count(usage.cache_read_input_tokens) ?? before?.cachedTokens ?? 0
    const cacheWriteTokens = count(usage.cache_creation_input_tokens) ?? before?.cacheWriteTokens ?? 0
    const fresh =
      count(usage.input_tokens) ?? (before ? before.inputTokens - before.cachedTokens - before.cacheWriteTokens : 0)
    return {
      inputTokens: fresh + cachedTokens + cacheWriteTokens,
      outputTokens: count(usage.output_tokens) ?? before?.outputTokens ?? 0,
      cachedTokens,
      cacheWriteTokens,
    }
  },
  refusal: ({ status, message }) => ({ type: 'error', error: { type: anthropicType(status), message } }),
  streamRefusal(failure) {
    return `\n\nevent: error\ndata: ${JSON.stringify(this.refusal(failure))}\n\n`
  },
  ownsError: (value) => fields(value)?.type === 'error' && typeof fields(fields(value)?.error)?.message === 'string',
}

function openaiUsage(usage: Fields, input: string, output: string, details: unknown): TokenUsage | undefined {
  const inputTokens = count(usage[input])
  const outputTokens = count(usage[output]) ?? 0
  if (inputTokens === undefined) return undefined
  const cachedTokens = Math.min(count(fields(details)?.cached_tokens) ?? 0, inputTokens)
  const cacheWriteTokens = Math.min(count(fields(details)?.cache_write_tokens) ?? 0, inputTokens - cachedTokens)
  return { inputTokens, outputTokens, cachedTokens, cacheWriteTokens }
}

function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}

/** Providers are trusted with the price, not with the database: only whole numbers that fit an integer column count. */
function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2_147_483_647
    ? value
    : undefined
}

function openaiType(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'server_error'
}

function anthropicType(status: number): string {
  const types: Record<number, string> = {
    401: 'authentication_error',
    403: 'permission_error',
    404: 'not_found_error',
    413: 'request_too_large',
    429: 'rate_limit_error',
    504: 'timeout_error',
  }
  return types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error')
}
