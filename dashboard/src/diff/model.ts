import type { FileDiff } from '../api/code.ts'
import type { LineComment } from '../api/pulls.ts'

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

export type Side = LineComment['side']

export type DiffRow =
  | { type: 'file'; key: string; file: FileDiff; folded: boolean }
  | { type: 'note'; key: string; file: FileDiff; text: string }
  | { type: 'hunk'; key: string; hunk: Hunk }
  | { type: 'line'; key: string; file: FileDiff; line: DiffLine }
  | { type: 'thread'; key: string; comments: LineComment[] }
  | { type: 'composer'; key: string; path: string; line: number; side: Side }

export interface RowOptions {
  folded: ReadonlySet<string>
  comments: readonly LineComment[]
  composing?: { path: string; line: number; side: Side } | undefined
}

/** All files as one flat list of rows, which is what a virtual list can show a hundred thousand of. */
export function rowsOf(files: readonly FileDiff[], { folded, comments, composing }: RowOptions): DiffRow[] {
  const threads = new Map<string, LineComment[]>()
  for (const comment of comments) {
    const key = lineKey(comment.path, comment.side, comment.line)
    threads.set(key, [...(threads.get(key) ?? []), comment])
  }
  const open = composing && lineKey(composing.path, composing.side, composing.line)
  const rows: DiffRow[] = []
  for (const file of files) {
    const isFolded = folded.has(file.path)
    rows.push({ type: 'file', key: `file ${file.path}`, file, folded: isFolded })
    if (isFolded) continue
    const hunks = file.binary ? [] : cachedHunks(file)
    if (hunks.length === 0) rows.push({ type: 'note', key: `note ${file.path}`, file, text: whyEmpty(file) })
    for (const [at, hunk] of hunks.entries()) {
      rows.push({ type: 'hunk', key: `hunk ${file.path} ${at}`, hunk })
      for (const line of hunk.lines) {
        const key = lineKey(file.path, sideOf(line), numberOf(line))
        rows.push({ type: 'line', key, file, line })
        const thread = threads.get(key)
        if (thread) rows.push({ type: 'thread', key: `thread ${key}`, comments: thread })
        if (open === key) rows.push({ type: 'composer', key: `composer ${key}`, ...composing! })
      }
    }
    if (file.truncated && hunks.length > 0)
      rows.push({
        type: 'note',
        key: `cut ${file.path}`,
        file,
        text: 'The rest of this diff is too large to be shown. Read it with git.',
      })
  }
  return rows
}

// Folding a file or opening a comment must not parse ten thousand lines again.
const parsed = new WeakMap<FileDiff, Hunk[]>()

function cachedHunks(file: FileDiff): Hunk[] {
  const known = parsed.get(file)
  if (known) return known
  const hunks = parsePatch(file.patch)
  parsed.set(file, hunks)
  return hunks
}

function whyEmpty(file: FileDiff): string {
  if (file.binary) return 'Binary file: its content is not shown.'
  if (file.status === 'renamed') return 'Renamed without changes.'
  if (file.additions + file.deletions > 0) return 'This diff is too large to be shown here. Read it with git.'
  return 'Empty file.'
}

export function sideOf(line: DiffLine): Side {
  return line.kind === 'removed' ? 'old' : 'new'
}

export function numberOf(line: DiffLine): number {
  return (line.kind === 'removed' ? line.old : line.new) ?? 0
}

function lineKey(path: string, side: Side, line: number): string {
  return `${side} ${line} ${path}`
}

/** Files larger than this start folded: nobody reads a lock file first. */
const foldedFromLines = 1500

export function foldedAtFirst(files: readonly FileDiff[]): Set<string> {
  return new Set(
    files
      .filter((file) => file.additions + file.deletions > foldedFromLines && files.length > 1)
      .map((file) => file.path),
  )
}

/** Files by folder, in the order of the diff: what the file list shows. */
export function foldersOf(files: readonly FileDiff[]): { folder: string; files: FileDiff[] }[] {
  const folders = new Map<string, FileDiff[]>()
  for (const file of files) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : ''
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  return [...folders].map(([folder, inFolder]) => ({ folder, files: inFolder }))
}
