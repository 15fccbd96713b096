import { GraphQLError } from 'graphql'
import { branchOf, type Commit } from '#git'
import { parseReferences } from '#issues'
import { Problem } from '#kernel'
import type { Pull } from '#pulls'
import { printNodeId } from '../../node-id.ts'
import { mergeableState } from '../../print/pull.ts'
import { connectAll, connectPages, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfAccount, sourceOfActor } from './account.ts'
import { rollupOf } from './check.ts'
import { conversationResolvers, issueOf, MOST_AT_ONCE, type PullSource, shared } from './conversation.ts'
import { commitWithId, type RefSource, refNamed, sourceOfCommit } from './git.ts'
import { findConversation } from './issue.ts'
import type { LabelSource, MilestoneSource } from './planning.ts'
import { permits, type RepositorySource, repositoryNamed, sourceOfRepository } from './repository.ts'
import { searchConversations } from './search.ts'

export function sourceOfPull({ project, at }: Pick<RepositorySource, 'project' | 'at'>, pull: Pull): PullSource {
  return { __typename: 'PullRequest', project, at, pull }
}

export async function pullOf(source: PullSource, context: GraphqlContext): Promise<Pull> {
  if (source.pull) return source.pull
  const { at } = source
  const { list } = context.github.pulls.verbs
  const { number } = shared(source)
  const pull = await context.together(`pulls ${at.owner}/${at.name}`, String(number), number, async (numbers) => {
    const found = new Map<number, Pull>()
    for (let from = 0; from < numbers.length; from += MOST_AT_ONCE) {
      const part = numbers.slice(from, from + MOST_AT_ONCE)
      const { items } = await context.call(list, { ...at, numbers: part, limit: MOST_AT_ONCE })
      for (const each of items) found.set(each.number, each)
    }
    return numbers.map((each) => found.get(each))
  })
  if (pull) return pull
  throw couldNotResolve(`a PullRequest with the number of ${number}`)
}

/** A field of the half that only a pull request has. */
const of =
  <T>(pick: (pull: Pull, source: PullSource, context: GraphqlContext) => T) =>
  async (source: PullSource, _: unknown, context: GraphqlContext): Promise<Awaited<T>> =>
    await pick(await pullOf(source, context), source, context)

function nothingToSee(error: unknown): null {
  if (error instanceof GraphQLError || (error instanceof Problem && error.kind === 'not_found')) return null
  throw error
}

export const isFinished = ({ state }: Pull) => state === 'merged' || state === 'closed'

/** As GitHub counts: GitHub moves a branch forward only as part of a rebase. */
const METHOD = { merge: 'MERGE', squash: 'SQUASH', rebase: 'REBASE', fast_forward: 'REBASE' } as const

