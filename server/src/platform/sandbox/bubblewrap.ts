import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { Problem } from '#kernel'
import { bubblewrapArguments, HOME, type Layout, TOOL_PATH, toolFiles } from './bubblewrap-arguments.ts'
import type { Cgroups } from './cgroup.ts'
import { startChild, supervise } from './child.ts'
import type { Sandbox, SandboxLimits, SandboxMount, SandboxProcess, SandboxSpec } from './contract.ts'
import { forwardLoopback } from './loopback.ts'
import { checkSpec, giveTo, type Identity, isReachable } from './mounts.ts'
import { descendants, findProcess } from './process-table.ts'
import type { Reaper } from './reaper.ts'
import { limitCommand } from './rlimits.ts'
import type { TemporaryFolders } from './temporary.ts'
import { findExecutable, type Tools } from './tools.ts'

const TEMPORARY_MB = 1_024
/** bwrap itself inside and outside, and the loopback bridge with its threads. */
const LAUNCHERS = 16

export interface BubblewrapOptions {
  tools: Tools
  reaper: Reaper
  cgroups: Cgroups
  folders: TemporaryFolders
  /** Who the sandbox is when the server is root; undefined: the server's own user. */
  identity: Identity | undefined
}

/**
 * The isolated driver: own user, mount, process, network, ipc and host-name spaces over a minimal root.
 *
 * bwrap is never started by root. As root it would keep uid 0 for the host whatever it shows inside; so it is started
 * as the unprivileged identity, and folders that identity cannot walk to (a home of mode 0700) are bound to a reachable
 * place first, in a mount space of their own that ends with the process.
 */
export async function createBubblewrap(options: BubblewrapOptions): Promise<Sandbox & { dispose(): void }> {
  const { tools, reaper, cgroups, folders, identity } = options
  const bwrap = requireTool('bwrap', tools)
  const folder = prepareFolder(folders.create(0o711), identity)
  const disableUserNamespaces = await supports(bwrap, '--disable-userns')
  const unenforced = findUnenforced(cgroups)

  async function spawn(spec: SandboxSpec): Promise<SandboxProcess> {
    const mounts = checkSpec(spec)
    if (identity) await giveTo(identity, mounts)
    const loopback =
      typeof spec.network === 'object' ? await forwardLoopback(folder.path, spec.network.loopback) : undefined
    const env = { ...environment(spec), ...reaper.marks(spec.id) }
    const shown = [...mounts, ...(loopback?.mounts ?? [])]
    const staged = identity ? findStaged(shown, identity) : []
    const layout: Layout = {
      tools,
      disableUserNamespaces,
      passwd: join(folder.path, 'passwd'),
      group: join(folder.path, 'group'),
      temporaryMb: spec.limits?.memoryMb ?? TEMPORARY_MB,
      sourceOf: (path) => (staged.includes(path) ? join(folder.stage, String(staged.indexOf(path))) : path),
    }
    const command = limitCommand(spec.command, spec.limits, tools, processLimit(spec.limits))
    const args = bubblewrapArguments(spec, shown, env, layout)
    const cgroup = cgroups.create({
      memoryMb: spec.limits?.memoryMb,
      processes: spec.limits?.processes && spec.limits.processes + LAUNCHERS,
    })
    const giveBack = async () => {
      loopback?.close()
      await cgroup?.remove()
    }
    const child = await start(spec, staged, loopback ? loopback.wrap(command, tools.node) : command).catch(
      async (error) => {
        await giveBack()
        throw error
      },
    )
    const pid = child.pid as number
    const supervised = supervise(child, {
      limits: spec.limits,
      airtight: true,
      root: () => (findProcess(pid) ? [pid] : []),
      members: () => descendants(pid),
      release: async () => {
        reaper.forget(pid)
        await giveBack()
      },
    })
    reaper.record(pid)
    try {
      // bwrap reads its arguments to the end before it does anything: what is set up until then holds from the start.
      cgroup?.add(pid)
    } catch (cause) {
      await supervised.kill('SIGKILL')
      throw new Problem('unavailable', 'sandbox.limits', 'The limits of a sandbox could not be set.', { cause })
    }
    const channel = child.stdio[3] as Writable
    channel.on('error', () => {})
    channel.end(args.map((text) => `${text}\0`).join(''))
    return supervised
  }

  function start(spec: SandboxSpec, staged: string[], command: string[]) {
    const [file = bwrap, ...args] = [...launcher(staged), bwrap, '--args', '3', '--', ...command]
    return startChild(file, args, {
      cwd: '/',
      // Only the mark: a variable of the spec must not reach bwrap itself, which runs outside (think of LD_PRELOAD).
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...reaper.marks(spec.id) },
      stdio: [spec.stdin ?? 'ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
      ...(identity && staged.length === 0 ? { uid: identity.uid, gid: identity.gid } : {}),
    })
  }

  /** As root with staged folders: bind them in a private mount space, then become the identity for good. */
  function launcher(staged: string[]): string[] {
    if (!identity || staged.length === 0) return []
    const drop = [
      requireTool('setpriv', tools),
      '--reuid',
      String(identity.uid),
      '--regid',
      String(identity.gid),
      '--clear-groups',
    ]
    const unshare = [requireTool('unshare', tools), '--mount', '--propagation', 'private', '--']
    return [...unshare, '/bin/sh', '-c', STAGE, 'sh', folder.stage, ...staged, '--', ...drop, '--']
  }

  function findStaged(mounts: readonly SandboxMount[], as: Identity): string[] {
    const sources = [...mounts.map(({ path }) => path), ...toolFiles(tools)]
    return [...new Set(sources)].filter((path) => !isReachable(path, as))
  }

  function environment(spec: SandboxSpec): Record<string, string> {
    return {
      PATH: TOOL_PATH,
      HOME,
      USER: 'devflow',
      LOGNAME: 'devflow',
      SHELL: '/bin/sh',
      TMPDIR: '/tmp',
      LANG: 'C.UTF-8',
      ...tools.trust,
      ...(spec.network === 'host' ? tools.connection : {}),
      ...spec.env,
    }
  }

  return { name: 'bubblewrap', isolated: true, toolPath: TOOL_PATH, unenforced, spawn, dispose: folder.remove }
}

