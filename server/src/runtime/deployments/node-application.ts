import { setTimeout as sleep } from 'node:timers/promises'
import type { SandboxService } from '#sandbox'
import { describeExit, type LoggedProcess, runLogged } from './command.ts'
import { Failure, Interrupted } from './failure.ts'
import { waitUntilHealthy } from './health.ts'
import type { Ports } from './ports.ts'

const LIMITS = { memoryMb: 1_024, processes: 256, graceMs: 5_000 }
const PORT_TRIES = 3
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** Up for this long, an application counts as well again, and the next restart is quick. */
const WELL_AFTER_MS = 60_000

export interface NodeApplicationOptions {
  deployment: string
  /** The built files: for reading only, so that a release stays what was built. */
  directory: string
  command: string[]
  env: Record<string, string>
  host: string
  health: { path: string; timeoutMs: number }
  write(text: string): void
}

/** One Node application: started on a port of our choice, watched, started again when it ends by itself. */
export function createNodeApplication(
  { sandbox, ports }: { sandbox: SandboxService; ports: Ports },
  options: NodeApplicationOptions,
) {
  const { deployment, directory, command, host, health, write } = options
  const stopping = new AbortController()
  let running: { logged: LoggedProcess; port: number } | undefined
  let healthy = false
  let supervised: Promise<void> = Promise.resolve()
  let serial = 0
  const answered = Promise.withResolvers<void>()

  /** Starts once and resolves when it answers; throws Failure otherwise. From then on it is kept up. */
  async function start(signal: AbortSignal): Promise<void> {
    await launch(AbortSignal.any([signal, stopping.signal]))
    supervised = supervise()
  }

  /** Starts as often as it takes, for an application that has been live before; resolves when it answers. */
  function keepUp(): Promise<void> {
    supervised = supervise()
    return answered.promise
  }

  async function launch(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const port = await ports.take()
      let logged: LoggedProcess | undefined
      try {
        if (signal.aborted) throw new Interrupted()
        logged = await spawn(port)
        running = { logged, port }
        await waitUntilHealthy(logged, { port, host, path: health.path, timeoutMs: health.timeoutMs, signal })
        healthy = true
        answered.resolve()
        return
      } catch (error) {
        await logged?.process.kill()
        release(port)
        if (attempt < PORT_TRIES && error instanceof Failure && isPortTaken(logged, port)) continue
        throw error
      }
    }
  }

  function spawn(port: number): Promise<LoggedProcess> {
    const spec = {
      id: `${deployment}-app-${++serial}`,
      command,
      cwd: directory,
      mounts: [{ path: directory, access: 'read' as const }],
      env: { NODE_ENV: 'production', ...options.env, PORT: String(port), HOST: '127.0.0.1' },
      network: 'host' as const,
      limits: LIMITS,
    }
    return runLogged(sandbox, spec, write)
  }

  function release(port: number): void {
    healthy = false
    running = undefined
    ports.give(port)
  }

  async function supervise(): Promise<void> {
    let pause = FIRST_PAUSE_MS
    while (!stopping.signal.aborted) {
      const began = Date.now()
      try {
        if (!running) await launch(stopping.signal)
        await outlive()
      } catch (error) {
        if (error instanceof Interrupted) return
        write(`${(error as Error).message}\n`)
      }
      if (stopping.signal.aborted) return
      if (Date.now() - began > WELL_AFTER_MS) pause = FIRST_PAUSE_MS
      write(`Starting the application again in ${pause / 1000} seconds\n`)
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {})
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    }
  }

  async function outlive(): Promise<void> {
    if (!running) return
    const { logged, port } = running
    const exit = await logged.process.wait()
    release(port)
    if (!stopping.signal.aborted) write(`The application ${describeExit(exit)}.\n`)
  }

  return {
    start,
    keepUp,
    target: () => (healthy && running ? { kind: 'node' as const, port: running.port } : undefined),
    async stop(): Promise<void> {
      stopping.abort()
      const port = running?.port
      await running?.logged.process.kill()
      await supervised
      if (port !== undefined) release(port)
    },
  }
}

function isPortTaken(logged: LoggedProcess | undefined, port: number): boolean {
  const tail = logged?.tail() ?? ''
  return tail.includes('EADDRINUSE') && tail.includes(String(port))
}
