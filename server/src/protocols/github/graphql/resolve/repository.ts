import { grants } from '#kernel'
import type { Project } from '#projects'
import { printNodeId } from '../../node-id.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfAccount } from './account.ts'
import { objectNamed, refNamed, refsOf } from './git.ts'
import { escapeHtml } from './text.ts'

/** A repository, as resolvers hand it on. */
export interface RepositorySource {
  __typename: 'Repository'
  project: Project
  at: { owner: string; name: string }
}

export function sourceOfRepository(_context: GraphqlContext, project: Project): RepositorySource {
  return { __typename: 'Repository', project, at: { owner: project.owner, name: project.name } }
}

/** What the one who asks may see of an owner's. */
export async function repositoriesOf(context: GraphqlContext, owner: string): Promise<Project[]> {
  const { items } = await context.call(context.github.projects.verbs.list, { owner, public: true })
  return items
}

export async function repositoryNamed(
  context: GraphqlContext,
  at: { owner: string; name: string },
): Promise<RepositorySource> {
  const project = await context.call(context.github.projects.verbs.get, at).catch(() => undefined)
  if (!project) throw couldNotResolve(`a Repository with the name '${at.owner}/${at.name}'`)
  return sourceOfRepository(context, project)
}

/** Those the one who asks may see; nobody else's are counted either. */
async function forksOf(context: GraphqlContext, { id }: Project): Promise<RepositorySource[]> {
  const all = await context.github.kernel.db.system((tx) => context.github.projects.forksOf(tx, id))
  const seen = await Promise.all(all.map((fork) => repositoryNamed(context, fork).catch(() => undefined)))
  return seen.filter((fork) => fork !== undefined)
}

const PERMISSIONS = [
  ['ADMIN', 'members:write'],
  ['MAINTAIN', 'projects:write'],
  ['WRITE', 'git:push'],
  ['TRIAGE', 'issues:write'],
  ['READ', 'git:read'],
] as const

/** Whether the one who asks may do it there. */
export async function permits(context: GraphqlContext, project: Project, permission: string): Promise<boolean> {
  const { github, actor, once } = context
  const { guest } = await once(`admit ${project.id} ${permission}`, () =>
    github.projects.admit(actor, project, permission),
  )
  return grants(actor.orgs[project.org], permission) || grants(guest?.permissions, permission)
}

async function viewerPermission({ project }: RepositorySource, context: GraphqlContext): Promise<string | null> {
  for (const [word, permission] of PERMISSIONS) if (await permits(context, project, permission)) return word
  return null
}

