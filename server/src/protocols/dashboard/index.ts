import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { Hono } from 'hono'

const compress = promisify(brotliCompress)

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain; charset=utf-8',
}
const COMPRESSIBLE = new Set(['html', 'js', 'css', 'json', 'svg'])

/** Our own code only: no inline script, nothing from elsewhere, not in anybody's frame. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

interface File {
  body: Buffer
  brotli: Buffer | undefined
  etag: string
  type: string
}

/** The built dashboard: hashed files for ever, the page itself for every address that is nobody else's. */
export function createDashboard(directory: string): Hono {
  const routes = new Hono()
  const cache = new Map<string, Promise<File | undefined>>()

  function load(path: string): Promise<File | undefined> {
    let file = cache.get(path)
    if (!file) {
      file = read(path)
      cache.set(path, file)
    }
    return file
  }

  async function read(path: string): Promise<File | undefined> {
    const extension = path.slice(path.lastIndexOf('.') + 1)
    const body = await readFile(join(directory, path)).catch(() => undefined)
    if (!body) return undefined
    return {
      body,
      brotli: COMPRESSIBLE.has(extension)
        ? await compress(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
        : undefined,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      type: TYPES[extension] ?? 'application/octet-stream',
    }
  }

  routes.get('*', async (c) => {
    const path = decodePath(new URL(c.req.url).pathname)
    if (path === undefined) return c.text('The address is not written correctly.', 400)
    const isAsset = path.startsWith('/assets/')
    const isFile = isAsset || existsFile(directory, path)
    const file = await load(isFile ? path : '/index.html')
    if (!file) return c.text(isAsset ? 'Not found' : 'The dashboard is not built; run `npm run build`.', 404)
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'same-origin')
    c.header('ETag', file.etag)
    c.header('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
    c.header('Vary', 'Accept-Encoding')
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304)
    c.header('Content-Type', file.type)
    if (file.brotli && /\bbr\b/.test(c.req.header('accept-encoding') ?? '')) {
      c.header('Content-Encoding', 'br')
      return c.body(new Uint8Array(file.brotli))
    }
    return c.body(new Uint8Array(file.body))
  })
  return routes
}

/** Undefined when the percent signs make no sense. */
function decodePath(path: string): string | undefined {
  try {
    return normalize(decodeURI(path))
  } catch {
    return undefined
  }
}

/** Files at the top of the build, such as the icon. Anything deeper is an address of the application. */
function existsFile(directory: string, path: string): boolean {
  return /^\/[\w-]+\.\w+$/.test(path) && path !== '/index.html' && existsSync(join(directory, path))
}
