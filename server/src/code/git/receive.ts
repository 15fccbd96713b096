import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { type Logger, Problem } from '#kernel'
import { type GitCommand, GitFailure, killGroup, lowerPriority } from './command.ts'
import { isSha } from './names.ts'
import { printRefusal, type RefUpdate } from './policy.ts'

/**
 * The hook that git runs while new objects are still in quarantine. It asks the server over descriptors 3 and 4, pipes that only this
 * push has: no address, no secret, and a server that dies reads as a refusal.
 */
export const PRE_RECEIVE = `#!/bin/sh
# Written by DevFlow at every start; changes here are lost.
{
  printf '%s\\n' "$GIT_QUARANTINE_PATH" "$GIT_OBJECT_DIRECTORY" "$GIT_ALTERNATE_OBJECT_DIRECTORIES"
  cat
  printf 'end\\n'
} >&3 || exit 1
while IFS= read -r line <&4; do
  case "$line" in
    allow) exit 0 ;;
    refuse) exit 1 ;;
    *) printf '%s\\n' "$line" >&2 ;;
  esac
done
echo 'DevFlow was stopped before it could check this push; nothing was changed. Push again.' >&2
exit 1
`

export interface PackStream {
  /** What the client is to be sent. Ends after everything about the push has been recorded. */
  output: Readable
  /** The client is gone. A push that was already allowed is finished all the same. */
  abort(): void
  /** The exit code of the process, when it has ended. */
  done: Promise<number>
}

/** What a client says and hears. */
export interface Conversation {
  input: Readable
  /** What it asked for in GIT_PROTOCOL. */
  protocol: string | undefined
  /** `request`: one request of many and its answer, as over HTTP. `whole`: one process from the first word to the last, as over SSH. */
  extent: 'request' | 'whole'
}

export interface ReceiveOptions extends Conversation {
  gitDir: string
  log: Logger
  /** Inside the quarantine. Answers the refusals; an empty list lets the refs move. */
  judge(updates: RefUpdate[], gitEnv: Record<string, string>): Promise<Problem[]>
  /** After the process ended, when `judge` had allowed the push. */
  settle(): Promise<void>
}

/** More ref updates than any mirror needs in one push. */
const MOST_UPDATES = 10_000

/** A crowd that clones keeps every core busy; pages, verbs and pushes come first. */
const PACK_NICENESS = 2

/** `git receive-pack` behind the policies. */
export function receivePack(git: GitCommand, options: ReceiveOptions): PackStream {
  const { gitDir, input, log } = options
  const child = git.spawn(['receive-pack', ...extentArgs(options), gitDir], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: protocolEnv(options.protocol),
  })
  const output = new PassThrough()
  let allowed = false
  let aborted = false

  const answer = child.stdio[4] as Writable
  answer.on('error', () => {}) // the hook is gone; receive-pack tells the client
  const judged = readQuestion(child.stdio[3] as Readable).then(async (question) => {
    if (!question) return
    const refusals = await options.judge(question.updates, question.gitEnv)
    allowed = refusals.length === 0 && !aborted
    const lines = refusals.map((problem) => printRefusal(problem, question.updates))
    answer.end(`${[...lines, allowed ? 'allow' : 'refuse'].join('\n')}\n`)
  })
  judged.catch((error) => {
    log.error({ err: error }, 'a push could not be judged')
    answer.end('DevFlow could not check this push; nothing was changed.\nrefuse\n')
  })

  connect(child.stdin!, input, abort)
  child.stderr!.setEncoding('utf8').on('data', (text: string) => log.debug({ gitDir }, text.trim()))
  child.stdout!.pipe(output, { end: false })

  function abort(): void {
    aborted = true
    if (!allowed) killGroup(child, 'SIGTERM') // so that git removes its quarantine
  }

  const done = exitCode(child).then(async (code) => {
    await judged.catch(() => undefined)
    if (allowed)
      await options
        .settle()
        .catch((error) => log.error({ err: error }, 'a push was accepted and could not be announced yet'))
    output.end()
    return code
  })
  return { output, abort, done }
}

