import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { DevFlowError } from './error.ts'
import type { Request } from './request.ts'

export interface StreamOptions {
  signal?: AbortSignal | undefined
  /** Told when the connection is lost and when it is back; the stream resumes by itself after the last message. */
  onConnection?: ((state: 'lost' | 'open') => void) | undefined
}

const FIRST_RETRY_MS = 200
const MAX_RETRY_MS = 3_000
/** The server says something at least every 15 s; three times that in silence is a connection that died unnoticed. */
const MAX_SILENCE_MS = 45_000

/**
 * Messages of a server-sent event stream, for ever: a lost connection is opened again with `Last-Event-ID`.
 * Ends when `signal` aborts. Throws what the server refuses, and when the very first connection cannot be made.
 */
export async function* readStream(
  request: Request,
  path: string,
  { signal, onConnection }: StreamOptions,
): AsyncGenerator<EventSourceMessage> {
  let lastId = ''
  let failures = 0
  let everOpen = false
  let lost = false
  while (!signal?.aborted) {
    try {
      const headers = { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) }
      const response = await request(path, { headers, signal: signal ?? null })
      if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
        throw new DevFlowError(`${path} did not answer with a stream of events.`, {
          kind: 'internal',
          code: 'sdk.answer',
          status: response.status,
        })
      }
      if (lost) onConnection?.('open')
      lost = false
      everOpen = true
      for await (const message of readMessages(response.body)) {
        failures = 0
        if (message.id) lastId = message.id
        yield message
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!everOpen || !isPassing(error)) throw error
    }
    if (signal?.aborted) return
    if (!lost) onConnection?.('lost')
    lost = true
    await pause(Math.min(FIRST_RETRY_MS * 2 ** failures++, MAX_RETRY_MS), signal)
  }
}

/** Whether trying again may help: the server is away or restarting, not refusing. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof DevFlowError)) return true // the connection broke in the middle
  return error.kind === 'unreachable' || error.kind === 'unavailable' || error.kind === 'rate_limited'
}

async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const ready: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => ready.push(message) })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let silence: ReturnType<typeof setTimeout> | undefined
  try {
    for (;;) {
      silence = setTimeout(() => reader.cancel().catch(() => undefined), MAX_SILENCE_MS)
      const { done, value } = await reader.read()
      clearTimeout(silence)
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      yield* ready.splice(0)
    }
  } finally {
    clearTimeout(silence)
    // A consumer that stops reading must not leave the connection open.
    await reader.cancel().catch(() => undefined)
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resume) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resume()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
