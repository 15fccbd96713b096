import { z } from 'zod'
import { Problem } from '#kernel'
import type { Pull } from '#pulls'
import { printCommits } from '../commits.ts'
import type { Github } from '../github.ts'
import { printFile } from '../print/commit.ts'
import { printPulls, printWholePull } from '../pulls.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'
import { printPatch } from './commits.ts'

const NewPull = z.object({
  title: z.string().optional(),
  issue: z.number().int().optional(),
  body: z.string().nullish(),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().default(false),
  maintainer_can_modify: z.boolean().default(true),
})
const PullChange = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
  maintainer_can_modify: z.boolean().optional(),
})
const MergeOrder = z.object({
  commit_title: z.string().nullish(),
  commit_message: z.string().nullish(),
  sha: z.string().nullish(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).nullish(),
})
const UpdateOrder = z.object({ expected_head_sha: z.string().nullish() })
const Reviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
})

/** Pull requests themselves; what is said about them is in the families of reviews. */
export function pullRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.pulls
  const at = (ask: Ask) => ({ ...ask.repo(), number: ask.number('number') })

  rest.get('/repos/:owner/:repo/pulls', async (ask) => {
    const state = choice(ask, 'state', ['open', 'closed', 'all'], 'open')
    const sort = choice(ask, 'sort', ['created', 'updated', 'popularity', 'long-running'], 'created')
    const direction = choice(ask, 'direction', ['asc', 'desc'], sort === 'created' ? 'desc' : 'asc')
    const base = ask.query('base')
    const head = ask.query('head')
    const { items, total } = await ask.call(verbs.list, {
      ...ask.repo(),
      ...ask.page,
      sort: sort === 'updated' ? 'updated' : 'created',
      direction,
      ...(state === 'all' ? {} : { state: state === 'open' ? 'unfinished' : 'finished' }),
      ...(base ? { base } : {}),
      ...(head ? { head } : {}),
    })
    return pageOf(ask, await printPulls(github, ask, items), { total })
  })

  rest.post('/repos/:owner/:repo/pulls', async (ask) => {
    const { title, issue, body, head, base, draft, maintainer_can_modify: maintainersMayPush } = await ask.body(NewPull)
    if (title === undefined) {
      const sentence =
        issue === undefined
          ? '"title" is missing; say what the change does.'
          : 'An issue does not become a pull request here; give a "title", and name the issue in the body.'
      throw new Problem('invalid', 'github.title', sentence)
    }
    const input = { ...ask.repo(), title, body: body ?? '', head, base, draft, maintainersMayPush }
    const pull = await ask.call(verbs.create, input)
    const printed = await printWholePull(github, ask, pull)
    return answer(201, printed, { Location: printed.url })
  })

  rest.get('/repos/:owner/:repo/pulls/:number', async (ask) => {
    const pull = await ask.call(verbs.get, at(ask))
    if (ask.accepts('diff')) {
      const { items } = await ask.call(verbs.files, at(ask))
      return text(items.map(({ patch }) => patch).join(''), 'application/vnd.github.diff')
    }
    if (ask.accepts('patch')) return text(await printPatches(ask), 'application/vnd.github.patch')
    return printWholePull(github, ask, pull)
  })

  rest.patch('/repos/:owner/:repo/pulls/:number', async (ask) => {
    const { title, body, base, state, maintainer_can_modify: maintainersMayPush } = await ask.body(PullChange)
    const change = {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body: body ?? '' }),
      ...(base === undefined ? {} : { base }),
      ...(maintainersMayPush === undefined ? {} : { maintainersMayPush }),
    }
    let pull = await ask.call(verbs.update, { ...at(ask), ...change })
    const isClosed = pull.state === 'closed' || pull.state === 'merged'
    if (state === 'closed' && !isClosed) pull = await ask.call(verbs.close, at(ask))
    if (state === 'open' && isClosed) pull = await ask.call(verbs.reopen, at(ask))
    return printWholePull(github, ask, pull)
  })

  rest.get('/repos/:owner/:repo/pulls/:number/files', async (ask) => {
    const { head, items: all } = await ask.call(verbs.files, at(ask))
    const { items, total } = pageOfAll(ask, all)
    const printed = items.map((file) => printFile(file, { repo: ask.repo(), sha: head }, ask.urls))
    return pageOf(ask, printed, { total })
  })

  rest.get('/repos/:owner/:repo/pulls/:number/commits', async (ask) => {
    const { items, total } = pageOfAll(ask, (await ask.call(verbs.commits, at(ask))).items)
    return pageOf(ask, await printCommits(github, ask, items), { total })
  })

  rest.get('/repos/:owner/:repo/pulls/:number/merge', async (ask) => {
    const { state, number } = await ask.call(verbs.get, at(ask))
    if (state === 'merged') return answer(204)
    throw new Problem('not_found', 'github.not_merged', `Pull request ${number} is not merged.`)
  })

  rest.put('/repos/:owner/:repo/pulls/:number/merge', async (ask) => {
    const { commit_title: title, commit_message: body, sha, merge_method: method } = await ask.body(MergeOrder)
    const { head } = await ask.call(verbs.get, at(ask))
    const order = { ...at(ask), sha: sha ?? head.sha, ...(method ? { method } : {}) }
    const words = { ...(title ? { title } : {}), ...(body == null ? {} : { body }) }
    const merged = await ask.call(verbs.merge, { ...order, ...words }).catch((error) => {
      // A closed pull request "is not mergeable", too.
      if (!(error instanceof Problem && error.code === 'pulls.illegal_state')) throw error
      throw new Problem('conflict', 'pulls.blocked', error.message, { cause: error })
    })
    return { sha: merged.mergeSha, merged: true, message: 'Pull Request successfully merged' }
  })

  rest.put('/repos/:owner/:repo/pulls/:number/update-branch', async (ask) => {
    const { expected_head_sha: sha } = await ask.body(UpdateOrder)
    const { number } = await ask.call(verbs.updateBranch, { ...at(ask), ...(sha ? { sha } : {}) })
    const url = `${ask.urls.web}/${ask.param('owner')}/${ask.param('repo')}/pull/${number}`
    return answer(202, { message: 'Updating pull request branch.', url })
  })

  rest.get('/repos/:owner/:repo/pulls/:number/requested_reviewers', async (ask) => {
    const [printed] = await printPulls(github, ask, [await ask.call(verbs.get, at(ask))])
    return { users: printed!.requested_reviewers, teams: printed!.requested_teams }
  })

  rest.post('/repos/:owner/:repo/pulls/:number/requested_reviewers', async (ask) => {
    const asked = await ask.body(Reviewers)
    const pull = await ask.call(verbs.get, at(ask))
    return answer(
      201,
      await changeReviewers(ask, {
        reviewers: [...pull.reviewers, ...asked.reviewers],
        reviewTeams: [...pull.reviewTeams, ...asked.team_reviewers],
      }),
    )
  })

  rest.delete('/repos/:owner/:repo/pulls/:number/requested_reviewers', async (ask) => {
    const removed = await ask.body(Reviewers)
    const pull = await ask.call(verbs.get, at(ask))
    const gone = new Set(removed.reviewers.map((login) => login.toLowerCase()))
    return changeReviewers(ask, {
      reviewers: pull.reviewers.filter((login) => !gone.has(login.toLowerCase())),
      reviewTeams: pull.reviewTeams.filter((slug) => !removed.team_reviewers.includes(slug)),
    })
  })

  rest.get('/repos/:owner/:repo/commits/:sha/pulls', async (ask) => {
    const { items, total } = await ask.call(verbs.list, { ...ask.repo(), ...ask.page, sha: ask.param('sha') })
    return pageOf(ask, await printPulls(github, ask, items), { total })
  })

  async function changeReviewers(ask: Ask, people: Pick<Pull, 'reviewers' | 'reviewTeams'>) {
    const [printed] = await printPulls(github, ask, [await ask.call(verbs.update, { ...at(ask), ...people })])
    return printed
  }

  /** As `git am` takes them. */
  async function printPatches(ask: Ask): Promise<string> {
    const { items } = await ask.call(verbs.commits, at(ask))
    const patches: string[] = []
    for (const { sha } of items) {
      const { files, ...commit } = await ask.call(github.git.verbs.commit, { ...ask.repo(), sha })
      patches.push(printPatch(commit, files))
    }
    return patches.join('\n')
  }
}

function choice<T extends string>(ask: Ask, name: string, allowed: readonly T[], fallback: T): T {
  const value = ask.query(name) ?? fallback
  if (allowed.includes(value as T)) return value as T
  throw new Problem('invalid', 'github.query', `"${name}" is one of ${allowed.join(', ')}.`)
}

function text(body: string, type: string): Response {
  return new Response(body, { headers: { 'Content-Type': `${type}; charset=utf-8` } })
}
