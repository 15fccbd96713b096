import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import ssh2 from 'ssh2'
import { Problem } from '#kernel'

/** How another server is entered over SSH, and how it is recognised. */
export interface SshAccess {
  user: string
  /** As the other side's shell is to read it: absolute, or from the home of the user. */
  path: string
  privateKey: string
  /** `<type> <base64>` as it was met first; undefined: whatever it shows is kept. */
  hostKey: string | undefined
  /** The key of a host that was not known before. */
  onHostKey(line: string): Promise<void>
}

export interface SshCommand {
  channel: Duplex
  /** What the other side prints for people. */
  stderr(): string
  [Symbol.dispose](): void
}

/** A host that has not signed us in by then is stuck. */
const READY_TIMEOUT_MS = 30_000
const KEEPALIVE_MS = 15_000
const MOST_STDERR = 16 * 1024

/** Signatures with a key of this type; the newest first. */
const ALGORITHMS: Record<string, ssh2.ServerHostKeyAlgorithm[]> = {
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
}

interface Target {
  pinned: { host: string; port: number; address: string }
  ssh: SshAccess
}

/**
 * Starts a program of git on the other side. The connection goes to the address that was judged; no configuration, agent or key of this
 * machine has a part in it, and the private key never leaves this process.
 */
export async function openSsh(
  { pinned, ssh }: Target,
  program: string,
  { signal, onStderr, argument }: { signal: AbortSignal; onStderr(text: string): void; argument?: string },
): Promise<SshCommand> {
  const client = new ssh2.Client()
  const socket = connect({ host: pinned.address, port: pinned.port })
  const end = () => {
    client.end()
    socket.destroy()
  }
  signal.addEventListener('abort', end)
  try {
    signal.throwIfAborted()
    await enter(client, socket, { pinned, ssh })
    const command = [program, quotePath(ssh.path), ...(argument ? [argument] : [])]
    const channel = await start(client, command.join(' '))
    let said = ''
    channel.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_STDERR)
      onStderr(text)
    })
    channel.on('error', end)
    return {
      channel,
      stderr: () => said,
      [Symbol.dispose]() {
        signal.removeEventListener('abort', end)
        end()
      },
    }
  } catch (error) {
    signal.removeEventListener('abort', end)
    end()
    throw error
  }
}

/** Throws `git.ssh_host_key`, `git.ssh_key` or `git.ssh_unreachable`. */
async function enter(client: ssh2.Client, socket: Socket, { pinned, ssh }: Target): Promise<void> {
  const known = ssh.hostKey?.split(' ')
  const met: { key?: Buffer } = {}
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  client.on('ready', resolve)
  // Stays for the life of the connection: one that is ended on purpose also reports an error.
  client.on('error', reject)
  client.on('close', () => reject(new Error('the connection was closed')))
  client.connect({
    sock: socket,
    username: ssh.user,
    privateKey: ssh.privateKey,
    authHandler: ['publickey'],
    readyTimeout: READY_TIMEOUT_MS,
    keepaliveInterval: KEEPALIVE_MS,
    hostVerifier: (key: Buffer) => {
      met.key = key
      return known === undefined || known[1] === key.toString('base64')
    },
    // Of several keys, the host is to show the one by which it is known.
    ...(known ? { algorithms: { serverHostKey: algorithmsOf(known[0]!) } } : {}),
  })
  try {
    await promise
  } catch (cause) {
    throw explain(cause, pinned.host, known !== undefined && knownBy(met.key) !== ssh.hostKey)
  } finally {
    const line = knownBy(met.key)
    if (known === undefined && line) await ssh.onHostKey(line)
  }
}

function explain(cause: unknown, host: string, changed: boolean): Problem {
  const { level, message } = cause as { level?: string; message: string }
  if (level === 'client-authentication')
    return new Problem(
      'forbidden',
      'git.ssh_key',
      `${host} did not accept the key of this mirror; add its public key there as a deploy key, then run the mirror again.`,
      { cause },
    )
  // One that closes or times out has shown no key at all.
  if (changed && level === 'handshake')
    return new Problem(
      'forbidden',
      'git.ssh_host_key',
      `${host} shows another host key than when it was first met, so nothing was sent; if its operator has changed it, forget the old one in the mirror and run it again.`,
      { cause },
    )
  return new Problem('unavailable', 'git.ssh_unreachable', `${host} could not be reached over SSH: ${message}.`, {
    cause,
  })
}

function start(client: ssh2.Client, command: string): Promise<ssh2.ClientChannel> {
  const { promise, resolve, reject } = Promise.withResolvers<ssh2.ClientChannel>()
  client.exec(command, { env: { GIT_PROTOCOL: 'version=2' } }, (error, channel) =>
    error ? reject(error) : resolve(channel),
  )
  client.once('close', () => reject(new Error('the connection was closed')))
  return promise
}

/** `<type> <base64>`, as in a file of known hosts; RFC 4253 section 6.6: a key begins with the length and name of its type. */
function knownBy(key: Buffer | undefined): string | undefined {
  if (!key || key.length < 4) return undefined
  return `${key.toString('latin1', 4, 4 + key.readUInt32BE(0))} ${key.toString('base64')}`
}

function algorithmsOf(type: string): ssh2.ServerHostKeyAlgorithm[] {
  return ALGORITHMS[type] ?? [type as ssh2.ServerHostKeyAlgorithm]
}

/** As git quotes it for the shell of the other side. */
function quotePath(path: string): string {
  return `'${path.replace(/['!]/g, (sign) => `'\\${sign}'`)}'`
}
