import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../problem.ts'
import type { Blob, BlobStore } from './blobs.ts'

/** Blobs as files `<directory>/<ab>/<hash>`, put in place by an atomic rename after fsync. */
export function createFileBlobs(directory: string): BlobStore {
  // What a killed server had not finished; one server holds the data folder.
  rmSync(join(directory, 'incoming'), { recursive: true, force: true })

  function path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new Problem('invalid', 'blobs.name', 'A blob is named by 64 hexadecimal digits.')
    return join(directory, sha256.slice(0, 2), sha256)
  }

  return {
    async put(content, expected) {
      const incoming = join(directory, 'incoming', randomUUID())
      await mkdir(dirname(incoming), { recursive: true })
      const hash = createHash('sha256')
      let sizeBytes = 0
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk)
          sizeBytes += chunk.length
          if (expected && sizeBytes > expected.sizeBytes) done(otherContent(expected))
          else done(null, chunk)
        },
      })
      try {
        const source = content instanceof Readable ? content : Readable.from([Buffer.from(content)])
        await pipeline(source, measure, createWriteStream(incoming, { flush: true }))
        const sha256 = hash.digest('hex')
        if (expected && (sha256 !== expected.sha256 || sizeBytes !== expected.sizeBytes)) throw otherContent(expected)
        await mkdir(dirname(path(sha256)), { recursive: true })
        await rename(incoming, path(sha256))
        return { sha256, sizeBytes }
      } finally {
        await rm(incoming, { force: true })
      }
    },
    async get(sha256, range) {
      const handle = await open(path(sha256)).catch((cause) => {
        throw new Problem('not_found', 'blobs.not_found', `There is no blob ${sha256.slice(0, 12)}….`, { cause })
      })
      return createReadStream('', { fd: handle, ...(range ? { start: range.first, end: range.last } : {}) })
    },
    has: async (sha256) =>
      access(path(sha256)).then(
        () => true,
        () => false,
      ),
    delete: async (sha256) => rm(path(sha256), { force: true }),
  }
}

function otherContent({ sha256, sizeBytes }: Blob): Problem {
  return new Problem(
    'invalid',
    'blobs.other_content',
    `The content is not the ${sizeBytes} bytes of SHA-256 ${sha256.slice(0, 12)}…; send exactly those.`,
  )
}
