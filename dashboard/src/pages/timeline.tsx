import { useQuery } from '@tanstack/react-query'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { StoredEvent, TimelineQuery } from '../api/events.ts'
import { queries } from '../api/queries.ts'
import { useOffsetTop } from '../diff/viewer.tsx'
import { useFeed } from '../events/feed.ts'
import { EventRow } from '../events/row.tsx'
import { useQueryParam } from '../frame/query-param.ts'
import { Choice, FilterChip } from '../parts/chips.tsx'
import { merge } from '../parts/class-names.ts'
import { CopyLine } from '../parts/copy.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { ProblemView } from '../parts/problem.tsx'
import { RowsSkeleton } from '../parts/skeleton.tsx'

/** Kinds of events by the first word of their names. */
const kinds: Record<string, { label: string; nouns: string[] }> = {
  '': { label: 'Everything', nouns: [] },
  flow: { label: 'Specs', nouns: ['spec', 'task'] },
  agent: { label: 'Agents', nouns: ['agent', 'attempt'] },
  code: { label: 'Code', nouns: ['git', 'pull', 'branch'] },
  checks: { label: 'Checks', nouns: ['check', 'run', 'job'] },
  deploy: { label: 'Deployments', nouns: ['deploy'] },
}

/** Further from the top than this and a reader is reading: new events wait. */
const atTopPx = 120

function isReading(): boolean {
  return window.scrollY > atTopPx
}

export default function TimelinePage() {
  const [project, setProject] = useQueryParam('project')
  const [spec, setSpec] = useQueryParam('spec')
  const [agent, setAgent] = useQueryParam('agent')
  const [file, setFile] = useQueryParam('file')
  const [kind, setKind] = useQueryParam('kind')
  const projects = useQuery(queries.projects())
  const agents = useQuery(queries.agents())
  const specs = useQuery(queries.specs({ limit: 100 }))
  const projectId = projects.data?.items.find((each) => `${each.owner}/${each.name}` === project)?.id
  const agentOf = agents.data?.items.find((each) => each.name === agent || each.id === agent)
  const query = useMemo<TimelineQuery>(
    () => ({
      ...(project ? { project: projectId ?? project } : {}),
      ...(spec ? { spec } : {}),
      ...(agent ? { agent: agentOf?.id ?? agent } : {}),
    }),
    [project, projectId, spec, agent, agentOf?.id],
  )
  const filtered = Boolean(project || spec || agent || file || kind)
  return (
    <Page title="Timeline" lead="Everything people, agents and DevFlow did, as it happens.">
      <div className="flex flex-col gap-3">
        <Choice
          label="Kind of event"
          value={kind}
          onChange={setKind}
          options={Object.entries(kinds).map(([value, { label }]) => ({ value, label }))}
        />
        <div className="flex flex-wrap items-center gap-2">
          <FilterSelect
            label="Project"
            value={project}
            onChange={setProject}
            options={projects.data?.items.map((each) => [`${each.owner}/${each.name}`, `${each.owner}/${each.name}`])}
          />
          <FilterSelect
            label="Agent"
            value={agent}
            onChange={setAgent}
            options={agents.data?.items.map((each) => [each.name, each.name])}
          />
          <FilterSelect
            label="Spec"
            value={spec}
            onChange={setSpec}
            options={specs.data?.items.map((each) => [each.id, each.title])}
          />
          {file ? (
            <FilterChip name="file" value={file} onRemove={() => setFile('')} />
          ) : (
            <input
              aria-label="File path contains"
              placeholder="File"
              className="h-8 w-36 rounded-md border border-control bg-raised px-3 text-sm"
              onKeyDown={(event) => event.key === 'Enter' && setFile(event.currentTarget.value.trim())}
              onBlur={(event) => event.currentTarget.value.trim() && setFile(event.currentTarget.value.trim())}
            />
          )}
        </div>
      </div>
      <FeedList query={query} kind={kind} file={file} filtered={filtered} />
    </Page>
  )
}

