import { readFile, unlink } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '#kernel'
import type { AttemptLimits } from '../limits.ts'
import { runCommand } from './command.ts'
import { confinedPath } from './confined.ts'
import { readConfined, writeConfined } from './confined-files.ts'
import { type AgentDriver, AgentFailure, type AgentOutcome, type AgentSession } from './driver.ts'
import { parseRecording, type RecordedAction } from './recording.ts'

export interface RehearsalOptions {
  /** Path of a recorded session; its format is described in recording.ts. */
  recording: string
  limits: AttemptLimits
  /** Pauses are cut to this; a replay is watched, not waited for. */
  longestPauseMs?: number
}

const LONGEST_PAUSE_MS = 300

/** Replays a recorded session: no model is asked, but files are really written and commands really run. */
export function createRehearsalDriver({
  recording,
  limits,
  longestPauseMs = LONGEST_PAUSE_MS,
}: RehearsalOptions): AgentDriver {
  return {
    kind: 'rehearsal',
    async run(session) {
      const text = await readFile(recording, 'utf8').catch((cause) => {
        throw new AgentFailure('fatal', 'The recorded session cannot be read.', { cause })
      })
      for (const [step, action] of parseRecording(text).entries()) {
        if ('afterMs' in action && action.afterMs > 0) {
          await pause(Math.min(action.afterMs, longestPauseMs), undefined, { signal: session.signal }).catch(() => {})
        }
        if (session.signal.aborted) return { outcome: 'cancelled', summary: '', reason: 'The attempt was stopped.' }
        const outcome = await replay(session, action, `step-${step}`, limits)
        if (outcome) return outcome
      }
      throw new Error('a recording ends with "finish"')
    },
  }
}

async function replay(
  session: AgentSession,
  action: RecordedAction,
  toolCallId: string,
  limits: AttemptLimits,
): Promise<AgentOutcome | undefined> {
  const { directory } = session
  const recordTool = (kind: 'read' | 'edit' | 'delete', title: string, explanation?: string) =>
    session.act({
      type: 'called_tool',
      toolCallId,
      title,
      kind,
      input: null,
      output: null,
      status: 'completed',
      ...(explanation === undefined ? {} : { explanation }),
    })
  try {
    switch (action.type) {
      case 'session':
        return undefined
      case 'reasoned':
      case 'said':
        await session.act({ type: action.type, text: action.text })
        return undefined
      case 'planned':
        await session.act({ type: 'planned', entries: action.entries })
        return undefined
      case 'read':
        await readConfined(directory, action.path, limits.fileBytes)
        await recordTool('read', `Read ${action.path}`)
        return undefined
      case 'write':
        await writeConfined(directory, action.path, action.content, limits.fileBytes)
        await recordTool('edit', `Write ${action.path}`, action.explanation)
        return undefined
      case 'edit': {
        const parts = (await readConfined(directory, action.path, limits.fileBytes)).split(action.find)
        if (parts.length !== 2) {
          throw new Problem(
            'conflict',
            'attempts.recording_mismatch',
            `the text to replace occurs ${parts.length - 1} times in ${action.path}`,
          )
        }
        await writeConfined(directory, action.path, parts.join(action.replace), limits.fileBytes)
        await recordTool('edit', `Edit ${action.path}`, action.explanation)
        return undefined
      }
      case 'delete':
        await unlink(await confinedPath(directory, action.path))
        await recordTool('delete', `Delete ${action.path}`, action.explanation)
        return undefined
      case 'run': {
        const command = action.command.join(' ')
        const { exitCode, output } = await runCommand(session, action.command, limits)
        await session.act({ type: 'ran_command', command, exitCode, output, toolCallId })
        if (exitCode === action.exitCode || session.signal.aborted) return undefined
        throw new Problem(
          'conflict',
          'attempts.recording_mismatch',
          `\`${command}\` ended with ${exitCode} instead of ${action.exitCode}`,
        )
      }
      case 'finish':
        return {
          outcome: 'succeeded',
          summary: action.summary,
          ...(action.confidence === undefined ? {} : { confidence: action.confidence }),
        }
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new AgentFailure('fatal', `The rehearsal does not fit this repository: ${why.replace(/\.$/, '')}.`, {
      cause: error,
    })
  }
}
