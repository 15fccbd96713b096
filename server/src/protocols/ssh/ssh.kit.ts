import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeKeyPair } from '../../code/keys/keys.kit.ts'
import { type ClientResult, gitClient } from '../git/git.kit.ts'
import type { SshDoor } from './ssh-door.ts'

/** The real git with the real ssh: a person at a machine that holds their key and knows the server's. */
export async function sshClient(
  server: { ssh: Pick<SshDoor, 'port' | 'hostKey'> },
  keyOrType: ReturnType<typeof makeKeyPair> | string = 'ed25519',
) {
  const client = await gitClient()
  const key = typeof keyOrType === 'string' ? makeKeyPair(keyOrType, { home: client.home }) : keyOrType
  const known = join(client.home, 'known_hosts')
  const port = server.ssh.port()!
  await writeFile(known, `[127.0.0.1]:${port} ${server.ssh.hostKey()?.line}\n`)
  const options = [
    ...['-F', 'none', '-i', key.file, '-p', String(port)],
    ...['IdentitiesOnly=yes', 'BatchMode=yes', 'StrictHostKeyChecking=yes', `UserKnownHostsFile=${known}`].flatMap(
      (option) => ['-o', option],
    ),
  ]
  // git tells apart which ssh it speaks to by its name, and passes GIT_PROTOCOL on only to OpenSSH.
  Object.assign(client.env, { GIT_SSH_COMMAND: ['ssh', ...options].join(' '), GIT_SSH_VARIANT: 'ssh' })

  /** ssh without git; never throws. */
  async function sshWith(its: readonly string[], ...args: string[]): Promise<ClientResult> {
    try {
      const { stdout, stderr } = await promisify(execFile)('ssh', [...its, ...args], { env: client.env })
      return { code: 0, stdout, stderr }
    } catch (error) {
      const { code, stdout, stderr } = error as ClientResult
      return { code, stdout, stderr }
    }
  }

  return {
    ...client,
    /** The line of the .pub file. */
    publicKey: key.line,
    keyFile: key.file,
    /** How the ssh of this machine is called. */
    options,
    remote: (path: string) => `ssh://git@127.0.0.1:${port}/${path}.git`,
    ssh: (...args: string[]) => sshWith(options, ...args),
    sshWith,
  }
}

export type SshClient = Awaited<ReturnType<typeof sshClient>>
