import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '#kernel'
import type { SandboxExit, SandboxLimits, SandboxProcess } from './contract.ts'
import { signalProcess } from './process-table.ts'

const GRACE_MS = 5_000
/** How long a pipe may stay open after everything known is gone: a process that hid itself must not block its caller. */
const HIDDEN_HOLDER_MS = 10_000

export interface Supervision {
  limits: SandboxLimits | undefined
  /** The living processes of the sandbox that are to hear a signal. */
  members(): number[]
  /** What is killed besides the members when the end has come. */
  root(): number[]
  /** Whether nothing can outlive the root unseen. */
  airtight: boolean
  /** Gives back what the sandbox held; after everything is gone. */
  release(): Promise<void>
}

/** Starts a process or throws; a child whose start failed is never handed out. */
export async function startChild(file: string, args: readonly string[], options: SpawnOptions): Promise<ChildProcess> {
  try {
    const child = spawn(file, args, options)
    await once(child, 'spawn')
    return child
  } catch (cause) {
    throw new Problem('unavailable', 'sandbox.not_started', `${file} could not be started on this machine.`, { cause })
  }
}

/** The one way a sandboxed process ends: its own exit, a signal or the timeout; then whatever it left is removed. */
export function supervise(child: ChildProcess, supervision: Supervision): SandboxProcess {
  const { limits, members, root, release, airtight } = supervision
  let timedOut = false
  let stoppedBy: NodeJS.Signals | undefined
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const closed = once(child, 'close')
  // A command that ends without reading its input is its own affair, not a failure of the server.
  child.stdin?.on('error', () => {})
  const ended = finish()
  const timer = limits?.timeoutMs === undefined ? undefined : setTimeout(onTimeout, limits.timeoutMs)

  async function finish(): Promise<SandboxExit> {
    const exit = await exited
    clearTimeout(timer)
    await eliminate()
    if (airtight) await closed
    else await closeStreams()
    await release()
    return { ...readExit(exit), timedOut }
  }

  function onTimeout(): void {
    timedOut = true
    void kill('SIGTERM')
  }

  async function kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return void (await ended)
    if (signal !== 'SIGTERM' && signal !== 'SIGKILL') return signalAll(members(), signal)
    stoppedBy = signal
    if (signal === 'SIGTERM') {
      signalAll(members(), 'SIGTERM')
      const patience = new AbortController()
      await Promise.race([
        exited,
        sleep(limits?.graceMs ?? GRACE_MS, undefined, { signal: patience.signal }).catch(() => {}),
      ])
      patience.abort()
    }
    await eliminate()
    await ended
  }

  /** A tree can fork while it is being killed, so look until a look finds nothing. */
  async function eliminate(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      const left = [...new Set([...root(), ...members()])]
      if (left.length === 0) return
      signalAll(left, 'SIGKILL')
      await sleep(Math.min(1 + round, 25))
    }
  }

  async function closeStreams(): Promise<void> {
    const patience = new AbortController()
    await Promise.race([closed, sleep(HIDDEN_HOLDER_MS, undefined, { signal: patience.signal }).catch(() => {})])
    patience.abort()
    child.stdout?.destroy()
    child.stderr?.destroy()
  }

  function readExit({ code, signal }: { code: number | null; signal: string | null }) {
    // A launcher between us and the command reports a signal as 128 + n; believe it only when we sent one.
    const name = code !== null && code > 128 && stoppedBy ? signalName(code - 128) : undefined
    return name ? { code: null, signal: name } : { code, signal }
  }

  return {
    pid: child.pid as number,
    stdin: child.stdin ?? undefined,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    wait: () => ended,
    kill,
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) signalProcess(pid, signal)
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
}
