import { readFile } from 'node:fs/promises'
import type { JsonSchema } from '#kernel'
import type { Client } from '../clients.ts'
import { makeInputs } from '../schema-input.ts'
import type { World } from './world.kit.ts'

export interface Route {
  method: string
  /** As registered, `:param` for what varies. */
  path: string
}

/** Every route of GitHub's REST API, as the router has them; what ends things comes last. */
export function routesOf({ app }: World): Route[] {
  const { routes } = app.app.protocols.find(({ name }) => name === 'github')!.routes
  const rank = ({ method, path }: Route) => {
    if (method === 'GET') return 0
    if (path === '/repos/:owner/:repo') return 3
    return method === 'DELETE' ? 2 : 1
  }
  return routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('graphql'))
    .map(({ method, path }) => ({ method, path: path.replace(/\{[^/]*\}/g, '') }))
    .toSorted((a, b) => rank(a) - rank(b))
}

/** Names that nobody has, in the place of those that are private. */
export const NO_PROJECT = { repo: 'moonbasf' }
export const NO_SUCH_THING = {
  ...{ ...NO_PROJECT, owner: 'lunas', org: 'lunas', login: 'lunas', user: 'alicf', assignee: 'alicf' },
  ...{ slug: 'plan-of-alicf', 'user/id': 999_999_999 },
}

/** For what world.kit.ts knows nothing of: the walk still sees that nothing fails or changes. */
const NOTHING = 1

/** The address of a route, with what is known in the world or something else in its place. */
export function fill({ known }: World, path: string, instead: World['known'] = {}): string {
  return path.replace(/:(\w+)/g, (whole, param: string) => {
    const words = path.slice(0, path.indexOf(whole)).split('/').reverse()
    const key = [...words.map((word) => `${word}/${param}`), param].find((name) => name in known)
    return String(key === undefined ? NOTHING : (instead[key] ?? known[key]))
      .split('/')
      .map(encodeURIComponent)
      .join('/')
  })
}

/** Bodies as GitHub describes them: one with every field that has a value here, and one with what must be there. */
export async function readBodies(world: World, description: Client): Promise<(route: Route) => unknown[]> {
  if ('missing' in description) throw new Error(description.missing)
  const text = await readFile(description.program('@octokit/openapi/generated/api.github.com.json'), 'utf8')
  const { paths, components } = JSON.parse(text) as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: JsonSchema }> } }>>
    components: { schemas: Record<string, JsonSchema> }
  }
  const shape = (path: string) => path.replace(/:\w+|\{\w+\}/g, '*')
  const described = new Map(Object.entries(paths).map(([path, item]) => [shape(path), item]))
  return ({ method, path }) => {
    if (method === 'GET') return [undefined]
    const schema = described.get(shape(path))?.[method.toLowerCase()]?.requestBody?.content['application/json']?.schema
    if (!schema) return [{}]
    const root = { ...schema, $defs: components.schemas } as JsonSchema
    const [full = {}] = makeInputs(root, (field) => fieldOf(world, field, path))
    const needed = Object.fromEntries(Object.entries(full).filter(([field]) => root.required?.includes(field)))
    return Object.keys(needed).length === Object.keys(full).length ? [full] : [needed, full]
  }
}

function fieldOf({ known }: World, field: string, path: string): unknown {
  const sha = known.second
  const values: Record<string, unknown> = {
    ...{
      title: 'walk',
      body: 'walk',
      text: 'walk',
      description: 'walk',
      message: 'walk',
      head: 'feature',
      base: 'main',
    },
    ...{
      sha,
      head_sha: sha,
      object: sha,
      commit_id: sha,
      parents: [sha],
      ref: path.endsWith('/refs') ? 'refs/heads/walk' : 'main',
    },
    ...{
      content: path.includes('reactions') ? 'rocket' : 'd2Fsaw==',
      tag_name: 'walk',
      tag: 'walk',
      branch: 'feature',
    },
    ...{
      tree: path.endsWith('/trees')
        ? [{ path: 'c.txt', mode: '100644', type: 'blob', content: 'walk' }]
        : known['trees/sha'],
    },
    ...{
      labels: ['plan-of-alice'],
      assignees: ['alice'],
      reviewers: ['alice'],
      milestone: 1,
      state: path.includes('statuses') ? 'success' : 'closed',
    },
    ...{
      name: path.endsWith('hooks') ? 'web' : 'walk',
      new_name: 'walk',
      color: '00ff00',
      role: 'member',
      permission: 'pull',
      names: ['walk'],
    },
    ...{
      emails: ['walk@example.com'],
      in_reply_to: known['pulls/comment'],
      path: 'b.txt',
      line: 1,
      side: 'RIGHT',
      event: 'COMMENT',
    },
    ...{
      visibility: 'public',
      archived: true,
      config: { url: 'https://walk.example.com/' },
      value: 'walk',
      context: 'walk',
      contexts: ['walk'],
    },
    ...{
      key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH0y1z0dcnnF1tHZrxhXEQ1WyO0zoJNAFUPSaKtnvEHX',
      type: path.endsWith('/tags') ? 'commit' : undefined,
    },
  }
  return values[field]
}
