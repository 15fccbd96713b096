import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SandboxMount } from './contract.ts'

const INSIDE = fileURLToPath(new URL('./loopback-inside.ts', import.meta.url))

export interface LoopbackForward {
  mounts: SandboxMount[]
  /** The command behind the half of the bridge that runs inside. */
  wrap(command: readonly string[], node: string): string[]
  close(): void
}

/**
 * A sandbox without a network reaches named ports of this machine's loopback over Unix sockets, which are files and so
 * pass through a mount. Anything that is not one of these ports stays out of reach.
 */
export async function forwardLoopback(parent: string, ports: readonly number[]): Promise<LoopbackForward> {
  const folder = mkdtempSync(join(parent, 'net-'))
  chmodSync(folder, 0o755)
  const open = new Set<Socket>()
  const servers: Server[] = []
  for (const port of new Set(ports)) servers.push(await listen(join(folder, `${port}.sock`), port, open))
  return {
    mounts: [
      { path: folder, access: 'read' },
      { path: INSIDE, access: 'read' },
    ],
    wrap: (command, node) => [node, INSIDE, folder, ...command],
    close: () => {
      for (const server of servers) server.close()
      for (const socket of open) socket.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function listen(path: string, port: number, open: Set<Socket>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (inner) => {
    const outer = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        // Closed without having ended: the other half would wait for ever.
        other.end()
      })
    }
    inner.pipe(outer).pipe(inner)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  // The sandbox's user is not the server's; the folder's random name is seen only by the sandbox it is mounted into.
  chmodSync(path, 0o666)
  return server
}
