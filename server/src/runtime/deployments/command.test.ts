import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { throttle } from './command.ts'

test('a flood is read in portions, and all of it in the end', async () => {
  const stream = new PassThrough({ highWaterMark: 10_000_000 })
  let received = 0
  throttle(stream, (text) => {
    received += text.length
  })
  for (let n = 0; n < 40; n++) stream.write('x'.repeat(10_000))
  stream.end()
  while (!stream.isPaused()) await new Promise(setImmediate)
  expect(received).toBe(200_000)
  await finished(stream)
  expect(received).toBe(400_000)
})
