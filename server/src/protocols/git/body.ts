import { Readable, Transform } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import { printSize } from '#git'
import { Problem } from '#kernel'

/** Of a request that is read whole before it is looked at. */
const SHORT_BODY_BYTES = 4096

/**
 * The request's body as git reads it: unpacked when git has gzipped it, and ended with `too_large` past the limit, which counts unpacked
 * bytes. The limit also holds for a body whose length nobody announced.
 */
export function readGitBody(request: Request, limitBytes: number): Readable {
  const tooLarge = () =>
    new Problem(
      'too_large',
      'git.body',
      `This push is larger than ${printSize(limitBytes)}, the most this server takes at once; push the history in parts, or ask the operator to raise DEVFLOW_PUSH_LIMIT.`,
    )
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge()
  const raw = request.body ? Readable.fromWeb(request.body as ReadableStream) : Readable.from([])
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  if (!/^(identity|gzip|x-gzip)$/.test(encoding)) {
    throw new Problem(
      'invalid',
      'git.encoding',
      `The content encoding ${JSON.stringify(encoding)} is not understood; send gzip or none.`,
    )
  }
  let sizeBytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      if (sizeBytes > limitBytes) done(tooLarge())
      else done(null, chunk)
    },
  })
  return chain(encoding === 'identity' ? [raw, counted] : [raw, createGunzip(), counted])
}

/** The body when it is certainly short and plain, as the requests that only ask are. */
export async function readShortBody(request: Request): Promise<Buffer | undefined> {
  const length = request.headers.get('content-length')
  if (length === null || Number(length) > SHORT_BODY_BYTES || request.headers.has('content-encoding')) return undefined
  return Buffer.from(await request.arrayBuffer())
}

/** Pipes one into the next; an error anywhere ends all of them. */
function chain(streams: Readable[]): Readable {
  return streams.reduce((from, to) => {
    from.on('error', (error) => to.destroy(error))
    to.on('error', () => from.unpipe(to as Transform).resume()) // let the client finish sending, so that it reads the refusal
    return from.pipe(to as Transform)
  })
}
