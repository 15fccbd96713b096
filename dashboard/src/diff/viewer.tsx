import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { FileDiff } from '../api/code.ts'
import { Button } from '../parts/button.tsx'
import { merge } from '../parts/class-names.ts'
import { shortSha } from '../parts/copy.tsx'
import { count } from '../parts/time.tsx'
import { useDiffKeys } from './diff-keys.ts'
import { FileList } from './file-list.tsx'
import { FileRow } from './file-row.tsx'
import { HunkRow } from './hunk-row.tsx'
import { Changes, DiffLineRow, DiffPairRow, type OnComment } from './line.tsx'
import {
  type Anchor,
  type Composing,
  composedText,
  type DiffRow,
  foldedAtFirst,
  numberOf,
  rowsOf,
  sideOf,
} from './model.ts'
import type { DiffLine } from './parse-patch.ts'
import { PictureRow } from './picture-row.tsx'
import { type DiffSource, useColours, useMore } from './source.ts'
import { useViewOptions, ViewOptionsBar } from './view-options.tsx'
import { useViewed } from './viewed.ts'

interface DiffViewerProps<A extends Anchor> {
  files: readonly FileDiff[]
  /** With it there are colours, more lines, pictures and whole patches. */
  source?: DiffSource
  /** What stands below lines, such as conversations, and how it is drawn. */
  anchors?: readonly A[]
  thread?: (anchors: A[]) => ReactNode
  /** Draws the box for a new comment; without it lines cannot be commented on. `text` is what a suggestion would replace. */
  composer?: (at: Composing & { text: string }, close: () => void) => ReactNode
}

const none: readonly never[] = []
/** Height of the frame's top bar, below which a file's name stays while its lines pass. */
const topBar = 48

