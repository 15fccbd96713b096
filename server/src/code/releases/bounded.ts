import { Readable } from 'node:stream'
import { printSize } from '#git'
import { Problem } from '#kernel'

/** The same bytes, ended with `too_large` past the limit, whatever length was announced. */
export function bounded(content: Readable, limit: { file: string; limitBytes: number }): Readable {
  return Readable.from(chunksUpTo(content, limit))
}

async function* chunksUpTo(
  content: Readable,
  { file, limitBytes }: { file: string; limitBytes: number },
): AsyncGenerator<Buffer> {
  let sizeBytes = 0
  for await (const chunk of content as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > limitBytes) {
      throw new Problem(
        'too_large',
        'releases.asset_size',
        `${file} is larger than ${printSize(limitBytes)}, the most an asset may have; split it.`,
      )
    }
    yield chunk
  }
}
