import { z } from 'zod'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { printMinimalRepository, printRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const NewRepository = z.object({
  name: z.string(),
  description: z.string().nullish(),
  homepage: z.string().nullish(),
  private: z.boolean().optional(),
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  auto_init: z.boolean().default(false),
})

/** Repositories themselves: look, list, make. */
export function repoRoutes(github: Github, rest: Rest): void {
  const { projects } = github

  rest.get('/repos/:owner/:repo', async (ask) => {
    const project = await ask.call(projects.verbs.get, ask.repo())
    const [facts] = await repositoryFacts(github, [project], ask.actor)
    return printRepository(facts!, ask.urls)
  })

  rest.get('/user/repos', async (ask) => {
    ask.signedIn()
    const { items } = await ask.call(projects.verbs.list, {})
    return list(ask, items)
  })

  rest.post('/user/repos', (ask) => create(ask, ask.signedIn().name))
  rest.post('/orgs/:org/repos', (ask) => create(ask, ask.param('org')))

  async function list(ask: Ask, all: Parameters<typeof repositoryFacts>[1]) {
    const { items, total } = pageOfAll(ask, all)
    const facts = await repositoryFacts(github, items, ask.actor)
    return pageOf(
      ask,
      facts.map((fact) => printMinimalRepository(fact, ask.urls)),
      { total },
    )
  }

  async function create(ask: Ask, owner: string) {
    const input = await ask.body(NewRepository)
    if (input.visibility === 'internal')
      throw new Problem('invalid', 'github.visibility', '"internal" is not known here; choose public or private.')
    const visibility = input.visibility ?? (input.private === false ? 'public' : 'private')
    const { name, description } = input
    const project = await ask.call(projects.verbs.create, { owner, name, description: description ?? '', visibility })
    const [facts] = await repositoryFacts(github, [project], ask.actor)
    return answer(201, printRepository(facts!, ask.urls), { Location: `${ask.urls.api}/repos/${owner}/${name}` })
  }
}
