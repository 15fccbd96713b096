import { Popover } from '@base-ui/react/popover'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert } from 'lucide-react'
import { addresses } from '../addresses.ts'
import type { Board, WorkItem } from '../api/flow.ts'
import { queries } from '../api/queries.ts'
import { Link } from '../parts/link.tsx'
import { type Status, StatusIcon } from '../parts/status.tsx'
import { Time } from '../parts/time.tsx'
import { Only } from './products.tsx'

interface Need {
  key: string
  status: Status
  title: string
  why: string
  href: string
  at: string
}

/** What waits for a person: specs to approve, pull requests to review, and what failed. */
function needsOf(board: Board | undefined, pulls: readonly WorkItem[] | undefined): Need[] {
  const needs: Need[] = []
  for (const column of board?.columns ?? []) {
    if (column.key !== 'review' && column.key !== 'failed') continue
    for (const { spec } of column.items) {
      const failed = column.key === 'failed'
      needs.push({
        key: spec.id,
        status: failed ? 'failed' : 'needs_person',
        title: spec.title,
        why: failed ? (spec.reason ?? 'failed') : 'waits for approval',
        href: addresses.spec(spec.id),
        at: spec.updatedAt,
      })
    }
  }
  for (const pull of pulls ?? []) {
    if (pull.state !== 'review') continue
    needs.push({
      key: pull.id,
      status: 'needs_person',
      title: pull.title,
      why: 'waits for review',
      href: pull.href,
      at: pull.at,
    })
  }
  return needs.toSorted((a, b) => b.at.localeCompare(a.at))
}

export function NeedsMe() {
  return (
    <Only product="flow">
      <Needs />
    </Only>
  )
}

function Needs() {
  const board = useQuery(queries.board())
  const pulls = useQuery(queries.workItems('pull'))
  const needs = needsOf(board.data, pulls.data?.items)
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={needs.length === 0 ? 'Nothing needs you' : `${needs.length} things need you`}
        className="relative inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-ink"
      >
        <CircleAlert className="size-4" />
        {needs.length > 0 && <span className="font-medium text-person">{needs.length}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className="z-50">
          <Popover.Popup className="max-h-[70dvh] w-96 max-w-[calc(100vw-16px)] overflow-y-auto rounded-md border bg-raised p-1 shadow-float">
            <Popover.Title className="px-3 py-2 font-semibold">Needs you</Popover.Title>
            {needs.length === 0 ? (
              <p className="px-3 pb-3 text-sm text-muted">
                Nothing. Specs to approve, pull requests to review and failures appear here.
              </p>
            ) : (
              <ul>
                {needs.map((need) => (
                  <li key={need.key}>
                    <Popover.Close
                      nativeButton={false}
                      render={
                        <Link
                          href={need.href}
                          className="row-focus flex items-start gap-3 rounded-md px-3 py-2 hover:bg-hover"
                        >
                          <StatusIcon status={need.status} className="mt-0.5 size-4" />
                          <span className="min-w-0 grow">
                            <span className="block truncate">{need.title}</span>
                            <span className="block truncate text-xs text-muted">{need.why}</span>
                          </span>
                          <Time at={need.at} className="shrink-0 text-xs text-muted" />
                        </Link>
                      }
                    />
                  </li>
                ))}
              </ul>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
