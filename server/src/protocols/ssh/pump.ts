import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { ServerChannel } from 'ssh2'

export interface PumpTarget {
  channel: ServerChannel
  socket: Socket
  /** What may wait in the socket before the source is paused. */
  unsentBytes: number
  /** For each piece. */
  moved(): void
}

/**
 * Sends what git says, and pauses git while the client does not read: when its window is used up, and when the socket is full,
 * because a client may announce any window. Answers a function that stops sending and lets git run to its end.
 */
export function pump(output: Readable, { channel, socket, unsentBytes, moved }: PumpTarget): () => void {
  let stopped = false
  const isFull = () => channel.writableNeedDrain || socket.writableLength > unsentBytes
  const resume = (): void => {
    if (stopped || !isFull()) output.resume()
    else (channel.writableNeedDrain ? channel : socket).once('drain', resume)
  }
  output.on('data', (chunk: Buffer) => {
    if (stopped) return
    moved()
    socket.cork() // a piece is some packets, and one call of the system
    channel.write(chunk)
    socket.uncork()
    if (!isFull()) return
    output.pause()
    resume()
  })
  return () => {
    stopped = true
    output.resume()
  }
}
