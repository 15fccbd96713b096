import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { type Actor, createApi, type Kernel } from '#kernel'

export interface StreamReader {
  /** The next message; throws when the stream has ended. */
  next(): Promise<EventSourceMessage>
  close(): void
}

/** The kernel's API on a real socket, for tests of what is streamed. The actor travels in a header. */
export async function serveStreams({ kernel }: { kernel: Kernel }) {
  const actors = new Map<string, Actor>()
  const authenticate = async (request: Request) => actors.get(request.headers.get('x-actor') ?? '')
  const api = createApi(kernel, authenticate, () => 'http://test')
  const server = createServer(getRequestListener((request) => api.fetch(request)))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const readers = new Set<StreamReader>()

  function headersFor(actor: Actor | undefined): Record<string, string> {
    if (!actor) return {}
    const key = `${actors.size}`
    actors.set(key, actor)
    return { 'x-actor': key }
  }

  return {
    url,
    headersFor,
    async open(path: string, actor: Actor | undefined, headers: Record<string, string> = {}): Promise<StreamReader> {
      const abort = new AbortController()
      const response = await fetch(url + path, { headers: { ...headersFor(actor), ...headers }, signal: abort.signal })
      if (!response.ok) {
        const { error } = (await response.json()) as { error: { code: string } }
        throw new Error(`${response.status} ${error.code}`)
      }
      const reader = readMessages(response, abort)
      readers.add(reader)
      return reader
    },
    async [Symbol.asyncDispose]() {
      for (const reader of readers) reader.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function readMessages(response: Response, abort: AbortController): StreamReader {
  const waiting: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => waiting.push(message) })
  const body = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  return {
    async next() {
      while (waiting.length === 0) {
        const { done, value } = await body.read()
        if (done) throw new Error('the stream has ended')
        parser.feed(value)
      }
      return waiting.shift()!
    },
    close: () => abort.abort(),
  }
}
