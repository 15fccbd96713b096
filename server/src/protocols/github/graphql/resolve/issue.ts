import { type Issue, parseReferences } from '#issues'
import { connectAll, connectPages, type Paging, readAll } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import {
  type Conversation,
  conversationResolvers,
  type IssueSource,
  issueNumbered,
  type PullSource,
  sourceOfConversation,
} from './conversation.ts'
import type { LabelSource, MilestoneSource } from './planning.ts'
import { permits, type RepositorySource } from './repository.ts'

interface Filters {
  assignee?: string | null
  createdBy?: string | null
  labels?: string[] | null
  mentioned?: string | null
  milestone?: string | null
  milestoneNumber?: string | null
  since?: string | null
  states?: string[] | null
}

interface IssueArguments extends Paging {
  states?: string[] | null
  labels?: string[] | null
  filterBy?: Filters | null
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null
}

const SORT: Record<string, 'created' | 'updated' | 'comments'> = {
  CREATED_AT: 'created',
  UPDATED_AT: 'updated',
  COMMENTS: 'comments',
}

/** An issue or pull request by its number; `undefined` if there is none. */
export async function findConversation(
  source: Pick<RepositorySource, 'project' | 'at'>,
  number: number,
  context: GraphqlContext,
): Promise<Conversation | undefined> {
  if (number < 1) return undefined
  const issue = await issueNumbered(context, source.at, number)
  return issue && sourceOfConversation(source.project, issue)
}

export const issueResolvers: Resolvers = {
  Issue: {
    ...conversationResolvers,
    databaseId: ({ issue }: IssueSource) => issue.databaseId,
    state: ({ issue }: IssueSource) => issue.state.toUpperCase(),
    stateReason({ issue }: IssueSource, { enableDuplicate }: { enableDuplicate?: boolean }) {
      // Clients of before duplicates had a reason of their own.
      if (issue.stateReason === 'duplicate' && !enableDuplicate) return 'NOT_PLANNED'
      return issue.stateReason?.toUpperCase() ?? null
    },
    isPinned: () => false,
    viewerCanDelete: ({ project }: IssueSource, _, context) => permits(context, project, 'issues:delete'),
    async closedByPullRequestsReferences(
      source: IssueSource,
      { includeClosedPrs, ...paging }: Paging & { includeClosedPrs?: boolean | null },
      context,
    ) {
      const closers = await closersOf(source, context)
      return connectAll(
        paging,
        closers.filter(({ issue }) => includeClosedPrs || issue?.state === 'open' || issue?.mergedAt),
      )
    },
  },
  Milestone: {
    issues: ({ milestone, ...source }: MilestoneSource, { filterBy, ...args }: IssueArguments, context) =>
      issuesOf(source, { ...args, filterBy: { ...filterBy, milestoneNumber: String(milestone.number) } }, context),
  },
  Label: {
    issues: ({ label, ...source }: LabelSource, { filterBy, labels, ...args }: IssueArguments, context) => {
      const both = [...(filterBy?.labels ?? labels ?? []), label.name]
      return issuesOf(source, { ...args, filterBy: { ...filterBy, labels: both } }, context)
    },
  },
  Repository: {
    async issue(source: RepositorySource, { number }: { number: number }, context) {
      const found = await findConversation(source, number, context)
      if (found?.__typename !== 'Issue') throw couldNotResolve(`an Issue with the number of ${number}`)
      return found
    },
    async issueOrPullRequest(source: RepositorySource, { number }: { number: number }, context) {
      const found = await findConversation(source, number, context)
      if (!found) throw couldNotResolve(`an issue or pull request with the number of ${number}`)
      return found
    },
    issues: (source: RepositorySource, args: IssueArguments, context) => issuesOf(source, args, context),
    pinnedIssues: (_, args: Paging) => connectPages(args, async () => ({ items: [], total: 0 })),
    async issueTemplates({ at }: RepositorySource, _, { github, call }) {
      const { items } = await call(github.issues.verbs.templates, at)
      return items.map(({ file, name, about, title, body }) => ({
        name,
        about: about || null,
        title: title || null,
        body: body || null,
        filename: file.split('/').at(-1),
      }))
    },
    async isBlankIssuesEnabled({ at }: RepositorySource, _, { github, call }) {
      return (await call(github.issues.verbs.templates, at)).blank
    },
    async contactLinks({ at }: RepositorySource, _, { github, call }) {
      return (await call(github.issues.verbs.templates, at)).contactLinks
    },
  },
}

function issuesOf(
  { project, at }: Pick<RepositorySource, 'project' | 'at'>,
  args: IssueArguments,
  { github, call }: GraphqlContext,
) {
  return connectPages(args, async (page) => {
    const input = { ...at, kind: 'issue', ...readFilter(args), ...page } as const
    const { items, total } = await call(github.issues.verbs.list, input)
    return { items: items.map((issue) => sourceOfConversation(project, issue)), total }
  })
}

/** Pull requests that say they close it. */
async function closersOf({ project, at, issue }: IssueSource, context: GraphqlContext): Promise<PullSource[]> {
  const { timeline } = context.github.issues.verbs
  const entries = await readAll((page) => context.call(timeline, { ...at, number: issue.number, ...page }))
  const sources = entries.map(({ source }) => source).filter((source) => source?.kind === 'pull')
  return sources
    .filter((source) => parseReferences(`${source!.title}\n${source!.body}`, project).closes.includes(issue.number))
    .map((source) => ({ __typename: 'PullRequest', project, at, issue: source! }))
}

/** What GitHub's filters mean as those of the list. */
function readFilter({ states, labels, filterBy, orderBy }: IssueArguments) {
  const wanted = filterBy?.states ?? states
  const names = filterBy?.labels ?? labels
  const state: Issue['state'] | 'all' = wanted?.length === 1 ? (wanted[0] === 'OPEN' ? 'open' : 'closed') : 'all'
  const milestone = filterBy && 'milestoneNumber' in filterBy ? filterBy.milestoneNumber : filterBy?.milestone
  return {
    state,
    ...(names ? { labels: names } : {}),
    // Nothing said is anybody's; null said is nobody's.
    ...(filterBy?.assignee === undefined ? {} : { assignee: filterBy.assignee ?? 'none' }),
    ...(milestone === undefined ? {} : { milestone: milestone ?? 'none' }),
    ...(filterBy?.createdBy ? { author: filterBy.createdBy } : {}),
    ...(filterBy?.mentioned ? { mentioned: filterBy.mentioned } : {}),
    ...(filterBy?.since ? { since: filterBy.since } : {}),
    sort: SORT[orderBy?.field ?? 'CREATED_AT']!,
    direction: orderBy ? (orderBy.direction === 'ASC' ? ('asc' as const) : ('desc' as const)) : ('asc' as const),
  }
}
