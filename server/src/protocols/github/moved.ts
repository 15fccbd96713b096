import type { Context, Hono } from 'hono'
import { Problem } from '#kernel'
import type { Github } from './github.ts'
import type { Ask } from './rest.ts'

/**
 * The address of a repository that is asked for by a former name: GitHub sends such a client to its number, which never
 * changes. Undefined: the name is what it is called. Whoever may not read it is refused as if it had never been there.
 */
export async function findMoved(github: Github, ask: Ask): Promise<string | undefined> {
  const { owner, name } = ask.repo()
  const project = await github.kernel.db.system((tx) => github.projects.find(tx, { owner, name }))
  if (!project || project.name.toLowerCase() === name.toLowerCase()) return undefined
  const { databaseId } = await ask.call(github.projects.verbs.get, { owner, name })
  const { search, pathname } = new URL(ask.c.req.url)
  const below = pathname.replace(/^(?:\/api\/v3)?\/repos\/[^/]+\/[^/]+/, '')
  return `${ask.urls.api}/repositories/${databaseId}${below}${search}`
}

/** `/repositories/7/…` is `/repos/alice/app/…` of the repository with that number. */
export function numberedRoutes(github: Github, routes: Hono): void {
  const { kernel, projects } = github

  async function forward(c: Context): Promise<Response> {
    const id = c.req.param('id') ?? ''
    const found = await kernel.db.system((tx) => projects.findByDatabaseId(tx, Number(id)))
    const actor = await github.authenticate(c.req.raw)
    const seen = found && (await kernel.call(projects.verbs.get, found, { actor }).catch(unlessHidden))
    if (!seen)
      throw new Problem('not_found', 'github.no_repository', `There is no repository number ${id} that you can see.`)
    const url = new URL(c.req.url)
    const below = url.pathname.replace(/^(?:\/api\/v3)?\/repositories\/\d+/, '')
    url.pathname = `/repos/${encodeURIComponent(seen.owner)}/${encodeURIComponent(seen.name)}${below}`
    return routes.fetch(new Request(url, c.req.raw), c.env)
  }

  for (const path of ['/repositories/:id{[0-9]{1,15}}', '/repositories/:id{[0-9]{1,15}}/:below{.+}'])
    routes.all(path, forward)
}

function unlessHidden(error: unknown): undefined {
  if (error instanceof Problem && ['not_found', 'forbidden', 'unauthenticated'].includes(error.kind)) return undefined
  throw error
}
