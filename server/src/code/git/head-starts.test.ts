import { expect, test, vi } from 'vitest'
import { createHeadStarts } from './head-starts.ts'

test('who comes while others are in their first moments waits until one of them is done', async () => {
  const starts = createHeadStarts({ atOnce: 2, ms: 60_000 })
  const begun: number[] = []
  const begin = async (n: number) => {
    const over = await starts.begin()
    begun.push(n)
    return over
  }
  const first = await begin(1)
  await begin(2)
  const third = begin(3)
  const fourth = begin(4)
  await Promise.resolve()
  expect(begun).toEqual([1, 2])
  first()
  first() // saying it again frees nothing more
  await third
  expect(begun).toEqual([1, 2, 3])
  ;(await third)()
  await fourth
  expect(begun).toEqual([1, 2, 3, 4])
})

test('work that takes longer than its head start holds nobody up', async () => {
  vi.useFakeTimers()
  try {
    const starts = createHeadStarts({ atOnce: 1, ms: 500 })
    const over = await starts.begin()
    let begun = false
    const second = starts.begin().then(() => (begun = true))
    await vi.advanceTimersByTimeAsync(499)
    expect(begun).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await second
    over() // its place went to the second long ago, and is not freed twice
    let third = false
    starts.begin().then(() => (third = true))
    await vi.advanceTimersByTimeAsync(0)
    expect(third).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})
