import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Context } from 'hono'
import { type ByteRange, Problem } from '#kernel'

/** The body of an upload. A length that is announced and wrong is refused before a byte is read. */
export function readContent(c: Context, sizeBytes: number): Readable {
  const announced = c.req.header('content-length')
  if (announced !== undefined && Number(announced) !== sizeBytes) {
    throw new Problem(
      'invalid',
      'lfs.length',
      `The object was announced with ${sizeBytes} bytes and is sent with ${announced}; ask for the upload again.`,
    )
  }
  return c.req.raw.body ? Readable.fromWeb(c.req.raw.body as ReadableStream) : Readable.from([])
}

interface Content {
  oid: string
  sizeBytes: number
  read(range?: ByteRange): Promise<Readable>
}

/** docs/api/basic-transfers.md, with RFC 9110 ranges: an interrupted download goes on where it stopped. */
export async function sendContent(c: Context, content: Content): Promise<Response> {
  const { sizeBytes } = content
  const headers: Record<string, string> = {
    'Content-Type': 'application/octet-stream',
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-transform',
    ETag: `"${content.oid}"`,
  }
  const asked = c.req.header('if-range')
  const range = asked === undefined || asked === headers.ETag ? readRange(c.req.header('range'), sizeBytes) : undefined
  if (range === 'unsatisfiable') {
    return c.body(null, 416, { ...headers, 'Content-Range': `bytes */${sizeBytes}` })
  }
  const length = range ? range.last - range.first + 1 : sizeBytes
  headers['Content-Length'] = String(length)
  if (range) headers['Content-Range'] = `bytes ${range.first}-${range.last}/${sizeBytes}`
  const status = range ? 206 : 200
  if (c.req.raw.method === 'HEAD' || length === 0) return c.body(null, status, headers)
  return c.body(Readable.toWeb(await content.read(range)) as globalThis.ReadableStream, status, headers)
}

/** One range, as clients that resume send it. Anything else is answered with the whole. */
function readRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from)
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)
  return first >= sizeBytes || last < first ? 'unsatisfiable' : { first, last }
}
