import { expect, test } from 'vitest'
import { type Measured, measureFlow, median } from './metrics.ts'

const now = new Date('2026-03-31T12:00:00Z')
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString()
const measured = (id: string, finishedAt: string | null, leadTimeMs: number | null, outcome = 'live'): Measured => ({
  spec: { id, title: `Spec ${id}`, outcome, finishedAt },
  metrics: { leadTimeMs, costUsd: 0.5, buildMs: null, deployMs: 20, inputTokens: 1, outputTokens: 1 },
})

test.each([
  [[], null],
  [[3], 3],
  [[3, 1], 2],
  [[9, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %j', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('a period is measured beside the one before it, with the rows behind each figure', () => {
  const all = [
    measured('new', daysAgo(1), 300),
    measured('older', daysAgo(9), 100),
    measured('before', daysAgo(11), 50),
    measured('long ago', daysAgo(21), 1),
    measured('under way', null, null, 'running'),
  ]
  const { leadTime, ...rest } = measureFlow(all, { periodDays: 10, now })
  expect(leadTime).toMatchObject({ value: 200, previous: 50, unit: 'ms' })
  expect(leadTime.points.map(({ spec }) => spec)).toEqual(['older', 'new'])
  expect(rest).toMatchObject({
    specsLive: 2,
    specsFailed: 0,
    costPerPull: { value: 0.5, unit: 'usd' },
    buildTime: { value: null, previous: null, points: [] },
    deployTime: { value: 20 },
  })
})

test('what failed is counted, and has no lead time', () => {
  const flow = measureFlow(
    [
      measured('a', daysAgo(1), null, 'failed'),
      measured('b', daysAgo(2), null, 'refused'),
      { ...measured('c', daysAgo(3), null, 'refused'), metrics: null },
    ],
    { periodDays: 30, now },
  )
  expect(flow).toMatchObject({ specsLive: 0, specsFailed: 3, leadTime: { value: null }, costPerPull: { value: 0.5 } })
  expect(flow.costPerPull.points).toHaveLength(2)
})

test('nothing at all is nothing, not zero', () => {
  expect(measureFlow([], { periodDays: 30, now })).toMatchObject({
    specsLive: 0,
    leadTime: { value: null, points: [] },
  })
})
