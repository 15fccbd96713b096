import type {
  CreateTerminalRequest,
  CreateTerminalResponse,
  TerminalExitStatus,
  TerminalOutputResponse,
} from '@agentclientprotocol/sdk'
import { newId, Problem } from '#kernel'
import type { SandboxProcess } from '#sandbox'
import type { AttemptLimits } from '../limits.ts'
import { confinedPath } from './confined.ts'
import type { AgentSession } from './driver.ts'
import { type OutputTail, outputEnded, outputTail } from './output-tail.ts'

/** Terminals one agent may hold at a time; a leak of them must not become a leak of ours. */
const MAX_TERMINALS = 16

interface Terminal {
  process: SandboxProcess
  output: OutputTail
  exit: TerminalExitStatus | undefined
  ended: Promise<void>
}

/** ACP's terminal methods (agentclientprotocol.com, "Terminals") over the session's sandbox. */
export function createTerminals(session: AgentSession, limits: AttemptLimits) {
  const terminals = new Map<string, Terminal>()
  const known = new Set<string>()

  function get(id: string): Terminal {
    const terminal = terminals.get(id)
    if (!terminal)
      throw new Problem('not_found', 'attempts.no_such_terminal', `There is no terminal ${JSON.stringify(id)}.`)
    return terminal
  }

  return {
    /** Whether a terminal of this id was ever opened here. */
    has: (id: string): boolean => known.has(id),

    async create(request: CreateTerminalRequest): Promise<CreateTerminalResponse> {
      if (terminals.size >= MAX_TERMINALS) {
        throw new Problem(
          'rate_limited',
          'attempts.terminals',
          `At most ${MAX_TERMINALS} terminals can be open; release one first.`,
        )
      }
      const command = commandLine(request)
      const shown = [request.command, ...(request.args ?? [])].join(' ')
      const permission = await session.permit({
        title: shown,
        kind: 'execute',
        asked: false,
        paths: [],
        command: shown,
      })
      if (permission.answer === 'deny') throw new Problem('forbidden', 'attempts.denied', permission.reason)
      const process = await session.sandbox.spawn({
        command,
        cwd: await confinedPath(session.directory, request.cwd ?? session.directory),
        env: Object.fromEntries((request.env ?? []).map((variable) => [variable.name, variable.value])),
        timeoutMs: limits.commandMs,
      })
      const streams = [process.stdout, process.stderr]
      const maxChars = Math.min(request.outputByteLimit ?? limits.outputChars, limits.outputChars)
      const terminal: Terminal = {
        process,
        output: outputTail(maxChars, streams, session.alive),
        exit: undefined,
        ended: Promise.resolve(),
      }
      terminal.ended = (async () => {
        const result = await process.wait()
        await outputEnded(streams)
        terminal.exit = { exitCode: result.code, signal: result.signal }
        await session.act({
          type: 'ran_command',
          command: shown,
          exitCode: result.code,
          output: terminal.output.text(),
        })
      })()
      // Awaited by whoever asks for the exit; if nobody does, its failure is not a crash of the server.
      terminal.ended.catch(() => {})
      const terminalId = newId('terminal')
      terminals.set(terminalId, terminal)
      known.add(terminalId)
      return { terminalId }
    },

    output(id: string): TerminalOutputResponse {
      const terminal = get(id)
      return {
        output: terminal.output.text(),
        truncated: terminal.output.truncated(),
        ...(terminal.exit ? { exitStatus: terminal.exit } : {}),
      }
    },

    async waitForExit(id: string): Promise<TerminalExitStatus> {
      const terminal = get(id)
      await terminal.ended
      return terminal.exit ?? {}
    },

    async kill(id: string): Promise<void> {
      await get(id).process.kill()
    },

    async release(id: string): Promise<void> {
      const terminal = get(id)
      terminals.delete(id)
      await stop(terminal)
    },

    /** Ends what still runs and waits until each command is recorded. */
    async close(): Promise<void> {
      const open = [...terminals.values()]
      terminals.clear()
      await Promise.allSettled(open.map(stop))
    },
  }
}

async function stop(terminal: Terminal): Promise<void> {
  if (!terminal.exit) await terminal.process.kill('SIGKILL')
  await terminal.ended
}

/** The agent's own command line. Without arguments some agents send a whole shell line; it only ever runs in the sandbox. */
function commandLine(request: CreateTerminalRequest): string[] {
  const args = request.args ?? []
  if (args.length === 0 && /\s/.test(request.command)) return ['/bin/sh', '-c', request.command]
  return [request.command, ...args]
}
