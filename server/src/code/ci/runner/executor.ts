import type { SandboxProcess } from '#sandbox'
import { readLines } from './line-reader.ts'

interface StepCommand {
  command: readonly string[]
  cwd: string
  env: Record<string, string>
  /** Written before the command starts: its script, its event file. */
  files: readonly { path: string; text: string }[]
  /** Read when it has ended: GITHUB_OUTPUT and its sisters. */
  collect: readonly string[]
  onLine(line: string): void
  signal: AbortSignal
}

interface StepExit {
  code: number | null
  signal: string | null
  collected: { text?: string; tooLarge?: boolean }[]
}

/** The server's end of `executor.mjs`. */
export interface Executor {
  run(step: StepCommand): Promise<StepExit>
  hashFiles(workspace: string, patterns: readonly string[]): Promise<string>
  place(files: { from: string; workspace: string; path: string; keep: boolean }): Promise<void>
  /** Ends every process of the job. */
  stop(): Promise<void>
}

/** The sandbox ended under a step: out of memory, killed from outside, or the server is going. */
export class ExecutorLost extends Error {}

/** A line without an end is cut into pieces of this size, so that memory stays bounded. */
const MAX_LINE_CHARACTERS = 64 * 1024

/** Five collected files of 1 MiB, with room for their escapes. */
const MAX_ANSWER_CHARACTERS = 40 * 1024 * 1024

interface Answer {
  id: number
  type: 'output' | 'exit' | 'done' | 'failed'
  stream?: 1 | 2
  text?: string
  code?: number | null
  signal?: string | null
  collected?: StepExit['collected']
  value?: string
  reason?: string
}

interface Pending {
  output?(stream: number, text: string): void
  settle(answer: Answer): void
  fail(error: Error): void
}

export function createExecutor(sandbox: SandboxProcess): Executor {
  const pending = new Map<number, Pending>()
  let nextId = 0
  let said = ''
  let lost: ExecutorLost | undefined

  const onLine = (line: string): void => {
    const answer = parseAnswer(line)
    const waiting = answer && pending.get(answer.id)
    if (!waiting) return
    if (answer.type === 'output') {
      waiting.output?.(answer.stream ?? 1, String(answer.text ?? ''))
      return
    }
    pending.delete(answer.id)
    if (answer.type === 'failed') waiting.fail(new Error(String(answer.reason)))
    else waiting.settle(answer)
  }
  readLines(sandbox.stdout, {
    maxCharacters: MAX_ANSWER_CHARACTERS,
    onLine,
    onTooLong: () => {
      said = 'it wrote into the answers of its own executor'
      sandbox.kill('SIGKILL')
    },
  })
  sandbox.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500)
  })
  sandbox.stdin?.on('error', () => undefined) // it ended; `wait` tells
  sandbox.wait().then(({ code, signal }) => {
    const how = signal ? `signal ${signal}` : `exit code ${code}`
    lost = new ExecutorLost(`The job's sandbox ended (${how})${said ? `: ${said.trim()}` : ''}.`)
    for (const waiting of pending.values()) waiting.fail(lost)
    pending.clear()
  })

  function ask(request: object, output?: Pending['output']): { id: number; answer: Promise<Answer> } {
    const id = ++nextId
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    if (lost) reject(lost)
    else {
      pending.set(id, { settle: resolve, fail: reject, ...(output ? { output } : {}) })
      sandbox.stdin?.write(`${JSON.stringify({ ...request, id })}\n`)
    }
    return { id, answer: promise }
  }

  return {
    async run({ onLine, signal, ...step }) {
      const lines = { 1: createLineSplitter(onLine), 2: createLineSplitter(onLine) }
      const { id, answer } = ask({ type: 'run', ...step }, (stream, text) => lines[stream === 2 ? 2 : 1].push(text))
      const kill = () => sandbox.stdin?.write(`${JSON.stringify({ type: 'kill', id })}\n`)
      if (signal.aborted) kill()
      signal.addEventListener('abort', kill, { once: true })
      try {
        const { code = null, signal: by = null, collected = [] } = await answer
        return { code, signal: by, collected }
      } finally {
        signal.removeEventListener('abort', kill)
        lines[1].end()
        lines[2].end()
      }
    },
    async hashFiles(workspace, patterns) {
      return (await ask({ type: 'hash', workspace, patterns }).answer).value ?? ''
    },
    async place(files) {
      await ask({ type: 'place', ...files }).answer
    },
    stop: () => sandbox.kill('SIGKILL'),
  }
}

/** The job shares a user with its executor and may write nonsense between its answers; that harms nobody but itself. */
function parseAnswer(line: string): Answer | undefined {
  try {
    const answer = JSON.parse(line)
    return typeof answer === 'object' && answer !== null ? answer : undefined
  } catch {
    return undefined
  }
}

function createLineSplitter(onLine: (line: string) => void) {
  let rest = ''
  return {
    push(text: string): void {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line.replace(/\r$/, ''))
      while (rest.length > MAX_LINE_CHARACTERS) {
        onLine(rest.slice(0, MAX_LINE_CHARACTERS))
        rest = rest.slice(MAX_LINE_CHARACTERS)
      }
    },
    end(): void {
      if (rest) onLine(rest)
      rest = ''
    },
  }
}
