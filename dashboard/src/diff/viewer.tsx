import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { FileDiff } from '../api/code.ts'
import type { LineComment } from '../api/pulls.ts'
import { merge } from '../parts/class-names.ts'
import { shortSha } from '../parts/copy.tsx'
import { count } from '../parts/time.tsx'
import { useFileKeys } from './file-keys.ts'
import { FileList, FileStatus } from './file-list.tsx'
import { Changes, DiffLineRow, DiffPairRow, HunkRow } from './line.tsx'
import { type Composing, composedText, type DiffRow, foldedAtFirst, numberOf, rowsOf, sideOf } from './model.ts'
import type { DiffLine } from './parse-patch.ts'
import { useViewOptions, ViewOptionsBar } from './view-options.tsx'
import { useViewed } from './viewed.ts'

interface DiffViewerProps {
  files: readonly FileDiff[]
  comments?: readonly LineComment[]
  /** Draws the box for a new comment; without it lines cannot be commented on. `text` is what a suggestion would replace. */
  composer?: (at: Composing & { text: string }, close: () => void) => ReactNode
  thread?: (comments: LineComment[]) => ReactNode
  /** The commit the lines belong to, shown beside the totals. */
  sha?: string
  /** All lines of a file after the change; with it a file can be shown as a whole. */
  readLines?: (file: FileDiff) => Promise<string[]>
}

const none: readonly LineComment[] = []
/** Height of the frame's top bar, below which a file's name stays while its lines pass. */
const topBar = 48

