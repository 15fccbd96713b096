import type { ChildProcess } from 'node:child_process'
import { type GitCommand, killGroup } from './command.ts'
import { isRefName, isSha } from './names.ts'

export interface ObjectInfo {
  sha: string
  type: 'blob' | 'tree' | 'commit' | 'tag'
  sizeBytes: number
}

export interface GitObject extends ObjectInfo {
  content: Buffer
}

/**
 * Reads objects from one `git cat-file --batch-command` for each repository that is being looked at. Only object ids and checked names of
 * refs are ever written to it, so no path or expression from outside can mean anything there; answers come in the order of the questions.
 */
export interface ObjectReader {
  /** Type and size, in the order asked; undefined for what is not there. */
  info(gitDir: string, shas: readonly string[]): Promise<(ObjectInfo | undefined)[]>
  /** The commit that a full ref name, `HEAD` or the beginning of an id leads to, as it is at this moment. */
  commit(gitDir: string, name: string): Promise<string | undefined>
  /** The whole object. Ask for its size first where that may be large. */
  read(gitDir: string, sha: string): Promise<GitObject | undefined>
  readAll(gitDir: string, shas: readonly string[]): Promise<(GitObject | undefined)[]>
  /** Ends the process of a repository that is removed. */
  close(gitDir: string): void
  stop(): void
  /** The repositories that have a process now. */
  running(): string[]
}

interface Limits {
  /** One process holds a few MB and the open packs; beyond this the longest unused one goes. */
  mostProcesses?: number
  idleMs?: number
  timeoutMs?: number
}

const MOST_PROCESSES = 24
/** A person turns a page more often than this while reading. */
const IDLE_MS = 60_000
/** An object that takes this long is on a disk that hangs. */
const TIMEOUT_MS = 30_000
const USAGE_ERROR = 129

interface Question {
  /** Whether the answer carries the object itself. */
  content: boolean
  name: string
}

type Answer = (ObjectInfo & { content?: Buffer }) | undefined

export function createObjectReader(git: GitCommand, limits: Limits = {}): ObjectReader {
  const { mostProcesses = MOST_PROCESSES, idleMs = IDLE_MS, timeoutMs = TIMEOUT_MS } = limits
  const processes = new Map<string, BatchProcess>()
  let stopped = false
  /** git before 2.36 has no --batch-command: every question starts a process of its own. */
  let tooOld = false

  async function ask(gitDir: string, questions: readonly Question[]): Promise<Answer[]> {
    if (questions.length === 0) return []
    for (const lastTry of [false, true]) {
      const batch = processFor(gitDir)
      if (!batch) return askOnce(git, gitDir, questions)
      try {
        return await batch.ask(questions)
      } catch (error) {
        if (!(error instanceof BatchEnded)) throw error
        tooOld ||= error.code === USAGE_ERROR
        if (lastTry) throw error
      }
    }
    throw new Error('unreachable')
  }

  /** The repository's process, started or taken along; undefined when there is no room for one. */
  function processFor(gitDir: string): BatchProcess | undefined {
    if (stopped || tooOld) return undefined
    const known = processes.get(gitDir)
    processes.delete(gitDir)
    if (!known && processes.size >= mostProcesses) {
      const idle = [...processes].find(([, process]) => process.idle())
      if (!idle) return undefined
      close(idle[0])
    }
    const batch = known ?? startBatch(git, { gitDir, idleMs, timeoutMs, onEnd: (ended) => forget(gitDir, ended) })
    processes.set(gitDir, batch) // at the end: the map is in order of use
    return batch
  }

  async function readAll(gitDir: string, shas: readonly string[]): Promise<(GitObject | undefined)[]> {
    const answers = await ask(
      gitDir,
      shas.map((name) => ({ content: true, name })),
    )
    return answers.map((answer) => answer?.content && { ...answer, content: answer.content })
  }

  function forget(gitDir: string, ended: BatchProcess): void {
    if (processes.get(gitDir) === ended) processes.delete(gitDir)
  }

  function close(gitDir: string): void {
    processes.get(gitDir)?.end()
    processes.delete(gitDir)
  }

  return {
    async info(gitDir, shas) {
      const answers = await ask(
        gitDir,
        shas.map((name) => ({ content: false, name })),
      )
      return answers.map((answer) => answer && { sha: answer.sha, type: answer.type, sizeBytes: answer.sizeBytes })
    },
    async commit(gitDir, name) {
      if (!isPlain(name)) return undefined
      const [answer] = await ask(gitDir, [{ content: false, name: `${name}^{commit}` }])
      return answer?.sha
    },
    read: async (gitDir, sha) => (await readAll(gitDir, [sha]))[0],
    readAll,
    close,
    stop() {
      stopped = true
      for (const gitDir of processes.keys()) close(gitDir)
    },
    running: () => [...processes.keys()],
  }
}

/** Nothing that has a space, a line break or a `^`, `~`, `:` or `@{`. */
function isPlain(name: string): boolean {
  return name === 'HEAD' || isRefName(name) || /^[0-9a-f]{7,40}$/.test(name)
}

interface BatchProcess {
  ask(questions: readonly Question[]): Promise<Answer[]>
  idle(): boolean
  end(): void
}

