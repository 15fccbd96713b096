import type { SandboxNetwork, SandboxProcess, SandboxService } from '#sandbox'
import type { SessionCommand, SessionSandbox } from './drivers/driver.ts'

/** Memory of one attempt's processes together; agent CLIs take some 300 MB, test suites more. */
const MEMORY_MB = 4_096
const PROCESSES = 512
/** Already part of every sandbox. */
const SYSTEM = /^\/(usr|bin|sbin|lib|lib32|lib64|etc)(\/|$)/

export interface SessionSandboxOptions {
  attempt: string
  sandbox: Pick<SandboxService, 'spawn' | 'current'>
  /** The worktree, writable. */
  directory: string
  /** The attempt's private folder, writable. */
  home: string
  /** git's own data, so that `git diff` works inside; read-only. */
  readable: readonly string[]
  network: SandboxNetwork
}

/** All processes of one attempt: in its worktree, with its home, and ended with it. */
export function createSessionSandbox(options: SessionSandboxOptions): SessionSandbox & { stop(): Promise<void> } {
  const { attempt, sandbox, directory, home, network } = options
  const running = new Set<SandboxProcess>()
  let count = 0
  let stopped = false

  async function spawn(command: SessionCommand): Promise<SandboxProcess> {
    if (stopped) throw new Error(`attempt ${attempt} has ended; nothing is started for it any more`)
    const readable = [...options.readable, ...(command.readable ?? [])].filter((path) => !SYSTEM.test(path))
    const process = await sandbox.spawn({
      id: `${attempt}-${++count}`,
      command: command.command,
      cwd: command.cwd ?? directory,
      mounts: [
        { path: directory, access: 'write' },
        { path: home, access: 'write' },
        ...[...new Set(readable)].map((path) => ({ path, access: 'read' as const })),
      ],
      env: {
        PATH: sandbox.current.toolPath,
        HOME: home,
        TMPDIR: '/tmp',
        // The folder belongs to the sandbox's user, git's data to the server's.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_TERMINAL_PROMPT: '0',
        ...command.env,
      },
      network,
      stdin: command.stdin ?? 'ignore',
      limits: {
        memoryMb: MEMORY_MB,
        processes: PROCESSES,
        ...(command.timeoutMs === undefined ? {} : { timeoutMs: command.timeoutMs }),
      },
    })
    running.add(process)
    void process.wait().then(() => running.delete(process))
    // The attempt may have ended while the process was being started.
    if (stopped) await process.kill('SIGKILL')
    return process
  }

  return {
    spawn,
    async stop() {
      stopped = true
      await Promise.all([...running].map((process) => process.kill('SIGKILL')))
    },
  }
}