export const pullResolvers: Resolvers = {
  PullRequest: {
    // There are no merge queues; who finds one of the two asks for both.
    isInMergeQueue: () => false,
    isMergeQueueEnabled: () => false,
    ...conversationResolvers,
    databaseId: of(({ databaseId }) => databaseId),
    state: of((pull) => (pull.state === 'merged' ? 'MERGED' : isFinished(pull) ? 'CLOSED' : 'OPEN')),
    isDraft: async (source: PullSource, _, context) => (await issueOf(source, context)).draft,
    merged: of(({ state }) => state === 'merged'),
    mergedAt: of(({ mergedAt }) => mergedAt),
    mergedBy: of(({ mergedBy }, _source, context) => mergedBy && sourceOfActor(context, mergedBy)),
    mergeCommit: of(({ mergeSha }, { at }, context) => mergeSha && commitWithId(context, at, mergeSha)),
    // A merge is made when it is asked for.
    potentialMergeCommit: () => null,
    mergeable: of((pull) =>
      isFinished(pull) || pull.mergeable === null ? 'UNKNOWN' : pull.mergeable ? 'MERGEABLE' : 'CONFLICTING',
    ),
    mergeStateStatus: of((pull) => mergeableState(pull).toUpperCase()),
    canBeRebased: of((pull) => !isFinished(pull) && pull.mergeable === true),
    additions: of(({ additions }) => additions),
    deletions: of(({ deletions }) => deletions),
    changedFiles: of(({ changedFiles }) => changedFiles),
    baseRefName: of(({ base }) => base.branch),
    baseRefOid: of(({ base }) => base.sha),
    headRefName: of(({ head }) => head.branch),
    headRefOid: of(({ head }) => head.sha),
    baseRef: of(({ base }, { at }, context) => refNamed(context, at, `refs/heads/${base.branch}`)),
    // Of a fork that is gone, or that the one who asks may not see, only its name is left.
    headRef: of(({ head }, { at }, context) =>
      refNamed(context, head.fork ?? at, `refs/heads/${head.branch}`).catch(nothingToSee),
    ),
    isCrossRepository: of(({ head }) => head.fork !== null),
    maintainerCanModify: of((pull) => pull.maintainersMayPush),
    baseRepository: ({ project }: PullSource, _, context) => sourceOfRepository(context, project),
    headRepository: of(({ head }, { project }, context) =>
      head.fork ? repositoryNamed(context, head.fork).catch(nothingToSee) : sourceOfRepository(context, project),
    ),
    headRepositoryOwner: of(async ({ head }, { project }, { github }) => {
      const owner = await github.identity.accounts.byLogin(head.fork?.owner ?? project.owner)
      return owner ? sourceOfAccount(owner) : null
    }),
    permalink: (source: PullSource, _, { urls }) =>
      `${urls.web}/${source.at.owner}/${source.at.name}/pull/${shared(source).number}`,
    totalCommentsCount: of(async ({ commentCount, number }, { at }, { github, call }) => {
      const { items } = await call(github.pulls.verbs.comments, { ...at, number })
      return commentCount + items.length
    }),
    autoMergeRequest: of((pull, source, context) => {
      if (!pull.autoMerge) return null
      const { by, at, method, title, body } = pull.autoMerge
      return {
        // The commit is by whoever merges.
        authorEmail: null,
        enabledAt: at,
        enabledBy: sourceOfActor(context, by),
        mergeMethod: METHOD[method],
        commitHeadline: title ?? null,
        commitBody: body ?? null,
        pullRequest: source,
      }
    }),
    commits: async (source: PullSource, args: Paging, context) =>
      connectAll(args, await pullCommitsOf(source, context)),
    async files(source: PullSource, args: Paging, context) {
      const { items } = await context.call(context.github.pulls.verbs.files, {
        ...source.at,
        number: shared(source).number,
      })
      return connectAll(args, items)
    },
    statusCheckRollup: of(({ head }, { project, at }, context) => rollupOf(context, { project, at, sha: head.sha })),
    async closingIssuesReferences(source: PullSource, args: Paging, context) {
      const { title, body } = shared(source)
      const { closes } = parseReferences(`${title}\n${body}`, source.project)
      const found = await Promise.all(closes.map((number) => findConversation(source, number, context)))
      return connectAll(
        args,
        found.filter((each) => each?.__typename === 'Issue'),
      )
    },
    viewerCanUpdateBranch: of(
      async (pull, { project }, context) =>
        !isFinished(pull) && pull.behind > 0 && permits(context, project, 'git:push'),
    ),
  },
  PullRequestCommit: {
    id: ({ source, commit }: PullCommitSource) => printNodeId('Commit', `${shared(source).id}@${commit.sha}`),
    commit: ({ source, commit }) => sourceOfCommit(source.at, commit),
    pullRequest: ({ source }) => source,
    url: ({ source, commit }, _, { urls }) => `${urls.web}${commitPage(source, commit.sha)}`,
    resourcePath: ({ source, commit }) => commitPage(source, commit.sha),
  },
  PullRequestChangedFile: {
    changeType: ({ status }: { status: string }) => status.toUpperCase(),
    viewerViewedState: () => 'UNVIEWED',
  },
  Commit: {
    statusCheckRollup: ({ at, oid }, _, context) => rollupOf(context, { at, sha: oid }),
  },
  Repository: {
    async pullRequest(source: RepositorySource, { number }: { number: number }, context) {
      const { verbs } = context.github.pulls
      const pull = await context.call(verbs.get, { ...source.at, number }).catch(() => undefined)
      if (!pull) throw couldNotResolve(`a PullRequest with the number of ${number}`)
      return sourceOfPull(source, pull)
    },
    pullRequests: (source: RepositorySource, args: PullArguments, context) => pullsOf(source, args, context),
  },
  Ref: {
    associatedPullRequests: ({ at, ref }: RefSource, args: PullArguments, context) =>
      repositoryNamed(context, at).then((source) => {
        const branch = branchOf(ref)
        return branch === undefined ? connectAll(args, []) : pullsOf(source, { ...args, headRefName: branch }, context)
      }),
  },
  Label: {
    pullRequests: ({ label, ...source }: LabelSource, args: PullArguments, context) =>
      pullsOf(source, { ...args, labels: [label.name], also: args.labels ?? [] }, context),
  },
  Milestone: {
    pullRequests: ({ milestone, ...source }: MilestoneSource, args: PullArguments, context) =>
      pullsOf(source, { ...args, milestone: milestone.title }, context),
  },
}

