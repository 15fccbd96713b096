import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { SandboxProcess, SandboxService, SandboxSpec } from '#sandbox'

const TAIL_LINES = 12
const MAX_TAIL_LINE = 300
/** Two megabytes a second for each of a process's two streams. */
const WINDOW_MS = 100
const WINDOW_BYTES = 200_000

/** A process of a deployment whose output goes to the deployment's log; the last lines are kept for the reason. */
export interface LoggedProcess {
  process: SandboxProcess
  /** The last lines it wrote. */
  tail(): string
}

export async function runLogged(
  sandbox: SandboxService,
  spec: SandboxSpec,
  write: (text: string) => void,
): Promise<LoggedProcess> {
  const child = await sandbox.spawn(spec)
  let last = ''
  for (const stream of [child.stdout, child.stderr]) {
    throttle(stream, (text) => {
      write(text)
      last = (last + text).slice(-TAIL_LINES * MAX_TAIL_LINE)
    })
    // A pipe that breaks because the process was killed is no news.
    stream.on('error', () => {})
  }
  return { process: child, tail: () => printTail(last) }
}

/** Reads no more than the log can take: a program that floods its output waits, and the server does not. */
export function throttle(stream: Readable, onText: (text: string) => void): void {
  let left = WINDOW_BYTES
  let timer: NodeJS.Timeout | undefined
  stream.setEncoding('utf8').on('data', (text: string) => {
    onText(text)
    left -= text.length
    timer ??= setTimeout(() => {
      timer = undefined
      left = WINDOW_BYTES
      stream.resume()
    }, WINDOW_MS)
    if (left <= 0) stream.pause()
  })
  stream.once('close', () => clearTimeout(timer))
}

function printTail(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.trimEnd().slice(0, MAX_TAIL_LINE))
    .filter((line) => line !== '')
  return lines.slice(-TAIL_LINES).join('\n')
}

/** How a process ended, for a sentence. */
export function describeExit({ code, signal }: { code: number | null; signal: string | null }): string {
  return signal ? `was ended by ${signal}` : `ended with code ${code}`
}
