import type { AttemptLimits } from '../limits.ts'
import type { AgentSession } from './driver.ts'
import { outputEnded, outputTail } from './output-tail.ts'

export interface CommandResult {
  exitCode: number | null
  timedOut: boolean
  /** The end of what it printed. */
  output: string
}

/** Runs one command in the session's sandbox to its end; stops it when the attempt is stopped. */
export async function runCommand(
  session: AgentSession,
  command: string[],
  limits: AttemptLimits,
): Promise<CommandResult> {
  const process = await session.sandbox.spawn({ command, timeoutMs: limits.commandMs })
  const streams = [process.stdout, process.stderr]
  const output = outputTail(limits.outputChars, streams, session.alive)
  const stop = () => void process.kill('SIGKILL')
  session.signal.addEventListener('abort', stop, { once: true })
  if (session.signal.aborted) stop()
  try {
    const { code, timedOut } = await process.wait()
    await outputEnded(streams)
    return { exitCode: code, timedOut, output: output.text() }
  } finally {
    session.signal.removeEventListener('abort', stop)
  }
}
