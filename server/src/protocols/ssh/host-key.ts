import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import ssh2 from 'ssh2'
import { Problem } from '#kernel'
import { fingerprintOf, makeEd25519 } from '#keys'
import type { HostKey } from '../protocol.ts'

/** How clients recognise this server: made once, and kept, because each of them remembers it. Throws `ssh.host_key`. */
export function hostKey(path: string): HostKey & { privateKey: string } {
  const privateKey = readKey(path) ?? createKey(path)
  const parsed = ssh2.utils.parseKey(privateKey)
  if (parsed instanceof Error || parsed.type !== 'ssh-ed25519' || !parsed.isPrivateKey()) {
    throw new Problem(
      'unavailable',
      'ssh.host_key',
      `${path} is not an Ed25519 private key of OpenSSH; restore it from your backup, or delete it and tell everybody that the host key has changed.`,
    )
  }
  const blob = parsed.getPublicSSH()
  return { privateKey, line: `${parsed.type} ${blob.toString('base64')}`, fingerprint: fingerprintOf(blob) }
}

/** Undefined when there is none yet. */
function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Problem('unavailable', 'ssh.host_key', `${path} cannot be read; give the server's user access to it.`, {
      cause,
    })
  }
}

/** Appears whole or not at all, readable by its owner only. */
function createKey(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, makeEd25519().private)
    fsyncSync(file)
    closeSync(file)
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(path, 'utf8')
}
