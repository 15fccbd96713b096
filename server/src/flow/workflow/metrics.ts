import { z } from 'zod'

export const SpecMetrics = z
  .object({
    /** Approval to live. */
    leadTimeMs: z.number().nullable(),
    costUsd: z.number(),
    buildMs: z.number().nullable(),
    deployMs: z.number().nullable(),
    inputTokens: z.number(),
    outputTokens: z.number(),
  })
  .meta({ id: 'SpecMetrics' })
export type SpecMetrics = z.output<typeof SpecMetrics>

const Series = z.object({
  /** Median over the period; null where nothing happened. */
  value: z.number().nullable(),
  /** The same over the period before. */
  previous: z.number().nullable(),
  unit: z.enum(['ms', 'usd']),
  points: z.array(z.object({ at: z.string(), value: z.number(), spec: z.string(), title: z.string() })),
})

/** The figures people decide by, each with the rows behind it. */
export const FlowMetrics = z
  .object({
    periodDays: z.number(),
    specsLive: z.number(),
    specsFailed: z.number(),
    leadTime: Series,
    costPerPull: Series,
    buildTime: Series,
    deployTime: Series,
  })
  .meta({ id: 'FlowMetrics' })
export type FlowMetrics = z.output<typeof FlowMetrics>

export interface Measured {
  spec: { id: string; title: string; outcome: string | null; finishedAt: string | null }
  metrics: SpecMetrics | null
}

const DAY_MS = 86_400_000

export function measureFlow(all: Measured[], { periodDays, now }: { periodDays: number; now: Date }): FlowMetrics {
  const start = now.getTime() - periodDays * DAY_MS
  const finished = all
    .filter(({ spec }) => spec.finishedAt !== null)
    .sort((a, b) => a.spec.finishedAt!.localeCompare(b.spec.finishedAt!))
  const inPeriod = finished.filter(({ spec }) => Date.parse(spec.finishedAt!) >= start)
  const before = finished.filter(
    ({ spec }) => Date.parse(spec.finishedAt!) < start && Date.parse(spec.finishedAt!) >= start - periodDays * DAY_MS,
  )

  const series = (unit: 'ms' | 'usd', pick: (m: SpecMetrics) => number | null) => {
    const pointsOf = (rows: Measured[]) =>
      rows.flatMap(({ spec, metrics }) => {
        const value = metrics ? pick(metrics) : null
        return value === null ? [] : [{ at: spec.finishedAt!, value, spec: spec.id, title: spec.title }]
      })
    const points = pointsOf(inPeriod)
    return {
      unit,
      points,
      value: median(points.map((p) => p.value)),
      previous: median(pointsOf(before).map((p) => p.value)),
    }
  }
  return {
    periodDays,
    specsLive: inPeriod.filter(({ spec }) => spec.outcome === 'live').length,
    specsFailed: inPeriod.filter(({ spec }) => spec.outcome !== 'live').length,
    leadTime: series('ms', (m) => m.leadTimeMs),
    costPerPull: series('usd', (m) => m.costUsd),
    buildTime: series('ms', (m) => m.buildMs),
    deployTime: series('ms', (m) => m.deployMs),
  }
}

export function median(values: number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
