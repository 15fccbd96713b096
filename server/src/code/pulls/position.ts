/** One line of a unified diff, with its number on each side it exists on. */
interface DiffLine {
  text: string
  old: number | undefined
  new: number | undefined
}

interface Hunk {
  header: string
  oldStart: number
  oldCount: number
  newStart: number
  newCount: number
  lines: DiffLine[]
}

export type Side = 'old' | 'new'

/** What stands above and below a commented line in its hunk is cut to this many lines, so that a comment stays readable. */
const MOST_HUNK_LINES = 40

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/** The hunks of one file's unified diff. */
export function parseHunks(patch: string): Hunk[] {
  const hunks: Hunk[] = []
  let oldLine = 0
  let newLine = 0
  for (const text of patch.split('\n')) {
    const header = HEADER.exec(text)
    if (header) {
      const [, oldStart, oldCount, newStart, newCount] = header
      oldLine = Number(oldStart)
      newLine = Number(newStart)
      hunks.push({
        header: text,
        oldStart: oldLine,
        oldCount: Number(oldCount ?? 1),
        newStart: newLine,
        newCount: Number(newCount ?? 1),
        lines: [],
      })
      continue
    }
    const hunk = hunks.at(-1)
    if (!hunk) continue // the file's headers
    const kind = text[0]
    if (kind === '-') hunk.lines.push({ text, old: oldLine++, new: undefined })
    else if (kind === '+') hunk.lines.push({ text, old: undefined, new: newLine++ })
    else if (kind === ' ') hunk.lines.push({ text, old: oldLine++, new: newLine++ })
    else if (kind === '\\') hunk.lines.push({ text, old: undefined, new: undefined })
  }
  return hunks
}

/** Where the line of the old file is in the new one; undefined when it was changed or removed. */
export function moveLine(hunks: readonly Hunk[], line: number): number | undefined {
  let shift = 0
  for (const hunk of hunks) {
    // A hunk without old lines stands behind the line it names.
    const begin = hunk.oldCount === 0 ? hunk.oldStart + 1 : hunk.oldStart
    if (line < begin) break
    if (line < begin + hunk.oldCount) return hunk.lines.find((entry) => entry.old === line)?.new
    shift += hunk.newCount - hunk.oldCount
  }
  return line + shift
}

/** The line of the diff, counted from below its first hunk header as GitHub's `position` is, further headers included; undefined when the diff does not show it. */
export function findPosition(hunks: readonly Hunk[], { side, line }: { side: Side; line: number }): number | undefined {
  let position = 0
  for (const [at, hunk] of hunks.entries()) {
    if (at > 0) position++
    for (const entry of hunk.lines) {
      position++
      if (entry[side] === line) return position
    }
  }
  return undefined
}

/** The line at a position: the way back. */
export function lineAt(hunks: readonly Hunk[], position: number): { side: Side; line: number } | undefined {
  let left = position
  for (const [at, hunk] of hunks.entries()) {
    if (at > 0) left--
    const entry = hunk.lines[left - 1]
    if (left >= 1 && entry) {
      if (entry.new !== undefined) return { side: 'new', line: entry.new }
      return entry.old === undefined ? undefined : { side: 'old', line: entry.old }
    }
    left -= hunk.lines.length
  }
  return undefined
}

/** The piece of the diff a comment is about: its hunk from the header to the line. Empty when the diff does not show it. */
export function cutHunk(hunks: readonly Hunk[], { side, line }: { side: Side; line: number }): string {
  for (const { header, lines } of hunks) {
    const end = lines.findIndex((entry) => entry[side] === line)
    if (end < 0) continue
    const shown = lines.slice(Math.max(0, end + 1 - MOST_HUNK_LINES), end + 1)
    return [header, ...shown.map(({ text }) => text)].join('\n')
  }
  return ''
}
