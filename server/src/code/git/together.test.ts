import { expect, test } from 'vitest'
import { createTogether } from './together.ts'

/** Looks that end when they are told to, and answer what was true when they began. */
function truth() {
  const ends: (() => void)[] = []
  const state = { value: 1, looks: 0, ends }
  const look = async () => {
    state.looks++
    const seen = state.value
    await new Promise<void>((done) => ends.push(done))
    return seen
  }
  const end = async () => {
    await expect.poll(() => ends.length).toBeGreaterThan(0)
    ends.shift()!()
  }
  return { state, look, end }
}

test('those who ask meanwhile share the next look, and see what was true when they asked', async () => {
  const together = createTogether<number>()
  const { state, look, end } = truth()
  const first = together('a', look)
  state.value = 2
  const others = Array.from({ length: 10 }, () => together('a', look))
  await end()
  expect(await first).toBe(1)
  state.value = 3 // after the second look has begun: those who waited for it may not know yet
  const last = together('a', look)
  await end()
  expect(await Promise.all(others)).toEqual(Array(10).fill(2))
  await end()
  expect(await last).toBe(3)
  expect(state.looks).toBe(3)
})

test('each key looks for itself, a failure is everybody’s who shared it, and the next one looks anew', async () => {
  const together = createTogether<number>()
  const failing = async () => Promise.reject(new Error('no'))
  await expect(together('a', failing)).rejects.toThrow('no')
  expect(await together('a', async () => 5)).toBe(5)
  const slow = together('a', async () => new Promise<number>((_, fail) => setImmediate(() => fail(new Error('late')))))
  const shared = [together('a', failing), together('a', failing)]
  await expect(slow).rejects.toThrow('late')
  for (const one of shared) await expect(one).rejects.toThrow('no')
  expect(await Promise.all([together('a', async () => 1), together('b', async () => 2)])).toEqual([1, 2])
})
