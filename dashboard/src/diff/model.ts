import type { FileDiff } from '../api/code.ts'
import type { LineComment } from '../api/pulls.ts'
import { blocksOf, hunksOf } from './hunks.ts'
import type { DiffLine, Hunk } from './parse-patch.ts'

export type Side = LineComment['side']

export type DiffRow =
  | { type: 'file'; key: string; file: FileDiff; folded: boolean }
  | { type: 'note'; key: string; file: FileDiff; text: string }
  | { type: 'hunk'; key: string; file: FileDiff; hunk: Hunk }
  | { type: 'line'; key: string; file: FileDiff; line: DiffLine }
  | { type: 'pair'; key: string; file: FileDiff; left: DiffLine | undefined; right: DiffLine | undefined }
  | { type: 'thread'; key: string; comments: LineComment[] }
  | ({ type: 'composer'; key: string } & Composing)

/** Lines of one side that are being written about: `from` to `line`, both included. */
export interface Composing {
  path: string
  line: number
  side: Side
  /** The first of several; left out where it is only one. */
  from?: number
}

export interface RowOptions {
  folded: ReadonlySet<string>
  comments: readonly LineComment[]
  composing?: Composing | undefined
  /** Before and after beside each other. */
  split?: boolean
  ignoreSpace?: boolean
  /** Files shown as a whole: their lines after the change. */
  whole?: ReadonlyMap<string, readonly string[]>
}

/** All files as one flat list of rows, which is what a virtual list can show a hundred thousand of. */
export function rowsOf(files: readonly FileDiff[], options: RowOptions): DiffRow[] {
  const { folded, comments, composing, split = false, ignoreSpace = false, whole } = options
  const threads = new Map<string, LineComment[]>()
  for (const comment of comments) {
    const key = lineKey(comment.path, comment.side, comment.line)
    threads.set(key, [...(threads.get(key) ?? []), comment])
  }
  const open = composing && lineKey(composing.path, composing.side, composing.line)
  const rows: DiffRow[] = []
  const below = (file: FileDiff, line: DiffLine | undefined, side: Side) => {
    const number = side === 'old' ? line?.old : line?.new
    if (number === undefined || number === null) return
    const key = lineKey(file.path, side, number)
    const thread = threads.get(key)
    if (thread) rows.push({ type: 'thread', key: `thread ${key}`, comments: thread })
    if (open === key) rows.push({ type: 'composer', key: `composer ${key}`, ...composing! })
  }
  for (const file of files) {
    const isFolded = folded.has(file.path)
    rows.push({ type: 'file', key: `file ${file.path}`, file, folded: isFolded })
    if (isFolded) continue
    const hunks = file.binary ? [] : hunksOf(file, { ignoreSpace, whole: whole?.get(file.path) })
    if (hunks.length === 0) rows.push({ type: 'note', key: `note ${file.path}`, file, text: whyEmpty(file) })
    for (const [at, hunk] of hunks.entries()) {
      rows.push({ type: 'hunk', key: `hunk ${file.path} ${at}`, file, hunk })
      if (split) {
        for (const [left, right] of pairsOf(hunk.lines)) {
          const key = `pair ${left?.old ?? '-'} ${right?.new ?? '-'} ${file.path}`
          rows.push({ type: 'pair', key, file, left, right })
          if (left?.kind === 'removed') below(file, left, 'old')
          below(file, right, 'new')
        }
        continue
      }
      for (const line of hunk.lines) {
        rows.push({ type: 'line', key: lineKey(file.path, sideOf(line), numberOf(line)), file, line })
        below(file, line, sideOf(line))
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

/** What stands beside what when before and after are shown next to each other. */
function pairsOf(lines: readonly DiffLine[]): [left: DiffLine | undefined, right: DiffLine | undefined][] {
  return blocksOf(lines).flatMap(({ removed, added, context }) =>
    context
      ? [[context, context] as [DiffLine, DiffLine]]
      : Array.from(
          { length: Math.max(removed.length, added.length) },
          (_, at) => [removed[at], added[at]] as [DiffLine | undefined, DiffLine | undefined],
        ),
  )
}

/** The text of the lines that are written about, for a suggestion that replaces them. */
export function composedText(rows: readonly DiffRow[], { path, side, from, line }: Composing): string {
  const numberOn = (each: DiffLine | undefined) => (side === 'old' ? each?.old : each?.new)
  return rows
    .flatMap((row) =>
      row.type === 'line' && row.file.path === path
        ? [row.line]
        : row.type === 'pair' && row.file.path === path
          ? [side === 'old' ? row.left : row.right]
          : [],
    )
    .filter((each): each is DiffLine => {
      const number = numberOn(each)
      return number !== undefined && number !== null && number >= (from ?? line) && number <= line
    })
    .map((each) => each.text)
    .join('\n')
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