interface PullCommitSource {
  __typename: 'PullRequestCommit'
  source: PullSource
  commit: Commit
}

export async function pullCommitsOf(source: PullSource, { github, call }: GraphqlContext): Promise<PullCommitSource[]> {
  const { items } = await call(github.pulls.verbs.commits, { ...source.at, number: shared(source).number })
  return items.map((commit) => ({ __typename: 'PullRequestCommit', source, commit }))
}

function commitPage(source: PullSource, sha: string): string {
  return `/${source.at.owner}/${source.at.name}/pull/${shared(source).number}/commits/${sha}`
}

export interface PullArguments extends Paging {
  states?: string[] | null
  labels?: string[] | null
  headRefName?: string | null
  baseRefName?: string | null
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null
  /** Labels of which one is asked for beside `labels`, and a milestone. */
  also?: string[]
  milestone?: string
}

function pullsOf(source: Pick<RepositorySource, 'project' | 'at'>, args: PullArguments, context: GraphqlContext) {
  const { labels, headRefName: head, baseRefName: base, milestone, orderBy } = args
  const sort = orderBy?.field === 'UPDATED_AT' ? 'updated' : orderBy?.field === 'COMMENTS' ? 'comments' : 'created'
  const direction = orderBy?.direction === 'DESC' ? 'desc' : 'asc'
  if (labels?.length || milestone !== undefined || sort === 'comments') {
    // Only the search knows labels and branches together.
    const query = [`repo:${source.at.owner}/${source.at.name}`, ...printQualifiers(args), `sort:${sort}-${direction}`]
    return searchConversations(context, query.join(' '), args)
  }
  const states = args.states?.length ? args.states.map((state) => STATE[state]!) : undefined
  const filter = { ...(states ? { states } : {}), ...(head ? { head } : {}), ...(base ? { base } : {}) }
  return connectPages(args, async (page) => {
    const { list } = context.github.pulls.verbs
    const { items, total } = await context.call(list, { ...source.at, ...filter, sort, direction, ...page })
    return { items: items.map((pull) => sourceOfPull(source, pull)), total }
  })
}

const STATE: Record<string, 'open' | 'merged' | 'closed'> = { OPEN: 'open', MERGED: 'merged', CLOSED: 'closed' }

/** The same as words of a search. */
export function printQualifiers({
  states,
  labels,
  also,
  headRefName,
  baseRefName,
  milestone,
}: PullArguments): string[] {
  return [
    'is:pr',
    ...printStates(new Set(states ?? [])),
    ...[labels, also].flatMap((names) => (names?.length ? [`label:${names.map(quote).join(',')}`] : [])),
    ...(milestone === undefined ? [] : [`milestone:${quote(milestone)}`]),
    ...(headRefName ? [`head:${quote(headRefName)}`] : []),
    ...(baseRefName ? [`base:${quote(baseRefName)}`] : []),
  ]
}

const quote = (text: string) => JSON.stringify(text)

/** Of three states, one is asked for, or one is not. */
function printStates(states: ReadonlySet<string>): string[] {
  const words: Record<string, string> = { OPEN: 'is:open', MERGED: 'is:merged', CLOSED: 'is:abandoned' }
  if (states.size === 1) return [...states].map((state) => words[state]!)
  const missing = Object.keys(words).filter((state) => !states.has(state))
  return states.size === 2 ? missing.map((state) => `-${words[state]}`) : []
}
