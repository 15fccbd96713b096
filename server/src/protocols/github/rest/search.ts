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

/** Repositories whose files or commits one search may look through; more need a `repo:` of their own. */
const MOST_SEARCHED = 10

interface Question {
  words: string[]
  /** `key:value`, each as often as it is given. */
  filters: Map<string, string[]>
}

/** Search for repositories, code, commits, people and topics. (Issues stand with theirs.) */
export function searchRoutes(github: Github, rest: Rest): void {
  const { projects, git, identity } = github

  rest.get('/search/repositories', async (ask) => {
    const { words, filters } = readQuestion(ask)
    const found = (await visible(ask)).filter(
      (project) => matchesWords(project, words, filters.get('in')) && matchesFilters(project, filters),
    )
    const { items, total } = pageOfAll(ask, sorted(ask, found))
    const facts = await repositoryFacts(github, items, ask.actor)
    return results(
      ask,
      facts.map((fact) => ({ ...printMinimalRepository(fact, ask.urls), score: 1 })),
      total,
    )
  })

  rest.get('/search/labels', async (ask) => {
    const id = Number(ask.query('repository_id'))
    const found = (await visible(ask)).find(({ databaseId }) => databaseId === id)
    if (!found)
      throw new Problem(
        'invalid',
        'github.search_repository',
        '"repository_id" is the number of a repository that you can see.',
      )
    const { words } = readQuestion(ask)
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
    const { words, filters } = readQuestion(ask)
    if (words.length === 0) throw needsWords()
    const places = await searched(ask, filters)
    const found: { project: Project; sha: string; path: string }[] = []
    let complete = true
    for (const project of places) {
      const at = { owner: project.owner, name: project.name }
      const answer = await ask
        .call(git.verbs.search, { ...at, query: words.join(' '), path: filters.get('path')?.[0] ?? '' })
        .catch((error) => {
          // An empty repository holds no code.
          if (error instanceof Problem && error.kind === 'not_found') return undefined
          throw error
        })
      if (!answer) continue
      complete &&= answer.cut === null
      const endings = filters.get('extension')
      for (const { path } of answer.items)
        if (!endings || endings.some((ending) => path.endsWith(`.${ending}`)))
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
    const { words, filters } = readQuestion(ask)
    const places = await searched(ask, filters)
    const author = filters.get('author-email')?.[0] ?? filters.get('author')?.[0]
    const since = filters.get('author-date')?.[0]?.replace(/^>=?/, '')
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
    const { words, filters } = readQuestion(ask)
    const [login] = words
    if (!login) throw needsWords()
    // Who is not known to the one who asks is not found by parts of a name either.
    const owner = await ask.call(projects.verbs.owner, { login }).catch(() => undefined)
    const type = filters.get('type')?.[0]
    const fits = owner && (type === undefined || (type === 'org') === (owner.kind === 'organisation'))
    const account = fits ? await identity.accounts.byLogin(owner.login) : undefined
    return results(ask, account ? [{ ...printAccount(account, ask.urls), score: 1 }] : [], account ? 1 : 0)
  })

  rest.get('/search/topics', async (ask) => {
    const { words } = readQuestion(ask)
    const named = new Map<string, string>()
    for (const project of await visible(ask))
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

  async function visible(ask: Ask): Promise<Project[]> {
    if (ask.actor) return (await ask.call(projects.verbs.list, { public: true })).items
    return (await ask.call(projects.verbs.listPublic, {})).items
  }

  async function searched(ask: Ask, filters: Question['filters']): Promise<Project[]> {
    const found = (await visible(ask)).filter((project) => matchesFilters(project, filters))
    if (found.length > MOST_SEARCHED)
      throw new Problem(
        'invalid',
        'github.search',
        `The search would look through ${found.length} repositories; name one with repo:owner/name.`,
      )
    return found
  }
}

function readQuestion(ask: Ask): Question {
  const text = ask.query('q')?.trim() ?? ''
  if (text === '') throw needsWords()
  const question: Question = { words: [], filters: new Map() }
  for (const [, key, quoted, plain, phrase, word] of text
    .slice(0, 1000)
    .matchAll(/([\w-]+):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)/g)) {
    if (key) question.filters.set(key, [...(question.filters.get(key) ?? []), quoted ?? plain ?? ''])
    else question.words.push(phrase ?? word ?? '')
  }
  return question
}

function needsWords(): Problem {
  return new Problem('invalid', 'github.search', 'Say what to search for with "q".')
}

function matchesWords(project: Project, words: readonly string[], places: readonly string[] | undefined): boolean {
  const parts = (places ?? ['name,description,topics']).flatMap((part) => part.split(','))
  const text = [
    ...(parts.includes('name') ? [project.name, `${project.owner}/${project.name}`] : []),
    ...(parts.includes('description') ? [project.description] : []),
    ...(parts.includes('topics') ? project.topics : []),
  ]
    .join('\n')
    .toLowerCase()
  return words.every((word) => text.includes(word.toLowerCase()))
}

function matchesFilters(project: Project, filters: Question['filters']): boolean {
  const { owner, name, visibility, archivedAt, topics, parent } = project
  const owners = [...(filters.get('user') ?? []), ...(filters.get('org') ?? [])].map((each) => each.toLowerCase())
  const repos = (filters.get('repo') ?? []).map((each) => each.toLowerCase())
  const is = filters.get('is') ?? []
  if (owners.length > 0 && !owners.includes(owner.toLowerCase())) return false
  if (repos.length > 0 && !repos.includes(`${owner}/${name}`.toLowerCase())) return false
  if (is.includes('public') && visibility !== 'public') return false
  if (is.includes('private') && visibility !== 'private') return false
  const archived = filters.get('archived')?.[0]
  if (archived !== undefined && (archived === 'true') !== (archivedAt !== null)) return false
  const fork = filters.get('fork')?.[0]
  if (fork === 'only' && parent === null) return false
  return (filters.get('topic') ?? []).every((topic) => topics.includes(topic))
}

function sorted(ask: Ask, projects: readonly Project[]): Project[] {
  if (ask.query('sort') !== 'updated') return [...projects]
  const down = ask.query('order') !== 'asc'
  return projects.toSorted((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1) * (down ? -1 : 1))
}

function results(ask: Ask, items: unknown[], total: number, incomplete = false) {
  const { headers } = pageOf(ask, [], { total })
  return answer(200, { total_count: total, incomplete_results: incomplete, items }, headers)
}
