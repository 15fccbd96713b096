import type { Readable, Writable } from 'node:stream'

/** Where untrusted commands run: agents, CI steps, builds, deployed applications. */
export interface Sandbox {
  readonly name: 'bubblewrap' | 'process'
  /** False: the command is an ordinary process of this machine, and whoever reads its output must be told. */
  readonly isolated: boolean
  /** The PATH a command gets unless its environment says otherwise; to be extended, not replaced. */
  readonly toolPath: string
  /** Kinds of `limits` this machine cannot enforce, each with the reason. */
  readonly unenforced: Readonly<Partial<Record<keyof SandboxLimits, string>>>
  spawn(spec: SandboxSpec): Promise<SandboxProcess>
}

export interface SandboxSpec {
  /** Unique while it runs; every process of the sandbox carries it, so that none can outlive its server unseen. */
  id: string
  command: readonly string[]
  /** Must lie inside a mount (or be `/tmp`, which is private to the sandbox). */
  cwd: string
  /** Seen at the same path inside. The system, Node and npm are there read-only without being named. */
  mounts: readonly SandboxMount[]
  env: Readonly<Record<string, string>>
  network: SandboxNetwork
  stdin?: 'pipe' | 'ignore'
  limits?: SandboxLimits
}

export interface SandboxMount {
  path: string
  access: 'read' | 'write'
}

/**
 * `none`: not even this machine's loopback. `host`: everything this machine reaches. `loopback`: no network but these
 * ports of 127.0.0.1, forwarded: enough for an agent that only needs DevFlow's own doors.
 */
export type SandboxNetwork = 'none' | 'host' | { loopback: readonly number[] }

export interface SandboxLimits {
  memoryMb?: number
  /** Threads count too, and Node alone has about a dozen. */
  processes?: number
  openFiles?: number
  fileSizeMb?: number
  cpuSeconds?: number
  /** From the spawn; then the whole tree is stopped and `timedOut` is true. */
  timeoutMs?: number
  /** How long a stopped tree may tidy up after SIGTERM before SIGKILL. */
  graceMs?: number
}

export interface SandboxProcess {
  readonly pid: number
  readonly stdin: Writable | undefined
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the command and everything it started are gone. Never rejects. */
  wait(): Promise<SandboxExit>
  /** Signals the whole tree. SIGTERM (the default) turns into SIGKILL after the grace; both resolve when all are gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

export interface SandboxExit {
  code: number | null
  signal: string | null
  timedOut: boolean
}
