import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { BlobStore } from './blobs.ts'

export interface BlobStoreUnderTest {
  store: BlobStore
  /** How many objects of any kind the store holds, unfinished ones included. */
  count(): Promise<number>
  remove(): Promise<void>
}

const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

/** What every blob store promises. */
export function testBlobStore(name: string, create: () => Promise<BlobStoreUnderTest>): void {
  const promise = (what: string, prove: (at: BlobStoreUnderTest) => Promise<void>): void =>
    test(`${name}: ${what}`, async () => {
      const at = await create()
      try {
        await prove(at)
      } finally {
        await at.remove()
      }
    })

  promise('what is put can be read again under its hash', async ({ store }) => {
    for (const content of ['text', '', Buffer.from([0, 255, 10, 13]), 'ü'.repeat(300_000)]) {
      const bytes = Buffer.from(content)
      expect(await store.put(content)).toEqual({ sha256: hashOf(bytes), sizeBytes: bytes.length })
      expect(await buffer(await store.get(hashOf(bytes)))).toEqual(bytes)
      expect(await store.has(hashOf(bytes))).toBe(true)
    }
  })

  promise('a stream is stored like the same bytes at once', async ({ store, count }) => {
    await store.put(Readable.from([Buffer.from('ab'), Buffer.from('c')]))
    await store.put('abc')
    expect(await store.has(hashOf('abc'))).toBe(true)
    expect(await count()).toBe(1)
  })

  promise('a source that fails in the middle leaves nothing', async ({ store, count }) => {
    async function* broken() {
      yield Buffer.alloc(100_000, 'a')
      throw new Error('the source broke')
    }
    await expect(store.put(Readable.from(broken()))).rejects.toThrow('the source broke')
    expect(await count()).toBe(0)
  })

  promise('content that is not what was expected is refused and leaves nothing', async ({ store, count }) => {
    const expected = { sha256: hashOf('abc'), sizeBytes: 3 }
    for (const other of ['abd', 'ab', 'abcd', '']) {
      const refusal = { kind: 'invalid', code: 'blobs.other_content' }
      await expect(store.put(Readable.from([Buffer.from(other)]), expected), other).rejects.toMatchObject(refusal)
    }
    await expect(store.put('abc', { ...expected, sizeBytes: 4 })).rejects.toMatchObject({ code: 'blobs.other_content' })
    expect(await count()).toBe(0)
    expect(await store.put('abc', expected)).toEqual(expected)
  })

  promise('of more bytes than were expected the rest is not read', async ({ store, count }) => {
    let produced = 0
    async function* endless() {
      for (;;) {
        produced++
        yield Buffer.alloc(64 * 1024)
      }
    }
    const expected = { sha256: hashOf('abc'), sizeBytes: 100_000 }
    await expect(store.put(Readable.from(endless()), expected)).rejects.toMatchObject({ code: 'blobs.other_content' })
    expect(produced).toBeLessThan(100)
    expect(await count()).toBe(0)
  })

  promise('a part of the content can be read, both ends included', async ({ store }) => {
    const { sha256 } = await store.put('0123456789')
    const read = async (first: number, last: number) => String(await buffer(await store.get(sha256, { first, last })))
    expect(await read(0, 0)).toBe('0')
    expect(await read(3, 5)).toBe('345')
    expect(await read(9, 9)).toBe('9')
  })

  promise('the same content from many writers at once is one blob', async ({ store, count }) => {
    const content = Buffer.alloc(500_000, 'x')
    const put = await Promise.all(Array.from({ length: 12 }, () => store.put(content)))
    expect(new Set(put.map((blob) => blob.sha256))).toEqual(new Set([hashOf(content)]))
    expect(await count()).toBe(1)
    expect(await buffer(await store.get(hashOf(content)))).toEqual(content)
  })

  promise('a reader keeps its content when the blob is deleted meanwhile', async ({ store }) => {
    const { sha256 } = await store.put(Buffer.alloc(500_000, 'y'))
    const reader = await store.get(sha256)
    await store.delete(sha256)
    expect((await buffer(reader)).length).toBe(500_000)
    expect(await store.has(sha256)).toBe(false)
  })

  promise('what is not there is said so, and deleting it is no error', async ({ store }) => {
    const absent = hashOf('absent')
    expect(await store.has(absent)).toBe(false)
    await expect(store.get(absent)).rejects.toMatchObject({ kind: 'not_found', code: 'blobs.not_found' })
    await store.delete(absent)
  })

  promise('a name that is no hash reaches nothing', async ({ store, count }) => {
    await store.put('kept')
    const hostile = [
      '',
      '..',
      '../../etc/passwd',
      '/etc/passwd',
      'incoming',
      hashOf('kept').toUpperCase(),
      `${hashOf('kept')}\n`,
      'a'.repeat(65),
      `${'a'.repeat(63)}/`,
    ]
    for (const sha256 of hostile) {
      const refusal = { kind: 'invalid', code: 'blobs.name' }
      await expect(store.get(sha256), sha256).rejects.toMatchObject(refusal)
      await expect(store.has(sha256), sha256).rejects.toMatchObject(refusal)
      await expect(store.delete(sha256), sha256).rejects.toMatchObject(refusal)
    }
    expect(await count()).toBe(1)
  })
}
