import { expect, test } from 'vitest'
import { testKernel } from '#testing'

test('a blob is collected only when no module holds it', async () => {
  await using kit = await testKernel()
  const { blobs, blobKeeping } = kit.kernel
  const held = new Set<string>()
  blobKeeping.heldBy(async () => false)
  blobKeeping.heldBy(async (_tx, sha256) => held.has(sha256))
  await kit.start()
  const { sha256 } = await blobs.put('shared')
  held.add(sha256)
  expect(await blobKeeping.collect(sha256)).toBe(false)
  expect(await blobs.has(sha256)).toBe(true)
  held.delete(sha256)
  expect(await blobKeeping.collect(sha256)).toBe(true)
  expect(await blobs.has(sha256)).toBe(false)
  expect(await blobKeeping.collect(sha256)).toBe(true)
})

test('whoever claims a blob while it is collected is told that it is gone, and the other way round it stays', async () => {
  await using kit = await testKernel()
  const { db, blobs, blobKeeping } = kit.kernel
  const held = new Set<string>()
  blobKeeping.heldBy(async (_tx, sha256) => held.has(sha256))
  await kit.start()
  const { sha256 } = await blobs.put('claimed')
  const claimed = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const claiming = db.system(async (tx) => {
    expect(await blobKeeping.claim(tx, sha256)).toBe(true)
    claimed.resolve()
    await finish.promise
    held.add(sha256)
  })
  await claimed.promise
  const collecting = blobKeeping.collect(sha256)
  finish.resolve()
  await claiming
  expect(await collecting).toBe(false)
  expect(await blobs.has(sha256)).toBe(true)

  held.clear()
  expect(await blobKeeping.collect(sha256)).toBe(true)
  expect(await db.system((tx) => blobKeeping.claim(tx, sha256))).toBe(false)
})
