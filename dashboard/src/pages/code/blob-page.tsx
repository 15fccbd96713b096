import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Blob } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useOffsetTop } from '../../diff/viewer.tsx'
import { Choice } from '../../parts/chips.tsx'
import { merge } from '../../parts/class-names.ts'
import { CopyLine } from '../../parts/copy.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { Bar } from '../../parts/skeleton.tsx'
import { bytes, count } from '../../parts/time.tsx'
import { BranchPicker } from './home.tsx'
import { PathLine, type Place, usePlace } from './place.tsx'
import { cloneUrl } from './push-instructions.tsx'

export default function BlobPage() {
  const { query, place } = usePlace()
  return (
    <Page
      title={place ? `${place.path} · ${place.project.name}` : 'File'}
      heading={<h1 className="sr-only">{place?.path ?? 'File'}</h1>}
    >
      <Load query={query} skeleton={<Bar className="h-64 w-full" />}>
        {() => place && <FileView place={place} />}
      </Load>
    </Page>
  )
}

function FileView({ place }: { place: Place }) {
  const blob = useQuery(queries.blob(place.project, place.gitRef, place.path))
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <BranchPicker
          project={place.project}
          branches={place.branches.map((branch) => branch.name)}
          current={place.gitRef}
        />
        <PathLine place={place} />
      </div>
      <Load query={blob} skeleton={<Bar className="h-64 w-full" />}>
        {(data) => <Content blob={data} place={place} />}
      </Load>
    </div>
  )
}

function Content({ blob, place }: { blob: Blob; place: Place }) {
  const isMarkdown = /\.(md|markdown)$/i.test(blob.path)
  const [view, setView] = useState<'rendered' | 'source'>(isMarkdown ? 'rendered' : 'source')
  const lines = useMemo(
    () => (blob.content === null ? [] : blob.content.replace(/\n$/, '').split('\n')),
    [blob.content],
  )
  const folder = place.path.slice(0, place.path.lastIndexOf('/') + 1)
  return (
    <section aria-label={blob.path} className="rounded-md border bg-raised">
      <header className="flex min-h-10 flex-wrap items-center justify-between gap-2 border-b bg-sunken px-4 py-1 text-xs text-muted">
        <span>
          {blob.content !== null && `${count(lines.length)} ${lines.length === 1 ? 'line' : 'lines'}, `}
          {bytes(blob.sizeBytes)}
        </span>
        {isMarkdown && (
          <Choice
            label="View"
            value={view}
            onChange={setView}
            options={[
              { value: 'rendered', label: 'Rendered' },
              { value: 'source', label: 'Source' },
            ]}
          />
        )}
      </header>
      {blob.content === null ? (
        <div className="flex flex-col gap-3 p-4 text-sm text-muted">
          Binary file: its content is not shown. Clone the repository to use it.
          <CopyLine label="command to clone" text={`git clone ${cloneUrl(place.project)}`} />
        </div>
      ) : view === 'rendered' ? (
        <Markdown
          text={blob.content}
          className="px-4 py-4 md:px-6"
          resolve={(href) => addresses.blob(place.project, place.gitRef, folder + href.replace(/^\.\//, ''))}
        />
      ) : (
        <Source lines={lines} />
      )}
      {blob.truncated && (
        <p className="border-t px-4 py-3 text-sm text-person">
          Only the beginning is shown: the file is larger than a page can carry. Clone the repository for all of it.
        </p>
      )}
    </section>
  )
}

/** Line numbers with addresses; virtual, so that a file of a hundred thousand lines opens at once. */
function Source({ lines }: { lines: string[] }) {
  const list = useRef<HTMLDivElement>(null)
  const margin = useOffsetTop(list)
  const hash = useRouterState({ select: (state) => state.location.hash })
  const marked = Number(/^L(\d+)/.exec(hash)?.[1] ?? 0)
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => 20,
    overscan: 40,
    scrollMargin: margin,
    scrollPaddingStart: 96,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per linked line, when the list has its place
  useEffect(() => {
    if (marked > 0 && margin > 0) virtual.scrollToIndex(marked - 1, { align: 'center' })
  }, [marked, margin > 0])
  return (
    <div ref={list} className="relative font-mono text-xs leading-5" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => (
        <div
          key={item.key}
          data-index={item.index}
          ref={virtual.measureElement}
          className={merge('absolute top-0 left-0 flex w-full', item.index + 1 === marked && 'bg-selected')}
          style={{ transform: `translateY(${item.start - margin}px)` }}
        >
          <a
            href={`#L${item.index + 1}`}
            className="w-14 shrink-0 pr-4 text-right text-faint select-none hover:text-ink"
          >
            {item.index + 1}
          </a>
          <code className="min-w-0 grow pr-4 whitespace-pre-wrap wrap-anywhere">{lines[item.index] || ' '}</code>
        </div>
      ))}
    </div>
  )
}
