import type { Label, Milestone } from '#issues'
import type { Project } from '#projects'
import { printNodeId } from '../../node-id.ts'
import { connectAll, type Paging, readAll } from '../connection.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { type RepositorySource, sourceOfRepository } from './repository.ts'

interface Place {
  project: Project
  at: { owner: string; name: string }
}

export interface LabelSource extends Place {
  __typename: 'Label'
  label: Label
}

export interface MilestoneSource extends Place {
  __typename: 'Milestone'
  milestone: Milestone
}

export function sourceOfLabel({ project, at }: Place, label: Label): LabelSource {
  return { __typename: 'Label', project, at, label }
}

export function sourceOfMilestone({ project, at }: Place, milestone: Milestone): MilestoneSource {
  return { __typename: 'Milestone', project, at, milestone }
}

interface Order {
  field: string
  direction: 'ASC' | 'DESC'
}

/** Whether a word that somebody types to find it is in one of these. */
function isMeant(query: string | null | undefined, ...words: readonly string[]): boolean {
  return !query || words.some((word) => word.toLowerCase().includes(query.toLowerCase()))
}

export function labelConnection(
  { orderBy, query, ...paging }: Paging & { orderBy?: Order | null; query?: string | null },
  all: readonly LabelSource[],
) {
  const meant = all.filter(({ label }) => isMeant(query, label.name, label.description))
  if (!orderBy) return connectAll(paging, meant)
  const sorted = meant.toSorted(({ label: a }, { label: b }) =>
    orderBy.field === 'NAME' ? compare(a.name.toLowerCase(), b.name.toLowerCase()) : a.databaseId - b.databaseId,
  )
  return connectAll(paging, orderBy.direction === 'DESC' ? sorted.reverse() : sorted)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const MILESTONE_ORDER: Record<string, (milestone: Milestone) => string | number> = {
  CREATED_AT: ({ number }) => number,
  NUMBER: ({ number }) => number,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  DUE_DATE: ({ dueOn }) => dueOn ?? '',
}

const percentDone = ({ openIssues, closedIssues }: Milestone) =>
  openIssues + closedIssues === 0 ? 0 : (100 * closedIssues) / (openIssues + closedIssues)

export const planningResolvers: Resolvers = {
  Label: {
    id: ({ label }: LabelSource) => printNodeId('Label', label.id),
    name: ({ label }: LabelSource) => label.name,
    color: ({ label }: LabelSource) => label.color,
    description: ({ label }: LabelSource) => label.description || null,
    isDefault: ({ label }: LabelSource) => label.isDefault,
    url: ({ at, label }: LabelSource, _, { urls }) =>
      `${urls.web}/${at.owner}/${at.name}/labels/${encodeURIComponent(label.name)}`,
    resourcePath: ({ at, label }: LabelSource) => `/${at.owner}/${at.name}/labels/${encodeURIComponent(label.name)}`,
    repository: ({ project }: LabelSource, _, context) => sourceOfRepository(context, project),
  },
  Milestone: {
    id: ({ milestone }: MilestoneSource) => printNodeId('Milestone', milestone.id),
    number: ({ milestone }: MilestoneSource) => milestone.number,
    title: ({ milestone }: MilestoneSource) => milestone.title,
    description: ({ milestone }: MilestoneSource) => milestone.description || null,
    state: ({ milestone }: MilestoneSource) => milestone.state.toUpperCase(),
    closed: ({ milestone }: MilestoneSource) => milestone.state === 'closed',
    closedAt: ({ milestone }: MilestoneSource) => milestone.closedAt,
    createdAt: ({ milestone }: MilestoneSource) => milestone.createdAt,
    updatedAt: ({ milestone }: MilestoneSource) => milestone.updatedAt,
    dueOn: ({ milestone }: MilestoneSource) => milestone.dueOn,
    creator: ({ milestone }: MilestoneSource, _, context) => sourceOfActor(context, milestone.creator),
    progressPercentage: ({ milestone }: MilestoneSource) => percentDone(milestone),
    url: ({ at, milestone }: MilestoneSource, _, { urls }) =>
      `${urls.web}/${at.owner}/${at.name}/milestone/${milestone.number}`,
    resourcePath: ({ at, milestone }: MilestoneSource) => `/${at.owner}/${at.name}/milestone/${milestone.number}`,
    repository: ({ project }: MilestoneSource, _, context) => sourceOfRepository(context, project),
  },
  Repository: {
    async labels(source: RepositorySource, args: Parameters<typeof labelConnection>[0], { github, call }) {
      const all = await readAll((page) => call(github.issues.verbs.labels, { ...source.at, ...page }))
      return labelConnection(
        args,
        all.map((label) => sourceOfLabel(source, label)),
      )
    },
    async label(source: RepositorySource, { name: label }: { name: string }, { github, call }) {
      const all = await readAll((page) => call(github.issues.verbs.labels, { ...source.at, ...page }))
      const found = all.find(({ name }) => name.toLowerCase() === label.toLowerCase())
      return found ? sourceOfLabel(source, found) : null
    },
    async milestones(
      source: RepositorySource,
      { states, query, orderBy, ...paging }: Paging & { states?: string[]; query?: string; orderBy?: Order },
      { github, call },
    ) {
      const { verbs } = github.issues
      const input = { ...source.at, state: 'all', sort: 'number', direction: 'asc' } as const
      const all = await readAll((page) => call(verbs.milestones, { ...input, ...page }))
      const key = MILESTONE_ORDER[orderBy?.field ?? 'NUMBER']!
      const meant = all
        .filter(({ state, title }) => (!states || states.includes(state.toUpperCase())) && isMeant(query, title))
        .toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
      return connectAll(
        paging,
        (orderBy?.direction === 'DESC' ? meant.reverse() : meant).map((found) => sourceOfMilestone(source, found)),
      )
    },
    async milestone(source: RepositorySource, { number: wanted }: { number: number }, { github, call }) {
      const input = { ...source.at, state: 'all' } as const
      const all = await readAll((page) => call(github.issues.verbs.milestones, { ...input, ...page }))
      const found = all.find(({ number }) => number === wanted)
      return found ? sourceOfMilestone(source, found) : null
    },
    assignableUsers: (source: RepositorySource, args: Paging & { query?: string }, context) =>
      peopleAround(source, args, context),
    mentionableUsers: (source: RepositorySource, args: Paging & { query?: string }, context) =>
      peopleAround(source, args, context),
    // Boards are no part of DevFlow.
    projects: (_, args: Paging) => connectAll(args, []),
    projectsV2: (_, args: Paging) => connectAll(args, []),
  },
  Organization: {
    projects: (_, args: Paging) => connectAll(args, []),
    projectsV2: (_, args: Paging) => connectAll(args, []),
  },
  User: {
    // Nor are gists.
    gists: (_, args: Paging) => connectAll(args, []),
    projects: (_, args: Paging) => connectAll(args, []),
    projectsV2: (_, args: Paging) => connectAll(args, []),
  },
}

type Around = NonNullable<Resolvers[string]>[string]

/** Who can be assigned. */
const peopleAround: Around = async (
  source: RepositorySource,
  { query, ...paging }: Paging & { query?: string },
  context,
) => {
  const { assignable } = context.github.issues.verbs
  const all = await readAll((page) => context.call(assignable, { ...source.at, ...page }))
  const meant = all.filter(({ name }) => isMeant(query, name))
  return connectAll(paging, await Promise.all(meant.map((actor) => sourceOfActor(context, actor))))
}
