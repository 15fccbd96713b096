import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { FileDiff } from '../api/code.ts'
import type { LineComment } from '../api/pulls.ts'
import { merge } from '../parts/class-names.ts'
import { shortSha } from '../parts/copy.tsx'
import { count } from '../parts/time.tsx'
import { FileList, FileStatus } from './file-list.tsx'
import { Changes, DiffLineRow, HunkRow } from './line.tsx'
import { type DiffRow, foldedAtFirst, numberOf, rowsOf, type Side, sideOf } from './model.ts'

interface DiffViewerProps {
  files: readonly FileDiff[]
  comments?: readonly LineComment[]
  /** Draws the box for a new comment; without it lines cannot be commented on. */
  composer?: (at: { path: string; line: number; side: Side }, close: () => void) => ReactNode
  thread?: (comments: LineComment[]) => ReactNode
  /** The commit the lines belong to, shown beside the totals. */
  sha?: string
}

const none: readonly LineComment[] = []
/** Height of the frame's top bar, below which a file's name stays while its lines pass. */
const topBar = 48

/** Unified diff of many files as one virtual list on the page's own scroll: ten thousand lines cost what a screen costs. */
export function DiffViewer({ files, comments = none, composer, thread, sha }: DiffViewerProps) {
  const [folded, setFolded] = useState(() => foldedAtFirst(files))
  const [composing, setComposing] = useState<{ path: string; line: number; side: Side }>()
  const rows = useMemo(() => rowsOf(files, { folded, comments, composing }), [files, folded, comments, composing])
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
            onToggle={() => toggle(row.file.path)}
          />
        )
      case 'note':
        return <p className="border-x border-b px-3 py-3 text-sm text-muted">{row.text}</p>
      case 'hunk':
        return (
          <div className="border-x">
            <HunkRow range={row.hunk.range} context={row.hunk.context} />
          </div>
        )
      case 'line':
        return (
          <div className="border-x">
            <DiffLineRow
              line={row.line}
              onComment={
                composer &&
                (() => setComposing({ path: row.file.path, line: numberOf(row.line), side: sideOf(row.line) }))
              }
            />
          </div>
        )
      case 'thread':
        return <div className="border bg-sunken p-3">{thread?.(row.comments)}</div>
      case 'composer':
        return <div className="border bg-sunken p-3">{composer?.(row, () => setComposing(undefined))}</div>
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

const estimate: Record<DiffRow['type'], number> = { file: 48, note: 45, hunk: 26, line: 20, thread: 120, composer: 200 }

function FileRow({
  file,
  folded,
  first,
  onToggle,
}: {
  file: FileDiff
  folded: boolean
  first: boolean
  onToggle: () => void
}) {
  const name = file.oldPath && file.oldPath !== file.path ? `${file.oldPath} → ${file.path}` : file.path
  return (
    <div className={merge('bg-canvas pt-2', !first && 'border-t')}>
      <button
        type="button"
        aria-expanded={!folded}
        onClick={onToggle}
        className={merge(
          'row-focus flex h-10 w-full items-center gap-2 border bg-sunken px-3 text-left',
          folded ? 'rounded-md' : 'rounded-t-md',
        )}
      >
        {folded ? <ChevronRight className="size-4 text-muted" /> : <ChevronDown className="size-4 text-muted" />}
        <FileStatus status={file.status} />
        <span className="min-w-0 grow truncate font-mono text-xs [direction:rtl]" title={name}>
          <bdi>{name}</bdi>
        </span>
        <Changes additions={file.additions} deletions={file.deletions} />
      </button>
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