/** `git upload-pack` for fetch and clone. */
export function uploadPack(git: GitCommand, options: Conversation & { gitDir: string; log: Logger }): PackStream {
  return converse(git, ['upload-pack', ...extentArgs(options), '--strict', options.gitDir], options)
}

/** `git upload-archive` for `git archive --remote`. */
export function uploadArchive(git: GitCommand, options: Conversation & { gitDir: string; log: Logger }): PackStream {
  return converse(git, ['upload-archive', options.gitDir], options)
}

function converse(git: GitCommand, args: string[], options: Conversation & { log: Logger }): PackStream {
  const child = git.spawn(args, { env: protocolEnv(options.protocol) })
  lowerPriority(child, PACK_NICENESS)
  const abort = () => killGroup(child)
  connect(child.stdin!, options.input, abort)
  child.stderr!.setEncoding('utf8').on('data', (text: string) => options.log.debug(text.trim()))
  child.stdout!.on('error', abort)
  return { output: child.stdout!, abort, done: exitCode(child) }
}

function extentArgs({ extent }: Conversation): string[] {
  return extent === 'request' ? ['--stateless-rpc'] : []
}

/** 1 for a process that was killed, or could not be started. */
async function exitCode(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'close').catch(() => [])) as [number?]
  return code ?? 1
}

/** The first answer of a conversation: what there is and what can be asked for. */
export async function advertise(
  git: GitCommand,
  options: { gitDir: string; service: 'upload-pack' | 'receive-pack'; protocol: string | undefined },
): Promise<Buffer> {
  const { stdout } = await git.run([options.service, '--stateless-rpc', '--advertise-refs', options.gitDir], {
    env: protocolEnv(options.protocol),
  })
  return stdout
}

/** One request and its whole answer. */
export async function answerOnce(
  git: GitCommand,
  { gitDir, body, protocol }: { gitDir: string; body: Buffer; protocol: string | undefined },
): Promise<Buffer> {
  try {
    const { stdout } = await git.run(['upload-pack', '--stateless-rpc', '--strict', gitDir], {
      input: body,
      env: protocolEnv(protocol),
    })
    return stdout
  } catch (error) {
    if (!(error instanceof GitFailure) || error.code !== 128) throw error
    const said = error.stderr.trim().split('\n').at(-1) ?? ''
    throw new Problem('invalid', 'git.request', `git does not understand this request: ${said}`, { cause: error })
  }
}

/** Versions are numbers and keys; anything else a client says here is ignored. */
function protocolEnv(protocol: string | undefined): Record<string, string> {
  return protocol && /^[\w=:.-]{1,100}$/.test(protocol) ? { GIT_PROTOCOL: protocol } : {}
}

function connect(stdin: Writable, input: Readable, abort: () => void): void {
  stdin.on('error', () => input.resume()) // git has ended early; let the client finish sending so that it reads the answer
  input.on('error', abort)
  if (input.errored) abort() // it was refused before this process began
  input.pipe(stdin)
}

/** What the hook prints: three lines of environment, then `<before> <after> <ref>` for each update. */
async function readQuestion(
  stream: Readable,
): Promise<{ updates: RefUpdate[]; gitEnv: Record<string, string> } | undefined> {
  const lines: string[] = []
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === 'end' && lines.length >= 3) return parseQuestion(lines)
    lines.push(line)
    if (lines.length > MOST_UPDATES + 3) {
      throw new Problem(
        'too_large',
        'git.too_many_refs',
        `A push may change ${MOST_UPDATES} refs at most; push them in parts.`,
      )
    }
  }
  return undefined // receive-pack ended without asking: a bad pack, or nothing to do
}

function parseQuestion([quarantine = '', objects = '', alternates = '', ...lines]: string[]) {
  const updates = lines.map((line) => {
    const [before = '', after = '', ...ref] = line.split(' ')
    if (!isSha(before) || !isSha(after)) throw new Error(`git handed the hook ${JSON.stringify(line)}`)
    return { before, after, ref: ref.join(' ') }
  })
  const gitEnv = {
    GIT_QUARANTINE_PATH: quarantine,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates,
  }
  return { updates, gitEnv }
}
