import type { FileDiff } from '../api/code.ts'
import { type Around, type Gap, gapsOf } from './around.ts'
import { factsOf, isPicture, isSubmodule } from './facts.ts'
import { blocksOf, hunksOf } from './hunks.ts'
import type { DiffLine, Hunk } from './parse-patch.ts'

export type Side = 'old' | 'new'

/** Something that stands below a line of a diff, or, without a line, below the name of its file. */
export interface Anchor {
  path: string
  side: Side
  line: number | null
}

export type DiffRow<A extends Anchor = Anchor> =
  | { type: 'file'; key: string; file: FileDiff; folded: boolean }
  | { type: 'note'; key: string; file: FileDiff; text: string; load?: boolean }
  | { type: 'picture'; key: string; file: FileDiff }
  | { type: 'hunk'; key: string; file: FileDiff; gap: Gap; hunk: Hunk | undefined }
  | { type: 'line'; key: string; file: FileDiff; line: DiffLine }
  | { type: 'pair'; key: string; file: FileDiff; left: DiffLine | undefined; right: DiffLine | undefined }
  | { type: 'thread'; key: string; anchors: A[] }
  | ({ type: 'composer'; key: string } & Composing)

/** Lines of one side that are being written about: `from` to `line`, both included. */
export interface Composing {
  path: string
  line: number
  side: Side
  /** The first of several; left out where it is only one. */
  from?: number
}

export interface RowOptions<A extends Anchor = Anchor> {
  folded: ReadonlySet<string>
  anchors: readonly A[]
  composing?: Composing | undefined
  /** Before and after beside each other. */
  split?: boolean
  ignoreSpace?: boolean
  /** Files of which more is shown than their changes. */
  around?: ReadonlyMap<string, Around>
  /** Whether pictures can be shown. */
  pictures?: boolean
}

/** All files as one flat list of rows, which is what a virtual list can show a hundred thousand of. */
export function rowsOf<A extends Anchor>(files: readonly FileDiff[], options: RowOptions<A>): DiffRow<A>[] {
  const { folded, anchors, composing, split = false, ignoreSpace = false, around, pictures = false } = options
  const threads = Map.groupBy(anchors, ({ path, side, line }) => anchorKey(path, side, line))
  const open = composing && lineKey(composing.path, composing.side, composing.line)
  const rows: DiffRow<A>[] = []

  const below = (file: FileDiff, line: DiffLine | undefined, side: Side) => {
    const number = side === 'old' ? line?.old : line?.new
    if (number === undefined || number === null) return
    const key = lineKey(file.path, side, number)
    const thread = threads.get(key)
    if (thread) rows.push({ type: 'thread', key: `thread ${key}`, anchors: thread })
    if (open === key) rows.push({ type: 'composer', key: `composer ${key}`, ...composing! })
  }
  const showLines = (file: FileDiff, lines: readonly DiffLine[]) => {
    if (split) {
      for (const [left, right] of pairsOf(lines)) {
        const key = `pair ${left?.old ?? '-'} ${right?.new ?? '-'} ${file.path}`
        rows.push({ type: 'pair', key, file, left, right })
        if (left?.kind === 'removed') below(file, left, 'old')
        below(file, right, 'new')
      }
      return
    }
    for (const line of lines) {
      rows.push({ type: 'line', key: lineKey(file.path, sideOf(line), numberOf(line)), file, line })
      below(file, line, sideOf(line))
    }
  }

  for (const file of files) {
    const { path } = file
    const isFolded = folded.has(path)
    rows.push({ type: 'file', key: `file ${path}`, file, folded: isFolded })
    if (isFolded) continue
    const onFile = threads.get(anchorKey(path, 'new', null))
    if (onFile) rows.push({ type: 'thread', key: `thread ${path}`, anchors: onFile })
    const facts = factsOf(file)
    for (const text of facts) rows.push({ type: 'note', key: `fact ${text} ${path}`, file, text })
    if (isSubmodule(file)) continue
    const picture = pictures && isPicture(path)
    if (picture) rows.push({ type: 'picture', key: `picture ${path}`, file })
    const hunks = file.binary ? [] : hunksOf(file, { ignoreSpace })
    if (hunks.length === 0) {
      const why = whyEmpty(file, ignoreSpace)
      if (file.truncated || !(picture || facts.length > 0))
        rows.push({ type: 'note', key: `note ${path}`, file, text: why, load: file.truncated })
      continue
    }
    for (const gap of gapsOf(file, hunks, around?.get(path))) {
      const hunk = hunks[gap.at]
      showLines(file, gap.above)
      // A gap that was closed, and the end of a file, need no line of their own.
      const closed = gap.hidden === 0 && (gap.above.length > 0 || !hunk)
      if (!closed) rows.push({ type: 'hunk', key: `hunk ${path} ${gap.at}`, file, gap, hunk })
      showLines(file, gap.below)
      if (hunk) showLines(file, hunk.lines)
    }
    if (file.truncated)
      rows.push({
        type: 'note',
        key: `cut ${path}`,
        file,
        text: 'The rest of this diff was left out: it is large.',
        load: true,
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

function whyEmpty(file: FileDiff, ignoreSpace: boolean): string {
  if (file.binary) return 'Binary file: its content is not shown.'
  if (file.truncated) return 'This diff was left out: it is large.'
  if (file.additions + file.deletions > 0)
    return ignoreSpace ? 'Only white space differs.' : 'This diff is too large to be shown here. Read it with git.'
  return file.status === 'renamed' ? 'Renamed without changes.' : 'Empty file.'
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

function anchorKey(path: string, side: Side, line: number | null): string {
  return line === null ? `file ${path}` : lineKey(path, side, line)
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
