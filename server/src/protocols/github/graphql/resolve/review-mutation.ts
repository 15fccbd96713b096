import type { z } from 'zod'
import { Problem } from '#kernel'
import type { Comment, LineComment, Review } from '#pulls'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { type PullSource, shared } from './conversation.ts'
import { done, given, type Input } from './issue-mutation.ts'
import { getNode } from './node.ts'
import {
  type LineSource,
  type ReviewSource,
  sourceOfLine,
  sourceOfReview,
  sourceOfThread,
  type ThreadSource,
} from './review.ts'

const VERDICT = { APPROVE: 'approve', REQUEST_CHANGES: 'request_changes', COMMENT: 'comment' } as const
const SIDE = { LEFT: 'old', RIGHT: 'new' } as const

type Event = keyof typeof VERDICT | 'DISMISS'

interface Lines {
  path: string
  body: string
  line?: number | null
  side?: keyof typeof SIDE | null
  startLine?: number | null
  startSide?: keyof typeof SIDE | null
  subjectType?: 'LINE' | 'FILE' | null
}

interface NewReview {
  pullRequestId: string
  event?: Event | null
  body?: string | null
  commitOID?: string | null
  comments?: ({ path: string; position: number; body: string } | null)[] | null
  threads?: (Lines | null)[] | null
}

/** A review is named itself, or is the one that the one who asks has begun of a pull request. */
interface OfReview {
  pullRequestReviewId?: string | null
  pullRequestId?: string | null
}

interface NewComment extends OfReview {
  body?: string | null
  path?: string | null
  position?: number | null
  inReplyTo?: string | null
  commitOID?: string | null
}

const pullAt = (source: PullSource) => ({ ...source.at, number: shared(source).number })
const reviewAt = ({ source, review }: ReviewSource) => ({ ...pullAt(source), review: review.id })
const edgeOf = <T>(id: string, node: T) => ({ cursor: Buffer.from(id).toString('base64'), node })

const findReview = (context: GraphqlContext, id: string) => getNode<ReviewSource>(context, id, ['PullRequestReview'])
const findLine = (context: GraphqlContext, id: string) => getNode<LineSource>(context, id, ['PullRequestReviewComment'])
const findThread = (context: GraphqlContext, id: string) =>
  getNode<ThreadSource>(context, id, ['PullRequestReviewThread'])

export const reviewMutationResolvers: Resolvers = {
  Mutation: {
    async addPullRequestReview(_, { input }: Input<NewReview>, context) {
      if (input.event === 'DISMISS')
        throw new Problem('invalid', 'github.event', 'A new review is not dismissed; leave "event" out to begin one.')
      const source = await getNode<PullSource>(context, input.pullRequestId, ['PullRequest'])
      const comments = [
        ...(input.comments ?? []).filter((one) => one !== null),
        ...(input.threads ?? []).filter((one) => one !== null).map(placeOf),
      ]
      const review = await context.call(context.github.pulls.verbs.review, {
        ...pullAt(source),
        verdict: input.event ? VERDICT[input.event] : 'pending',
        comments,
        ...given({ body: input.body, sha: input.commitOID }),
      })
      const node = sourceOfReview(source, review)
      return { ...done(input), pullRequestReview: node, reviewEdge: edgeOf(review.id, node) }
    },

    async submitPullRequestReview(_, { input }: Input<OfReview & { event: Event; body?: string | null }>, context) {
      const { source, review } = await meantReview(context, input)
      if (!review)
        throw new Problem(
          'not_found',
          'github.no_pending_review',
          'You have begun no review of this pull request; begin one with addPullRequestReview.',
        )
      if (input.event === 'DISMISS')
        throw new Problem('invalid', 'github.event', 'A review is not sent dismissed; use dismissPullRequestReview.')
      const sent = await context.call(context.github.pulls.verbs.submitReview, {
        ...pullAt(source),
        review: review.id,
        verdict: VERDICT[input.event],
        ...given({ body: input.body }),
      })
      return { ...done(input), pullRequestReview: sourceOfReview(source, sent) }
    },

    async updatePullRequestReview(_, { input }: Input<{ pullRequestReviewId: string; body: string }>, context) {
      const found = await findReview(context, input.pullRequestReviewId)
      const order = { ...reviewAt(found), body: input.body }
      return changed(input, found, await context.call(context.github.pulls.verbs.updateReview, order))
    },

    async dismissPullRequestReview(_, { input }: Input<{ pullRequestReviewId: string; message: string }>, context) {
      const found = await findReview(context, input.pullRequestReviewId)
      const order = { ...reviewAt(found), message: input.message }
      return changed(input, found, await context.call(context.github.pulls.verbs.dismissReview, order))
    },

    async deletePullRequestReview(_, { input }: Input<{ pullRequestReviewId: string }>, context) {
      const found = await findReview(context, input.pullRequestReviewId)
      return changed(input, found, await context.call(context.github.pulls.verbs.deleteReview, reviewAt(found)))
    },

    async addPullRequestReviewComment(_, { input }: Input<NewComment>, context) {
      const { inReplyTo, path, position, commitOID } = input
      const body = input.body ?? ''
      if (!inReplyTo && (path == null || position == null))
        throw new Problem(
          'invalid',
          'github.comment_place',
          'A comment names "path" and "position", or the comment it answers in "inReplyTo".',
        )
      const comment = inReplyTo
        ? await answer(context, input, { ...(await findLine(context, inReplyTo)), body })
        : await begin(context, input, { path: path!, position: position!, body, ...given({ sha: commitOID }) })
      return { ...done(input), comment, commentEdge: edgeOf(comment.comment.id, comment) }
    },

    async addPullRequestReviewThread(_, { input }: Input<OfReview & Lines>, context) {
      const { source, comment } = await begin(context, input, placeOf(input))
      const { items } = await context.call(context.github.pulls.verbs.threads, pullAt(source))
      return { ...done(input), thread: sourceOfThread(source, items.find(({ id }) => id === comment.thread)!) }
    },

    /** At once, or with the review that was begun. */
    async addPullRequestReviewThreadReply(
      _,
      { input }: Input<{ pullRequestReviewThreadId: string; pullRequestReviewId?: string | null; body: string }>,
      context,
    ) {
      const { source, thread } = await findThread(context, input.pullRequestReviewThreadId)
      const order = { source, comment: thread.comments[0]!, body: input.body }
      return { ...done(input), comment: await answer(context, input, order) }
    },

    async updatePullRequestReviewComment(
      _,
      { input }: Input<{ pullRequestReviewCommentId: string; body: string }>,
      context,
    ) {
      const { source, comment } = await findLine(context, input.pullRequestReviewCommentId)
      const order = { ...source.at, comment: comment.id, body: input.body }
      const after = await context.call(context.github.pulls.verbs.updateComment, order)
      return { ...done(input), pullRequestReviewComment: sourceOfLine(source, after) }
    },

    async deletePullRequestReviewComment(_, { input }: Input<{ id: string }>, context) {
      const found = await findLine(context, input.id)
      const { source, comment } = found
      const { verbs } = context.github.pulls
      await context.call(verbs.deleteComment, { ...source.at, comment: comment.id })
      const of = comment.review && (await context.call(verbs.getReview, { ...pullAt(source), review: comment.review }))
      return {
        ...done(input),
        pullRequestReviewComment: found,
        pullRequestReview: of ? sourceOfReview(source, of) : null,
      }
    },

    resolveReviewThread: settling('resolveThread'),
    unresolveReviewThread: settling('unresolveThread'),
  },
}

