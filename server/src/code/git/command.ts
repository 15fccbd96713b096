import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import type { Duplex } from 'node:stream'
import { Problem } from '#kernel'

interface RunOptions {
  /** The repository; passed as GIT_DIR, so that git never looks for one itself. */
  gitDir?: string
  workTree?: string
  /** Where git is started; only matters to commands that read a work tree. */
  cwd?: string
  env?: Record<string, string>
  input?: string | Buffer
  /** Exit codes that are an answer and not a failure. Default: only 0. */
  okCodes?: readonly number[]
  /** Stop reading, and the process, after this much output; `truncated` says so. Default: 64 MiB. */
  maxBytes?: number
  timeoutMs?: number
  /** Ends the process when it is aborted, with SIGTERM so that git removes its temporary files. */
  signal?: AbortSignal | undefined
  /** Called with what git prints for people while it runs; the last part of it is `stderr`. */
  onStderr?: (text: string) => void
  /** Work that nobody waits for yields to everything else. */
  background?: boolean
  /** What git finds at descriptor 3, for the address `fd::3`. */
  connection?: Duplex | undefined
}

interface GitResult {
  code: number
  stdout: Buffer
  stderr: string
  truncated: boolean
}

/** The real git binary: the only place of the server that starts it. Arguments are arrays, the environment is ours alone. */
export interface GitCommand {
  /** Wait for this before `spawn`; `run` does. */
  turn(): Promise<void>
  run(args: readonly string[], options?: RunOptions): Promise<GitResult>
  /** `run`, and what it printed as text without the last line break. */
  text(args: readonly string[], options?: RunOptions): Promise<string>
  /** For streams. The child leads its own process group: end it with `killGroup`. */
  spawn(
    args: readonly string[],
    options?: Pick<RunOptions, 'gitDir' | 'workTree' | 'cwd' | 'env'> & Pick<SpawnOptions, 'stdio'>,
  ): ChildProcess
}

/** git said no. Its own words are for the log; callers turn what they expect into a Problem. */
export class GitFailure extends Error {
  readonly code: number | null
  readonly stderr: string
  constructor(args: readonly string[], result: { code: number | null; stderr: string }) {
    super(`git ${args[0]} ended with ${result.code ?? 'a signal'}: ${result.stderr.trim().slice(0, 2000)}`)
    this.name = 'GitFailure'
    this.code = result.code
    this.stderr = result.stderr
  }
}

/** Where systems keep git, should the server have been started without a PATH. */
const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin'
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024
const MOST_STDERR_BYTES = 64 * 1024
/** A command that takes this long is stuck on something; every caller would rather hear so than wait. */
const TIMEOUT_MS = 120_000
/** What was asked to end may remove its temporary files for so long. */
const END_MS = 5_000
const BACKGROUND_NICENESS = 10

export function createGitCommand(globalConfig: string, searchPath = SEARCH_PATH): GitCommand {
  const base: Record<string, string> = {
    PATH: searchPath,
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    // A file of ours rather than /dev/null: safe.directory counts only there before git 2.38.
    GIT_CONFIG_GLOBAL: globalConfig,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  }

  const start: GitCommand['spawn'] = (args, options = {}) =>
    spawn('git', args, {
      cwd: options.cwd ?? options.workTree ?? '/',
      stdio: options.stdio ?? 'pipe',
      detached: true,
      env: {
        ...base,
        ...(options.gitDir ? { GIT_DIR: options.gitDir } : {}),
        ...(options.workTree ? { GIT_WORK_TREE: options.workTree } : {}),
        ...options.env,
      },
    })

  let last = Promise.resolve()
  /**
   * Starting a process stops this one for a moment. A crowd's processes are started one in a turn of the event loop, so that everything
   * else is served in between.
   */
  function turn(): Promise<void> {
    last = last.then(() => new Promise<void>((done) => setImmediate(done)))
    return last
  }

  async function run(args: readonly string[], options: RunOptions = {}): Promise<GitResult> {
    await turn()
    const { connection } = options
    const child = start(args, connection ? { ...options, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] } : options)
    if (connection) join(child.stdio[3] as Duplex, connection)
    const timer = setTimeout(() => killGroup(child), options.timeoutMs ?? TIMEOUT_MS)
    let ending: NodeJS.Timeout | undefined
    const stop = () => {
      killGroup(child, 'SIGTERM')
      ending ??= setTimeout(() => killGroup(child), END_MS)
    }
    options.signal?.addEventListener('abort', stop)
    if (options.signal?.aborted) stop()
    if (options.background) lowerPriority(child, BACKGROUND_NICENESS)
    const limit = options.maxBytes ?? MOST_OUTPUT_BYTES
    const chunks: Buffer[] = []
    let size = 0
    let truncated = false
    let stderr = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      if (truncated) return
      chunks.push(size + chunk.length > limit ? chunk.subarray(0, limit - size) : chunk)
      size += chunk.length
      if (size <= limit) return
      truncated = true
      killGroup(child)
    })
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-MOST_STDERR_BYTES)
      options.onStderr?.(text)
    })
    child.stdin!.on('error', () => {}) // git may end before it has read everything; its exit code tells
    child.stdin!.end(options.input ?? '')
    try {
      const [code] = (await once(child, 'close')) as [number | null]
      if (!truncated && (code === null || !(options.okCodes ?? [0]).includes(code))) {
        throw new GitFailure(args, {
          code,
          stderr: stderr || (code === null ? whyEnded(options) : ''),
        })
      }
      return { code: code ?? 0, stdout: Buffer.concat(chunks), stderr, truncated }
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? missingGit(error) : error
    } finally {
      clearTimeout(timer)
      clearTimeout(ending)
      options.signal?.removeEventListener('abort', stop)
    }
  }

  return {
    turn,
    run,
    text: async (args, options) => (await run(args, options)).stdout.toString('utf8').replace(/\n$/, ''),
    spawn: start,
  }
}

/** Both ways at once; each side hears that the other has finished speaking. */
function join(git: Duplex, other: Duplex): void {
  git.allowHalfOpen = true // git has said everything after a pack, and listens on
  git.on('error', () => other.destroy()) // git has ended; its exit code tells
  git.pipe(other).pipe(git)
}

/** Ends a child of `spawn` and everything it started. Safe to call at any time. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal)
  }
}

function whyEnded({ signal, timeoutMs = TIMEOUT_MS }: RunOptions): string {
  return signal?.aborted ? 'it was stopped' : `took longer than ${timeoutMs} ms`
}

/** Of 19, the weakest. */
export function lowerPriority({ pid }: ChildProcess, niceness: number): void {
  try {
    if (pid !== undefined) setPriority(pid, niceness)
  } catch {
    // It has ended already.
  }
}

function missingGit(cause: unknown): Problem {
  return new Problem(
    'unavailable',
    'git.missing',
    'The program git was not found on this machine; install git 2.34 or newer.',
    { cause },
  )
}
