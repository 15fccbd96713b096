import { Problem } from '#kernel'
import type { Project } from '#projects'
import { collaboratorsOf, type Member } from '../../collaborators.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { permits, type RepositorySource } from './repository.ts'
import { escapeHtml } from './text.ts'

/** Where forges look for what tells people how to work on a repository, in their order. */
const FOLDERS = ['.github', '', 'docs']
const GUIDELINES = /^contributing(?:\.(?:md|markdown|txt|rst|adoc))?$/i
const TEMPLATE = /^pull_request_template(?:\.(?:md|markdown|txt))?$/i
const TEMPLATES_FOLDER = /^pull_request_template$/i
/** Nobody chooses among more. */
const MOST_TEMPLATES = 50
/** A folder of more is not where such files stand. */
const MOST_ENTRIES = 1000

interface Entry {
  name: string
  path: string
  type: string
}

/** Nothing where there is no such folder, or no commit yet. */
async function listFolder(context: GraphqlContext, { at }: RepositorySource, path: string): Promise<Entry[]> {
  try {
    return (await context.call(context.github.git.verbs.tree, { ...at, path, limit: MOST_ENTRIES })).items
  } catch (error) {
    if (error instanceof Problem && error.kind === 'not_found') return []
    throw error
  }
}

async function readText(context: GraphqlContext, { at }: RepositorySource, path: string): Promise<string | null> {
  return (await context.call(context.github.git.verbs.blob, { ...at, path })).content
}

async function templatesOf(context: GraphqlContext, source: RepositorySource): Promise<Entry[]> {
  for (const folder of FOLDERS) {
    const entries = await listFolder(context, source, folder)
    const below = entries.find(({ name, type }) => type === 'tree' && TEMPLATES_FOLDER.test(name))
    const found = [
      ...entries.filter(({ name, type }) => type === 'blob' && TEMPLATE.test(name)),
      ...(below ? await listFolder(context, source, below.path) : []).filter(({ name }) => /\.(?:md|txt)$/i.test(name)),
    ]
    if (found.length > 0) return found.slice(0, MOST_TEMPLATES)
  }
  return []
}

/** GitHub says PR where DevFlow says pull. */
const word =
  (pick: (merging: Project['settings']['merging']) => string) =>
  ({ project }: RepositorySource) =>
    pick(project.settings.merging).replace('pull', 'pr').toUpperCase()

const METHODS = { merge: 'MERGE', squash: 'SQUASH', rebase: 'REBASE', fast_forward: 'REBASE' } as const

interface CollaboratorArguments extends Paging {
  affiliation?: 'ALL' | 'DIRECT' | 'OUTSIDE' | null
  login?: string | null
  query?: string | null
}

const isMeant =
  ({ login: wanted, query }: CollaboratorArguments) =>
  ({ login }: Member) =>
    (!wanted || login === wanted.toLowerCase()) && (!query || login.includes(query.toLowerCase()))

/** How work on a repository is done, and by whom. */
export const communityResolvers: Resolvers = {
  Repository: {
    async pullRequestTemplates(source: RepositorySource, _, context) {
      const found = await templatesOf(context, source)
      return Promise.all(
        found.map(async ({ name, path }) => ({
          filename: name,
          body: await readText(context, source, path),
          repository: source,
        })),
      )
    },
    async contributingGuidelines(source: RepositorySource, _, context) {
      for (const folder of FOLDERS) {
        const entries = await listFolder(context, source, folder)
        const found = entries.find(({ name, type }) => type === 'blob' && GUIDELINES.test(name))
        if (!found) continue
        const { at, project } = source
        const resourcePath = `/${at.owner}/${at.name}/blob/${encodeURI(`${project.defaultBranch}/${found.path}`)}`
        const body = await readText(context, source, found.path)
        return { body, resourcePath, url: `${context.urls.web}${resourcePath}` }
      }
      return null
    },
    mergeCommitTitle: word(({ mergeTitle }) => mergeTitle),
    mergeCommitMessage: word(({ mergeMessage }) => mergeMessage),
    squashMergeCommitTitle: word(({ squashTitle }) => squashTitle),
    squashMergeCommitMessage: word(({ squashMessage }) => squashMessage),
    viewerDefaultMergeMethod: ({ project }: RepositorySource) => METHODS[project.settings.merging.methods[0]!],
    allowUpdateBranch: () => true,
    forkingAllowed: () => true,
    webCommitSignoffRequired: () => false,
    shortDescriptionHTML: ({ project }: RepositorySource, { limit }: { limit: number }) =>
      escapeHtml(project.description.slice(0, Math.max(0, limit))),
    viewerCanUpdateTopics: ({ project }: RepositorySource, _, context) => permits(context, project, 'projects:write'),
    async collaborators({ at, project }: RepositorySource, args: CollaboratorArguments, context) {
      // GitHub tells those who work on it, and nobody else.
      if (!(await permits(context, project, 'git:push'))) return null
      const members = args.affiliation !== 'OUTSIDE'
      const found = (await collaboratorsOf(context.github, context.call, { at, members })).filter(isMeant(args))
      const people = found.map(async ({ user, login, role }) => ({
        ...(await sourceOfActor(context, { kind: 'person', id: user, name: login })),
        role,
      }))
      return connectAll(args, await Promise.all(people))
    },
  },
  RepositoryCollaboratorEdge: {
    permission: ({ node }: { node: Pick<Member, 'role'> }) => node.role.toUpperCase(),
  },
}
