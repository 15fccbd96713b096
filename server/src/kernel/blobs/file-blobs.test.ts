import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testBlobStore } from './blob-store.suite.ts'
import { createFileBlobs } from './file-blobs.ts'

testBlobStore('file blobs', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'devflow-blobs-'))
  return {
    store: createFileBlobs(directory),
    count: async () =>
      readdirSync(directory, { recursive: true }).filter((path) => statSync(join(directory, String(path))).isFile())
        .length,
    remove: async () => rmSync(directory, { recursive: true }),
  }
})

test('file blobs: what a killed server had not finished is cleared away', () => {
  const directory = mkdtempSync(join(tmpdir(), 'devflow-blobs-'))
  mkdirSync(join(directory, 'incoming'))
  writeFileSync(join(directory, 'incoming/half'), 'half')
  createFileBlobs(directory)
  expect(existsSync(join(directory, 'incoming'))).toBe(false)
  rmSync(directory, { recursive: true })
})
