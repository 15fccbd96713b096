import { z } from 'zod'
import { AgentFailure } from './driver.ts'

/**
 * A recorded session: JSON lines, each one action, in order. `afterMs` is the pause before it; a replay may shorten it.
 *
 *   {"type":"session","version":1,"agent":"claude","recordedAt":"2026-05-01T10:00:00Z"}            first line
 *   {"type":"reasoned","text":"…"}          {"type":"said","text":"…"}
 *   {"type":"planned","entries":[{"content":"…","status":"pending"}]}
 *   {"type":"read","path":"src/a.js"}                                                     a file the agent looked at
 *   {"type":"write","path":"src/a.js","content":"…","explanation":"…"}                     the whole new file
 *   {"type":"edit","path":"src/a.js","find":"…","replace":"…","explanation":"…"}           `find` occurs exactly once
 *   {"type":"delete","path":"src/a.js"}
 *   {"type":"run","command":["npm","test"],"exitCode":0}                   really run; another exit code ends the replay
 *   {"type":"finish","summary":"…","confidence":0.9}                                                      last line
 */
const Timed = z.object({ afterMs: z.number().min(0).max(600_000).default(0) })
const Path = z.string().min(1).max(1_000)
const Explanation = z.string().max(2_000).optional()

export const RecordedAction = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('session'),
    version: z.literal(1),
    agent: z.string().max(100),
    recordedAt: z.string().max(40),
  }),
  Timed.extend({ type: z.literal('reasoned'), text: z.string() }).strict(),
  Timed.extend({ type: z.literal('said'), text: z.string() }).strict(),
  Timed.extend({
    type: z.literal('planned'),
    entries: z.array(z.object({ content: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) })),
  }).strict(),
  Timed.extend({ type: z.literal('read'), path: Path }).strict(),
  Timed.extend({ type: z.literal('write'), path: Path, content: z.string(), explanation: Explanation }).strict(),
  Timed.extend({
    type: z.literal('edit'),
    path: Path,
    find: z.string().min(1),
    replace: z.string(),
    explanation: Explanation,
  }).strict(),
  Timed.extend({ type: z.literal('delete'), path: Path, explanation: Explanation }).strict(),
  Timed.extend({
    type: z.literal('run'),
    command: z.array(z.string()).min(1),
    exitCode: z.number().int().default(0),
  }).strict(),
  Timed.extend({
    type: z.literal('finish'),
    summary: z.string(),
    confidence: z.number().min(0).max(1).optional(),
  }).strict(),
])
export type RecordedAction = z.infer<typeof RecordedAction>

/** Throws an `AgentFailure` that names the line. */
export function parseRecording(text: string): RecordedAction[] {
  const actions = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(line, index + 1)]))
  if (actions[0]?.type !== 'session') throw invalid(1, 'the first line must be {"type":"session","version":1,…}')
  if (actions.at(-1)?.type !== 'finish') throw invalid(actions.length, 'the last line must be {"type":"finish",…}')
  return actions
}

function parseLine(line: string, number: number): RecordedAction {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw invalid(number, 'it is not JSON')
  }
  const parsed = RecordedAction.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(number, `${issue?.path.join('.') || 'it'}: ${issue?.message}`)
}

function invalid(line: number, why: string): AgentFailure {
  return new AgentFailure('fatal', `The recorded session is not valid at line ${line}: ${why}.`)
}