/** Positional arguments only; nothing of the input becomes part of the script. */
const STAGE = `set -e
stage=$1; shift; n=0
mount -t tmpfs -o mode=0711,size=64k none "$stage"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir "$stage/$n"; else : > "$stage/$n"; fi
  mount --bind -- "$1" "$stage/$n"
  n=$((n + 1)); shift
done
shift
exec "$@"`

/** A folder the identity can walk to, whatever the data folder's parents say. */
function prepareFolder(path: string, identity: Identity | undefined) {
  const stage = join(path, 'stage')
  mkdirSync(stage)
  const { uid, gid } = identity ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  writeFileSync(
    join(path, 'passwd'),
    `root:x:0:0:root:/root:/bin/sh\ndevflow:x:${uid}:${gid}:DevFlow:${HOME}:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n`,
  )
  writeFileSync(join(path, 'group'), `root:x:0:\ndevflow:x:${gid}:\nnogroup:x:65534:\n`)
  for (const name of ['passwd', 'group']) chmodSync(join(path, name), 0o644)
  return { path, stage, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function findUnenforced(cgroups: Cgroups): Partial<Record<keyof SandboxLimits, string>> {
  if (cgroups.isAvailable()) return {}
  const reason = 'the control groups of this machine are not writable for this user'
  return { memoryMb: reason, ...(countsPerNamespace() ? {} : { processes: reason }) }
}

/** Before Linux 5.14 the limit on processes counts all of the user's, so it would hit bystanders. */
function countsPerNamespace(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return major > 5 || (major === 5 && minor >= 14)
}

function processLimit(limits: SandboxLimits | undefined): number | undefined {
  return countsPerNamespace() ? limits?.processes : undefined
}

function requireTool(name: string, tools: Tools): string {
  const file = findExecutable(name, `/usr/bin:/bin:/usr/sbin:/sbin:${tools.path}`)
  if (!file) throw new Problem('unavailable', 'sandbox.tool_missing', `${name} is not installed.`)
  return file
}

function supports(bwrap: string, option: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(bwrap, ['--help'], (_error, stdout, stderr) => resolve(`${stdout}${stderr}`.includes(option)))
  })
}
