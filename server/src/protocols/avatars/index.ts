import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Protocol } from '../protocol.ts'

/** A drawing depends on the name alone, so it may be kept for long. */
const CACHE = 'public, max-age=604800'
const SIZE = 5
const LONGEST_NAME = 100

/** The picture beside a name: a pattern made from it, the same for ever. Nothing is told about whether anybody has that name. */
export function createAvatarsDoor(): Protocol {
  const routes = new Hono()
  routes.get('/', (c) => {
    const name = (c.req.param('name' as never) as string).toLowerCase().slice(0, LONGEST_NAME)
    const svg = draw(name)
    const etag = `"${createHash('sha256').update(svg).digest('base64url').slice(0, 22)}"`
    const headers = {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Cache-Control': CACHE,
      'Content-Security-Policy': "default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      ETag: etag,
    }
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
    return c.body(svg, 200, headers)
  })
  return {
    name: 'avatars',
    spec: 'https://www.w3.org/TR/SVG2/',
    path: '/avatars/:name',
    routes,
    refuse: (c: Context, problem) => c.text(`${problem.message}\n`, problem.status as 400),
  }
}

/** Five by five squares, mirrored, in a colour of the name. */
function draw(name: string): string {
  const digest = createHash('sha256').update(name).digest()
  const hue = Math.floor((digest[0]! / 256) * 360)
  const squares: string[] = []
  for (let column = 0; column < Math.ceil(SIZE / 2); column++) {
    for (let row = 0; row < SIZE; row++) {
      if ((digest[1 + column * SIZE + row]! & 1) === 0) continue
      for (const x of new Set([column, SIZE - 1 - column])) squares.push(`M${x} ${row}h1v1h-1z`)
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 ${SIZE + 2} ${SIZE + 2}" shape-rendering="crispEdges"><rect x="-1" y="-1" width="${SIZE + 2}" height="${SIZE + 2}" fill="hsl(${hue} 30% 94%)"/><path fill="hsl(${hue} 45% 48%)" d="${squares.join('')}"/></svg>`
}
