import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from './limits.ts'

interface ProviderCall {
  url: URL
  method: string
  headers: Record<string, string>
  body: Buffer | undefined
  /** Whether the answer was asked for piece by piece. */
  streams: boolean
  /** The client went away. */
  signal: AbortSignal
}

/** The provider did not begin to answer in time. */
export class SilentProvider extends Error {
  readonly phase: 'connect' | 'answer'
  readonly afterMs: number
  constructor(phase: 'connect' | 'answer', afterMs: number) {
    super(`no ${phase} after ${afterMs} ms`)
    this.phase = phase
    this.afterMs = afterMs
  }
}

const BUSY = new Set([429, 500, 502, 503, 504, 529])
const CONNECT_FAILURES = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])
/** A connection that the provider had closed while it was idle: nothing of the call was read. */
const STALE_FAILURES = new Set(['ECONNRESET', 'EPIPE'])

export type Dial = (call: ProviderCall) => Promise<IncomingMessage>

/** Calls providers over kept connections; tries again only while not one byte of an answer has come. */
export function createDialer(limits: Limits): { dial: Dial; close(): void } {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, scheduling: 'lifo' }),
    'https:': new https.Agent({ keepAlive: true, scheduling: 'lifo' }),
  }

  async function dial(call: ProviderCall): Promise<IncomingMessage> {
    for (let tries = 0; ; tries++) {
      const last = tries >= limits.retries
      try {
        const response = await send(call)
        const delayMs = BUSY.has(response.statusCode ?? 0) && !last ? retryDelay(response, tries) : undefined
        if (delayMs === undefined) return response
        response.destroy()
        await sleep(delayMs, undefined, { signal: call.signal })
      } catch (error) {
        const code = (error as { code?: string }).code ?? ''
        const stale = error instanceof StaleConnection
        if (last || call.signal.aborted || !(stale || CONNECT_FAILURES.has(code))) throw error
        if (!stale) await sleep(backOff(tries), undefined, { signal: call.signal })
      }
    }
  }

  function send({ url, method, headers, body, streams, signal }: ProviderCall): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:'
    return new Promise((resolve, reject) => {
      const agent = agents[secure ? 'https:' : 'http:']
      const request = (secure ? https : http).request(url, {
        method,
        agent,
        signal,
        headers: body ? { ...headers, 'content-length': String(body.length) } : headers,
      })
      const answerMs = streams ? limits.firstByteMs : limits.answerMs
      let timer = setTimeout(() => request.destroy(new SilentProvider('answer', answerMs)), answerMs)
      request.once('socket', (socket) => {
        if (!socket.connecting) return
        clearTimeout(timer)
        timer = setTimeout(() => request.destroy(new SilentProvider('connect', limits.connectMs)), limits.connectMs)
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          clearTimeout(timer)
          timer = setTimeout(() => request.destroy(new SilentProvider('answer', answerMs)), answerMs)
        })
      })
      request.once('response', (response) => {
        clearTimeout(timer)
        resolve(response)
      })
      request.once('close', () => clearTimeout(timer))
      request.on('error', (error: NodeJS.ErrnoException) => {
        reject(request.reusedSocket && STALE_FAILURES.has(error.code ?? '') ? new StaleConnection(error) : error)
      })
      request.end(body)
    })
  }

  function backOff(tries: number): number {
    return limits.firstRetryMs * 2 ** tries * (0.75 + Math.random() / 2)
  }

  /** Undefined: the provider wants a pause that is too long to hold the client for. */
  function retryDelay(response: IncomingMessage, tries: number): number | undefined {
    const after = response.headers['retry-after']
    if (after === undefined) return backOff(tries)
    const seconds = Number(after)
    const delayMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - Date.now()
    if (Number.isNaN(delayMs)) return backOff(tries)
    return delayMs <= limits.maxRetryAfterMs ? Math.max(0, delayMs) : undefined
  }

  return {
    dial,
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

class StaleConnection extends Error {
  constructor(cause: Error) {
    super('the kept connection was closed', { cause })
  }
}
