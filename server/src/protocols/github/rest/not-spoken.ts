import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { pageOf, type Rest } from '../rest.ts'

const GISTS = 'DevFlow keeps no gists; put the files into a repository: `gh repo create --source . --push`.'

/** What clients ask for in passing and DevFlow does not have: empty where they go on without it, else a sentence of its own. */
export function notSpokenRoutes({ projects }: Github, rest: Rest): void {
  const noGists = async () => {
    throw new Problem('not_found', 'github.no_gists', GISTS)
  }
  rest.post('/gists', noGists)
  rest.get('/gists/:gist', noGists)
  rest.patch('/gists/:gist', noGists)
  rest.delete('/gists/:gist', noGists)
  // Nobody is notified of anything, and nobody follows anybody.
  rest.get('/notifications', async (ask) => {
    ask.signedIn()
    return pageOf(ask, [], { total: 0 })
  })
  rest.get('/users/:login/received_events', async (ask) => {
    await ask.call(projects.verbs.owner, { login: ask.param('login') })
    return pageOf(ask, [], { total: 0 })
  })
}
