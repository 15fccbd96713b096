import { z } from 'zod'
import { Problem } from '#kernel'
import type { Project } from '#projects'
import type { Github } from '../github.ts'
import { fillLicense, findLicense } from '../licenses.ts'
import { printAccount } from '../print/account.ts'
import { repoUrl } from '../print/commit.ts'
import { printOrganization } from '../print/organization.ts'
import { printMinimalRepository, printRepository } from '../print/repository.ts'
import { printTeam } from '../print/team.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'
import { PERMISSION } from './collaborators.ts'

const Merging = {
  allow_merge_commit: z.boolean().optional(),
  allow_squash_merge: z.boolean().optional(),
  allow_rebase_merge: z.boolean().optional(),
  allow_auto_merge: z.boolean().optional(),
  delete_branch_on_merge: z.boolean().optional(),
}
const NewRepository = z.object({
  name: z.string(),
  description: z.string().nullish(),
  homepage: z.string().nullish(),
  private: z.boolean().optional(),
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  auto_init: z.boolean().default(false),
  license_template: z.string().nullish(),
  gitignore_template: z.string().nullish(),
  ...Merging,
})
const Change = z.object({
  name: z.string().optional(),
  description: z.string().nullish(),
  homepage: z.string().nullish(),
  private: z.boolean().optional(),
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  default_branch: z.string().optional(),
  archived: z.boolean().optional(),
  ...Merging,
})
const Topics = z.object({ names: z.array(z.string()) })