/** The changes of many files as one virtual list on the page's own scroll: ten thousand lines cost what a screen costs. */
export function DiffViewer<A extends Anchor>(props: DiffViewerProps<A>) {
  const { files: listed, source, anchors = none, composer, thread } = props
  const { isViewed, setViewed } = useViewed()
  const view = useViewOptions()
  const more = useMore(source)
  const { complete, around } = more
  const files = useMemo(() => listed.map((file) => complete.get(file.path) ?? file), [listed, complete])
  const [folded, setFolded] = useState(
    () => new Set([...foldedAtFirst(files), ...files.filter(isViewed).map((file) => file.path)]),
  )
  const [composing, setComposing] = useState<Composing>()
  const { split, ignoreSpace } = view.options
  const pictures = source !== undefined
  const rows = useMemo(
    () => rowsOf(files, { folded, anchors, composing, split, ignoreSpace, around, pictures }),
    [files, folded, anchors, composing, split, ignoreSpace, around, pictures],
  )
  const list = useRef<HTMLDivElement>(null)
  const margin = useOffsetTop(list)
  const fileRows = useMemo(() => placesOf(rows, 'file'), [rows])
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
    overscan: 12,
    scrollMargin: margin,
    scrollPaddingStart: topBar,
    rangeExtractor,
  })
  const items = virtual.getVirtualItems()
  const colours = useColours(source, useSame(items.flatMap(({ index }) => fileOf(rows[index]!))))

  const toggle = (path: string) =>
    setFolded((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  const mark = (file: FileDiff, viewed: boolean) => {
    setViewed(file, viewed)
    if (viewed !== folded.has(file.path)) toggle(file.path)
  }
  /** To the next or last of these rows, seen from what is at the top now. */
  const step = (places: readonly number[], by: 1 | -1) => {
    const scrolled = (virtual.scrollOffset ?? 0) + topBar + 1
    const starts = places.map((index) => virtual.measurementsCache[index]?.start ?? 0)
    const current = starts.findLastIndex((start) => start <= scrolled)
    const next = places[Math.max(0, Math.min(places.length - 1, current + by))]
    if (next !== undefined) virtual.scrollToIndex(next, { align: 'start' })
  }
  useDiffKeys({
    file: (by) => step(fileRows, by),
    thread: (by) => step(placesOf(rows, 'thread'), by),
    viewed: () => {
      const row = rows[stuck.current]
      if (row?.type === 'file') mark(row.file, !isViewed(row.file))
    },
  })

  const compose: OnComment = (path, line, extend) => {
    const side = sideOf(line)
    const number = numberOf(line)
    const start = composing?.from ?? composing?.line
    const goesOn = extend && composing?.path === path && composing.side === side && start !== undefined
    if (!goesOn || start === number) return setComposing({ path, line: number, side })
    setComposing({ path, side, from: Math.min(start, number), line: Math.max(start, number) })
  }
  const onComment = useStable(compose)
  const onViewed = useStable(mark)
  const onToggle = useStable(toggle)
  const onShowAll = useStable((file: FileDiff) => void more.showAll(file))
  const onChoose = useStable((path: string) => {
    const index = rows.findIndex((row) => row.type === 'file' && row.file.path === path)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'start' })
  })
  const isSelected = (path: string, line: DiffLine | undefined) =>
    line !== undefined &&
    composing?.from !== undefined &&
    composing.path === path &&
    composing.side === sideOf(line) &&
    numberOf(line) >= composing.from &&
    numberOf(line) <= composing.line
  const [additions, deletions] = useMemo(
    () => [files.reduce((sum, file) => sum + file.additions, 0), files.reduce((sum, file) => sum + file.deletions, 0)],
    [files],
  )

  const draw = (row: DiffRow<A>): ReactNode => {
    switch (row.type) {
      case 'file': {
        const { file } = row
        const partial = file.status === 'modified' || file.status === 'renamed'
        return (
          <FileRow
            file={file}
            folded={row.folded}
            first={file === files[0]}
            viewed={isViewed(file)}
            onViewed={onViewed}
            onToggle={onToggle}
            source={source}
            onShowAll={partial && !file.binary && !row.folded && more.mayShow(file) ? onShowAll : undefined}
          />
        )
      }
      case 'note':
        return (
          <p className="flex flex-wrap items-center gap-3 border-x border-b px-3 py-2 text-sm text-muted">
            {row.text}
            {row.load && more.mayShow(row.file) && (
              <Button tone="quiet" className="h-6" onClick={() => void more.loadPatch(row.file)}>
                Show all of it
              </Button>
            )}
          </p>
        )
      case 'picture':
        return source && <PictureRow file={row.file} source={source} />
      case 'hunk':
        return (
          <div className="border-x">
            <HunkRow
              range={row.hunk?.range ?? ''}
              context={row.hunk?.context ?? ''}
              gap={row.gap}
              onMore={
                more.mayShow(row.file) ? (direction) => void more.showMore(row.file, row.gap.at, direction) : undefined
              }
            />
          </div>
        )
      case 'line':
        return (
          <div className="border-x">
            <DiffLineRow
              path={row.file.path}
              line={row.line}
              colours={colours.get(row.file.path)}
              selected={isSelected(row.file.path, row.line)}
              onComment={composer && onComment}
            />
          </div>
        )
      case 'pair':
        return (
          <div className="border-x">
            <DiffPairRow
              path={row.file.path}
              left={row.left}
              right={row.right}
              colours={colours.get(row.file.path)}
              leftSelected={isSelected(row.file.path, row.left)}
              rightSelected={isSelected(row.file.path, row.right)}
              onComment={composer && onComment}
            />
          </div>
        )
      case 'thread':
        return <div className="border bg-sunken p-3">{thread?.(row.anchors)}</div>
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
          {source && <span className="font-mono text-xs text-faint">at {shortSha(source.head)}</span>}
        </p>
        <ViewOptionsBar {...view} />
        <details className="lg:hidden">
          <summary className="px-2 py-1 text-sm text-muted">Show the list of files</summary>
          <FileList files={files} onChoose={onChoose} />
        </details>
        <div className="hidden lg:block">
          <FileList files={files} onChoose={onChoose} />
        </div>
      </aside>
      <div ref={list} className="relative min-w-0" style={{ height: virtual.getTotalSize() }} data-testid="diff">
        {items.map((item) => {
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
  picture: 320,
  hunk: 26,
  line: 20,
  pair: 20,
  thread: 120,
  composer: 200,
}

function placesOf(rows: readonly DiffRow[], type: DiffRow['type']): number[] {
  return rows.flatMap((row, index) => (row.type === type ? [index] : []))
}

/** The file whose lines a row shows. */
function fileOf(row: DiffRow): FileDiff[] {
  return row.type === 'line' || row.type === 'pair' ? [row.file] : []
}

/** Each once, and the same list as long as the same things are in it. */
function useSame<T>(list: readonly T[]): readonly T[] {
  const unique = [...new Set(list)]
  const known = useRef<readonly T[]>([])
  if (unique.length !== known.current.length || unique.some((each, at) => each !== known.current[at]))
    known.current = unique
  return known.current
}

/** One function for as long as the component lives, doing what the newest one does. */
function useStable<F extends (...args: never[]) => void>(now: F): F {
  const latest = useRef(now)
  latest.current = now
  return useCallback(((...args) => latest.current(...args)) as F, [])
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
