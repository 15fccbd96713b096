import { z } from 'zod'
import type { Issue } from '#issues'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { onlyRepository, peopleInIssue, placeOf, printIssues } from '../issues.ts'
import { printIssue } from '../print/issue.ts'
import { printRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, type Rest } from '../rest.ts'

const Labels = z
  .array(z.union([z.string(), z.object({ name: z.string() })]))
  .transform((labels) => labels.map((label) => (typeof label === 'string' ? label : label.name)))
const Milestone = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]).nullable()
const IssueFields = z.object({
  title: z.union([z.string(), z.number().transform(String)]).optional(),
  body: z.string().nullish(),
  labels: Labels.nullish(),
  assignees: z.array(z.string()).nullish(),
  /** An older way to name one. */
  assignee: z.string().nullish(),
  milestone: Milestone.optional(),
})
const NewIssue = IssueFields.required({ title: true })
const IssueChange = IssueFields.extend({
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
})
const Lock = z.object({ lock_reason: z.enum(['off-topic', 'too heated', 'resolved', 'spam']).nullish() })

/** Issues, and pull requests as issues. */
export function issueRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.issues

  rest.get('/repos/:owner/:repo/issues', async (ask) => {
    const list = await ask.call(verbs.list, { ...ask.repo(), ...readFilter(ask), ...readSort(ask), ...ask.page })
    return pageOf(ask, await printIssues(github, ask, list.items), list)
  })

  rest.post('/repos/:owner/:repo/issues', async (ask) => {
    const { title, body, ...fields } = await ask.body(NewIssue)
    const issue = await ask.call(verbs.create, { ...ask.repo(), title, body: body ?? '', ...tidied(fields) })
    const [printed] = await printIssues(github, ask, [issue])
    return answer(201, printed, { Location: printed!.url })
  })

  rest.get('/repos/:owner/:repo/issues/:number', async (ask) => print(ask, await ask.call(verbs.get, address(ask))))

  rest.patch('/repos/:owner/:repo/issues/:number', async (ask) => {
    const { title, body, state, state_reason: reason, ...fields } = await ask.body(IssueChange)
    const issue = await ask.call(verbs.update, {
      ...address(ask),
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body: body ?? '' }),
      ...(state ? { state } : {}),
      ...(reason && reason !== 'reopened' ? { reason } : {}),
      ...tidied(fields),
    })
    return print(ask, issue)
  })

  rest.put('/repos/:owner/:repo/issues/:number/lock', async (ask) => {
    const { lock_reason: reason } = await ask.body(Lock)
    await ask.call(verbs.lock, { ...address(ask), reason: reason ?? null })
    return answer(204)
  })

  rest.delete('/repos/:owner/:repo/issues/:number/lock', async (ask) => {
    await ask.call(verbs.unlock, address(ask))
    return answer(204)
  })

  rest.get('/issues', (ask) => listOwn(ask, ''))
  rest.get('/user/issues', (ask) => listOwn(ask, ''))
  rest.get('/orgs/:org/issues', (ask) => listOwn(ask, `org:${JSON.stringify(ask.param('org'))}`))

  rest.get('/search/issues', async (ask) => {
    const query = ask.query('q') ?? ''
    if (query.trim() === '')
      throw new Problem('invalid', 'github.search', 'Validation Failed: "q" says what to search for; it is missing.')
    const sort = SEARCH_SORTS[ask.query('sort') ?? '']
    const wanted = {
      query,
      ...(sort ? { sort } : {}),
      ...(ask.query('order') === 'asc' ? { direction: 'asc' as const } : {}),
      ...ask.page,
    }
    const only = onlyRepository(query)
    const { items, total } = only
      ? await ask.call(verbs.search, { ...only, ...wanted })
      : await ask.call(verbs.searchAll, wanted)
    const printed = (await printFound(ask, items)).map(({ repository: _, body, ...issue }) => ({
      ...issue,
      body: body ?? '',
      score: 1,
    }))
    const page = pageOf(ask, printed, { total })
    const found = { total_count: total, incomplete_results: false, search_type: 'lexical', items: printed }
    return answer(200, found, page.headers)
  })

  /** Issues of many repositories: assigned to the one who asks, or what `filter` says. */
  async function listOwn(ask: Ask, query: string) {
    const me = ask.signedIn().name
    const filter = OWN[ask.query('filter') ?? 'assigned']?.(me) ?? { assignee: me }
    const { assignee: _, author: _a, mentioned: _m, milestone: _ms, ...asked } = readFilter(ask)
    const kind = ask.query('pulls') === 'false' ? { kind: 'issue' as const } : {}
    const list = await ask.call(verbs.searchAll, { query, ...asked, ...filter, ...kind, ...readSort(ask), ...ask.page })
    return pageOf(ask, await printFound(ask, list.items), list)
  }

  /** With the repository of each. */
  async function printFound(ask: Ask, found: readonly (Issue & { project: { id: string } })[]) {
    const ids = [...new Set(found.map(({ project }) => project.id))]
    const places = new Map(
      await Promise.all(
        ids.map(async (id) => {
          const project = await github.kernel.db.system((tx) => github.projects.getById(tx, id))
          const own = found.filter((issue) => issue.project.id === id)
          const [facts] = await repositoryFacts(github, [project], ask.actor)
          const place = await placeOf(github, ask, project, own.flatMap(peopleInIssue))
          return [id, { place, repository: printRepository(facts!, ask.urls) }] as const
        }),
      ),
    )
    return found.map((issue) => {
      const { place, repository } = places.get(issue.project.id)!
      return { ...printIssue(issue, place), repository }
    })
  }

  async function print(ask: Ask, issue: Issue) {
    return (await printIssues(github, ask, [issue]))[0]
  }
}