/** Repositories themselves: look, list, make, change, delete. */
export function repoRoutes(github: Github, rest: Rest): void {
  const { projects, git, identity } = github
  const { verbs } = projects

  rest.get('/repos/:owner/:repo', async (ask) => print(ask, await ask.call(verbs.get, ask.repo())))

  rest.patch('/repos/:owner/:repo', async (ask) => {
    const { name, description, homepage, default_branch: defaultBranch, archived, ...input } = await ask.body(Change)
    const now = await ask.call(verbs.get, ask.repo())
    const visibility = visibilityOf(input)
    const project = await ask.call(verbs.update, {
      ...ask.repo(),
      ...(description === undefined ? {} : { description: description ?? '' }),
      ...(homepage === undefined ? {} : { homepage: homepage ?? '' }),
      ...(visibility ? { visibility } : {}),
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
      ...(archived === undefined ? {} : { archived }),
      ...(name === undefined ? {} : { rename: name }),
      settings: { merging: mergingOf(input, now) },
    })
    return print(ask, project)
  })

  rest.delete('/repos/:owner/:repo', async (ask) => {
    const { owner, name } = await ask.call(verbs.get, ask.repo())
    await ask.call(verbs.delete, { owner, name, confirm: `${owner}/${name}` })
    return answer(204)
  })

  rest.get('/repos/:owner/:repo/hash-algorithm', async (ask) => {
    await ask.call(verbs.get, ask.repo())
    return { hash_algorithm: 'sha1' }
  })
  rest.post('/repos/:owner/:repo/transfer', async (ask) => {
    const { owner, name } = await ask.call(verbs.get, ask.repo())
    throw new Problem(
      'invalid',
      'github.transfer',
      `${owner}/${name} stays with its owner: every row of it is theirs. Create a repository there and push to it with --mirror.`,
    )
  })

  rest.get('/user/repos', async (ask) => {
    const { name } = ask.signedIn()
    const { items } = await ask.call(verbs.list, {})
    const affiliation = (ask.query('affiliation') ?? 'owner,collaborator,organization_member').split(',')
    const type = ask.query('type') ?? 'all'
    const wanted = items.filter(
      (project) =>
        affiliation.includes(project.owner === name ? 'owner' : 'organization_member') &&
        (type === 'all' ||
          (type === 'owner'
            ? project.owner === name
            : type === 'member'
              ? project.owner !== name
              : type === project.visibility)),
    )
    return list(ask, wanted)
  })
  rest.get('/users/:owner/repos', async (ask) => listOf(ask))
  rest.get('/orgs/:owner/repos', async (ask) => listOf(ask))
  rest.get('/repositories', async (ask) => {
    const since = Number(ask.query('since') ?? 0)
    const { items } = await ask.call(verbs.list, { public: true })
    const open = items.filter((each) => each.visibility === 'public' && each.databaseId > since)
    const page = open.toSorted((a, b) => a.databaseId - b.databaseId).slice(0, ask.page.limit)
    return (await repositoryFacts(github, page, undefined)).map((facts) => printMinimalRepository(facts, ask.urls))
  })

  rest.post('/user/repos', (ask) => create(ask, ask.signedIn().name))
  rest.post('/orgs/:org/repos', (ask) => create(ask, ask.param('org')))

  rest.get('/repos/:owner/:repo/topics', async (ask) => ({ names: (await ask.call(verbs.get, ask.repo())).topics }))
  rest.put('/repos/:owner/:repo/topics', async (ask) => {
    const { names: topics } = await ask.body(Topics)
    return { names: (await ask.call(verbs.update, { ...ask.repo(), topics })).topics }
  })
  rest.get('/repos/:owner/:repo/languages', async (ask) => {
    const { items } = await ask.call(git.verbs.languages, ask.repo())
    return Object.fromEntries(items.map(({ name, sizeBytes }) => [name, sizeBytes]))
  })
  rest.get('/repos/:owner/:repo/contributors', async (ask) => {
    const { items } = await ask.call(git.verbs.contributors, ask.repo())
    const accounts = await identity.accounts.byEmails(items.map(({ email }) => email))
    const page = pageOfAll(ask, items)
    const printed = page.items.map(({ name, email, commits }) => {
      const account = accounts.get(email.toLowerCase())
      return account
        ? { ...printAccount(account, ask.urls), contributions: commits }
        : { type: 'Anonymous', name, email, contributions: commits }
    })
    // Those without an account are left out unless they are asked for, as on GitHub.
    const shown = ask.query('anon') ? printed : printed.filter(({ type }) => type !== 'Anonymous')
    return pageOf(ask, shown, page)
  })
  rest.get('/repos/:owner/:repo/teams', async (ask) => {
    const { owner } = ask.repo()
    const { items } = await ask.call(verbs.teams, ask.repo())
    const org = await identity.accounts.byLogin(owner)
    const page = pageOfAll(ask, items)
    const printed = await Promise.all(
      page.items.map(async ({ slug, role }) => {
        const team = await ask.call(identity.verbs.getTeam, { org: owner, team: slug })
        return { ...printTeam(team, org!, ask.urls), permission: PERMISSION[role] }
      }),
    )
    return pageOf(ask, printed, page)
  })

  for (const [format, ending] of [
    ['tarball', 'tar.gz'],
    ['zipball', 'zip'],
  ] as const) {
    const redirect = async (ask: Ask) => {
      const project = await ask.call(verbs.get, ask.repo())
      const ref = ask.param('ref').replace(/^refs\/(?:heads|tags)\//, '') || project.defaultBranch
      const { owner, name } = ask.repo()
      return answer(302, null, { Location: `${ask.urls.web}/${owner}/${name}/archive/${encodeURI(ref)}.${ending}` })
    }
    rest.get(`/repos/:owner/:repo/${format}`, redirect)
    rest.get(`/repos/:owner/:repo/${format}/:ref{.+}`, redirect)
  }

  async function print(ask: Ask, project: Project) {
    const [facts] = await repositoryFacts(github, [project], ask.actor)
    const owner = facts!.owner
    const parent = project.parent === null ? undefined : await parentOf(ask, project.parent)
    const { items: languages } = await ask.call(git.verbs.languages, { owner: project.owner, name: project.name })
    const { merging } = project.settings
    const writes = facts!.permissions?.push
    return {
      ...printRepository({ ...facts!, language: languages[0]?.name ?? null }, ask.urls),
      // How pull requests are merged is of use to those who merge them.
      ...(writes ? printMerging(merging) : {}),
      ...(owner.kind === 'organisation'
        ? { organization: { ...printAccount(owner, ask.urls), ...printOrganization(owner, ask.urls) } }
        : {}),
      ...(parent ? { parent, source: parent } : {}),
    }
  }

  /** A fork may outlive what its maker may see of the original. */
  async function parentOf(ask: Ask, id: string) {
    const found = await github.kernel.db.system((tx) => projects.findById(tx, id))
    const seen = found && (await ask.call(verbs.get, found).catch(() => undefined))
    if (!seen) return undefined
    const [facts] = await repositoryFacts(github, [seen], ask.actor)
    return printRepository(facts!, ask.urls)
  }

  async function listOf(ask: Ask) {
    const { login } = await ask.call(verbs.owner, { login: ask.param('owner') })
    const items = ask.actor
      ? (await ask.call(verbs.list, { owner: login, public: true })).items
      : (await ask.call(verbs.listPublic, { owner: login })).items
    const type = ask.query('type') ?? 'all'
    const wanted = items.filter(({ visibility, parent }) =>
      (type !== 'public' && type !== 'private') || visibility === type
        ? type === 'forks'
          ? parent !== null
          : type === 'sources'
            ? parent === null
            : true
        : false,
    )
    return list(ask, wanted)
  }

  async function list(ask: Ask, all: readonly Project[]) {
    const visibility = ask.query('visibility') ?? 'all'
    const wanted = all.filter((project) => visibility === 'all' || project.visibility === visibility)
    const { items, total } = pageOfAll(ask, sorted(ask, wanted))
    const facts = await repositoryFacts(github, items, ask.actor)
    return pageOf(
      ask,
      facts.map((fact) => printMinimalRepository(fact, ask.urls)),
      { total },
    )
  }

  async function create(ask: Ask, owner: string) {
    const input = await ask.body(NewRepository)
    const { name, description, homepage } = input
    refuseUnknownTemplates(input)
    const project = await ask.call(verbs.create, {
      owner,
      name,
      description: description ?? '',
      homepage: homepage ?? '',
      visibility: visibilityOf(input) ?? 'public',
      // What a repository of GitHub's begins with: its first branch takes pushes until somebody protects it.
      settings: { protection: [], merging: mergingOf(input) },
    })
    const files = beginning(input, owner)
    if (files.length > 0) await ask.call(git.verbs.commitFiles, { owner, name, message: 'Initial commit', files })
    return answer(201, await print(ask, project), { Location: repoUrl(ask.urls, { owner, name }) })
  }
}

type Beginning = Pick<
  z.output<typeof NewRepository>,
  'name' | 'description' | 'auto_init' | 'license_template' | 'gitignore_template'
>

/** Before anything is made. */
function refuseUnknownTemplates({ license_template: license, gitignore_template: gitignore }: Beginning): void {
  if (license && !findLicense(license))
    throw new Problem(
      'invalid',
      'github.license',
      `${JSON.stringify(license.slice(0, 50))} is no licence of the list; GET /licenses shows it.`,
    )
  if (gitignore)
    throw new Problem(
      'invalid',
      'github.gitignore',
      'No templates of .gitignore are kept here; push a file of your own.',
    )
}

/** The files of the first commit. */
function beginning({ name, description, auto_init: init, license_template: key }: Beginning, owner: string) {
  const license = key ? findLicense(key) : undefined
  const file = (path: string, text: string) => ({ path, content: Buffer.from(text).toString('base64') })
  return [
    ...(init ? [file('README.md', `# ${name}\n${description ? `\n${description}\n` : ''}`)] : []),
    ...(license ? [file('LICENSE', fillLicense(license, { year: new Date().getUTCFullYear(), owner }))] : []),
  ]
}

function visibilityOf(input: {
  private?: boolean | undefined
  visibility?: string | undefined
}): 'public' | 'private' | undefined {
  if (input.visibility === 'internal')
    throw new Problem('invalid', 'github.visibility', '"internal" is not known here; choose public or private.')
  if (input.visibility === 'public' || input.visibility === 'private') return input.visibility
  return input.private === undefined ? undefined : input.private ? 'private' : 'public'
}

type Methods = Project['settings']['merging']['methods']

function mergingOf(input: z.output<z.ZodObject<typeof Merging>>, now?: Project) {
  const asked: Record<string, boolean | undefined> = {
    merge: input.allow_merge_commit,
    squash: input.allow_squash_merge,
    rebase: input.allow_rebase_merge,
  }
  const methods: Methods = (now?.settings.merging.methods ?? ['merge', 'squash', 'rebase', 'fast_forward']).filter(
    (method) => asked[method] !== false,
  )
  for (const method of ['merge', 'squash', 'rebase'] as const)
    if (asked[method] && !methods.includes(method)) methods.push(method)
  if (methods.length === 0)
    throw new Problem('invalid', 'github.merging', 'Sorry, you need to allow at least one merge strategy.')
  return {
    methods,
    ...(input.allow_auto_merge === undefined ? {} : { autoMerge: input.allow_auto_merge }),
    ...(input.delete_branch_on_merge === undefined ? {} : { deleteBranch: input.delete_branch_on_merge }),
  }
}

function printMerging(merging: Project['settings']['merging']) {
  return {
    allow_merge_commit: merging.methods.includes('merge'),
    allow_squash_merge: merging.methods.includes('squash'),
    allow_rebase_merge: merging.methods.includes('rebase'),
    allow_auto_merge: merging.autoMerge,
    allow_update_branch: true,
    delete_branch_on_merge: merging.deleteBranch,
  }
}

function sorted(ask: Ask, projects: readonly Project[]): Project[] {
  const sort = ask.query('sort') ?? 'full_name'
  const key = ({ owner, name, createdAt, updatedAt, pushedAt }: Project): string =>
    sort === 'created'
      ? createdAt
      : sort === 'updated'
        ? updatedAt
        : sort === 'pushed'
          ? (pushedAt ?? createdAt)
          : `${owner}/${name}`.toLowerCase()
  const down = (ask.query('direction') ?? (sort === 'full_name' ? 'asc' : 'desc')) === 'desc'
  return projects.toSorted((a, b) => (key(a) < key(b) ? -1 : 1) * (down ? -1 : 1))
}
