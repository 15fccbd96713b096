import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'

/** The server as a program of its own, as `npm start` runs it, so that it can be killed. */
export interface Program {
  readonly url: string
  readonly child: ChildProcess
  /** What it has printed so far. */
  output(): string
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the verb's
  get(path: string): Promise<any>
  /** kill -9, and gone when this resolves. */
  kill(): Promise<void>
  /** SIGTERM, and gone when this resolves. */
  stop(): Promise<void>
}

export const ADMIN_TOKEN = 'token-of-the-first-admin'
const MAIN = join(import.meta.dirname, '../src/main.ts')

export async function startProgram(options: {
  dataDir: string
  port: number
  env?: Record<string, string | undefined>
}): Promise<Program> {
  const { dataDir, port, env } = options
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DEVFLOW_DATA: dataDir,
      PORT: String(port),
      DEVFLOW_SSH_PORT: '0',
      DEVFLOW_ADMIN_TOKEN: ADMIN_TOKEN,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await ended
  }
  while ((await fetch(`${url}/readyz`).catch(() => undefined))?.status !== 200) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${output}`)
    await new Promise((done) => setTimeout(done, 30))
  }
  return {
    url,
    child,
    output: () => output,
    async get(path) {
      const response = await fetch(`${url}/api${path}`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
      const answer = (await response.json()) as { error?: { message: string } }
      if (!response.ok) throw new Error(answer.error?.message)
      return answer
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** What a deployed application answers, as JSON. Applications are chosen by Host, so no name needs to be resolved. */
export async function askApplication(server: string, application: string, path: string): Promise<unknown> {
  const { hostname, port } = new URL(server)
  const asked = request({ host: hostname, port, path, headers: { host: new URL(application).host } }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return json(response)
}

/** Below those that systems give to outgoing connections: a server that is restarted must find its port free again. */
const FIRST_PORT = 10_000
const LAST_PORT = 32_000

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT)
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    )
    probe.close()
    if (isFree) return port
  }
}

/** Command lines of the processes whose environment mentions the text. Linux only. */
export function processesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environ = readFileSync(`/proc/${pid}/environ`, 'utf8')
        return environ.includes(text)
          ? [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`]
          : []
      } catch {
        return [] // ended meanwhile, or not ours to look at
      }
    })
}
