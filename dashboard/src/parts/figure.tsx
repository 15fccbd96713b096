import type { Figure as Data } from '../api/flow.ts'

interface FigureProps {
  label: string
  figure: Data
  period: string
  print: (value: number) => string
  /** Less is better for every figure of the first slice; the arrow says which way it went, the word says whether that is good. */
}

/** A number people decide by: unit, period, change and the points behind it. */
export function Figure({ label, figure, period, print }: FigureProps) {
  const { value, previous, points = [] } = figure
  return (
    <div className="flex min-w-0 flex-col gap-1 bg-raised p-4" data-testid="figure">
      <div className="flex items-baseline justify-between gap-2 text-xs text-muted">
        <span className="font-medium">{label}</span>
        <span className="truncate">{period}</span>
      </div>
      <div className="flex items-end justify-between gap-3">
        <div className="text-xl font-semibold whitespace-nowrap">
          {value === null ? <span className="text-faint">–</span> : print(value)}
        </div>
        {points.length > 1 && <Sparkline points={points} label={label} print={print} />}
      </div>
      <div className="text-xs text-muted">{caption(figure, previous, print)}</div>
    </div>
  )
}

function caption(figure: Data, previous: number | null | undefined, print: (value: number) => string): string {
  if (figure.value === null) return 'nothing measured yet'
  if (previous != null && previous > 0) {
    const change = Math.round(((figure.value - previous) / previous) * 100)
    if (change === 0) return `as before, ${print(previous)}`
    return `${Math.abs(change)} % ${change < 0 ? 'less' : 'more'} than ${print(previous)} before`
  }
  return figure.count === undefined ? 'median' : `median of ${figure.count}`
}

/** Bars, because each stands for one spec and can be pointed at. */
function Sparkline({
  points,
  label,
  print,
}: {
  points: NonNullable<Data['points']>
  label: string
  print: (value: number) => string
}) {
  const shown = points.slice(-24)
  const max = Math.max(...shown.map((point) => point.value), Number.EPSILON)
  const width = 4
  return (
    <svg
      viewBox={`0 0 ${shown.length * width} 24`}
      style={{ width: shown.length * width }}
      className="h-6 min-w-0 shrink text-line-strong"
      role="img"
      aria-label={`${label}, last ${shown.length} values`}
      preserveAspectRatio="none"
    >
      {shown.map((point, index) => {
        const height = Math.max(2, (point.value / max) * 24)
        return (
          <rect
            key={point.at + String(index)}
            x={index * width}
            y={24 - height}
            width={width - 1}
            height={height}
            fill="currentColor"
            className="hover:text-ink"
          >
            <title>{`${print(point.value)}, ${new Date(point.at).toLocaleString()}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
