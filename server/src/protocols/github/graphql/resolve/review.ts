import type { Comment, Review } from '#pulls'
import { printNodeId } from '../../node-id.ts'
import { reviewState } from '../../print/review.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfAccount, sourceOfActor } from './account.ts'
import { associationOf, mayEdit, type PullSource, shared } from './conversation.ts'
import { commitWithId } from './git.ts'
import { pullOf } from './pull.ts'
import { groupReactions, type ReactionArguments, reactionCounts, reactionsTo } from './reaction.ts'
import { permits, sourceOfRepository } from './repository.ts'
import { sourceOfTeam } from './team.ts'
import { htmlOf, plainOf } from './text.ts'

export interface ReviewSource {
  __typename: 'PullRequestReview'
  source: PullSource
  review: Review
}

export interface LineSource {
  __typename: 'PullRequestReviewComment'
  source: PullSource
  comment: Comment
}

type Thread = Awaited<ReturnType<typeof threadsOf>>[number]

export interface ThreadSource {
  __typename: 'PullRequestReviewThread'
  source: PullSource
  thread: Thread
}

export async function reviewsOf(source: PullSource, { github, call }: GraphqlContext): Promise<ReviewSource[]> {
  const { items } = await call(github.pulls.verbs.reviews, { ...source.at, number: shared(source).number })
  return items.map((review) => sourceOfReview(source, review))
}

async function threadsOf(source: PullSource, { github, call }: GraphqlContext) {
  return (await call(github.pulls.verbs.threads, { ...source.at, number: shared(source).number })).items
}

export const sourceOfReview = (source: PullSource, review: Review): ReviewSource => ({
  __typename: 'PullRequestReview',
  source,
  review,
})

export const sourceOfLine = (source: PullSource, comment: Comment): LineSource => ({
  __typename: 'PullRequestReviewComment',
  source,
  comment,
})

export const sourceOfThread = (source: PullSource, thread: Thread): ThreadSource => ({
  __typename: 'PullRequestReviewThread',
  source,
  thread,
})

/** The last review of each person; of verdicts alone where only those are asked for. */
function lastOfEach(reviews: readonly ReviewSource[], isMeant: (review: Review) => boolean): ReviewSource[] {
  const meant = reviews.filter(({ review }) => review.state !== 'pending' && isMeant(review))
  return [...new Map(meant.map((each) => [each.review.reviewer.id, each])).values()]
}

const isVerdict = ({ verdict, counts }: Review) => verdict !== 'comment' && counts

async function mayWrite({ source, comment }: LineSource, context: GraphqlContext): Promise<boolean> {
  return comment.author.id === context.actor.id || permits(context, source.project, 'pulls:write')
}

const SIDE = { old: 'LEFT', new: 'RIGHT' } as const

const pullPage = (source: PullSource) => `/${source.at.owner}/${source.at.name}/pull/${shared(source).number}`
const reviewPage = ({ source, review }: ReviewSource) => `${pullPage(source)}#pullrequestreview-${review.databaseId}`
const linePage = ({ source, comment }: LineSource) => `${pullPage(source)}#discussion_r${comment.databaseId}`