function settling(verb: 'resolveThread' | 'unresolveThread') {
  return async (_: unknown, { input }: Input<{ threadId: string }>, context: GraphqlContext) => {
    const { source, thread } = await findThread(context, input.threadId)
    const settled = await context.call(context.github.pulls.verbs[verb], { ...pullAt(source), thread: thread.id })
    return { ...done(input), thread: sourceOfThread(source, settled) }
  }
}

function changed(input: object, { source }: ReviewSource, review: Review) {
  return { ...done(input), pullRequestReview: sourceOfReview(source, review) }
}

type Remark = z.input<typeof LineComment>

/** GitHub's sides of a diff in our words. */
function placeOf({ path, body, line, side, startLine, startSide, subjectType }: Lines): Remark {
  if (subjectType === 'FILE') return { path, body }
  if (line == null)
    throw new Problem(
      'invalid',
      'github.comment_place',
      'A thread on a line names it in "line"; one on the whole file has the "subjectType" FILE.',
    )
  const range = startLine == null ? {} : { startLine, startSide: SIDE[startSide ?? 'RIGHT'] }
  return { path, body, line, side: SIDE[side ?? 'RIGHT'], ...range }
}

/** Adds a comment to the review that was begun, or begins one with it. */
async function begin(
  context: GraphqlContext,
  input: OfReview,
  { sha, ...remark }: Remark & { sha?: string },
): Promise<LineSource> {
  const { source, review } = await meantReview(context, input)
  const { verbs } = context.github.pulls
  const at = { ...pullAt(source), ...given({ sha }) }
  if (review) {
    const subject = remark.line === undefined && remark.position === undefined ? 'file' : 'line'
    const order = { ...at, ...remark, subject, review: review.id } as const
    return sourceOfLine(source, await context.call(verbs.comment, order))
  }
  const begun = await context.call(verbs.review, { ...at, verdict: 'pending', comments: [remark] })
  return sourceOfLine(source, begun.comments[0]!)
}

/** An answer is sent at once unless it names a review, or its pull request has one that was begun. */
async function answer(
  context: GraphqlContext,
  input: OfReview,
  { source, comment, body }: { source: PullSource; comment: Comment; body: string },
): Promise<LineSource> {
  const named = input.pullRequestReviewId || input.pullRequestId
  const review = named ? (await meantReview(context, input)).review : undefined
  const order = { ...pullAt(source), body, replyTo: comment.id, ...given({ review: review?.id }) }
  return sourceOfLine(source, await context.call(context.github.pulls.verbs.comment, order))
}

/** The review that a mutation is about; of a pull request, the one that was begun, if there is one. */
async function meantReview(
  context: GraphqlContext,
  { pullRequestReviewId, pullRequestId }: OfReview,
): Promise<{ source: PullSource; review: Review | undefined }> {
  if (pullRequestReviewId) return findReview(context, pullRequestReviewId)
  if (!pullRequestId)
    throw new Problem(
      'invalid',
      'github.no_review',
      'Name the review, or the pull request whose review you have begun.',
    )
  const source = await getNode<PullSource>(context, pullRequestId, ['PullRequest'])
  const { items } = await context.call(context.github.pulls.verbs.reviews, pullAt(source))
  return { source, review: items.find(({ state }) => state === 'pending') }
}
