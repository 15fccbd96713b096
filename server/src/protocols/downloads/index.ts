import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Problem } from '#kernel'
import type { Download, Releases } from '#releases'
import { sendContent } from '../content.ts'
import type { Door, Protocol } from '../protocol.ts'

/** Files of releases at the addresses that installers and READMEs know from GitHub. */
export function createDownloadsDoor(door: Door, { releases }: { releases: Releases }): Protocol {
  const routes = new Hono()

  routes.on(['GET', 'HEAD'], '/latest/download/:file', (c) => send(c, { latest: true, file: c.req.param('file') }))

  routes.on(['GET', 'HEAD'], '/download/*', (c) => send(c, parseDownload(new URL(c.req.url).pathname)))

  async function send(c: Context, which: Download): Promise<Response> {
    const actor = await door.authenticate(c.req.raw)
    const address = { owner: c.req.param('owner')!, name: c.req.param('repo')! }
    const { asset, read } = await releases.open(actor, address, which)
    return sendContent(c, { ...asset, file: asset.name, read })
  }

  return {
    name: 'downloads',
    spec: 'https://docs.github.com/en/repositories/releasing-projects-on-github/linking-to-releases',
    path: '/:owner/:repo/releases',
    routes,
    refuse: (c, problem) => {
      if (problem.status === 401) c.header('WWW-Authenticate', 'Basic realm="DevFlow", charset="UTF-8"')
      return c.text(`${problem.message}\n`, problem.status as ContentfulStatusCode)
    },
  }
}

/** `/:owner/:repo/releases/download/<tag>/<file>`: a tag may have slashes in it, plain or encoded; a file's name has none. */
function parseDownload(path: string): { tag: string; file: string } {
  const parts = path.split('/').slice(5)
  try {
    const file = decodeURIComponent(parts.pop() ?? '')
    return { tag: decodeURIComponent(parts.join('/')), file }
  } catch (cause) {
    throw new Problem('invalid', 'downloads.address', 'The address is not encoded as addresses are; copy it again.', {
      cause,
    })
  }
}
