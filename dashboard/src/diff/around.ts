import type { FileDiff } from '../api/code.ts'
import type { DiffLine, Hunk } from './parse-patch.ts'

/** Lines that one press shows more of. */
export const MORE_LINES = 20
/** Git shows so many unchanged lines behind a change; where it shows fewer the file ends. */
const CONTEXT_LINES = 3

/** How much of a file is shown around its changes: for each gap, lines at its top and at its bottom. */
export interface Around {
  /** All lines of the file after the change. */
  lines: readonly string[]
  gaps: ReadonlyMap<number, { top: number; bottom: number }>
}

/** What is left out before a hunk, or behind the last one. */
export interface Gap {
  /** Its number: the hunk it stands before. */
  at: number
  above: DiffLine[]
  below: DiffLine[]
  /** How many lines are still left out; undefined while nobody knows where the file ends. */
  hidden: number | undefined
}

/** The gaps of a file in order, one before each hunk and one behind the last. */
export function gapsOf(file: FileDiff, hunks: readonly Hunk[], around: Around | undefined): Gap[] {
  const partial = file.status === 'modified' || file.status === 'renamed'
  return [...hunks, undefined].map((hunk, at) => {
    const before = hunks[at - 1]
    const first = before?.to.new ?? 1
    const end = hunk ? hunk.from.new : endOf(file, before, around)
    const shift = hunk ? hunk.from.new - hunk.from.old : before ? before.to.new - before.to.old : 0
    const size = end === undefined ? undefined : Math.max(0, end - first)
    if (!partial || size === 0) return { at, above: [], below: [], hidden: 0 }
    if (!around || size === undefined) return { at, above: [], below: [], hidden: size }
    const { top = 0, bottom = 0 } = around.gaps.get(at) ?? {}
    const all = top + bottom >= size
    const line = (number: number): DiffLine => ({
      kind: 'context',
      old: number - shift,
      new: number,
      text: around.lines[number - 1] ?? '',
      around: true,
    })
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(from + index))
    if (all) return { at, above: range(first, first + size), below: [], hidden: 0 }
    return {
      at,
      above: range(first, first + top),
      below: range(first + size - bottom, first + size),
      hidden: size - top - bottom,
    }
  })
}

/** The line behind the last one of the file, as far as the diff or the file itself tells. */
function endOf(file: FileDiff, last: Hunk | undefined, around: Around | undefined): number | undefined {
  if (!last || file.truncated) return last?.to.new ?? 1
  if (around) return Math.max(around.lines.length + 1, last.to.new)
  const behind = last.lines.length - 1 - last.lines.findLastIndex(({ kind }) => kind !== 'context')
  return behind < CONTEXT_LINES ? last.to.new : undefined
}

export type Direction = 'up' | 'down' | 'all'

/** The same, with more lines in one gap: `up` shows those before the hunk, `down` those behind the one above. */
export function widen(around: Around, at: number, direction: Direction): Around {
  const { top, bottom } = around.gaps.get(at) ?? { top: 0, bottom: 0 }
  const wider =
    direction === 'all'
      ? { top: around.lines.length, bottom }
      : direction === 'down'
        ? { top: top + MORE_LINES, bottom }
        : { top, bottom: bottom + MORE_LINES }
  return { ...around, gaps: new Map(around.gaps).set(at, wider) }
}

/** The same, with nothing left out. */
export function widenAll(around: Around, gaps: number): Around {
  const all = Array.from({ length: gaps }, (_, at): [number, { top: number; bottom: number }] => [
    at,
    { top: around.lines.length, bottom: 0 },
  ])
  return { ...around, gaps: new Map(all) }
}
