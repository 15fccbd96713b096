import { z } from 'zod'
import { Problem } from '#kernel'
import { printCommits } from '../commits.ts'
import type { Github } from '../github.ts'
import { printNodeId } from '../node-id.ts'
import { repoUrl } from '../print/commit.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const NewName = z.object({ new_name: z.string() })
const Merge = z.object({ base: z.string(), head: z.string(), commit_message: z.string().optional() })

/** Branches and tags. */
export function branchRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.git

  rest.get('/repos/:owner/:repo/branches', async (ask) => {
    const { items: all } = await ask.call(verbs.branches, ask.repo())
    const wanted = ask.query('protected')
    const named = all.filter((branch) => wanted === undefined || String(branch.protected) === wanted)
    const { items, total } = pageOfAll(
      ask,
      named.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    )
    const url = repoUrl(ask.urls, ask.repo())
    const printed = items.map(({ name, sha, protected: kept }) => ({
      name,
      commit: { sha, url: `${url}/commits/${sha}` },
      protected: kept,
      protection: { enabled: kept },
      protection_url: `${url}/branches/${encodeURIComponent(name)}/protection`,
    }))
    return pageOf(ask, printed, { total })
  })

  rest.get('/repos/:owner/:repo/branches/:branch{.+}', async (ask) => {
    if (ask.param('branch').includes('/protection')) throw noBranch(ask.param('branch'))
    return printBranch(ask, ask.param('branch'))
  })

  rest.post('/repos/:owner/:repo/branches/:branch{.+}/rename', async (ask) => {
    const { new_name: to } = await ask.body(NewName)
    const from = ask.param('branch')
    await ask.call(verbs.renameBranch, { ...ask.repo(), branch: from, to })
    return answer(201, await printBranch(ask, to))
  })

  rest.post('/repos/:owner/:repo/merges', async (ask) => {
    const { base, head, commit_message: message } = await ask.body(Merge)
    const { sha } = await ask.call(verbs.mergeBranch, {
      ...ask.repo(),
      branch: base,
      head,
      ...(message ? { message } : {}),
    })
    if (sha === null) return answer(204)
    const commit = await ask.call(verbs.commitById, { ...ask.repo(), sha })
    return answer(201, (await printCommits(github, ask, [commit]))[0])
  })

  rest.get('/repos/:owner/:repo/tags', async (ask) => {
    const { page, limit } = ask.page
    const { items, total } = await ask.call(verbs.refs, { ...ask.repo(), prefix: 'refs/tags/', page, limit })
    const url = repoUrl(ask.urls, ask.repo())
    const { owner, name: repo } = ask.repo()
    const printed = []
    for (const { ref, sha, type } of items) {
      const name = ref.slice('refs/tags/'.length)
      const commit = type === 'tag' ? (await ask.call(verbs.tagById, { ...ask.repo(), sha })).object : sha
      printed.push({
        name,
        zipball_url: `${url}/zipball/${ref}`,
        tarball_url: `${url}/tarball/${ref}`,
        commit: { sha: commit, url: `${url}/commits/${commit}` },
        node_id: printNodeId('Ref', `${owner}/${repo}:${ref}`),
      })
    }
    return pageOf(ask, printed, { total })
  })

  async function printBranch(ask: Ask, name: string) {
    const { items } = await ask.call(verbs.branches, ask.repo())
    const branch = items.find((each) => each.name === name)
    if (!branch) throw noBranch(name)
    const commit = await ask.call(verbs.commitById, { ...ask.repo(), sha: branch.sha })
    const url = `${repoUrl(ask.urls, ask.repo())}/branches/${encodeURIComponent(name)}`
    const [printed] = await printCommits(github, ask, [commit])
    return {
      name,
      commit: printed,
      _links: { self: url, html: `${ask.urls.web}/${ask.repo().owner}/${ask.repo().name}/tree/${name}` },
      protected: branch.protected,
      protection: { enabled: branch.protected },
      protection_url: `${url}/protection`,
    }
  }
}

function noBranch(name: string): Problem {
  return new Problem('not_found', 'git.ref_not_found', `Branch not found: ${JSON.stringify(name.slice(0, 80))}.`)
}
