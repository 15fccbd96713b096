import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dialect, Failure } from './dialect.ts'
import { brokeMidway, nonsense, silentMidway } from './failures.ts'
import { responseHeaders } from './headers.ts'

export interface RelayEnd {
  clientGone: boolean
  /** What went wrong with the provider's answer; already told to the client where its headers had been sent. */
  failure: Failure | undefined
}

/** Enough to see past the white space that some servers send to keep a connection open. */
const SNIFFED_BYTES = 1024

/**
 * The provider's answer to the client, byte for byte, as fast as the client reads. Resolves when nothing more will
 * come, whoever ended it; never rejects.
 */
export function relay(
  answer: IncomingMessage,
  response: ServerResponse,
  options: { dialect: Dialect; host: string; idleMs: number; onChunk(chunk: Buffer): void },
): Promise<RelayEnd> {
  const { dialect, host, idleMs, onChunk } = options
  const isStream = (answer.headers['content-type'] ?? '').startsWith('text/event-stream')
  const isReadable = !isStream && (answer.headers['content-encoding'] ?? 'identity') === 'identity'
  return new Promise((resolve) => {
    let ended = false
    const idle = setTimeout(() => {
      if (response.writableNeedDrain)
        response.destroy() // it is the client that no longer reads
      else fail(silentMidway(host, idleMs))
    }, idleMs)

    function end(result: RelayEnd): void {
      if (ended) return
      ended = true
      clearTimeout(idle)
      if (!answer.complete) answer.destroy()
      resolve(result)
    }

    function fail(failure: Failure): void {
      if (ended) return
      if (response.headersSent) {
        if (isStream) response.end(dialect.streamRefusal(failure))
        else response.destroy() // a cut body is the only way left to say that it is not whole
      }
      end({ clientGone: false, failure })
    }

    /** An answer that is no JSON is found out while it can still be refused. */
    function begin(chunk: Buffer): boolean {
      const start = isReadable ? chunk.toString('latin1', 0, SNIFFED_BYTES).trimStart() : ''
      if (start !== '' && start[0] !== '{' && start[0] !== '[') {
        fail(nonsense(host, 'something that is not JSON'))
        return false
      }
      response.writeHead(answer.statusCode ?? 200, responseHeaders(answer.rawHeaders))
      return true
    }

    answer.on('data', (chunk: Buffer) => {
      if (ended) return
      idle.refresh()
      if (!response.headersSent && !begin(chunk)) return
      onChunk(chunk)
      if (!response.write(chunk)) answer.pause()
    })
    response.on('drain', () => {
      idle.refresh()
      answer.resume()
    })
    answer.on('end', () => {
      if (ended) return
      if (!response.headersSent) return fail(nonsense(host, 'nothing'))
      response.end()
      end({ clientGone: false, failure: undefined })
    })
    answer.on('error', () => {
      if (!response.destroyed) fail(brokeMidway(host))
    })
    response.once('close', () => end({ clientGone: !response.writableFinished, failure: undefined }))
    if (isStream) {
      response.writeHead(answer.statusCode ?? 200, responseHeaders(answer.rawHeaders))
      response.flushHeaders()
    }
  })
}
