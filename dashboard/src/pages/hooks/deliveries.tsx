import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type HookDelivery, type HookDeliveryDetails, type HookPlace, hooks } from '../../api/hooks.ts'
import { Button } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { merge } from '../../parts/class-names.ts'
import { Id } from '../../parts/copy.tsx'
import { Empty, Rows } from '../../parts/page.tsx'
import { Load, ProblemLine, ProblemView } from '../../parts/problem.tsx'
import { Bar, RowsSkeleton } from '../../parts/skeleton.tsx'
import { type Status, StatusIcon } from '../../parts/status.tsx'
import { duration, Time } from '../../parts/time.tsx'

interface DeliveriesProps {
  place: HookPlace
  hook: number
  writes: boolean
}

/** What was sent, newest first and live; each unfolds to its request and the answer. */
export function Deliveries({ place, hook, writes }: DeliveriesProps) {
  const list = useInfiniteQuery(forgeQueries.deliveries(place, hook))
  if (list.error && !list.data) return <ProblemView error={list.error} retry={() => void list.refetch()} />
  if (!list.data) {
    return (
      <div className="appear-late" aria-busy="true">
        <RowsSkeleton rows={3} />
      </div>
    )
  }
  const items = list.data.pages.flatMap((page) => page.items)
  if (items.length === 0) {
    return (
      <Empty title="Nothing was sent yet">
        <p>
          Deliveries appear here by themselves and are kept for three days. A ping shows whether the address answers.
        </p>
      </Empty>
    )
  }
  return (
    <div className="flex flex-col gap-3">
      <Rows label="Deliveries">
        {items.map((delivery) => (
          <DeliveryRow key={delivery.id} place={place} hook={hook} delivery={delivery} writes={writes} />
        ))}
      </Rows>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} className="self-start">
          Show older ones
        </Button>
      )}
    </div>
  )
}

const outcomes: Record<HookDelivery['outcome'], { status: Status; word: string }> = {
  pending: { status: 'running', word: 'Under way' },
  delivered: { status: 'done', word: 'Delivered' },
  failed: { status: 'failed', word: 'Failed' },
}

function DeliveryRow({ place, hook, delivery, writes }: DeliveriesProps & { delivery: HookDelivery }) {
  const [open, setOpen] = useState(false)
  const { status, word } = outcomes[delivery.outcome]
  return (
    <li data-testid="delivery" data-outcome={delivery.outcome}>
      <button
        type="button"
        data-row
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="row-focus flex min-h-11 w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-left hover:bg-hover"
      >
        <StatusIcon status={status} />
        <span className="font-medium">
          {delivery.event}
          {delivery.action && <span className="font-normal text-muted">.{delivery.action}</span>}
        </span>
        {delivery.redelivery && <Tag>sent again</Tag>}
        <span className="min-w-0 grow text-sm text-muted">
          {word}
          {delivery.status !== null && ` · ${delivery.status}`}
          {delivery.durationMs !== null && ` · ${duration(delivery.durationMs)}`}
        </span>
        <Time at={delivery.createdAt} className="text-sm text-muted" />
        <ChevronRight className={merge('size-4 text-faint', open && 'rotate-90')} />
      </button>
      {open && <Details place={place} hook={hook} delivery={delivery.databaseId} writes={writes} />}
    </li>
  )
}

function Details({ place, hook, delivery, writes }: DeliveriesProps & { delivery: number }) {
  const client = useQueryClient()
  const details = useQuery(forgeQueries.delivery(place, hook, delivery))
  const again = useMutation({
    mutationFn: () => hooks.redeliver(place, hook, delivery),
    onSuccess: () => client.invalidateQueries({ queryKey: forgeQueries.deliveries(place, hook).queryKey }),
  })
  return (
    <div className="flex min-w-0 flex-col gap-4 px-4 pb-4">
      <Load query={details} skeleton={<Bar className="h-40 w-full" />}>
        {(data) => (
          <>
            <div className="flex flex-wrap items-center gap-3 text-sm text-muted">
              <Id id={data.guid} shown={data.guid} />
              {data.attempts > 1 && <span>{data.attempts} attempts</span>}
              {writes && (
                <Button className="ml-auto" busy={again.isPending} onClick={() => again.mutate()}>
                  Send again
                </Button>
              )}
            </div>
            {data.problem && <p className="text-sm text-failed">{data.problem}</p>}
            <ProblemLine error={again.error} />
            <Exchange delivery={data} />
          </>
        )}
      </Load>
    </div>
  )
}

function Exchange({ delivery }: { delivery: HookDeliveryDetails }) {
  return (
    <div className="grid min-w-0 gap-4 lg:grid-cols-2">
      <Side title="Request">
        {delivery.request.headers && <Code label="Headers">{printHeaders(delivery.request.headers)}</Code>}
        <Code label="Payload">{JSON.stringify(delivery.request.payload, null, 2)}</Code>
      </Side>
      <Side title={delivery.status === null ? 'No answer' : `Answer ${delivery.status}`}>
        {delivery.response.headers && <Code label="Headers">{printHeaders(delivery.response.headers)}</Code>}
        {delivery.response.body && <Code label="Body">{delivery.response.body}</Code>}
      </Side>
    </div>
  )
}

function Side({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="text-sm font-medium">{title}</h3>
      {children}
    </section>
  )
}

function Code({ label, children }: { label: string; children: string }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-xs text-muted">{label}</p>
      <pre className="max-h-96 overflow-auto rounded-md border bg-sunken p-3 font-mono text-xs">{children}</pre>
    </div>
  )
}

function printHeaders(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}
