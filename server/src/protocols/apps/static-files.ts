import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.htm': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.wasm': 'application/wasm',
  '.pdf': 'application/pdf',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.zip': 'application/zip',
  '.gz': 'application/gzip',
}

/** Serves the files of a site. Answers the status it sent; 404 without having sent anything: the caller says so. */
export async function serveFile(folder: string, request: IncomingMessage, response: ServerResponse): Promise<number> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD', 'content-length': '0' }).end()
    return 405
  }
  const path = readPath(request.url ?? '/')
  if (path === undefined) return 404
  const found = await find(folder, path)
  if (found === 'folder') {
    const [, query = ''] = /^[^?]*(\?.*)?$/.exec(request.url ?? '') ?? []
    response.writeHead(308, { location: `${encodeURI(path)}/${query}`, 'content-length': '0' }).end()
    return 308
  }
  if (found) return send(found, request, response, 200)
  const missing = await openFile(folder, '/404.html')
  return missing ? send(missing, request, response, 404) : 404
}

/** The decoded path, or undefined for one that names a dot file, climbs, or is not text. */
function readPath(url: string): string | undefined {
  let path: string
  try {
    path = decodeURIComponent(new URL(url, 'http://site').pathname)
  } catch {
    return undefined
  }
  const hidden = path.split('/').some((part) => part.startsWith('.') && part !== '.well-known')
  return hidden || /[\0\\]/.test(path) || path.startsWith('//') ? undefined : path
}

async function find(folder: string, path: string): Promise<OpenFile | 'folder' | undefined> {
  if (path.endsWith('/')) return openFile(folder, `${path}index.html`)
  const direct = await openFile(folder, path)
  if (direct) return direct
  const page = extname(path) === '' ? await openFile(folder, `${path}.html`) : undefined
  if (page) return page
  const index = await openFile(folder, `${path}/index.html`)
  await index?.handle.close()
  return index ? 'folder' : undefined
}

interface OpenFile {
  handle: FileHandle
  stats: Stats
  name: string
}

/** Links are followed only within the folder: a site's files are a stranger's. */
async function openFile(folder: string, path: string): Promise<OpenFile | undefined> {
  let handle: FileHandle | undefined
  try {
    const file = await realpath(join(folder, path))
    const rest = relative(await realpath(folder), file)
    if (rest.startsWith('..') || rest.split('/').some((part) => part.startsWith('.') && part !== '.well-known'))
      return undefined
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stats = await handle.stat()
    if (stats.isFile()) return { handle, stats, name: path }
    await handle.close()
  } catch {
    await handle?.close()
  }
  return undefined
}

async function send(
  { handle, stats, name }: OpenFile,
  request: IncomingMessage,
  response: ServerResponse,
  status: 200 | 404,
): Promise<number> {
  try {
    const etag = `"${createHash('sha1').update(`${stats.ino} ${stats.size} ${stats.mtimeMs}`).digest('base64url')}"`
    const headers = {
      etag,
      'last-modified': stats.mtime.toUTCString(),
      'cache-control': 'no-cache',
      'accept-ranges': 'bytes',
      'content-type': TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    }
    if (status === 200 && isFresh(request, etag, stats)) {
      response.writeHead(304, { etag, 'cache-control': headers['cache-control'] }).end()
      return 304
    }
    const range = status === 200 ? readRange(request, etag, stats) : undefined
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'content-range': `bytes */${stats.size}`, 'content-length': '0' }).end()
      return 416
    }
    const { start, end } = range ?? { start: 0, end: stats.size - 1 }
    const answer = range ? 206 : status
    response.writeHead(answer, {
      ...headers,
      'content-length': String(end - start + 1),
      ...(range ? { 'content-range': `bytes ${start}-${end}/${stats.size}` } : {}),
    })
    if (request.method === 'HEAD' || stats.size === 0) response.end()
    else await pipeline(handle.createReadStream({ start, end, autoClose: false }), response)
    return answer
  } finally {
    await handle.close()
  }
}

function isFresh({ headers }: IncomingMessage, etag: string, stats: Stats): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) {
    return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
  }
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return !Number.isNaN(since) && Math.floor(stats.mtimeMs / 1000) * 1000 <= since
}

/** One range, as browsers ask for media; several at once are answered with the whole file, which is allowed. */
function readRange(
  { headers }: IncomingMessage,
  etag: string,
  { size }: Stats,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (headers['if-range'] !== undefined && headers['if-range'] !== etag) return undefined
  const [, from, to] = match
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return start > end || start >= size ? 'unsatisfiable' : { start, end }
}
