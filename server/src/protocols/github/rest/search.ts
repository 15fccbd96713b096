import type { Label } from '#issues'
import { Problem } from '#kernel'
import type { Project } from '#projects'
import { commitFacts } from '../commits.ts'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import { encodePath, printCommit, repoUrl, webUrl } from '../print/commit.ts'
import { printLabel } from '../print/issue.ts'
import { printMinimalRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'
import { findAccounts, findRepositories, isMeant, visibleProjects } from '../search-found.ts'
import { needsWords, type Question, readQuestion, valuesOf } from '../search-question.ts'

/** Repositories whose files or commits one search may look through; more need a `repo:` of their own. */
const MOST_SEARCHED = 10

/** Search for repositories, code, commits, people and topics. (Issues stand with theirs.) */
export function searchRoutes(github: Github, rest: Rest): void {
  const { git } = github

  rest.get('/search/repositories', async (ask) => {
    const { items, total } = pageOfAll(ask, await findRepositories(github, ask, questionOf(ask)))
    const facts = await repositoryFacts(github, items, ask.actor)
    return results(
      ask,
      facts.map((fact) => ({ ...printMinimalRepository(fact, ask.urls), score: 1 })),
      total,
    )
  })

  rest.get('/search/labels', async (ask) => {
    const id = Number(ask.query('repository_id'))
    const found = (await visibleProjects(github, ask)).find(({ databaseId }) => databaseId === id)
    if (!found)
      throw new Problem(
        'invalid',
        'github.search_repository',
        '"repository_id" is the number of a repository that you can see.',
      )
    const { words } = readQuestion(ask.query('q') ?? '', new Set())
    const labels: Label[] = []
    for (let page = 1; ; page++) {
      const at = { owner: found.owner, name: found.name, page, limit: 100 }
      const { items, total } = await ask.call(github.issues.verbs.labels, at)
      labels.push(...items)
      if (items.length === 0 || labels.length >= total) break
    }
    const wanted = labels.filter(({ name, description }) =>
      words.every((word) => `${name} ${description}`.toLowerCase().includes(word.toLowerCase())),
    )
    const { items, total } = pageOfAll(ask, wanted)
    return results(
      ask,
      items.map((label) => ({ ...printLabel(label, { project: found, urls: ask.urls }), score: 1 })),
      total,
    )
  })

  rest.get('/search/code', async (ask) => {
    ask.signedIn()
    const question = readQuestion(ask.query('q') ?? '', CODE, ask.actor?.name)
    const { words } = question
    if (words.length === 0) throw needsWords()
    const places = await searched(ask, question)
    const found: { project: Project; sha: string; path: string }[] = []
    let complete = true
    for (const project of places) {
      const at = { owner: project.owner, name: project.name }
      const answer = await ask
        .call(git.verbs.search, { ...at, query: words.join(' '), path: valuesOf(question, 'path')[0] ?? '' })
        .catch((error) => {
          // An empty repository holds no code.
          if (error instanceof Problem && error.kind === 'not_found') return undefined
          throw error
        })
      if (!answer) continue
      complete &&= answer.cut === null
      const endings = valuesOf(question, 'extension')
      for (const { path } of answer.items)
        if (endings.length === 0 || endings.some((ending) => path.endsWith(`.${ending}`)))
          found.push({ project, sha: answer.sha, path })
    }
    const { items, total } = pageOfAll(ask, found)
    const facts = new Map((await repositoryFacts(github, places, ask.actor)).map((fact) => [fact.project.id, fact]))
    const printed = await Promise.all(
      items.map(async ({ project, sha, path }) => {
        const at = { owner: project.owner, name: project.name }
        const { sha: blob } = await ask.call(git.verbs.blob, { ...at, ref: sha, path })
        const url = repoUrl(ask.urls, at)
        return {
          name: path.split('/').at(-1)!,
          path,
          sha: blob,
          url: `${url}/contents/${encodePath(path)}?ref=${sha}`,
          git_url: `${url}/git/blobs/${blob}`,
          html_url: `${webUrl(ask.urls, at)}/blob/${sha}/${encodePath(path)}`,
          repository: printMinimalRepository(facts.get(project.id)!, ask.urls),
          score: 1,
        }
      }),
    )
    return results(ask, printed, total, !complete)
  })

  rest.get('/search/commits', async (ask) => {
    const question = readQuestion(ask.query('q') ?? '', COMMITS, ask.actor?.name)
    const { words } = question
    const places = await searched(ask, question)
    const author = valuesOf(question, 'author-email')[0] ?? valuesOf(question, 'author')[0]
    const since = valuesOf(question, 'author-date')[0]?.replace(/^>=?/, '')
    const all = []
    for (const project of places) {
      const at = { owner: project.owner, name: project.name }
      const { items } = await ask.call(git.verbs.commits, {
        ...at,
        limit: 200,
        ...(author ? { author } : {}),
        ...(since && !Number.isNaN(Date.parse(since)) ? { since: new Date(since).toISOString() } : {}),
      })
      for (const commit of items)
        if (words.every((word) => commit.message.toLowerCase().includes(word.toLowerCase())))
          all.push({ project, at, commit })
    }
    const { items, total } = pageOfAll(ask, all)
    const printed = await Promise.all(
      items.map(async ({ project, at, commit }) => {
        const [facts] = await repositoryFacts(github, [project], ask.actor)
        const shown = printCommit(commit, await commitFacts(github, at, [commit]), ask.urls)
        return { ...shown, repository: printMinimalRepository(facts!, ask.urls), score: 1 }
      }),
    )
    return results(ask, printed, total)
  })

  rest.get('/search/users', async (ask) => {
    const { items, total } = pageOfAll(ask, await findAccounts(github, ask, questionOf(ask)))
    return results(
      ask,
      items.map((account) => ({ ...printAccount(account, ask.urls), score: 1 })),
      total,
    )
  })

  rest.get('/search/topics', async (ask) => {
    const { words } = readQuestion(ask.query('q') ?? '', new Set())
    const named = new Map<string, string>()
    for (const project of await visibleProjects(github, ask))
      for (const topic of project.topics)
        if (words.every((word) => topic.includes(word.toLowerCase())) && (named.get(topic) ?? '9') > project.createdAt)
          named.set(topic, project.createdAt)
    const { items, total } = pageOfAll(
      ask,
      [...named].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
    const printed = items.map(([name, createdAt]) => ({
      name,
      display_name: null,
      short_description: null,
      description: null,
      created_by: null,
      released: null,
      created_at: createdAt,
      updated_at: createdAt,
      featured: false,
      curated: false,
      score: 1,
    }))
    return results(ask, printed, total)
  })

  async function searched(ask: Ask, question: Question): Promise<Project[]> {
    const { qualifiers } = question
    const places = { ...question, words: [], qualifiers: qualifiers.filter(({ name }) => PLACES.has(name)) }
    const found = (await visibleProjects(github, ask)).filter((project) => isMeant(project, places))
    if (found.length > MOST_SEARCHED)
      throw new Problem(
        'invalid',
        'github.search',
        `The search would look through ${found.length} repositories; name one with repo:owner/name.`,
      )
    return found
  }
}

const PLACES = new Set(['user', 'org', 'repo', 'is', 'archived', 'fork'])
const CODE = new Set([...PLACES, 'path', 'extension', 'language', 'filename', 'in'])
const COMMITS = new Set([...PLACES, 'author', 'author-email', 'author-date', 'committer', 'merge'])

/** What is asked for; GitHub's clients say the order beside it. */
function questionOf(ask: Ask): string {
  const [sort, order] = [ask.query('sort'), ask.query('order')]
  const text = ask.query('q') ?? ''
  return sort && text.trim() !== '' ? `${text} sort:${sort}-${order === 'asc' ? 'asc' : 'desc'}` : text
}

function results(ask: Ask, items: unknown[], total: number, incomplete = false) {
  const { headers } = pageOf(ask, [], { total })
  return answer(200, { total_count: total, incomplete_results: incomplete, items }, headers)
}
