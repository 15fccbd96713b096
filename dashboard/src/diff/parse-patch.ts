export interface DiffLine {
  kind: 'context' | 'added' | 'removed'
  old: number | null
  new: number | null
  text: string
  /** The part that differs from the line it replaced: [from, to) in characters. */
  changed?: [number, number]
}

export interface Hunk {
  /** What git found above the hunk: usually the function it is in. */
  context: string
  range: string
  lines: DiffLine[]
}

/** Reads the body of a unified diff; lines before the first `@@` are git's own header and are left out. */
export function parsePatch(patch: string): Hunk[] {
  const hunks: Hunk[] = []
  let old = 0
  let now = 0
  for (const raw of patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/.exec(raw)
    if (header) {
      old = Number(header[1])
      now = Number(header[2])
      hunks.push({ context: header[3] ?? '', range: raw.slice(0, raw.indexOf('@@', 2) + 2), lines: [] })
      continue
    }
    const lines = hunks.at(-1)?.lines
    if (!lines) continue
    const text = raw.slice(1)
    if (raw.startsWith('+')) lines.push({ kind: 'added', old: null, new: now++, text })
    else if (raw.startsWith('-')) lines.push({ kind: 'removed', old: old++, new: null, text })
    else if (raw.startsWith(' ')) lines.push({ kind: 'context', old: old++, new: now++, text })
    // Anything else ("\ No newline at end of file", the empty last part of the split) is no line of the file.
  }
  for (const hunk of hunks) markChanges(hunk.lines)
  return hunks
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
