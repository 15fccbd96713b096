import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#kernel'
import { createBubblewrap } from './bubblewrap.ts'
import { createCgroups } from './cgroup.ts'
import type { Sandbox, SandboxProcess, SandboxSpec } from './contract.ts'
import { type Identity, isReachable } from './mounts.ts'
import { createPlainProcess } from './plain-process.ts'
import { createReaper } from './reaper.ts'
import { createTemporaryFolders } from './temporary.ts'
import { type Environment, findTools } from './tools.ts'

/** In a range that distributions leave to nobody, so that it owns nothing on this machine. */
const UNPRIVILEGED: Identity = { uid: 61_000, gid: 61_000 }

/** What the sandbox needs of the kernel. */
export interface SandboxHost {
  config: { dataDir: string }
  log: { warn(fields: object, message: string): void }
  onStart(run: () => Promise<void>): void
  onStop(run: () => Promise<void>): void
}

export interface SandboxOptions {
  /** The server's environment: PATH, certificates and proxies are handed on; nothing else is. */
  environment?: Environment
  /** Take this driver or none; otherwise bubblewrap where it works. */
  driver?: Sandbox['name']
}

/** Chooses the driver once, by trying; removes at start what a killed server left running. */
export function createSandbox(kernel: SandboxHost, options: SandboxOptions = {}) {
  const reaper = createReaper(kernel.config.dataDir)
  const cgroups = createCgroups(reaper.instance)
  const folders = createTemporaryFolders(reaper.instance)
  const tools = findTools(options.environment ?? {})
  const identity = process.getuid?.() === 0 ? UNPRIVILEGED : undefined
  const running = new Set<SandboxProcess>()
  let chosen: Promise<Chosen> | undefined
  let current: Sandbox | undefined
  let warning: string | undefined

  async function choose(): Promise<Chosen> {
    const bubblewrap = options.driver === 'process' ? { reason: 'told to do without it' } : await tryBubblewrap()
    if ('driver' in bubblewrap) return bubblewrap
    if (options.driver === 'bubblewrap') {
      throw new Problem('unavailable', 'sandbox.bubblewrap', `bubblewrap does not work here: ${bubblewrap.reason}.`)
    }
    const user = await findUsable(identity)
    // Plain processes give up root only where an unprivileged user can reach their files.
    const isOpen = user !== undefined && isReachable(join(kernel.config.dataDir, 'x'), user)
    warning = warn(bubblewrap.reason, identity !== undefined && !isOpen)
    return { driver: createPlainProcess({ tools, reaper, folders, identity: user }), dispose: () => {} }
  }

  async function tryBubblewrap(): Promise<Chosen | { reason: string }> {
    if (process.platform !== 'linux') return { reason: 'it exists on Linux only' }
    try {
      const driver = await createBubblewrap({ tools, reaper, cgroups, folders, identity })
      const complaint = await probe(driver, kernel.config.dataDir)
      if (complaint === undefined) return { driver, dispose: driver.dispose }
      driver.dispose()
      return { reason: complaint }
    } catch (error) {
      return { reason: (error as Error).message.replace(/\.$/, '') }
    }
  }

  /** A machine may not let root become somebody else (a container with one user); then commands stay what the server is. */
  async function findUsable(wanted: Identity | undefined): Promise<Identity | undefined> {
    if (!wanted) return undefined
    try {
      return (await probe(createPlainProcess({ tools, reaper, folders, identity: wanted }), kernel.config.dataDir)) ===
        undefined
        ? wanted
        : undefined
    } catch {
      return undefined
    }
  }

  async function ready(): Promise<Sandbox> {
    chosen ??= choose()
    current ??= tracked((await chosen).driver)
    return current
  }

  /** Remembers what runs, so that a server that stops leaves nothing to the next one. */
  function tracked(driver: Sandbox): Sandbox {
    async function spawn(spec: SandboxSpec): Promise<SandboxProcess> {
      const child = await driver.spawn(spec)
      running.add(child)
      void child.wait().then(() => running.delete(child))
      return child
    }
    return { ...driver, spawn }
  }

  kernel.onStart(async () => {
    await sandbox.reap()
    await ready()
    if (warning) kernel.log.warn({ sandbox: 'process' }, warning)
  })
  kernel.onStop(async () => {
    await Promise.all([...running].map((child) => child.kill('SIGKILL')))
    ;(await chosen)?.dispose()
  })

  const sandbox = {
    /** The driver in use; there from the start of the server on. */
    get current(): Sandbox {
      if (!current) throw new Error('The sandbox is chosen when the server starts.')
      return current
    },
    /** One sentence for whoever looks at the server when commands are not isolated. */
    get warning(): string | undefined {
      return warning
    },
    spawn: async (spec: SandboxSpec) => (await ready()).spawn(spec),
    /** Ends every process of this installation whose server is gone; answers how many there were. */
    async reap(): Promise<number> {
      const count = await reaper.reap()
      cgroups.sweep()
      folders.sweep()
      return count
    },
  }
  return sandbox
}

export type SandboxService = ReturnType<typeof createSandbox>

interface Chosen {
  driver: Sandbox
  dispose(): void
}

function warn(reason: string, asRoot: boolean): string {
  const sentence = `Commands of agents, checks and applications run WITHOUT isolation, as plain processes of this machine${asRoot ? ' and as root' : ''}, because bubblewrap is not in use (${reason}).`
  return asRoot ? `${sentence} Do not run DevFlow as root, or put DEVFLOW_DATA where other users may enter.` : sentence
}

/** Runs a real command that writes into the data folder. Undefined: it works; otherwise what was said instead. */
async function probe(driver: Sandbox, dataDir: string): Promise<string | undefined> {
  const folder = join(dataDir, 'run', 'probe')
  mkdirSync(folder, { recursive: true })
  const child = await driver.spawn({
    id: `probe-${process.pid}`,
    command: ['/bin/sh', '-c', ': > written && rm written'],
    cwd: folder,
    mounts: [{ path: folder, access: 'write' }],
    env: {},
    network: 'none',
    limits: { timeoutMs: 10_000 },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, 300)
  })
  child.stdout.resume()
  const { code } = await child.wait()
  return code === 0 ? undefined : said.trim().split('\n')[0] || `it ended with code ${code}`
}
