import type { IncomingMessage } from 'node:http'

/** A client on the worst of lines says something within this; one that does not holds a socket for nothing. */
const SILENT_BODY_MS = 120_000

/**
 * Closes the connection of a request whose body has begun and does not go on. Only while the body is awaited: an answer may take as
 * long as it takes.
 */
export function endSilentBody(request: IncomingMessage, silentMs = SILENT_BODY_MS): void {
  const { socket, headers } = request
  if (headers['transfer-encoding'] === undefined && !Number(headers['content-length'])) return
  let read = socket.bytesRead
  const timer = setInterval(() => {
    if (request.complete) clearInterval(timer)
    else if (socket.bytesRead === read) socket.destroy()
    else read = socket.bytesRead
  }, silentMs).unref()
  request.once('close', () => clearInterval(timer))
}
