import { ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { addresses } from '../addresses.ts'
import type { StoredEvent } from '../api/events.ts'
import { Changes } from '../diff/line.tsx'
import { Patch } from '../diff/patch.tsx'
import { ActorMark } from '../parts/actor.tsx'
import { merge } from '../parts/class-names.ts'
import { TextLink } from '../parts/link.tsx'
import { Markdown } from '../parts/markdown.tsx'
import { Time } from '../parts/time.tsx'
import { type Detail, detailOf } from './detail.ts'
import { sentence } from './sentences.ts'

interface EventRowProps {
  event: StoredEvent
  open: boolean
  onToggle: (id: string) => void
  /** Left out where the page is the spec's own. */
  withSpec?: boolean
}

/** One event: when, who, what; its diff or output unfolds in place. */
export const EventRow = memo(function EventRow({ event, open, onToggle, withSpec = true }: EventRowProps) {
  const detail = detailOf(event)
  const { additions, deletions } = event.data as { additions?: number; deletions?: number }
  return (
    <article data-testid="event" data-event={event.name}>
      <button
        type="button"
        data-row
        aria-expanded={detail ? open : undefined}
        disabled={!detail}
        onClick={() => onToggle(event.id)}
        className="row-focus flex w-full items-start gap-3 px-4 py-2 text-left enabled:hover:bg-hover disabled:cursor-default"
      >
        <ActorMark actor={event.actor} />
        <span className="min-w-0 grow text-sm wrap-anywhere">
          <span className="font-medium">{event.actor.name}</span>
          <span className="sr-only"> ({event.actor.kind})</span>{' '}
          <span className={merge(event.name.endsWith('failed') && 'text-failed')}>{sentence(event)}</span>
          {additions !== undefined && deletions !== undefined && (
            <Changes additions={additions} deletions={deletions} className="ml-2" />
          )}
        </span>
        <Time at={event.at} className="shrink-0 text-xs leading-5 text-muted" />
        <ChevronRight
          className={merge('mt-1 size-3.5 shrink-0 text-faint', open && 'rotate-90', !detail && 'invisible')}
        />
      </button>
      {open && detail && (
        <div className="flex flex-col gap-3 px-4 pb-4 sm:pl-12">
          <DetailView detail={detail} />
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
            <span className="font-mono">{event.name}</span>
            {withSpec && event.links.spec && <TextLink href={addresses.spec(event.links.spec)}>spec</TextLink>}
          </p>
        </div>
      )}
    </article>
  )
})

function DetailView({ detail }: { detail: Detail }) {
  switch (detail.kind) {
    case 'diff':
      return (
        <>
          {detail.note && <p className="text-sm text-muted">{detail.note}</p>}
          <Patch patch={detail.patch} label={detail.path} />
        </>
      )
    case 'output':
      return (
        <div className="overflow-hidden rounded-md border bg-sunken font-mono text-xs leading-5">
          {detail.title && <p className="border-b px-3 py-1.5 whitespace-pre-wrap wrap-anywhere">{detail.title}</p>}
          <pre className="max-h-96 overflow-auto px-3 py-2 whitespace-pre-wrap wrap-anywhere text-muted">
            {detail.text || 'no output'}
          </pre>
        </div>
      )
    case 'text':
      return <Markdown text={detail.text} className="max-w-prose text-sm" />
    case 'list':
      return (
        <ul className="flex list-disc flex-col gap-1 pl-5 text-sm text-muted">
          {detail.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of one immutable event
            <li key={index} className="wrap-anywhere">
              {item}
            </li>
          ))}
        </ul>
      )
    case 'facts':
      return (
        <dl className="grid grid-cols-[minmax(80px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
          {detail.facts.map(([key, value]) => (
            <div key={key} className="contents">
              <dt className="text-muted">{key}</dt>
              <dd className="overflow-x-auto font-mono whitespace-pre-wrap wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      )
  }
}
