import type { Door, Protocol } from '../protocol.ts'
import { createGithub, type GithubModules } from './github.ts'
import { printRefusal } from './refusal.ts'
import { uploadRoutes } from './rest/releases.ts'
import { createRest } from './rest.ts'

/** GitHub takes the files of releases at a place of their own, `uploads.github.com`. Here it is `/api/uploads`. */
export function createGithubUploads(door: Door, modules: GithubModules): Protocol {
  const github = createGithub(door, modules)
  const rest = createRest(github)
  uploadRoutes(github, rest)
  return {
    name: 'github-uploads',
    spec: 'https://docs.github.com/rest/releases/assets#upload-a-release-asset',
    path: '/api/uploads',
    routes: rest.routes,
    refuse(c, problem) {
      const { status, body } = printRefusal(problem, { log: door.kernel.log, docs: `${door.publicUrl()}/api/docs` })
      return c.json(body, status as 404)
    },
  }
}