/** The process is gone and with it the answers; whoever asked may ask another one. */
class BatchEnded extends Error {
  readonly code: number | null
  constructor(code: number | null) {
    super(`git cat-file ended with ${code ?? 'a signal'}`)
    this.name = 'BatchEnded'
    this.code = code
  }
}

interface Waiting {
  questions: readonly Question[]
  answers: Answer[]
  timer: NodeJS.Timeout
  resolve(answers: Answer[]): void
  reject(error: Error): void
}

function startBatch(
  git: GitCommand,
  options: { gitDir: string; idleMs: number; timeoutMs: number; onEnd(process: BatchProcess): void },
): BatchProcess {
  const child: ChildProcess = git.spawn(['cat-file', '--batch-command'], {
    gitDir: options.gitDir,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const waiting: Waiting[] = []
  let idleTimer: NodeJS.Timeout | undefined

  const parser = createAnswerParser(
    () => waiting[0]?.questions[waiting[0].answers.length],
    (answer) => {
      const first = waiting[0]!
      first.answers.push(answer)
      if (first.answers.length < first.questions.length) return
      waiting.shift()
      clearTimeout(first.timer)
      first.resolve(first.answers)
      rest()
    },
  )
  child.stdout!.on('data', (chunk: Buffer) => {
    try {
      parser.push(chunk)
    } catch {
      killGroup(child) // nothing it says can be trusted any more; `close` tells those who wait
    }
  })
  child.stdin!.on('error', () => {}) // it ended; `close` tells
  child.once('error', () => finish(null)).once('close', (code: number | null) => finish(code))

  function finish(code: number | null): void {
    clearTimeout(idleTimer)
    options.onEnd(self)
    for (const { timer, reject } of waiting.splice(0)) {
      clearTimeout(timer)
      reject(new BatchEnded(code))
    }
  }

  /** Without a question for a while it goes. */
  function rest(): void {
    clearTimeout(idleTimer)
    if (waiting.length === 0) idleTimer = setTimeout(() => self.end(), options.idleMs).unref()
  }

  const self: BatchProcess = {
    ask(questions) {
      clearTimeout(idleTimer)
      const { promise, resolve, reject } = Promise.withResolvers<Answer[]>()
      const timer = setTimeout(() => killGroup(child), options.timeoutMs).unref()
      waiting.push({ questions, answers: [], timer, resolve, reject })
      child.stdin!.write(questions.map(({ content, name }) => `${content ? 'contents' : 'info'} ${name}\n`).join(''))
      return promise
    },
    idle: () => waiting.length === 0,
    end() {
      clearTimeout(idleTimer)
      options.onEnd(self)
      if (waiting.length === 0) killGroup(child)
      else child.stdin!.end()
    },
  }
  return self
}

/** The same questions without a process that stays. */
async function askOnce(git: GitCommand, gitDir: string, questions: readonly Question[]): Promise<Answer[]> {
  const answers: Answer[] = []
  const content = questions.some((question) => question.content)
  const { stdout } = await git.run(['cat-file', content ? '--batch' : '--batch-check'], {
    gitDir,
    input: questions.map(({ name }) => `${name}\n`).join(''),
  })
  const parser = createAnswerParser(
    () => questions[answers.length],
    (answer) => answers.push(answer),
  )
  parser.push(stdout)
  return answers
}

/** Reads `<sha> <type> <size>` lines, each with the object behind it where that was asked for, and `<sha> missing`. */
function createAnswerParser(asked: () => Question | undefined, onAnswer: (answer: Answer) => void) {
  let header: Buffer[] = []
  let body: { info: ObjectInfo; chunks: Buffer[]; left: number } | undefined

  function readHeader(line: string): void {
    const question = asked()
    if (question && (line === `${question.name} missing` || line === `${question.name} ambiguous`)) {
      onAnswer(undefined)
      return
    }
    const [sha = '', type, size] = line.split(' ')
    if (!question || !isSha(sha) || (isSha(question.name) && sha !== question.name))
      throw new Error(`git cat-file answered out of turn: ${line.slice(0, 200)}`)
    const info = { sha, type: type as ObjectInfo['type'], sizeBytes: Number(size) }
    if (question.content) body = { info, chunks: [], left: info.sizeBytes + 1 }
    else onAnswer(info)
  }

  function readBody(chunk: Buffer): Buffer {
    const open = body!
    const part = chunk.subarray(0, open.left)
    open.chunks.push(part)
    open.left -= part.length
    if (open.left === 0) {
      body = undefined
      onAnswer({ ...open.info, content: Buffer.concat(open.chunks).subarray(0, -1) })
    }
    return chunk.subarray(part.length)
  }

  return {
    push(data: Buffer): void {
      let chunk = data
      while (chunk.length > 0) {
        if (body) {
          chunk = readBody(chunk)
          continue
        }
        const end = chunk.indexOf(10)
        header.push(end < 0 ? chunk : chunk.subarray(0, end))
        if (end < 0) return
        const line = Buffer.concat(header).toString('utf8')
        header = []
        chunk = chunk.subarray(end + 1)
        readHeader(line)
      }
    },
  }
}
