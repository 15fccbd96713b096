export interface DiffLine {
  kind: 'context' | 'added' | 'removed'
  old: number | null
  new: number | null
  text: string
  /** The part that differs from the line it replaced: [from, to) in characters. */
  changed?: [number, number]
  /** Not of the diff itself, but of the file around it: it cannot be commented on. */
  around?: true
}

export interface Hunk {
  /** What git found above the hunk: usually the function it is in. */
  context: string
  range: string
  lines: DiffLine[]
  /** Its first line on both sides, and the line behind its last one. */
  from: { old: number; new: number }
  to: { old: number; new: number }
}

/** Reads the body of a unified diff; lines before the first `@@` are git's own header and are left out. */
export function parsePatch(patch: string): Hunk[] {
  const hunks: Hunk[] = []
  let hunk: Hunk | undefined
  for (const raw of patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/.exec(raw)
    if (header) {
      const from = { old: firstOf(header[1], header[2]), new: firstOf(header[3], header[4]) }
      const range = raw.slice(0, raw.indexOf('@@', 2) + 2)
      hunk = { context: header[5] ?? '', range, lines: [], from, to: { ...from } }
      hunks.push(hunk)
      continue
    }
    // A file that became a link is told in two parts, each with a header of its own.
    if (raw.startsWith('diff --git ')) hunk = undefined
    if (!hunk) continue
    const { lines, to } = hunk
    const text = raw.slice(1)
    if (raw.startsWith('+')) lines.push({ kind: 'added', old: null, new: to.new++, text })
    else if (raw.startsWith('-')) lines.push({ kind: 'removed', old: to.old++, new: null, text })
    else if (raw.startsWith(' ')) lines.push({ kind: 'context', old: to.old++, new: to.new++, text })
    // Anything else ("\ No newline at end of file", the empty last part of the split) is no line of the file.
  }
  for (const { lines } of hunks) markChanges(lines)
  return hunks
}

/** A side without lines is named by the line before it: `@@ -6,0 +8 @@` begins, on the old side, at line 7. */
function firstOf(start: string | undefined, count: string | undefined): number {
  return Number(start) + (count === '0' ? 1 : 0)
}

/** Where as many lines were removed as added, each pair is the same line before and after: mark what differs. */
function markChanges(lines: DiffLine[]): void {
  for (let start = 0; start < lines.length; ) {
    const removed = runOf(lines, start, 'removed')
    const added = runOf(lines, start + removed, 'added')
    if (removed > 0 && removed === added) {
      for (let index = 0; index < removed; index++) markPair(lines[start + index]!, lines[start + removed + index]!)
    }
    start += Math.max(1, removed + added)
  }
}

function runOf(lines: DiffLine[], from: number, kind: DiffLine['kind']): number {
  let end = from
  while (lines[end]?.kind === kind) end++
  return end - from
}

function markPair(before: DiffLine, after: DiffLine): void {
  const [a, b] = [before.text, after.text]
  let prefix = 0
  while (prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix++
  let suffix = 0
  while (suffix < a.length - prefix && suffix < b.length - prefix && a.at(-1 - suffix) === b.at(-1 - suffix)) suffix++
  // A line with next to nothing in common was rewritten: marking all of it says nothing.
  if (prefix + suffix < Math.max(a.length, b.length) * 0.3) return
  before.changed = [prefix, a.length - suffix]
  after.changed = [prefix, b.length - suffix]
}
