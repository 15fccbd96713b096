import { Problem } from '#kernel'
import type { Door, Protocol } from '../protocol.ts'
import { createGithub, type GithubModules } from './github.ts'
import { printRefusal } from './refusal.ts'
import { branchRoutes } from './rest/branches.ts'
import { commitRoutes } from './rest/commits.ts'
import { contentsRoutes } from './rest/contents.ts'
import { gitDataRoutes } from './rest/git-data.ts'
import { hookRoutes } from './rest/hooks.ts'
import { repoRoutes } from './rest/repos.ts'
import { createRest } from './rest.ts'
import { createHookFormat } from './webhooks/format.ts'

/** GitHub's API, as `gh`, Octokit and bots speak it. */
export function createGithubDoor(door: Door, modules: GithubModules): Protocol {
  const github = createGithub(door, modules)
  const rest = createRest(github)
  github.hooks.printWith(createHookFormat(github))
  const families = [repoRoutes, contentsRoutes, gitDataRoutes, commitRoutes, branchRoutes, hookRoutes]
  for (const family of families) family(github, rest)
  rest.routes.all('*', (c) => {
    throw new Problem('not_found', 'github.no_such_address', `There is no ${c.req.method} ${c.req.path} here.`)
  })
  return {
    name: 'github',
    spec: 'https://docs.github.com/rest',
    path: '/api/v3',
    hosts: { 'api.github': '/api/v3', github: '' },
    routes: rest.routes,
    refuse(c, problem) {
      const { status, body } = printRefusal(problem, { log: door.kernel.log, docs: `${door.publicUrl()}/api/docs` })
      return c.json(body, status as 404)
    },
  }
}
