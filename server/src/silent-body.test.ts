import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { endSilentBody } from './silent-body.ts'

const SILENT_MS = 200

/** A server that answers when it has the whole body, after `thinkMs`. */
async function start(thinkMs = 0): Promise<number> {
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    endSilentBody(request, SILENT_MS)
    request.resume().once('end', () => setTimeout(() => response.end('thanks'), thinkMs))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** What comes back until the connection is closed, or everything that is awaited was said. */
async function send(port: number, text: string, awaited?: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) {
    answer += chunk
    if (awaited !== undefined && answer.includes(awaited)) break
  }
  return answer
}

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n'
const CHUNKED = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'

test('clients that begin a body and say no more are let go', async () => {
  const port = await start()
  const clients = Array.from({ length: 100 }, (_, at) => send(port, at % 2 ? `${HEAD}abc` : `${CHUNKED}3\r\nabc\r\n`))
  expect(new Set(await Promise.all(clients))).toEqual(new Set(['']))
})

test('who has sent all of it is answered, also later than a silent body would be waited for', async () => {
  expect(await send(await start(3 * SILENT_MS), `${HEAD}abcdef`, 'thanks')).toContain('thanks')
})
