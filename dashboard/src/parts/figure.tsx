import { addresses } from '../addresses.ts'
import type { Series } from '../api/flow.ts'
import { Link } from './link.tsx'
import { duration, money } from './time.tsx'

const printers = { ms: duration, usd: money }

/** A number people decide by: unit, period, change and the specs behind it. */
export function Figure({ label, series, period }: { label: string; series: Series; period: string }) {
  const print = printers[series.unit]
  return (
    <div className="flex min-w-0 flex-col gap-1 bg-raised p-4" data-testid="figure">
      <div className="flex items-baseline justify-between gap-2 text-xs text-muted">
        <span className="font-medium">{label}</span>
        <span className="shrink-0 whitespace-nowrap max-sm:hidden">{period}</span>
      </div>
      <div className="flex items-end justify-between gap-3">
        <div className="text-xl font-semibold whitespace-nowrap">
          {series.value === null ? <span className="text-faint">–</span> : print(series.value)}
        </div>
        {series.points.length > 1 && <Bars series={series} label={label} print={print} />}
      </div>
      <div className="text-xs text-muted">{caption(series, print)}</div>
    </div>
  )
}

function caption({ value, previous, points }: Series, print: (value: number) => string): string {
  if (value === null) return 'nothing measured yet'
  if (previous === null || previous === 0) return points.length === 1 ? 'one spec' : `median of ${points.length} specs`
  const change = Math.round(((value - previous) / previous) * 100)
  if (change === 0) return `as before, ${print(previous)}`
  return `${Math.abs(change)} % ${change < 0 ? 'less' : 'more'} than ${print(previous)} before`
}

/** More bars than these would be hairs; the newest are shown. */
const shownBars = 24

/** Bars, because each is one spec: pointing at it says which, a click opens it. */
function Bars({ series, label, print }: { series: Series; label: string; print: (value: number) => string }) {
  const shown = series.points.slice(-shownBars)
  const max = Math.max(...shown.map((point) => point.value), Number.EPSILON)
  return (
    <ul aria-label={`${label} by spec`} className="flex h-6 min-w-0 items-end gap-px overflow-hidden">
      {shown.map((point) => (
        <li key={point.spec} className="flex h-full w-1 items-end">
          <Link
            href={addresses.spec(point.spec)}
            tabIndex={-1}
            aria-label={`${print(point.value)}, ${point.title}`}
            title={`${print(point.value)}, ${point.title}`}
            className="w-full bg-line-strong hover:bg-ink"
            style={{ height: Math.max(2, Math.round((point.value / max) * 24)) }}
          />
        </li>
      ))}
    </ul>
  )
}
