import { z } from 'zod'
import type { CommitStatus } from '#checks'
import { Problem } from '#kernel'
import { findCommit } from '../commit-of.ts'
import type { Github } from '../github.ts'
import { printStatus } from '../print/check.ts'
import { printMinimalRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z.string().nullish(),
  description: z.string().nullish(),
  context: z.string().optional(),
})

/** Commit statuses, one by one and combined. */
export function statusRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.checks

  async function print(ask: Ask, status: CommitStatus) {
    const creator = await github.identity.accounts.ofActor(status.creator)
    return printStatus(status, { repo: ask.repo(), creator }, ask.urls)
  }

  rest.post('/repos/:owner/:repo/statuses/:sha', async (ask) => {
    const { state, target_url, description, context } = await ask.body(NewStatus)
    const sha = ask.param('sha')
    const commit = await findCommit(github, ask, sha).catch((error) => {
      if (!(error instanceof Problem) || error.code !== 'git.ref_not_found') throw error
      throw new Problem('invalid', 'github.no_commit', `No commit found for SHA: ${sha.slice(0, 50)}.`, {
        cause: error,
      })
    })
    const status = await ask.call(verbs.reportStatus, {
      ...ask.repo(),
      sha: commit.sha,
      state,
      ...(target_url ? { targetUrl: target_url } : {}),
      ...(description ? { description } : {}),
      ...(context ? { context } : {}),
    })
    return answer(201, await print(ask, status))
  })

  async function list(ask: Ask) {
    const { sha } = await findCommit(github, ask, ask.param('ref'))
    const { items, total } = await ask.call(verbs.statuses, { ...ask.repo(), sha, ...ask.page })
    return pageOf(ask, await Promise.all(items.map((status) => print(ask, status))), { total })
  }
  rest.get('/repos/:owner/:repo/commits/:ref{.+}/statuses', list)
  // The older address of the same list.
  rest.get('/repos/:owner/:repo/statuses/:ref{.+}', list)

  rest.get('/repos/:owner/:repo/commits/:ref{.+}/status', async (ask) => {
    const { sha } = await findCommit(github, ask, ask.param('ref'))
    const combined = await ask.call(verbs.combinedStatus, { ...ask.repo(), sha })
    const project = await ask.call(github.projects.verbs.get, ask.repo())
    const [facts] = await repositoryFacts(github, [project], ask.actor)
    const { items, total } = pageOfAll(ask, combined.items)
    const url = `${ask.urls.api}/repos/${project.owner}/${project.name}/commits/${sha}`
    const statuses = await Promise.all(items.map((status) => print(ask, status)))
    return answer(
      200,
      {
        state: combined.state,
        statuses: statuses.map(({ creator: _, ...status }) => status),
        sha,
        total_count: total,
        repository: printMinimalRepository(facts!, ask.urls),
        commit_url: url,
        url: `${url}/status`,
      },
      pageOf(ask, [], { total }).headers,
    )
  })
}
