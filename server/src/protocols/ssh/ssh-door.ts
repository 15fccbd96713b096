import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import ssh2, { type Connection } from 'ssh2'
import type { Git } from '#git'
import { type Kernel, Problem } from '#kernel'
import type { Keys } from '#keys'
import type { Lfs } from '#lfs'
import type { HostKey } from '../protocol.ts'
import { serveConnection } from './connection.ts'
import { hostKey } from './host-key.ts'
import { SSH_LIMITS, type SshLimits } from './limits.ts'
import { createLogin } from './login.ts'
import type { Running } from './session.ts'

export interface SshDoorDeps {
  git: Git
  keys: Keys
  /** Where large files are served, too. */
  lfs?: Pick<Lfs, 'authenticate'>
  /** Its host name is this door's, too. */
  publicUrl(): string
  limits?: Partial<SshLimits>
}

export type SshDoor = ReturnType<typeof createSshDoor>

/** Clients that do not answer three questions in a row are gone, whatever their network says. */
const KEEPALIVE_MS = 20_000
const UNANSWERED = 3

/** Nothing that is broken (SHA-1, CBC, DSA), nothing that is slow on the one thread there is (large finite fields, compression). */
const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} as const

/** git over SSH: clone, fetch, push and archive by an unmodified git, with the keys of `#keys`. */
export function createSshDoor(kernel: Kernel, { git, keys, lfs, publicUrl, limits: overrides }: SshDoorDeps) {
  const limits = { ...SSH_LIMITS, ...overrides }
  const { log, config } = kernel
  const deps = { git, lfs, log, limits, login: createLogin(kernel, keys) }
  const sockets = new Map<string, Socket>()
  const commands = new Map<Socket, ReadonlySet<Running>>()
  let unauthenticated = 0
  let ready = false
  let key: ReturnType<typeof hostKey> | undefined
  let ssh: ssh2.Server | undefined

  /** Sockets are counted before the library sees them, so that a flood of handshakes costs little. */
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    if (!ready || !ssh || unauthenticated >= limits.unauthenticated) return void socket.destroy()
    const name = `${socket.remoteAddress}:${socket.remotePort}`
    const login = setTimeout(() => socket.destroy(), limits.loginMs)
    let known = false
    const identified = (): void => {
      if (known) return
      known = true
      unauthenticated--
      clearTimeout(login)
    }
    unauthenticated++
    identifyBy.set(socket, identified)
    sockets.set(name, socket)
    socket.once('close', () => {
      identified()
      sockets.delete(name)
      commands.delete(socket)
    })
    ssh.injectSocket(socket)
  })
  server.maxConnections = limits.connections
  const identifyBy = new WeakMap<Socket, () => void>()

  function onConnection(client: Connection, info: { ip: string; port: number }): void {
    const socket = sockets.get(`${info.ip}:${info.port}`)
    if (!socket) return void client.end()
    commands.set(socket, serveConnection(client, { socket, identified: identifyBy.get(socket)! }, deps))
  }

  let warning: string | undefined
  const port = (): number | undefined => (server.address() as AddressInfo | null)?.port

  return {
    /** Undefined when SSH is turned off. */
    port,

    /** `ssh://git@host:port`, what stands before the path of a repository. */
    url: (): string | undefined =>
      port() === undefined ? undefined : `ssh://git@${new URL(publicUrl()).hostname}:${port()}`,

    /** What clients know this server by. */
    hostKey: (): HostKey | undefined => key && { line: key.line, fingerprint: key.fingerprint },

    /** Why nothing is served although nobody turned it off. */
    warning: (): string | undefined => warning,

    /**
     * Takes the port before anything is started, so that a port in use changes nothing. Where nobody asked for this port, a second
     * server on the machine starts all the same, and says that it has no SSH.
     */
    async reserve(): Promise<void> {
      if (config.sshPort === undefined) return
      await new Promise<void>((done, fail) => {
        server.once('error', (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EADDRINUSE' || config.sshPortChosen) return fail(explainListen(error, config))
          warning = `git over SSH is off: port ${config.sshPort} is in use by another program; choose one with DEVFLOW_SSH_PORT.`
          done()
        })
        server.listen(config.sshPort, config.host, done)
      })
    },

    async open(): Promise<void> {
      if (!server.listening) return
      key = hostKey(join(config.dataDir, 'keys', 'ssh_host_ed25519'))
      ssh = new ssh2.Server(
        {
          hostKeys: [key.privateKey],
          ident: 'DevFlow',
          algorithms: ALGORITHMS as never,
          keepaliveInterval: KEEPALIVE_MS,
          keepaliveCountMax: UNANSWERED,
        },
        onConnection,
      )
      ready = true
    },

    /** Lets what is under way end, for a moment. */
    async close(): Promise<void> {
      ready = false
      if (!server.listening) return
      const closed = new Promise((done) => server.close(done))
      const drained = Promise.all([...commands.values()].flatMap((running) => [...running].map(({ ended }) => ended)))
      let timer: NodeJS.Timeout | undefined
      await Promise.race([drained, new Promise((done) => (timer = setTimeout(done, limits.drainMs)))])
      clearTimeout(timer)
      for (const socket of sockets.values()) socket.destroy()
      await closed
    },
  }
}

function explainListen(error: NodeJS.ErrnoException, { sshPort, host }: Kernel['config']): Error {
  if (error.code === 'EADDRINUSE') {
    return new Problem(
      'conflict',
      'ssh.port_in_use',
      `Port ${sshPort}, for git over SSH, is in use by another program; stop it, or start with another one: DEVFLOW_SSH_PORT=${sshPort! + 1} npm start (off for none).`,
    )
  }
  if (error.code === 'EACCES')
    return new Problem(
      'forbidden',
      'ssh.port',
      `Port ${sshPort}, for git over SSH, may not be opened by this user; choose one above 1023 with DEVFLOW_SSH_PORT.`,
    )
  return new Problem(
    'unavailable',
    'ssh.listen',
    `DevFlow could not listen for SSH on ${host}:${sshPort}: ${error.message}.`,
  )
}