function FilterSelect({
  label,
  value,
  onChange,
  options = [],
}: {
  label: string
  value: string
  onChange: (value: string) => void
  options?: [string, string][] | undefined
}) {
  if (value)
    return (
      <FilterChip
        name={label.toLowerCase()}
        value={options.find(([key]) => key === value)?.[1] ?? value}
        onRemove={() => onChange('')}
      />
    )
  if (options.length === 0) return null
  return (
    <select
      aria-label={label}
      value=""
      onChange={(event) => onChange(event.target.value)}
      className="h-8 max-w-44 rounded-md border border-control bg-raised px-2 text-sm text-muted"
    >
      <option value="">{label}</option>
      {options.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  )
}

/** What the server does not filter by. */
function passes(event: StoredEvent, kind: string, file: string): boolean {
  const nouns = kinds[kind]?.nouns ?? []
  if (nouns.length > 0 && !nouns.includes(event.name.split('.')[0] ?? '')) return false
  if (!file) return true
  const path = (event.data as { path?: unknown } | null)?.path
  return typeof path === 'string' && path.toLowerCase().includes(file.toLowerCase())
}

function FeedList({
  query,
  kind,
  file,
  filtered,
}: {
  query: TimelineQuery
  kind: string
  file: string
  filtered: boolean
}) {
  const feed = useFeed(query, { hold: isReading })
  const rows = useMemo(() => feed.items.filter((event) => passes(event, kind, file)), [feed.items, kind, file])
  const waiting = feed.held.filter((event) => passes(event, kind, file)).length
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (id: string) =>
      setOpen((before) => {
        const after = new Set(before)
        if (!after.delete(id)) after.add(id)
        return after
      }),
    [],
  )
  const list = useRef<HTMLDivElement>(null)
  const margin = useOffsetTop(list)
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 37,
    getItemKey: (index) => rows[index]!.id,
    overscan: 12,
    scrollMargin: margin,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? -1
  const { hasOlder, loadOlder } = feed
  useEffect(() => {
    // A filter may leave few rows of many events: keep reading back until the screen is full or history ends.
    if (hasOlder && lastShown >= rows.length - 10) loadOlder()
  }, [hasOlder, loadOlder, lastShown, rows.length])

  if (feed.error) return <ProblemView error={feed.error} retry={feed.retry} />
  if (feed.loading) {
    return (
      <div className="appear-late">
        <RowsSkeleton rows={10} />
      </div>
    )
  }
  if (rows.length === 0 && !feed.hasOlder) return <NothingYet filtered={filtered} />
  return (
    <div>
      <div aria-live="polite" className="pointer-events-none sticky top-14 z-10 flex h-0 justify-center">
        {waiting > 0 && (
          <button
            type="button"
            onClick={() => {
              feed.showHeld()
              window.scrollTo({ top: 0 })
            }}
            className="pointer-events-auto inline-flex h-8 items-center gap-1.5 rounded-md bg-ink px-3 text-sm font-medium whitespace-nowrap text-on-ink shadow-float"
          >
            <ArrowUp className="size-4" />
            {waiting} new
          </button>
        )}
      </div>
      <div className="overflow-hidden rounded-md border bg-raised">
        <div
          ref={list}
          role="feed"
          aria-label="Timeline"
          className="relative"
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map((item) => {
            const event = rows[item.index]!
            const previous = rows[item.index - 1]
            // Rows of one attempt share a line at their left: what belongs together is seen together.
            const grouped = Boolean(event.links.attempt)
            return (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className={merge('absolute top-0 left-0 w-full', item.index > 0 && 'border-t')}
                style={{ transform: `translateY(${item.start - margin}px)` }}
              >
                {grouped && (
                  <span
                    aria-hidden="true"
                    className={merge(
                      'absolute inset-y-0 left-0 w-0.5 bg-agent',
                      previous?.links.attempt === event.links.attempt ? '' : 'top-1',
                    )}
                  />
                )}
                <EventRow event={event} open={open.has(event.id)} onToggle={toggle} />
              </div>
            )
          })}
        </div>
      </div>
      {!feed.hasOlder && <p className="pt-4 text-center text-xs text-faint">The beginning.</p>}
    </div>
  )
}

function NothingYet({ filtered }: { filtered: boolean }) {
  return (
    <Empty title={filtered ? 'Nothing matches these filters' : 'Nothing happened yet'}>
      {filtered ? (
        <p>Take one off to see more. New events that match appear by themselves.</p>
      ) : (
        <>
          <p>
            The timeline fills with every push, approval, agent action, check and deployment. The same stream in a
            terminal:
          </p>
          <CopyLine label="command to follow events" text="npx devflow events" />
        </>
      )}
    </Empty>
  )
}
