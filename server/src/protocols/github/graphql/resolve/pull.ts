import { parseReferences } from '#issues'
import { Problem } from '#kernel'
import type { Pull } from '#pulls'
import { printNodeId } from '../../node-id.ts'
import { mergeableState } from '../../print/pull.ts'
import { connect, connectAll, connectPages, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfAccount, sourceOfActor } from './account.ts'
import { rollupOf } from './check.ts'
import { conversationResolvers, issueOf, type PullSource, shared } from './conversation.ts'
import { commitWithId, refNamed, sourceOfCommit } from './git.ts'
import { findConversation } from './issue.ts'
import { permits, type RepositorySource, repositoryNamed, sourceOfRepository } from './repository.ts'
import { searchConversations } from './search.ts'

export function sourceOfPull({ project, at }: Pick<RepositorySource, 'project' | 'at'>, pull: Pull): PullSource {
  return { __typename: 'PullRequest', project, at, pull }
}

export function pullOf(source: PullSource, { github, call }: GraphqlContext): Promise<Pull> {
  if (source.pull) return Promise.resolve(source.pull)
  return call(github.pulls.verbs.get, { ...source.at, number: shared(source).number })
}

/** A field of the half that only a pull request has. */
const of =
  <T>(pick: (pull: Pull, source: PullSource, context: GraphqlContext) => T) =>
  async (source: PullSource, _: unknown, context: GraphqlContext): Promise<Awaited<T>> =>
    await pick(await pullOf(source, context), source, context)

const isFinished = ({ state }: Pull) => state === 'merged' || state === 'closed'

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
    headRef: of(async (pull, source, context) => {
      const repository = await headRepositoryOf(pull, source, context)
      return repository && refNamed(context, repository.at, `refs/heads/${pull.head.branch}`)
    }),
    isCrossRepository: of(({ head }) => head.fork !== null),
    maintainerCanModify: () => false,
    baseRepository: ({ project }: PullSource, _, context) => sourceOfRepository(context, project),
    headRepository: of(headRepositoryOf),
    headRepositoryOwner: of(async ({ head }, { project }, { github }) => {
      const owner = await github.identity.accounts.byLogin((head.fork ?? project).owner)
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
        enabledAt: at,
        enabledBy: sourceOfActor(context, by),
        mergeMethod: METHOD[method],
        commitHeadline: title ?? null,
        commitBody: body ?? null,
        pullRequest: source,
      }
    }),
    commits: (source: PullSource, args: Paging, context) =>
      connect(args, async ({ skip, limit }) => {
        const { commits } = context.github.pulls.verbs
        const { items } = await context.call(commits, { ...source.at, number: shared(source).number })
        const part = items.slice(skip, skip + limit)
        return { items: part.map((commit) => ({ source, commit })), total: items.length }
      }),
    async files(source: PullSource, args: Paging, context) {
      const { items } = await context.call(context.github.pulls.verbs.files, {
        ...source.at,
        number: shared(source).number,
      })
      return connectAll(args, items)
    },
    statusCheckRollup: of(({ head }, { project, at }, context) => rollupOf(context, { project, at, sha: head.sha })),
    async closingIssuesReferences(source: PullSource, args: Paging, context) {
      const { closes } = parseReferences(shared(source).body, source.project)
      const found = await Promise.all(
        closes.map((number) => findConversation(sourceOfRepository(context, source.project), number, context)),
      )
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
    id: ({ source, commit }) => printNodeId('Commit', `${shared(source).id}@${commit.sha}`),
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
      const pull = await context.call(context.github.pulls.verbs.get, { ...source.at, number }).catch(() => undefined)
      if (!pull) throw couldNotResolve(`a PullRequest with the number of ${number}`)
      return sourceOfPull(source, pull)
    },
    pullRequests: (source: RepositorySource, args: PullArguments, context) => pullsOf(source, args, context),
  },
}

/** Null for a fork that is gone, or that the one who asks may not see. */
function headRepositoryOf({ head }: Pull, { project }: PullSource, context: GraphqlContext) {
  if (!head.fork) return sourceOfRepository(context, project)
  return repositoryNamed(context, { owner: head.fork.owner, name: head.fork.name }).catch(() => null)
}

function commitPage(source: PullSource, sha: string): string {
  return `/${source.at.owner}/${source.at.name}/pull/${shared(source).number}/commits/${sha}`
}

interface PullArguments extends Paging {
  states?: string[] | null
  labels?: string[] | null
  headRefName?: string | null
  baseRefName?: string | null
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null
}

function pullsOf(source: RepositorySource, args: PullArguments, context: GraphqlContext) {
  const { labels, headRefName: head, baseRefName: base, orderBy } = args
  const sort = orderBy?.field === 'UPDATED_AT' ? 'updated' : 'created'
  const direction = orderBy?.direction === 'DESC' ? 'desc' : 'asc'
  const states = new Set(args.states ?? [])
  if (labels?.length) {
    // Only the search knows labels and branches together.
    const words = [
      `repo:${source.at.owner}/${source.at.name} is:pr sort:${sort}-${direction}`,
      ...stateWords(states),
      `label:${labels.map((name) => JSON.stringify(name)).join(',')}`,
      ...(head ? [`head:${JSON.stringify(head)}`] : []),
      ...(base ? [`base:${JSON.stringify(base)}`] : []),
    ]
    return searchConversations(context, words.join(' '), args)
  }
  const state = readStates(states)
  const filter = { ...(state ? { state } : {}), ...(head ? { head } : {}), ...(base ? { base } : {}) }
  return connectPages(args, async (page) => {
    const { list } = context.github.pulls.verbs
    const { items, total } = await context.call(list, { ...source.at, ...filter, sort, direction, ...page })
    return { items: items.map((pull) => sourceOfPull(source, pull)), total }
  })
}

function readStates(states: ReadonlySet<string>): 'unfinished' | 'finished' | 'merged' | 'closed' | undefined {
  if (states.size === 0 || states.size === 3) return undefined
  if (states.size === 1) return states.has('OPEN') ? 'unfinished' : states.has('MERGED') ? 'merged' : 'closed'
  if (!states.has('OPEN')) return 'finished'
  throw new Problem(
    'invalid',
    'github.states',
    'Open pull requests are listed alone or with all others; ask for the two states one after the other.',
  )
}

function stateWords(states: ReadonlySet<string>): string[] {
  const state = readStates(states)
  return state === undefined
    ? []
    : { unfinished: ['is:open'], finished: ['is:closed'], merged: ['is:merged'], closed: ['is:closed', 'is:unmerged'] }[
        state
      ]
}
