import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Readable, Writable } from 'node:stream'
import type { ServerChannel } from 'ssh2'
import { expect, onTestFinished, test } from 'vitest'
import { pump } from './pump.ts'

const UNSENT_BYTES = 1024 ** 2
const PIECE_BYTES = 64 * 1024

/** A socket whose other side reads nothing until it is told to. */
async function stubbornPeer(): Promise<{ socket: Socket; peer: Socket }> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const socket = connect(port, '127.0.0.1')
  const [peer] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => {
    socket.destroy()
    peer.destroy()
    server.close()
  })
  return { socket, peer }
}

/** A channel for which the client has announced an endless window: everything goes into the socket at once. */
function endlessChannel(socket: Socket): ServerChannel {
  const channel = new Writable({
    highWaterMark: 2 * 1024 ** 2,
    write(chunk, _encoding, done) {
      socket.write(chunk)
      done()
    },
  })
  return channel as ServerChannel
}

test('git is paused when the socket is full, whatever window the client has announced, and goes on when it is read', async () => {
  const { socket, peer } = await stubbornPeer()
  const pieces = 400
  let produced = 0
  const output = Readable.from(
    (function* () {
      for (; produced < pieces; produced++) yield Buffer.alloc(PIECE_BYTES)
    })(),
  )
  let moved = 0
  pump(output, { channel: endlessChannel(socket), socket, unsentBytes: UNSENT_BYTES, moved: () => moved++ })
  await expect.poll(() => output.isPaused() && socket.writableLength > UNSENT_BYTES).toBe(true)
  expect(socket.writableLength).toBeLessThanOrEqual(UNSENT_BYTES + PIECE_BYTES)
  expect(produced).toBeLessThan(pieces)

  let received = 0
  peer.on('data', (chunk) => (received += chunk.length)).resume()
  await expect.poll(() => received).toBe(pieces * PIECE_BYTES)
  expect(moved).toBe(pieces)
})

test('what is stopped sends nothing more, and lets git run to its end', async () => {
  const { socket } = await stubbornPeer()
  const output = Readable.from(Array.from({ length: 400 }, () => Buffer.alloc(PIECE_BYTES)))
  const ended = once(output, 'end')
  const stop = pump(output, { channel: endlessChannel(socket), socket, unsentBytes: UNSENT_BYTES, moved: () => {} })
  await expect.poll(() => output.isPaused()).toBe(true)
  const unsent = socket.writableLength
  stop()
  await ended
  expect(socket.writableLength).toBe(unsent)
})
