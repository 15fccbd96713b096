import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, isAbsolute, normalize, relative } from 'node:path'
import { promisify } from 'node:util'
import { Problem } from '#kernel'
import type { SandboxMount, SandboxSpec } from './contract.ts'

/** The unprivileged user that commands run as when the server itself is root. */
export interface Identity {
  uid: number
  gid: number
}

const SYSTEM = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/proc',
  '/run',
  '/sbin',
  '/sys',
  '/tmp',
  '/usr',
  '/var',
]

/** Refuses a spec that could not be honoured; answers its mounts, each parent before what lies in it. */
export function checkSpec(spec: SandboxSpec): SandboxMount[] {
  if (spec.command.length === 0 || spec.command[0] === '') {
    throw new Problem('invalid', 'sandbox.no_command', 'A sandbox needs a command to run.')
  }
  for (const text of [...spec.command, ...Object.entries(spec.env).flat()]) {
    if (text.includes('\0')) {
      throw new Problem('invalid', 'sandbox.null_byte', 'A command or its environment contains a null byte.')
    }
  }
  const misnamed = Object.keys(spec.env).find((name) => name === '' || name.includes('='))
  if (misnamed !== undefined) {
    throw new Problem('invalid', 'sandbox.variable', `${JSON.stringify(misnamed)} cannot be the name of a variable.`)
  }
  const mounts = spec.mounts.map((mount) => ({ ...mount, path: checkPath(mount.path) }))
  if (spec.cwd !== '/tmp' && !mounts.some(({ path }) => contains(path, spec.cwd))) {
    throw new Problem(
      'invalid',
      'sandbox.cwd',
      `The working directory ${spec.cwd} is not inside a mount of the sandbox.`,
    )
  }
  return mounts.sort((a, b) => a.path.length - b.path.length)
}

function checkPath(given: string): string {
  const path = normalize(given).replace(/(?<=.)\/+$/, '')
  if (!isAbsolute(given) || path === '/' || SYSTEM.includes(path)) {
    throw new Problem('invalid', 'sandbox.mount', `${JSON.stringify(given)} cannot be mounted into a sandbox.`)
  }
  if (!statSync(path, { throwIfNoEntry: false })) {
    throw new Problem('invalid', 'sandbox.mount_missing', `${path} does not exist, so it cannot be mounted.`)
  }
  return path
}

export function contains(folder: string, path: string): boolean {
  const rest = relative(folder, path)
  return rest === '' || (!rest.startsWith('..') && !isAbsolute(rest))
}

/** Whether the identity may walk to the path. An answer of false may be pessimistic (access lists), never optimistic. */
export function isReachable(path: string, identity: Identity): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder)
    const bit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * Hands the writable trees to the identity. Done by `chown -R -P`, which holds directories open while it walks: a tree
 * that changes under it cannot lead it out through a planted link.
 */
export async function giveTo(identity: Identity, mounts: readonly SandboxMount[]): Promise<void> {
  const paths = mounts.filter(({ access }) => access === 'write').map(({ path }) => path)
  if (paths.length === 0) return
  const args = ['-R', '-P', '-h', `${identity.uid}:${identity.gid}`, '--', ...paths]
  try {
    await promisify(execFile)('chown', args)
  } catch (cause) {
    // Files of a sandbox that is still tidying up may vanish during the walk; what matters is that the rest is handed over.
    if (!String((cause as { stderr?: string }).stderr).includes('No such file')) {
      throw new Problem('unavailable', 'sandbox.ownership', `${paths[0]} could not be handed to the sandbox's user.`, {
        cause,
      })
    }
  }
}