export const repositoryResolvers: Resolvers = {
  LanguageEdge: {
    size: ({ node }: { node: { size: number } }) => node.size,
  },
  Repository: {
    id: ({ project }: RepositorySource) => printNodeId('Repository', project.id),
    databaseId: ({ project }: RepositorySource) => project.databaseId,
    name: ({ project }: RepositorySource) => project.name,
    nameWithOwner: ({ at }: RepositorySource) => `${at.owner}/${at.name}`,
    owner: async ({ project }: RepositorySource, _, { github }) =>
      sourceOfAccount((await github.identity.accounts.byLogin(project.owner))!),
    description: ({ project }: RepositorySource) => project.description || null,
    descriptionHTML: ({ project }: RepositorySource) => `<div>${escapeHtml(project.description)}</div>`,
    url: ({ at }: RepositorySource, _, { urls }) => `${urls.web}/${at.owner}/${at.name}`,
    resourcePath: ({ at }: RepositorySource) => `/${at.owner}/${at.name}`,
    sshUrl: ({ at }: RepositorySource, _, { urls }) => `${urls.ssh ?? urls.web}/${at.owner}/${at.name}.git`,
    homepageUrl: ({ project }: RepositorySource) => project.homepage || null,
    mirrorUrl: () => null,
    createdAt: ({ project }: RepositorySource) => project.createdAt,
    updatedAt: ({ project }: RepositorySource) => project.updatedAt,
    pushedAt: ({ project }: RepositorySource) => project.pushedAt,
    archivedAt: ({ project }: RepositorySource) => project.archivedAt,
    isArchived: ({ project }: RepositorySource) => project.archivedAt !== null,
    isDisabled: () => false,
    isEmpty: async ({ at }: RepositorySource, _, { github, call }) =>
      (await call(github.git.verbs.branches, at)).items.length === 0,
    isFork: ({ project }: RepositorySource) => project.parent !== null,
    isInOrganization: async ({ project }: RepositorySource, _, { github }) =>
      (await github.identity.accounts.byLogin(project.owner))?.kind === 'organisation',
    isLocked: () => false,
    isMirror: () => false,
    isPrivate: ({ project }: RepositorySource) => project.visibility === 'private',
    isTemplate: () => false,
    visibility: ({ project }: RepositorySource) => project.visibility.toUpperCase(),
    hasIssuesEnabled: () => true,
    hasProjectsEnabled: () => false,
    hasWikiEnabled: () => false,
    hasDiscussionsEnabled: () => false,
    isSecurityPolicyEnabled: () => false,
    isUserConfigurationRepository: () => false,
    securityPolicyUrl: () => null,
    codeOfConduct: () => null,
    fundingLinks: () => [],
    usesCustomOpenGraphImage: () => false,
    openGraphImageUrl: ({ at }: RepositorySource, _, { urls }) => `${urls.web}/avatars/${encodeURIComponent(at.owner)}`,
    viewerSubscription: () => null,
    viewerDefaultCommitEmail: () => null,
    viewerPossibleCommitEmails: () => null,
    watchers: (_, args: Paging) => connectAll(args, []),
    stargazerCount: () => 0,
    viewerHasStarred: () => false,
    forkCount: async ({ project }: RepositorySource, _, context) => (await forksOf(context, project)).length,
    async parent({ project }: RepositorySource, _, context) {
      if (project.parent === null) return null
      const parent = await context.github.kernel.db.system((tx) =>
        context.github.projects.findById(tx, project.parent!),
      )
      // A fork may outlive what its maker may see of the original.
      return parent ? repositoryNamed(context, parent).catch(() => null) : null
    },
    forks: async ({ project }: RepositorySource, args: Paging, context) =>
      connectAll(args, await forksOf(context, project)),
    viewerPermission: (source: RepositorySource, _, context) => viewerPermission(source, context),
    viewerCanAdminister: async (source: RepositorySource, _, context) =>
      (await viewerPermission(source, context)) === 'ADMIN',
    licenseInfo: () => null,
    templateRepository: () => null,
    mergeCommitAllowed: ({ project }: RepositorySource) => project.settings.merging.methods.includes('merge'),
    rebaseMergeAllowed: ({ project }: RepositorySource) => project.settings.merging.methods.includes('rebase'),
    squashMergeAllowed: ({ project }: RepositorySource) => project.settings.merging.methods.includes('squash'),
    deleteBranchOnMerge: ({ project }: RepositorySource) => project.settings.merging.deleteBranch,
    autoMergeAllowed: ({ project }: RepositorySource) => project.settings.merging.autoMerge,
    hasVulnerabilityAlertsEnabled: () => false,
    mergeQueue: () => null,
    diskUsage: () => null,
    async primaryLanguage({ at }: RepositorySource, _, { github, call }) {
      const { items } = await call(github.git.verbs.languages, at)
      return items[0] ? printLanguage(items[0]) : null
    },
    async languages({ at }: RepositorySource, args: Paging, { github, call }) {
      const { items } = await call(github.git.verbs.languages, at)
      return { ...(await connectAll(args, items.map(printLanguage))), totalSize: sum(items) }
    },
    repositoryTopics({ project }: RepositorySource, args: Paging, { urls }) {
      const topics = project.topics.map((name) => ({
        id: `RT_${name}`,
        topic: { id: `T_${name}`, name },
        resourcePath: `/topics/${name}`,
        url: `${urls.web}/topics/${name}`,
      }))
      return connectAll(args, topics)
    },
    defaultBranchRef: ({ at, project }: RepositorySource, _, context) =>
      refNamed(context, at, `refs/heads/${project.defaultBranch}`),
    ref: ({ at }: RepositorySource, { qualifiedName }: { qualifiedName: string }, context) =>
      refNamed(context, at, qualifiedName),
    refs: ({ at }: RepositorySource, args: Parameters<typeof refsOf>[2], context) => refsOf(context, at, args),
    object: ({ at }: RepositorySource, args: { oid?: string; expression?: string }, context) =>
      objectNamed(context, at, args),
  },
}

interface LanguageShare {
  name: string
  colour: string | null
  sizeBytes: number
}

function printLanguage({ name, colour: color, sizeBytes: size }: LanguageShare) {
  return { id: `LANG_${name}`, name, color, size }
}

function sum(items: readonly LanguageShare[]): number {
  return items.reduce((total, { sizeBytes }) => total + sizeBytes, 0)
}