export function address(ask: Ask): { owner: string; name: string; number: number } {
  return { ...ask.repo(), number: ask.number('number') }
}

const OWN: Record<string, (me: string) => { assignee?: string; author?: string; mentioned?: string }> = {
  assigned: (me) => ({ assignee: me }),
  created: (me) => ({ author: me }),
  mentioned: (me) => ({ mentioned: me }),
  // Whoever belongs to a project follows all of it.
  subscribed: () => ({}),
  repos: () => ({}),
  all: () => ({}),
}

const SEARCH_SORTS: Record<string, 'created' | 'updated' | 'comments' | 'reactions'> = {
  created: 'created',
  updated: 'updated',
  comments: 'comments',
  interactions: 'comments',
  reactions: 'reactions',
}

function readFilter(ask: Ask) {
  const state = ask.query('state') || 'open'
  if (state !== 'open' && state !== 'closed' && state !== 'all') throw notOneOf('state', 'open, closed, all')
  const text = (name: string) => ask.query(name) || undefined
  return {
    state: state as 'open' | 'closed' | 'all',
    labels: text('labels')
      ?.split(',')
      .filter((label) => label.trim() !== ''),
    assignee: text('assignee'),
    author: text('creator'),
    mentioned: text('mentioned'),
    milestone: text('milestone'),
    since: text('since'),
  }
}

function readSort(ask: Ask) {
  const sort = ask.query('sort') || 'created'
  if (sort !== 'created' && sort !== 'updated' && sort !== 'comments') {
    throw notOneOf('sort', 'created, updated, comments')
  }
  const direction = ask.query('direction') === 'asc' ? ('asc' as const) : ('desc' as const)
  return { sort: sort as 'created' | 'updated' | 'comments', direction }
}

function notOneOf(name: string, choices: string): Problem {
  return new Problem('invalid', 'github.query', `Validation Failed: "${name}" is one of ${choices}.`)
}

/** Labels, assignees and milestone as far as the body names them. */
function tidied({ labels, assignees, assignee, milestone }: Omit<z.output<typeof IssueFields>, 'title' | 'body'>) {
  const people = assignees ?? (assignee === undefined ? undefined : assignee ? [assignee] : [])
  return {
    ...(labels ? { labels } : {}),
    ...(people ? { assignees: people } : {}),
    ...(milestone === undefined ? {} : { milestone }),
  }
}
