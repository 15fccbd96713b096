import type { z } from 'zod'
import type { Account } from '#identity'
import type { Actor, Verb } from '#kernel'
import type { Project } from '#projects'
import type { Github } from './github.ts'
import { isWithin, type Qualifier, type Question, readQuestion, valuesOf } from './search-question.ts'

/** Who searches; undefined: nobody is signed in. */
interface Seeker {
  actor: Actor | undefined
  call<I extends z.ZodObject, O extends z.ZodType>(verb: Verb<I, O>, input: z.input<I>): Promise<z.output<O>>
}

/** Projects that the one who searches may see. */
export async function visibleProjects({ projects }: Github, { actor, call }: Seeker): Promise<Project[]> {
  if (actor) return (await call(projects.verbs.list, { public: true })).items
  return (await call(projects.verbs.listPublic, {})).items
}

/** What languages are made of is read from each repository, so of no more than this at once. */
const MOST_READ = 100

const REPOSITORY_QUALIFIERS = new Set([
  'user',
  'org',
  'repo',
  'in',
  'is',
  'archived',
  'fork',
  'topic',
  'topics',
  'language',
  'created',
  'pushed',
  'updated',
])

/** Repositories by words in their name, description and topics, and by qualifiers. */
export async function findRepositories(github: Github, seeker: Seeker, text: string): Promise<Project[]> {
  const question = readQuestion(text, REPOSITORY_QUALIFIERS, seeker.actor?.name)
  const found = (await visibleProjects(github, seeker)).filter((project) => isMeant(project, question))
  const languages = question.qualifiers.filter(({ name }) => name === 'language')
  const spoken = languages.length > 0 ? await inLanguages(github, seeker, { found, languages }) : found
  return inOrder(spoken, question)
}

/** Of whose, of which and of which kind; for searches inside of repositories, too. */
export function isMeant(project: Project, question: Question): boolean {
  const owners = [...valuesOf(question, 'user'), ...valuesOf(question, 'org')]
  const repos = valuesOf(question, 'repo')
  const whole = `${project.owner}/${project.name}`
  if (owners.length + repos.length > 0 && !owners.some(same(project.owner)) && !repos.some(same(whole))) return false
  const rest = question.qualifiers.filter(({ name, negated }) => negated || !/^(?:user|org|repo)$/.test(name))
  return rest.every((each) => holds(project, each) !== each.negated) && hasWords(project, question)
}

const same = (name: string) => (value: string) => value.toLowerCase() === name.toLowerCase()

function holds(project: Project, qualifier: Qualifier): boolean {
  const { name } = qualifier
  const value = qualifier.value.toLowerCase()
  switch (name) {
    case 'user':
    case 'org':
      return same(project.owner)(value)
    case 'repo':
      return same(`${project.owner}/${project.name}`)(value)
    case 'is':
      if (value === 'public' || value === 'private') return value === project.visibility
      if (value === 'archived') return project.archivedAt !== null
      return value === 'fork' ? project.parent !== null : !qualifier.negated
    case 'archived':
      return (value === 'true') === (project.archivedAt !== null)
    case 'fork':
      return value === 'only' ? project.parent !== null : value === 'true' || project.parent === null
    case 'topic':
      return project.topics.includes(value)
    case 'topics':
      return project.topics.length === Number(value)
    case 'created':
      return isWithin(project.createdAt, qualifier)
    case 'pushed':
      return isWithin(project.pushedAt, qualifier)
    case 'updated':
      return isWithin(project.updatedAt, qualifier)
    default:
      // Where the words stand, and languages, are looked at elsewhere.
      return !qualifier.negated
  }
}

function hasWords({ owner, name, description, topics }: Project, question: Question): boolean {
  const places = valuesOf(question, 'in').flatMap((value) => value.split(','))
  const isSearched = (place: string) => places.length === 0 || places.includes(place)
  const text = [
    ...(isSearched('name') ? [name, `${owner}/${name}`] : []),
    ...(isSearched('description') ? [description] : []),
    ...(isSearched('topics') ? topics : []),
  ]
  const all = text.join('\n').toLowerCase()
  return question.words.every((word) => all.includes(word.toLowerCase()))
}

async function inLanguages(
  { git }: Github,
  { call }: Seeker,
  { found, languages }: { found: readonly Project[]; languages: readonly Qualifier[] },
): Promise<Project[]> {
  const spoken: Project[] = []
  for (const project of found.slice(0, MOST_READ)) {
    const at = { owner: project.owner, name: project.name }
    const { items } = await call(git.verbs.languages, at)
    const main = items[0]?.name ?? ''
    if (languages.every(({ value, negated }) => same(main)(value) !== negated)) spoken.push(project)
  }
  return spoken
}

function inOrder(projects: readonly Project[], { sort, direction }: Question): Project[] {
  if (sort !== 'updated') return [...projects]
  const sign = direction === 'asc' ? 1 : -1
  return projects.toSorted((a, b) => (a.updatedAt < b.updatedAt ? -sign : sign))
}

const ACCOUNT_QUALIFIERS = new Set(['type', 'in', 'user', 'org', 'created', 'repos'])

/** People and organisations, by parts of their login or name: those that own something the one who searches sees, or work beside them. */
export async function findAccounts(github: Github, seeker: Seeker, text: string): Promise<Account[]> {
  const question = readQuestion(text, ACCOUNT_QUALIFIERS, seeker.actor?.name)
  const projects = await visibleProjects(github, seeker)
  const logins = new Set([...projects.map(({ owner }) => owner), ...(await neighboursOf(github, seeker))])
  // Whoever is named whole is found if they may be seen at all.
  for (const word of [...question.words, ...valuesOf(question, 'user'), ...valuesOf(question, 'org')]) {
    const owner = await seeker.call(github.projects.verbs.owner, { login: word.slice(0, 60) }).catch(() => undefined)
    if (owner) logins.add(owner.login)
  }
  const known = await Promise.all([...logins].toSorted().map((login) => github.identity.accounts.byLogin(login)))
  const places = valuesOf(question, 'in').flatMap((value) => value.split(','))
  return known
    .filter((account) => account !== undefined)
    .filter((account) => {
      const fields = [
        ...(places.length === 0 || places.includes('login') ? [account.login] : []),
        ...(places.length === 0 || places.includes('name') ? [account.name] : []),
      ]
      const all = fields.join('\n').toLowerCase()
      return question.words.every((word) => all.includes(word.toLowerCase()))
    })
    .filter((account) =>
      question.qualifiers.every(({ name, value, negated }) => {
        const isOrg = account.kind === 'organisation'
        if (name === 'type') return ((value === 'org') === isOrg) !== negated
        if (name === 'user' || name === 'org') return same(account.login)(value) !== negated
        if (name === 'created') return isWithin(account.createdAt.toISOString(), { name, value }) !== negated
        if (name === 'repos')
          return (projects.filter(({ owner }) => owner === account.login).length === Number(value)) !== negated
        return true
      }),
    )
}

/** Members of one's own organisations. */
async function neighboursOf({ identity }: Github, { actor, call }: Seeker): Promise<string[]> {
  if (actor?.kind !== 'person') return []
  const { items } = await call(identity.verbs.orgs, {})
  const members = await Promise.all(
    items.map(({ slug }) => call(identity.verbs.members, { org: slug }).catch(() => ({ items: [] }))),
  )
  return members.flatMap((list) => list.items.map(({ login }) => login))
}
