import { Readable } from 'node:stream'
import type { Context } from 'hono'
import type { ByteRange } from '#kernel'

/** Bytes that never change, ready to be sent. */
export interface Content {
  /** Hex SHA-256: the strongest ETag there is. */
  sha256: string
  sizeBytes: number
  contentType: string
  /** The name under which a browser keeps it. */
  file: string
  read(range?: ByteRange): Promise<Readable>
}

/** Somebody's file as a download: whole or in part (RFC 9110, section 14), never shown or run by the browser. */
export async function sendContent(c: Context, content: Content): Promise<Response> {
  const { sizeBytes, sha256 } = content
  const etag = `"${sha256}"`
  const headers: Record<string, string> = {
    'Content-Type': content.contentType,
    'Content-Disposition': `attachment; filename="${asciiName(content.file)}"; filename*=UTF-8''${encodeURIComponent(content.file)}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Accept-Ranges': 'bytes',
    // Whether one may read it is asked each time; the bytes are only sent again if they are others.
    'Cache-Control': 'private, no-cache, no-transform',
    ETag: etag,
  }
  if (
    c.req
      .header('if-none-match')
      ?.split(/\s*,\s*/)
      .includes(etag)
  )
    return c.body(null, 304, headers)
  const condition = c.req.header('if-range')
  const range = condition === undefined || condition === etag ? readRange(c.req.header('range'), sizeBytes) : undefined
  if (range === 'unsatisfiable') return c.body(null, 416, { ...headers, 'Content-Range': `bytes */${sizeBytes}` })
  if (range) headers['Content-Range'] = `bytes ${range.first}-${range.last}/${sizeBytes}`
  const length = range ? range.last - range.first + 1 : sizeBytes
  headers['Content-Length'] = String(length)
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

const asciiName = (file: string): string => file.replace(/[^\x20-\x7e]|["\\]/g, '_')
