import type { Socket } from 'node:net'
import type { ServerChannel } from 'ssh2'
import type { Git, PackStream } from '#git'
import { type Actor, explain, type Logger, Problem } from '#kernel'
import type { Lfs } from '#lfs'
import { parseCommand, type SshCommand } from './command.ts'
import type { SshLimits } from './limits.ts'
import { pump } from './pump.ts'

export interface SessionDeps {
  git: Git
  lfs: Pick<Lfs, 'authenticate'> | undefined
  log: Logger
  limits: SshLimits
  socket: Socket
  /** Whose connection this is, now. Throws when their key has been removed since. */
  actor(): Promise<Actor>
}

/** A command under way. */
export interface Running {
  ended: Promise<void>
  /** For a client that goes away. A push that was already allowed is finished all the same. */
  abort(): void
  /** What the client has sent and git has not read yet. */
  unreadBytes(): number
}

export function runCommand(
  channel: ServerChannel,
  command: { text: string; protocol: string | undefined },
  deps: SessionDeps,
): Running {
  const { socket, limits, log } = deps
  let gone = false
  let stop: (() => void) | undefined

  async function converse(): Promise<number> {
    const parsed = parseCommand(command.text)
    const stream = parsed.operation ? undefined : await open(channel, { ...parsed, protocol: command.protocol }, deps)
    if (stream) return relay(stream)
    channel.write(`${JSON.stringify(await authenticate(parsed, deps))}\n`)
    return 0
  }

  async function relay(stream: PackStream): Promise<number> {
    const silence = setTimeout(() => socket.destroy(), limits.silenceMs)
    const moved = (): void => void silence.refresh()
    const ended = new Promise<void>((done) => stream.output.once('end', done).once('close', done))
    const stopSending = pump(stream.output, { channel, socket, unsentBytes: limits.unsentBytes, moved })
    channel.on('data', moved)
    stop = () => {
      stream.abort()
      stopSending()
    }
    if (gone) stop()
    const code = await stream.done
    await ended
    clearTimeout(silence)
    return code
  }

  const ended = converse()
    .catch((error: unknown) => {
      const sentence = error instanceof Problem ? error.message : explain(error, log).body.error.message
      channel.stderr.write(`DevFlow: ${sentence}\n`)
      return 1
    })
    .then((code) => {
      channel.exit(code)
      channel.end()
    })

  return {
    ended,
    abort(): void {
      gone = true
      stop?.()
    },
    unreadBytes: () => channel.readableLength,
  }
}

async function open(
  input: ServerChannel,
  { program, address, protocol }: SshCommand & { protocol: string | undefined },
  { git, actor: whoNow }: SessionDeps,
): Promise<PackStream> {
  const actor = await whoNow()
  const conversation = { input, protocol, extent: 'whole' as const }
  if (program === 'git-receive-pack') {
    return git.receive(await git.accessOrCreate(actor, address), { ...conversation, actor })
  }
  const project = await git.access(actor, address, 'git:read')
  return program === 'git-upload-pack' ? git.fetch(project, conversation) : git.uploadArchive(project, conversation)
}

/** Where git-lfs finds the large files of a repository that it knows by SSH, and a token for them. */
async function authenticate({ address, operation }: SshCommand, { lfs, actor }: SessionDeps) {
  if (lfs && operation) return lfs.authenticate(await actor(), address, operation)
  throw new Problem(
    'unavailable',
    'ssh.no_lfs',
    'Large files are not served here; turn them off with `git lfs uninstall`.',
  )
}
