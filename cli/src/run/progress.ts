import type { ChainStep, Event, Evidence } from '@devflow/sdk'
import { describeAction } from '../show/event.ts'
import { printCost, printDuration } from '../terminal/quantity.ts'
import { clean, fit, padEnd, padStart, type Style, width } from '../terminal/style.ts'

export interface ProgressOptions {
  style: Style
  columns: number
  /** What a failing check or deployment printed last; shown under its step. */
  readTail?: (log: string) => Promise<string[]>
}

export interface Progress {
  /** Lines for the steps that ended since the last look. */
  steps(evidence: Evidence): Promise<string[]>
  /** A line for what the agent did; nothing for other events, whose effect the steps show. */
  action(event: Event): string[]
  /** One line that says what is going on; '' when nothing is. */
  current(now: Date, frame: number): string
}

const LABEL_COLUMNS = 14
const TIME_COLUMNS = 8
const COST_COLUMNS = 8
/** Terminals echo Ctrl-C as ^C; a live line that it makes too long could not be taken back. */
const CTRL_C_COLUMNS = 3
/** Wider rows lose the connection between a step and its time. */
const MAX_COLUMNS = 100
const FRAMES = ['◐', '◓', '◑', '◒']
const LOOKS = {
  waiting: ['○', 'grey'],
  running: ['◐', 'blue'],
  done: ['✓', 'green'],
  failed: ['✗', 'red'],
  needs_person: ['‖', 'amber'],
} as const satisfies Record<ChainStep['state'], readonly [string, string]>

/** Turns what the server says of a spec into lines that tick off its evidence chain. */
export function createProgress(options: ProgressOptions): Progress {
  const { style, readTail } = options
  const columns = Math.min(options.columns - CTRL_C_COLUMNS, MAX_COLUMNS)
  /** What was last said of a step; one that begins again, as after a failed check, is told again. */
  const told = new Map<ChainStep['key'], string>()
  let running: ChainStep | undefined

  return {
    async steps(evidence) {
      const lines: string[] = []
      for (const step of evidence.chain) {
        const fact = `${step.state} ${step.finishedAt ?? ''} ${step.state === 'needs_person' ? step.detail : ''}`
        if (told.get(step.key) === fact) continue
        told.set(step.key, fact)
        if (step.state === 'waiting' || step.state === 'running') continue
        lines.push(printStep(step, { style, columns }))
        if (step.state === 'failed') lines.push(...(await explainFailure(step, evidence, readTail, { style, columns })))
      }
      running = evidence.chain.find((step) => step.state === 'running')
      return lines
    },
    action(event) {
      if (isToldTwice(event)) return []
      const line = describeAction(event, { style, columns: columns - 6 })
      return line ? [`      ${line}`] : []
    },
    current(now, frame) {
      if (!running) return ''
      const elapsedMs = running.startedAt ? now.getTime() - Date.parse(running.startedAt) : undefined
      return printStep(running, { style, columns, glyph: FRAMES[frame % FRAMES.length]!, elapsedMs })
    },
  }
}

/** A tool that edits is told again, with its diff, as the edit itself. */
function isToldTwice({ name, data }: Event): boolean {
  const kind = (data as { kind?: unknown } | null)?.kind
  return name === 'agent.called_tool' && (kind === 'edit' || kind === 'delete' || kind === 'move')
}

/** `  ✓ pull request  #7 · 3 files                $0.04   0.3s` */
function printStep(
  step: ChainStep,
  at: { style: Style; columns: number; glyph?: string; elapsedMs?: number | undefined },
): string {
  const { style } = at
  const [glyph, colour] = LOOKS[step.state]
  const label = padEnd(fit(clean(step.label).toLowerCase(), LABEL_COLUMNS), LABEL_COLUMNS)
  const lastedMs =
    at.elapsedMs ??
    (step.startedAt && step.finishedAt ? Date.parse(step.finishedAt) - Date.parse(step.startedAt) : undefined)
  const time = padStart(lastedMs === undefined || lastedMs < 50 ? '' : printDuration(lastedMs), TIME_COLUMNS)
  const cost = padStart(step.costUsd ? printCost(step.costUsd) : '', COST_COLUMNS)
  const room = at.columns - 4 - LABEL_COLUMNS - 2 - COST_COLUMNS - TIME_COLUMNS
  const detail = fit(clean(step.detail), room)
  const isBad = step.state === 'failed' || step.state === 'needs_person'
  return `  ${style.colour(colour, at.glyph ?? glyph)} ${label}  ${isBad ? style.colour(colour, detail) : detail}${' '.repeat(
    Math.max(0, room - width(detail)),
  )}${style.dim(cost + time)}`
}

const TAIL_LINES = 12

/** What a person needs to see of a failed step: which check and why, and the last lines it printed. */
async function explainFailure(
  step: ChainStep,
  evidence: Evidence,
  readTail: ProgressOptions['readTail'],
  { style, columns }: { style: Style; columns: number },
): Promise<string[]> {
  const lines: string[] = []
  const add = (text: string) => lines.push(`      ${fit(text, columns - 6)}`)
  const logs: string[] = []
  if (step.key === 'checks') {
    for (const check of evidence.checks.filter(
      (one) => one.conclusion === 'failure' || one.conclusion === 'timed_out',
    )) {
      add(`${clean(check.name)}: ${clean(check.title || check.summary)}`)
      if (check.log) logs.push(check.log)
    }
  } else if (step.key === 'deployment' && evidence.deployment?.log) {
    logs.push(evidence.deployment.log)
  }
  for (const log of logs.slice(0, 2)) {
    const tail = (await readTail?.(log)) ?? []
    for (const line of tail.slice(-TAIL_LINES)) lines.push(`      ${style.dim(`│ ${fit(line, columns - 8)}`)}`)
    add(`the whole log: devflow logs ${log}`)
  }
  return lines
}
