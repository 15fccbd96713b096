import { z } from 'zod'
import type { Project } from '#projects'
import type { Github } from '../github.ts'
import { printMinimalRepository, printRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { answer, pageOf, type Rest } from '../rest.ts'

const NewFork = z.object({
  organization: z.string().nullish(),
  name: z.string().nullish(),
  default_branch_only: z.boolean().nullish(),
})
const Upstream = z.object({ branch: z.string() })

const WORDS = {
  none: ['none', 'This branch is not behind the upstream'],
  fast_forward: ['fast-forward', 'Successfully fetched and fast-forwarded from upstream'],
  merge: ['merge', 'Successfully fetched and merged from upstream'],
} as const

/** Forks, and keeping them up to date. */
export function forkRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.forks
  const read = (id: string): Promise<Project> => github.kernel.db.system((tx) => github.projects.getById(tx, id))

  rest.get('/repos/:owner/:repo/forks', async (ask) => {
    const direction = ask.query('sort') === 'oldest' ? 'asc' : 'desc'
    const { items, total } = await ask.call(verbs.list, { ...ask.repo(), ...ask.page, direction })
    const projects = await Promise.all(items.map(({ id }) => read(id)))
    const facts = await repositoryFacts(github, projects, ask.actor)
    return pageOf(
      ask,
      facts.map((fact) => printMinimalRepository(fact, ask.urls)),
      { total },
    )
  })

  rest.post('/repos/:owner/:repo/forks', async (ask) => {
    const { organization: into, name: as, default_branch_only: only } = await ask.body(NewFork)
    const { id } = await ask.call(verbs.create, {
      ...ask.repo(),
      ...(into ? { into } : {}),
      ...(as ? { as } : {}),
      defaultBranchOnly: only ?? false,
    })
    const [facts] = await repositoryFacts(github, [await read(id)], ask.actor)
    return answer(202, printRepository(facts!, ask.urls))
  })

  rest.post('/repos/:owner/:repo/merge-upstream', async (ask) => {
    const { branch } = await ask.body(Upstream)
    const { how, from } = await ask.call(verbs.sync, { ...ask.repo(), branch })
    const [type, sentence] = WORDS[how]
    return { message: `${sentence} ${from}.`, merge_type: type, base_branch: from }
  })
}