/** Unified diff of many files as one virtual list on the page's own scroll: ten thousand lines cost what a screen costs. */
export function DiffViewer({ files, comments = none, composer, thread, sha, readLines }: DiffViewerProps) {
  const { isViewed, setViewed } = useViewed()
  const view = useViewOptions()
  const [folded, setFolded] = useState(
    () => new Set([...foldedAtFirst(files), ...files.filter(isViewed).map((file) => file.path)]),
  )
  const [composing, setComposing] = useState<Composing>()
  const [whole, setWhole] = useState<ReadonlyMap<string, readonly string[]>>(new Map())
  const { split, ignoreSpace } = view.options
  const rows = useMemo(
    () => rowsOf(files, { folded, comments, composing, split, ignoreSpace, whole }),
    [files, folded, comments, composing, split, ignoreSpace, whole],
  )
  const list = useRef<HTMLDivElement>(null)
  const margin = useOffsetTop(list)
  const fileRows = useMemo(() => rows.flatMap((row, index) => (row.type === 'file' ? [index] : [])), [rows])
  const stuck = useRef(0)

  const rangeExtractor = useCallback(
    (range: Range) => {
      stuck.current = fileRows.findLast((index) => index <= range.startIndex) ?? 0
      return [...new Set([stuck.current, ...defaultRangeExtractor(range)])].sort((a, b) => a - b)
    },
    [fileRows],
  )
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => estimate[rows[index]!.type],
    getItemKey: (index) => rows[index]!.key,
    overscan: 20,
    scrollMargin: margin,
    scrollPaddingStart: topBar,
    rangeExtractor,
  })

  const toggle = (path: string) =>
    setFolded((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  const goTo = (path: string) => {
    const index = rows.findIndex((row) => row.type === 'file' && row.file.path === path)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'start' })
  }
  useFileKeys((by) => {
    const scrolled = (virtual.scrollOffset ?? 0) + topBar + 1
    const starts = fileRows.map((index) => virtual.measurementsCache[index]?.start ?? 0)
    const current = starts.findLastIndex((start) => start <= scrolled)
    const next = fileRows[Math.max(0, Math.min(fileRows.length - 1, current + by))]
    if (next !== undefined) virtual.scrollToIndex(next, { align: 'start' })
  })
  const mark = (file: FileDiff, viewed: boolean) => {
    setViewed(file, viewed)
    if (viewed !== folded.has(file.path)) toggle(file.path)
  }
  const expand = (file: FileDiff) =>
    readLines &&
    (() =>
      void readLines(file).then(
        (lines) => setWhole((before) => new Map(before).set(file.path, lines)),
        () => undefined, // the diff stays as it is
      ))
  const compose = (path: string, line: DiffLine, extend: boolean) => {
    const side = sideOf(line)
    const number = numberOf(line)
    const start = composing?.from ?? composing?.line
    const goesOn = extend && composing?.path === path && composing.side === side && start !== undefined
    if (!goesOn || start === number) return setComposing({ path, line: number, side })
    setComposing({ path, side, from: Math.min(start, number), line: Math.max(start, number) })
  }
  const isSelected = (path: string, line: DiffLine) =>
    composing?.from !== undefined &&
    composing.path === path &&
    composing.side === sideOf(line) &&
    numberOf(line) >= composing.from &&
    numberOf(line) <= composing.line
  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)

  const draw = (row: DiffRow): ReactNode => {
    switch (row.type) {
      case 'file':
        return (
          <FileRow
            file={row.file}
            folded={row.folded}
            first={row.file === files[0]}
            viewed={isViewed(row.file)}
            onViewed={(viewed) => mark(row.file, viewed)}
            onToggle={() => toggle(row.file.path)}
          />
        )
      case 'note':
        return <p className="border-x border-b px-3 py-3 text-sm text-muted">{row.text}</p>
      case 'hunk':
        return (
          <div className="border-x">
            <HunkRow
              range={row.hunk.range}
              context={row.hunk.context}
              onExpand={row.file.status === 'deleted' || whole.has(row.file.path) ? undefined : expand(row.file)}
            />
          </div>
        )
      case 'line':
        return (
          <div className="border-x">
            <DiffLineRow
              line={row.line}
              selected={isSelected(row.file.path, row.line)}
              onComment={composer && ((extend) => compose(row.file.path, row.line, extend))}
            />
          </div>
        )
      case 'pair':
        return (
          <div className="border-x">
            <DiffPairRow
              left={row.left}
              right={row.right}
              selected={(line) => isSelected(row.file.path, line)}
              onComment={composer && ((line, extend) => compose(row.file.path, line, extend))}
            />
          </div>
        )
      case 'thread':
        return <div className="border bg-sunken p-3">{thread?.(row.comments)}</div>
      case 'composer':
        return (
          <div className="border bg-sunken p-3">
            {composer?.({ ...row, text: composedText(rows, row) }, () => setComposing(undefined))}
          </div>
        )
    }
  }

  return (
    <div className="grid gap-4 lg:grid-cols-[240px_minmax(0,1fr)]">
      <aside className="lg:sticky lg:top-16 lg:max-h-[calc(100dvh-80px)] lg:self-start lg:overflow-y-auto">
        <p className="mb-2 flex flex-wrap items-center gap-2 px-2 text-sm">
          {count(files.length)} {files.length === 1 ? 'file' : 'files'}
          <Changes additions={additions} deletions={deletions} />
          {sha && <span className="font-mono text-xs text-faint">at {shortSha(sha)}</span>}
        </p>
        <ViewOptionsBar {...view} />
        <details className="lg:hidden">
          <summary className="px-2 py-1 text-sm text-muted">Show the list of files</summary>
          <FileList files={files} onChoose={goTo} />
        </details>
        <div className="hidden lg:block">
          <FileList files={files} onChoose={goTo} />
        </div>
      </aside>
      <div ref={list} className="relative min-w-0" style={{ height: virtual.getTotalSize() }} data-testid="diff">
        {virtual.getVirtualItems().map((item) => {
          const sticky = item.index === stuck.current
          return (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className={merge('w-full', sticky ? 'sticky z-10' : 'absolute top-0 left-0')}
              style={sticky ? { top: topBar } : { transform: `translateY(${item.start - margin}px)` }}
            >
              {draw(rows[item.index]!)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const estimate: Record<DiffRow['type'], number> = {
  file: 48,
  note: 45,
  hunk: 26,
  line: 20,
  pair: 20,
  thread: 120,
  composer: 200,
}

function FileRow({
  file,
  folded,
  first,
  viewed,
  onViewed,
  onToggle,
}: {
  file: FileDiff
  folded: boolean
  first: boolean
  viewed: boolean
  onViewed: (viewed: boolean) => void
  onToggle: () => void
}) {
  const name = file.oldPath && file.oldPath !== file.path ? `${file.oldPath} → ${file.path}` : file.path
  return (
    <div className={merge('bg-canvas pt-2', !first && 'border-t')}>
      <div className={merge('flex h-10 items-center border bg-sunken', folded ? 'rounded-md' : 'rounded-t-md')}>
        <button
          type="button"
          aria-expanded={!folded}
          onClick={onToggle}
          className="row-focus flex h-full min-w-0 grow items-center gap-2 rounded-md px-3 text-left"
        >
          {folded ? <ChevronRight className="size-4 text-muted" /> : <ChevronDown className="size-4 text-muted" />}
          <FileStatus status={file.status} />
          <span className="min-w-0 grow truncate font-mono text-xs [direction:rtl]" title={name}>
            <bdi>{name}</bdi>
          </span>
          <Changes additions={file.additions} deletions={file.deletions} />
        </button>
        <label className="flex shrink-0 items-center gap-1.5 pr-3 text-xs text-muted">
          <input type="checkbox" checked={viewed} onChange={(event) => onViewed(event.target.checked)} />
          Viewed
        </label>
      </div>
    </div>
  )
}

/** Where the list begins on the page: what stands above it may grow (a banner, a loaded chain). */
export function useOffsetTop(ref: React.RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      if (ref.current) setTop(Math.round(ref.current.getBoundingClientRect().top + window.scrollY))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [ref])
  return top
}
