import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { Problem } from '#kernel'

/**
 * Below the range from which systems take ports for outgoing connections, so that between our test and the application's
 * start no such connection can sit on the port.
 */
const FIRST = 20_000
const LAST = 29_999
const TRIES = 200

/** Loopback ports for applications, none handed out twice. */
export function createPorts() {
  const taken = new Set<number>()

  async function take(): Promise<number> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const port = randomInt(FIRST, LAST + 1)
      if (taken.has(port)) continue
      taken.add(port)
      if (await isFree(port)) return port
      taken.delete(port)
    }
    throw new Problem('unavailable', 'deployments.no_port', `No free port was found between ${FIRST} and ${LAST}.`)
  }

  return { take, give: (port: number) => void taken.delete(port) }
}

export type Ports = ReturnType<typeof createPorts>

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
