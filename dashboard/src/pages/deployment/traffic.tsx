import { useQuery } from '@tanstack/react-query'
import type { Address } from '../../api/client.ts'
import type { Traffic } from '../../api/deployments.ts'
import { queries } from '../../api/queries.ts'
import { count, duration } from '../../parts/time.tsx'

/** What the application answered in the last hour. Nothing is drawn before the first request. */
export function TrafficFigures({ project, deployment }: { project: Address; deployment: string }) {
  const traffic = useQuery(queries.traffic(project, deployment))
  if (!traffic.data || traffic.data.total.requests === 0) return null
  const { total, items } = traffic.data
  return (
    <section aria-label="Traffic of the last hour" className="rounded-md border bg-raised p-4">
      <p className="flex justify-between text-xs text-muted">
        <span className="font-medium">Requests</span> last hour
      </p>
      <p className="text-xl font-semibold">{count(total.requests)}</p>
      <p className="text-xs text-muted">
        <span className={total.errors > 0 ? 'text-failed' : undefined}>
          {count(total.errors)} {total.errors === 1 ? 'error' : 'errors'}
        </span>
        {total.p50Ms !== null && `, median ${duration(total.p50Ms)}`}
        {total.p95Ms !== null && `, p95 ${duration(total.p95Ms)}`}
      </p>
      <Minutes items={items} />
    </section>
  )
}

function Minutes({ items }: { items: Traffic['items'] }) {
  if (items.length < 2) return null
  const max = Math.max(...items.map((item) => item.requests))
  return (
    <svg
      viewBox={`0 0 ${items.length} 32`}
      preserveAspectRatio="none"
      className="mt-3 h-8 w-full text-line-strong"
      role="img"
      aria-label={`Requests by minute, ${count(max)} at most`}
    >
      {items.map((item, index) => {
        const height = Math.max(1, (item.requests / max) * 32)
        return (
          <rect
            key={item.minute}
            x={index}
            y={32 - height}
            width={0.8}
            height={height}
            fill="currentColor"
            className={item.errors > 0 ? 'text-failed' : 'hover:text-ink'}
          >
            <title>{`${count(item.requests)} requests, ${count(item.errors)} errors, ${new Date(item.minute).toLocaleTimeString()}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
