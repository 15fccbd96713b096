import { chownSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { startChild, supervise } from './child.ts'
import type { Sandbox, SandboxProcess, SandboxSpec } from './contract.ts'
import { checkSpec, giveTo, type Identity, isReachable } from './mounts.ts'
import { descendants, findProcess } from './process-table.ts'
import type { Reaper } from './reaper.ts'
import { limitCommand } from './rlimits.ts'
import type { TemporaryFolders } from './temporary.ts'
import type { Tools } from './tools.ts'

export interface PlainProcessOptions {
  tools: Tools
  reaper: Reaper
  folders: TemporaryFolders
  /** Who commands run as when the server is root and this user can reach what the command needs. */
  identity: Identity | undefined
}

/**
 * The driver of last resort: an ordinary process with an environment of its own, killed as a tree. It keeps no file and
 * no network from the command; as root it at least gives up root where the files allow that.
 */
export function createPlainProcess({ tools, reaper, folders, identity }: PlainProcessOptions): Sandbox {
  async function spawn(spec: SandboxSpec): Promise<SandboxProcess> {
    const mounts = checkSpec(spec)
    const needed = [...mounts.map(({ path }) => path), tools.node]
    const user = identity && needed.every((path) => isReachable(path, identity)) ? identity : undefined
    if (user) await giveTo(user, mounts)
    const home = folders.create(0o700)
    if (user) chownSync(home, user.uid, user.gid)
    const [file = '', ...args] = limitCommand(spec.command, spec.limits, tools, undefined)
    const child = await startChild(file, args, {
      cwd: spec.cwd,
      env: { ...environment(spec, home, user), ...reaper.marks(spec.id) },
      stdio: [spec.stdin ?? 'ignore', 'pipe', 'pipe'],
      detached: true,
      ...user,
    })
    const pid = child.pid as number
    reaper.record(pid)
    const living = () => (findProcess(pid) ? [pid] : [])
    return supervise(child, {
      limits: spec.limits,
      airtight: false,
      root: living,
      members: () => [...new Set([...living(), ...descendants(pid), ...reaper.findMarked(spec.id)])],
      release: async () => {
        reaper.forget(pid)
        rmSync(home, { recursive: true, force: true })
      },
    })
  }

  function environment(spec: SandboxSpec, home: string, user: Identity | undefined): Record<string, string> {
    return {
      PATH: user ? reachablePath(tools.path, user) : tools.path,
      HOME: home,
      TMPDIR: home,
      USER: 'devflow',
      LOGNAME: 'devflow',
      SHELL: '/bin/sh',
      LANG: 'C.UTF-8',
      ...tools.trust,
      ...tools.connection,
      ...spec.env,
    }
  }

  const unisolated = 'a plain process is not held to it'
  return {
    name: 'process',
    isolated: false,
    toolPath: tools.path,
    unenforced: { memoryMb: unisolated, processes: unisolated },
    spawn,
  }
}

/** The server's own list may name folders that only root enters. */
function reachablePath(path: string, user: Identity): string {
  const folders = path.split(delimiter).filter((folder) => isReachable(join(folder, 'x'), user))
  return folders.join(delimiter)
}
