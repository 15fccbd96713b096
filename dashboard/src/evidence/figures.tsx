import type { FlowMetrics } from '../api/flow.ts'
import { Figure } from '../parts/figure.tsx'
import { duration, money } from '../parts/time.tsx'

/** The four figures of the flow, side by side. */
export function FlowFigures({ metrics }: { metrics: FlowMetrics }) {
  const period = `last ${metrics.periodDays} days`
  return (
    <section
      aria-label="Figures"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line lg:grid-cols-4"
    >
      <Figure label="Lead time" figure={metrics.leadTimeMs} period={period} print={duration} />
      <Figure label="Cost per pull request" figure={metrics.costPerPullUsd} period={period} print={money} />
      <Figure label="Build" figure={metrics.buildMs} period={period} print={duration} />
      <Figure label="Deploy" figure={metrics.deployMs} period={period} print={duration} />
    </section>
  )
}
