import type { LogLine } from '@devflow/sdk'
import type { JobStep } from '../api/runs.ts'
import { plainText } from './ansi.ts'
import { readCommand } from './commands.ts'

export type LogRow = { type: 'step'; step: JobStep; lines: number; folded: boolean } | { type: 'line'; line: LogLine }

/** Lines under the step that printed them. Lines before the first step (or without steps at all) stand alone. */
export function rowsOf(lines: readonly LogLine[], steps: readonly JobStep[], folded: ReadonlySet<number>): LogRow[] {
  const begun = steps
    .filter((step) => step.firstLine !== null)
    .toSorted((a, b) => a.firstLine! - b.firstLine! || a.number - b.number)
  const rows: LogRow[] = []
  const before = begun[0] ? lowerBound(lines, begun[0].firstLine!) : lines.length
  const push = (from: number, to: number) => {
    for (const line of lines.slice(from, to)) if (readCommand(line.text)) rows.push({ type: 'line', line })
  }
  push(0, before)
  for (const [index, step] of begun.entries()) {
    const from = lowerBound(lines, step.firstLine!)
    const next = begun[index + 1]
    const to = next ? lowerBound(lines, next.firstLine!) : lines.length
    const isFolded = folded.has(step.number)
    rows.push({ type: 'step', step, lines: to - from, folded: isFolded })
    if (!isFolded) push(from, to)
  }
  for (const step of steps) if (step.firstLine === null) rows.push({ type: 'step', step, lines: 0, folded: true })
  return rows
}

/** Index of the first line whose number is at least `number`. */
function lowerBound(lines: readonly LogLine[], number: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (lines[middle]!.number < number) low = middle + 1
    else high = middle
  }
  return low
}

export function stepOfLine(steps: readonly JobStep[], number: number): JobStep | undefined {
  return steps
    .filter((step) => step.firstLine !== null && step.firstLine <= number)
    .toSorted((a, b) => b.firstLine! - a.firstLine!)[0]
}

/** Numbers of the lines that contain the words, ignoring case and colour. */
export function search(lines: readonly LogLine[], words: string): number[] {
  const needle = words.toLowerCase()
  if (needle === '') return []
  return lines.filter((line) => plainText(line.text).toLowerCase().includes(needle)).map((line) => line.number)
}
