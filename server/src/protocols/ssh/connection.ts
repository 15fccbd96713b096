import type { Socket } from 'node:net'
import type { Connection, Session } from 'ssh2'
import type { Git } from '#git'
import { type Logger, Problem } from '#kernel'
import type { Lfs } from '#lfs'
import type { SshLimits } from './limits.ts'
import type { createLogin, Identified } from './login.ts'
import { type Running, runCommand } from './session.ts'

export interface ConnectionDeps {
  git: Git
  lfs: Pick<Lfs, 'authenticate'> | undefined
  log: Logger
  limits: SshLimits
  login: ReturnType<typeof createLogin>
}

/** One client: first who it is, then what it wants. Answers the commands under way. */
export function serveConnection(
  client: Connection,
  { socket, identified }: { socket: Socket; identified(): void },
  { login, ...deps }: ConnectionDeps,
): ReadonlySet<Running> {
  const { log, limits } = deps
  const running = new Set<Running>()
  const sessions = new Set<() => void>()
  let who: Identified | undefined
  let attempts = 0
  let idle = setTimeout(leave, limits.idleMs)

  function leave(): void {
    client.end()
  }

  client.on('authentication', (attempt) => {
    if (attempt.method !== 'none' && ++attempts > limits.attempts) return void socket.destroy()
    login(attempt).then(
      (answer) => {
        if (answer === 'no') return attempt.reject(['publickey'])
        if (answer !== 'unsigned') who = answer
        attempt.accept()
      },
      (error) => {
        log.error({ err: error }, 'somebody could not be signed in over SSH')
        socket.destroy()
      },
    )
  })
  client.on('ready', identified)
  client.on('session', (accept, reject) => {
    if (!who || sessions.size >= limits.sessions) return reject()
    serveSession(accept(), who)
  })

  function serveSession(session: Session, { actor }: Identified): void {
    let protocol: string | undefined
    let command: Running | undefined
    const close = (): void => {
      sessions.delete(close)
      command?.abort()
    }
    sessions.add(close)
    session.once('close', close)
    session.on('env', (accept, reject, { key, val }) => {
      if (key !== 'GIT_PROTOCOL') return reject?.()
      protocol = val
      accept?.()
    })
    session.on('exec', (accept, _reject, { command: text }) => {
      const started = runCommand(accept(), { text, protocol }, { ...deps, socket, actor })
      command = track(started)
    })
    session.on('shell', (accept) => {
      const channel = accept()
      greet(actor).then((sentence) => {
        channel.stderr.write(`${sentence}\n`)
        channel.exit(1)
        channel.end()
      })
    })
  }

  function track(command: Running): Running {
    running.add(command)
    clearTimeout(idle)
    void command.ended.then(() => {
      running.delete(command)
      if (running.size === 0 && !socket.destroyed) idle = setTimeout(leave, limits.idleMs)
    })
    return command
  }

  // The library does not hold clients to the window they are given.
  socket.on('data', () => {
    for (const command of running) if (command.unreadBytes() > limits.unreadBytes) socket.destroy()
  })
  client.on('close', () => {
    clearTimeout(idle)
    for (const close of sessions) close()
  })
  // A client that breaks the protocol, or whose network is gone.
  client.on('error', (error: Error) => {
    log.debug({ err: error }, 'an SSH client was lost')
    socket.destroy()
  })
  return running
}

/** What somebody sees who tries their key without git: the sentence that people and programs know. */
async function greet(actor: Identified['actor']): Promise<string> {
  try {
    return `Hi ${(await actor()).name}! You've successfully authenticated, but DevFlow does not provide shell access.`
  } catch (error) {
    return `DevFlow: ${error instanceof Problem ? error.message : 'The server is busy; try again in a moment.'}`
  }
}
