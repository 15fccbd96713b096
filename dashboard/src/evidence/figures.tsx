import type { FlowMetrics } from '../api/flow.ts'
import { Figure } from '../parts/figure.tsx'

/** The four figures of the flow, side by side. */
export function FlowFigures({ metrics }: { metrics: FlowMetrics }) {
  const period = `last ${metrics.periodDays} days`
  return (
    <section
      aria-label="Figures"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line lg:grid-cols-4"
    >
      <Figure label="Lead time" series={metrics.leadTime} period={period} />
      <Figure label="Cost per pull request" series={metrics.costPerPull} period={period} />
      <Figure label="Build" series={metrics.buildTime} period={period} />
      <Figure label="Deploy" series={metrics.deployTime} period={period} />
    </section>
  )
}
