import { expect, test } from 'vitest'
import { createRounds } from './rounds.ts'

/** Rounds that end when they are told to. */
function heldRounds() {
  const ends: ((error?: Error) => void)[] = []
  const failures: unknown[] = []
  const rounds = createRounds(
    () => new Promise<void>((done, fail) => ends.push((error) => (error ? fail(error) : done()))),
    (error) => failures.push(error),
  )
  return { rounds, ends, failures }
}

test('whoever asks during a round gets one more after it, however many they are', async () => {
  const { rounds, ends } = heldRounds()
  rounds.wake()
  rounds.wake()
  rounds.wake()
  expect([ends.length, rounds.running]).toEqual([1, true])
  ends[0]!()
  await expect.poll(() => ends.length).toBe(2)
  ends[1]!()
  await expect.poll(() => rounds.running).toBe(false)
  expect(ends).toHaveLength(2)
})

test('a round that fails is told, and the next one begins as if it had not', async () => {
  const { rounds, ends, failures } = heldRounds()
  rounds.wake()
  rounds.wake()
  ends[0]!(new Error('no database'))
  await expect.poll(() => ends.length).toBe(2)
  expect(failures).toEqual([new Error('no database')])
})

test('a stop waits for the round that runs and lets no other begin', async () => {
  const { rounds, ends } = heldRounds()
  rounds.wake()
  rounds.wake()
  let stopped = false
  const stop = rounds.stop().then(() => (stopped = true))
  await Promise.resolve()
  expect(stopped).toBe(false)
  ends[0]!()
  await stop
  rounds.wake()
  expect([ends.length, rounds.running]).toEqual([1, false])
})