export const reviewResolvers: Resolvers = {
  PullRequest: {
    async reviewDecision(source: PullSource, _, context) {
      const last = lastOfEach(await reviewsOf(source, context), isVerdict).filter(
        ({ review }) => review.state === 'submitted',
      )
      if (last.some(({ review }) => review.verdict === 'request_changes')) return 'CHANGES_REQUESTED'
      const pull = await pullOf(source, context)
      if (pull.state === 'approved' || (pull.state === 'merged' && last.length > 0)) return 'APPROVED'
      const asks = source.project.settings.protection.some(({ requiredApprovals }) => requiredApprovals > 0)
      return asks && pull.state !== 'merged' && pull.state !== 'closed' ? 'REVIEW_REQUIRED' : null
    },
    async reviewRequests(source: PullSource, args: Paging, context) {
      const { reviewers, reviewTeams, id } = await pullOf(source, context)
      const { accounts } = context.github.identity
      const people = (await Promise.all(reviewers.map((name) => accounts.byLogin(name)))).filter((one) => one != null)
      const teams = reviewTeams.length > 0 ? await teamsNamed(source, reviewTeams, context) : []
      return connectAll(
        args,
        [...people.map(sourceOfAccount), ...teams].map((requestedReviewer, place) => ({
          id: printNodeId('PullRequest', `${id}/request/${place}`),
          requestedReviewer,
        })),
      )
    },
    async reviews(source: PullSource, args: Paging & { states?: string[]; author?: string }, context) {
      const all = await reviewsOf(source, context)
      return connectAll(
        args,
        all.filter(
          ({ review }) =>
            (!args.states || args.states.includes(reviewState(review))) &&
            (!args.author || args.author.toLowerCase() === review.reviewer.name.toLowerCase()),
        ),
      )
    },
    latestReviews: async (source: PullSource, args: Paging, context) =>
      connectAll(
        args,
        lastOfEach(await reviewsOf(source, context), () => true),
      ),
    latestOpinionatedReviews: async (source: PullSource, args: Paging, context) =>
      connectAll(args, lastOfEach(await reviewsOf(source, context), isVerdict)),
    async reviewThreads(source: PullSource, args: Paging, context) {
      const all = await threadsOf(source, context)
      return connectAll<ThreadSource>(
        args,
        all.map((thread) => sourceOfThread(source, thread)),
      )
    },
  },
  PullRequestReview: {
    id: ({ review }: ReviewSource) => printNodeId('PullRequestReview', review.id),
    databaseId: ({ review }: ReviewSource) => review.databaseId,
    state: ({ review }: ReviewSource) => reviewState(review),
    fullDatabaseId: ({ review }: ReviewSource) => String(review.databaseId),
    // A review that counts is of somebody who may push.
    authorCanPushToRepository: ({ review }: ReviewSource) => review.counts,
    body: ({ review }: ReviewSource) => review.body,
    bodyHTML: ({ review }: ReviewSource, _, context) => htmlOf(context, review.body),
    bodyText: ({ review }: ReviewSource, _, context) => plainOf(context, review.body),
    createdViaEmail: () => false,
    isMinimized: () => false,
    minimizedReason: () => null,
    viewerCanReact: () => false,
    // One that was sent stays; it can be dismissed.
    viewerCanDelete: ({ review }: ReviewSource, _, { actor }) =>
      review.state === 'pending' && review.reviewer.id === actor.id,
    author: ({ review }: ReviewSource, _, context) => sourceOfActor(context, review.reviewer),
    authorAssociation: ({ source, review }: ReviewSource, _, context) =>
      associationOf(context, source.project, review.reviewer),
    createdAt: ({ review }: ReviewSource) => review.createdAt,
    publishedAt: ({ review }: ReviewSource) => review.submittedAt,
    submittedAt: ({ review }: ReviewSource) => review.submittedAt,
    updatedAt: ({ review }: ReviewSource) => review.updatedAt,
    viewerDidAuthor: ({ review }: ReviewSource, _, { actor }) => review.reviewer.id === actor.id,
    viewerCanUpdate: ({ review }: ReviewSource, _, { actor }) => review.reviewer.id === actor.id,
    url: (source: ReviewSource, _, { urls }) => `${urls.web}${reviewPage(source)}`,
    resourcePath: reviewPage,
    pullRequest: ({ source }: ReviewSource) => source,
    repository: ({ source }: ReviewSource, _, context) => sourceOfRepository(context, source.project),
    commit: ({ source, review }: ReviewSource, _, context) =>
      commitWithId(context, source.at, review.sha).catch(() => null),
    comments: ({ source, review }: ReviewSource, args: Paging) =>
      connectAll(
        args,
        review.comments.map((comment) => sourceOfLine(source, comment)),
      ),
    // What is said on lines takes reactions; the summary of a review does not.
    reactionGroups: () => null,
    reactions: (_, args: Paging) => connectAll(args, []),
  },
  PullRequestReviewComment: {
    id: ({ comment }: LineSource) => printNodeId('PullRequestReviewComment', comment.id),
    databaseId: ({ comment }: LineSource) => comment.databaseId,
    fullDatabaseId: ({ comment }: LineSource) => String(comment.databaseId),
    bodyHTML: ({ comment }: LineSource, _, context) => htmlOf(context, comment.body),
    bodyText: ({ comment }: LineSource, _, context) => plainOf(context, comment.body),
    createdViaEmail: () => false,
    isMinimized: () => false,
    minimizedReason: () => null,
    viewerCanReact: ({ source }: LineSource, _, context) => permits(context, source.project, 'issues:create'),
    viewerCanDelete: (found: LineSource, _, context) => mayWrite(found, context),
    async pullRequestReview({ source, comment }: LineSource, _, context) {
      return (await reviewsOf(source, context)).find(({ review }) => review.id === comment.review) ?? null
    },
    author: ({ comment }: LineSource, _, context) => sourceOfActor(context, comment.author),
    authorAssociation: ({ source, comment }: LineSource, _, context) =>
      associationOf(context, source.project, comment.author),
    viewerDidAuthor: ({ comment }: LineSource, _, { actor }) => comment.author.id === actor.id,
    viewerCanUpdate: (found: LineSource, _, context) => mayWrite(found, context),
    url: (source: LineSource, _, { urls }) => `${urls.web}${linePage(source)}`,
    resourcePath: linePage,
    pullRequest: ({ source }: LineSource) => source,
    repository: ({ source }: LineSource, _, context) => sourceOfRepository(context, source.project),
    commit: ({ source, comment }: LineSource, _, context) =>
      commitWithId(context, source.at, comment.sha).catch(() => null),
    originalCommit: ({ source, comment }: LineSource, _, context) =>
      commitWithId(context, source.at, comment.originalSha).catch(() => null),
    async replyTo({ source, comment }: LineSource, _, context) {
      const all = (await threadsOf(source, context)).flatMap(({ comments }) => comments)
      const found = all.find(({ id }) => id === comment.replyTo)
      return found ? sourceOfLine(source, found) : null
    },
    async state({ source, comment }: LineSource, _, context) {
      const reviews = await reviewsOf(source, context)
      const pending = reviews.some(({ review }) => review.id === comment.review && review.state === 'pending')
      return pending ? 'PENDING' : 'SUBMITTED'
    },
    subjectType: ({ comment }: LineSource) => comment.subject.toUpperCase(),
    originalPosition: ({ comment }: LineSource) => comment.originalPosition ?? 0,
    body: ({ comment }: LineSource) => comment.body,
    createdAt: ({ comment }: LineSource) => comment.createdAt,
    publishedAt: ({ comment }: LineSource) => comment.createdAt,
    updatedAt: ({ comment }: LineSource) => comment.updatedAt,
    path: ({ comment }: LineSource) => comment.path,
    line: ({ comment }: LineSource) => comment.line,
    startLine: ({ comment }: LineSource) => comment.startLine,
    originalLine: ({ comment }: LineSource) => comment.originalLine,
    originalStartLine: ({ comment }: LineSource) => comment.originalStartLine,
    position: ({ comment }: LineSource) => comment.position,
    diffHunk: ({ comment }: LineSource) => comment.diffHunk,
    outdated: ({ comment }: LineSource) => comment.outdated,
    reactionGroups: async (found: LineSource, _, context) =>
      groupReactions(
        found.source,
        {
          kind: 'review_comment',
          id: found.comment.id,
          reactions: await reactionCounts(context, found.comment.id),
        },
        found,
      ),
    reactions: ({ source, comment }: LineSource, args: ReactionArguments, context) =>
      reactionsTo(context, source, { kind: 'review_comment', id: comment.id }, args),
  },
  PullRequestReviewThread: {
    id: ({ thread }: ThreadSource) => printNodeId('PullRequestReviewThread', thread.id),
    path: ({ thread }: ThreadSource) => thread.path,
    line: ({ thread }: ThreadSource) => thread.line,
    startLine: ({ thread }: ThreadSource) => thread.startLine,
    originalLine: ({ thread }: ThreadSource) => thread.originalLine,
    originalStartLine: ({ thread }: ThreadSource) => thread.originalStartLine,
    diffSide: ({ thread }: ThreadSource) => SIDE[thread.side],
    startDiffSide: ({ thread }: ThreadSource) => thread.startSide && SIDE[thread.startSide],
    isResolved: ({ thread }: ThreadSource) => thread.resolvedAt !== null,
    isCollapsed: ({ thread }: ThreadSource) => thread.resolvedAt !== null,
    isOutdated: ({ thread }: ThreadSource) => thread.outdated,
    subjectType: ({ thread }: ThreadSource) => thread.subject.toUpperCase(),
    resolvedBy: ({ thread }: ThreadSource, _, context) =>
      thread.resolvedBy && sourceOfActor(context, thread.resolvedBy),
    viewerCanReply: ({ source }: ThreadSource, _, context) => permits(context, source.project, 'pulls:create'),
    viewerCanResolve: async (found: ThreadSource, _, context) =>
      found.thread.resolvedAt === null && mayEdit(found.source, context),
    viewerCanUnresolve: async (found: ThreadSource, _, context) =>
      found.thread.resolvedAt !== null && mayEdit(found.source, context),
    comments: ({ source, thread }: ThreadSource, { skip, ...args }: Paging & { skip?: number | null }) =>
      connectAll(
        args,
        thread.comments.slice(Math.max(0, skip ?? 0)).map((comment) => sourceOfLine(source, comment)),
      ),
    pullRequest: ({ source }: ThreadSource) => source,
    repository: ({ source }: ThreadSource, _, context) => sourceOfRepository(context, source.project),
  },
}

export async function teamsNamed({ project }: PullSource, slugs: readonly string[], { github }: GraphqlContext) {
  const all = await github.kernel.db.system((tx) => github.identity.teams.list(tx, project.org))
  const owner = await github.identity.accounts.byLogin(project.owner)
  return owner ? all.filter(({ slug }) => slugs.includes(slug)).map((team) => sourceOfTeam(team, owner)) : []
}
