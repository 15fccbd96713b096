import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { listeningPorts, type SandboxProcess } from '#sandbox'
import { describeExit, type LoggedProcess } from './command.ts'
import { Failure, Interrupted } from './failure.ts'

const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 500
const ANSWER_MS = 5_000

export interface HealthCheck {
  port: number
  host: string
  path: string
  timeoutMs: number
  signal: AbortSignal
}

/** Resolves when the application answers its health path with less than 500. Throws Failure with what was wrong instead. */
export async function waitUntilHealthy({ process, tail }: LoggedProcess, check: HealthCheck): Promise<void> {
  const deadline = Date.now() + check.timeoutMs
  let ended: Awaited<ReturnType<SandboxProcess['wait']>> | undefined
  const exit = process.wait().then((result) => {
    ended = result
  })
  let pause = FIRST_PAUSE_MS
  let said: string | undefined
  while (Date.now() < deadline) {
    const answer = await Promise.race([ask(check), exit])
    if (check.signal.aborted) throw new Interrupted()
    if (ended) throw new Failure(`The application ${describeExit(ended)} before it answered.`, tail())
    if (answer && 'status' in answer && answer.status < 500 && isTheirs(process, check.port)) return
    if (answer) said = 'status' in answer ? `answered ${check.path} with ${answer.status}` : answer.problem
    await Promise.race([sleep(pause), exit])
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)
  }
  throw new Failure(explain(process, check, said), tail())
}

/** Another program may have taken the port in between; its answer would pass for the application's. */
function isTheirs(process: SandboxProcess, port: number): boolean {
  return listeningPorts(process.pid)?.includes(port) ?? true
}

function explain(process: SandboxProcess, check: HealthCheck, said: string | undefined): string {
  const seconds = Math.round(check.timeoutMs / 100) / 10
  const ports = listeningPorts(process.pid)
  if (ports && !ports.includes(check.port)) {
    const instead = ports.length > 0 ? ` (it listens on ${ports.join(', ')} instead)` : ''
    return `The application never listened on PORT ${check.port} within ${seconds} seconds${instead}; it must take the port from the environment variable PORT.`
  }
  return `The application never became healthy within ${seconds} seconds: it ${said ?? 'did not answer'}.`
}

type Answer = { status: number } | { problem: string }

function ask({ port, host, path, signal }: HealthCheck): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get(
      {
        host: '127.0.0.1',
        port,
        path,
        agent: false,
        signal,
        timeout: ANSWER_MS,
        headers: { host, 'user-agent': 'devflow-health' },
      },
      (response) => {
        response.resume()
        resolve({ status: response.statusCode ?? 0 })
      },
    )
    request.on('timeout', () => request.destroy(new Error(`did not answer ${path} within ${ANSWER_MS / 1000} seconds`)))
    request.on('error', (error: NodeJS.ErrnoException) => {
      const refused = error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET'
      resolve({ problem: refused ? 'refused the connection' : error.message })
    })
  })
}
