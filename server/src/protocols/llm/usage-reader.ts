import type { Dialect } from './dialect.ts'

/** What a model says a call took. `inputTokens` is everything that went in, cached or not. */
export interface TokenUsage {
  inputTokens: number
  outputTokens: number
  /** The part of the input that was read from the provider's cache. */
  cachedTokens: number
  /** The part of the input that was written to the provider's cache (Anthropic bills it apart). */
  cacheWriteTokens: number
}

/** Reads along with a response that streams past and never holds it back. */
export interface UsageReader {
  read(chunk: Buffer): void
  /** What was found, after the last chunk; undefined when the response never said. */
  end(): TokenUsage | undefined
}

/** A body or an event longer than this streams through uncounted, so that a runaway response cannot fill the memory. */
export const MAX_READ_BYTES = 16 * 1024 * 1024

const NEWLINE = 0x0a
const USAGE = Buffer.from('"usage"')

export function createUsageReader(dialect: Dialect, contentType: string): UsageReader {
  return contentType.startsWith('text/event-stream') ? createStreamReader(dialect) : createBodyReader(dialect)
}

function createBodyReader(dialect: Dialect): UsageReader {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  return {
    read(chunk) {
      sizeBytes += chunk.length
      if (sizeBytes <= MAX_READ_BYTES) chunks.push(chunk)
      else chunks.length = 0
    },
    end: () => (chunks.length === 0 ? undefined : dialect.usage(parse(Buffer.concat(chunks)), undefined)),
  }
}

/** Looks only into lines that name usage: inside a delta's text the quotes would be escaped, so the search is exact. */
function createStreamReader(dialect: Dialect): UsageReader {
  let partial: Buffer[] = []
  let partialBytes = 0
  let usage: TokenUsage | undefined

  function take(line: Buffer): void {
    if (line.indexOf(USAGE) < 0) return
    const colon = line.indexOf(0x3a)
    if (line.toString('latin1', 0, colon) === 'data')
      usage = dialect.usage(parse(line.subarray(colon + 1)), usage) ?? usage
  }

  return {
    read(chunk) {
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        const rest = chunk.subarray(start, end)
        take(partial.length === 0 ? rest : Buffer.concat([...partial, rest]))
        partial = []
        partialBytes = 0
        start = end + 1
      }
      if (start === chunk.length) return
      partialBytes += chunk.length - start
      if (partialBytes <= MAX_READ_BYTES) partial.push(chunk.subarray(start))
      else partial = []
    },
    end() {
      if (partial.length > 0) take(Buffer.concat(partial))
      return usage
    },
  }
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'))
  } catch {
    return undefined
  }
}
