import { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ArchiveFormat, Git, ObjectStream } from '#git'
import { Problem } from '#kernel'
import type { Door, Protocol } from '../protocol.ts'
import { parseRange, slice } from './range.ts'

/** What a browser draws by itself and never runs. An SVG may hold scripts: the sandbox below keeps them from running. */
const PICTURES: Record<string, string> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
}
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
const FOR_EVER = 'private, max-age=31536000, immutable'
const ASK_AGAIN = 'private, no-cache'
const FORMATS: readonly [string, ArchiveFormat, string][] = [
  ['.zip', 'zip', 'application/zip'],
  ['.tar.gz', 'tar.gz', 'application/gzip'],
  ['.tgz', 'tar.gz', 'application/gzip'],
]

/** Raw files and archives. */
export function createFilesDoor(door: Door, { git }: { git: Git }): Protocol {
  const routes = new Hono()

  routes.get('/raw/*', async (c) => {
    const at = await locate(c, restOf(c))
    const { entry, kind, path } = at
    if (entry?.type !== 'blob' && entry?.type !== 'symlink')
      throw new Problem('not_found', 'files.no_file', `There is no file ${JSON.stringify(path)} at ${at.ref}.`)
    const etag = `"${entry.sha}"`
    c.header('ETag', etag)
    c.header('Cache-Control', kind === 'commit' ? FOR_EVER : ASK_AGAIN)
    c.header('Vary', 'Authorization, Cookie')
    c.header('Content-Security-Policy', SANDBOX)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Accept-Ranges', 'bytes')
    if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304)
    const sizeBytes = entry.sizeBytes ?? 0
    const ifRange = c.req.header('if-range')
    const range = ifRange && ifRange !== etag ? undefined : parseRange(c.req.header('range'), sizeBytes)
    if (range === 'unsatisfiable') {
      c.header('Content-Range', `bytes */${sizeBytes}`)
      return c.text(`The file has ${sizeBytes} bytes.\n`, 416)
    }
    const stream = await git.streamBlob(at.project, entry.sha)
    const first = await firstChunk(stream)
    for (const [name, value] of Object.entries(describe(path, first))) c.header(name, value)
    const [from, to] = range ?? [0, sizeBytes - 1]
    c.header('Content-Length', String(to - from + 1))
    if (range) c.header('Content-Range', `bytes ${from}-${to}/${sizeBytes}`)
    if (c.req.method === 'HEAD') stream.abort()
    const status = range ? 206 : 200
    return c.req.method === 'HEAD'
      ? c.body(null, status)
      : answer(c, { ...stream, output: slice(first, stream.output, { from, to }) }, status)
  })

  routes.get('/archive/*', async (c) => {
    const file = restOf(c)
    const [ending, format, type] = FORMATS.find(([each]) => file.endsWith(each)) ?? []
    if (!ending || !format || !type)
      throw new Problem('not_found', 'files.format', 'Archives end in .zip or .tar.gz, such as main.zip.')
    const at = await locate(c, file.slice(0, -ending.length))
    if (at.path !== '')
      throw new Problem('not_found', 'git.ref_not_found', `There is no branch, tag or commit ${JSON.stringify(file)}.`)
    // As GitHub names it: the `v` of a version is left out.
    const name = `${c.req.param('repo')}-${at.kind === 'tag' ? at.ref.replace(/^v(?=\d)/, '') : at.ref}`
    const folder = name.replace(/[^\w.-]+/g, '-')
    c.header('Content-Type', type)
    c.header('Content-Disposition', `attachment; filename=${folder}${ending}`)
    c.header('ETag', `"${at.sha}${ending}"`)
    c.header('Cache-Control', at.kind === 'commit' ? FOR_EVER : ASK_AGAIN)
    c.header('Vary', 'Authorization, Cookie')
    c.header('X-Content-Type-Options', 'nosniff')
    if (c.req.header('if-none-match')?.includes(`"${at.sha}${ending}"`)) return c.body(null, 304)
    if (c.req.method === 'HEAD') return c.body(null, 200)
    return answer(c, await git.archive(at.project, { commit: at.sha, format, folder }), 200)
  })

  async function locate(c: Context, address: string) {
    const actor = await door.authenticate(c.req.raw)
    const project = { owner: c.req.param('owner')!, name: c.req.param('repo')! }
    return door.kernel.call(git.verbs.locate, { ...project, address }, { actor })
  }

  return {
    name: 'files',
    spec: 'https://docs.github.com/en/repositories/working-with-files/using-files/downloading-source-code-archives',
    path: '/:owner/:repo',
    routes,
    refuse(c, problem) {
      if (problem.status === 401) c.header('WWW-Authenticate', 'Basic realm="DevFlow", charset="UTF-8"')
      return c.text(`${problem.message}\n`, problem.status as ContentfulStatusCode)
    },
  }
}

/** What follows `/owner/repo/raw/`, decoded. */
function restOf(c: Context): string {
  try {
    return new URL(c.req.url).pathname.split('/').slice(4).map(decodeURIComponent).join('/')
  } catch (cause) {
    throw new Problem('invalid', 'files.address', 'The address is not written correctly: a % stands alone.', { cause })
  }
}

/** The type by the name where a picture is meant, otherwise by what the file begins with. */
function describe(path: string, first: Buffer): Record<string, string> {
  const picture = PICTURES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
  if (picture) return { 'Content-Type': picture }
  if (!first.subarray(0, 8000).includes(0)) return { 'Content-Type': 'text/plain; charset=utf-8' }
  return { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' }
}

/** Empty for an empty file. */
async function firstChunk({ output }: ObjectStream): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const read = () => {
    const chunk = output.read() as Buffer | null
    if (chunk) resolve(chunk)
  }
  const end = () => resolve(Buffer.alloc(0))
  output.on('readable', read).once('end', end).once('error', reject)
  try {
    return await promise
  } finally {
    output.off('readable', read).off('end', end).off('error', reject)
  }
}

/** A client that goes away ends the process. */
function answer(c: Context, { output, abort }: ObjectStream, status: 200 | 206): Response {
  output.once('close', abort)
  return c.body(Readable.toWeb(output) as globalThis.ReadableStream, status)
}
