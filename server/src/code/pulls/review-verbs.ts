import { z } from 'zod'
import { type Actor, actorRef, isServer, newId, Problem, type VerbContext, verb } from '#kernel'
import type { Project } from '#projects'
import { demandsOf, readVerdicts } from './blockers.ts'
import { commentOn } from './commenting.ts'
import type { Desk, PullsDeps } from './desk.ts'
import { pullApproved, reviewCommentCreated, reviewDismissed, reviewEdited, reviewSubmitted } from './events.ts'
import { changesOf, createPlacing } from './placing.ts'
import { Body, Sha } from './pull.ts'
import { PullAddress } from './pull-verbs.ts'
import { type PullRow, updatePull } from './pulls.sql.ts'
import { type Comment, LineComment, Review, Verdict } from './review.ts'
import {
  deletePendingReview,
  insertReview,
  type ReviewRow,
  selectReview,
  selectReviews,
  toReview,
  updateReview,
} from './reviews.sql.ts'
import { isFinished, nextState, type PullState } from './state.ts'
import { selectComments } from './threads.sql.ts'

/** A page of remarks is a review; more are several. */
const MOST_LINE_COMMENTS = 200

const ReviewAddress = PullAddress.extend({ review: z.string().max(100).describe('Its id or number.') })

/** Reviews: what somebody says about a head that was shown, at once or collected and then sent. */
export function createReviewVerbs({ projects, git }: PullsDeps, desk: Desk) {
  const common = { scope: projects.scope, output: Review }

  async function open(context: VerbContext, address: z.output<typeof ReviewAddress>) {
    const { tx, actor } = context
    const { project, pull } = await desk.open(tx, address)
    const review = await selectReview(tx, { pull: pull.id, review: address.review, viewer: actor.id })
    if (review) return { project, pull, review }
    throw new Problem('not_found', 'pulls.no_review', `Pull request ${pull.number} has no such review.`)
  }

  async function present(context: VerbContext, review: ReviewRow): Promise<Review> {
    return toReview(review, await selectComments(context.tx, review.pull, context.actor.id))
  }

  /** As which of the owners of what is changed the actor speaks. */
  async function ownerAs({ actor }: VerbContext, project: Project, pull: PullRow): Promise<string[]> {
    const found: string[] = []
    for (const owner of new Set(pull.codeOwners.flat())) {
      const [first = '', team] = owner.replace(/^@/, '').split('/')
      const among = team === undefined ? { people: [first], teams: [] } : { people: [], teams: [team] }
      const foreign =
        !owner.startsWith('@') || (team !== undefined && first.toLowerCase() !== project.owner.toLowerCase())
      if (!foreign && (await projects.isAmong(actor, project, { ...among, apps: [] }))) found.push(owner)
    }
    return found
  }

  /** What follows from a review that everybody sees now: the state of the pull request, and the news. */
  async function announce(
    context: VerbContext,
    { project, pull, review, comments }: { project: Project; pull: PullRow; review: ReviewRow; comments: Comment[] },
  ): Promise<void> {
    const { tx, actor } = context
    const reviews = await selectReviews(tx, [pull.id])
    const state = stateAfter({ project, pull, reviews, review })
    const reviewers = pull.reviewers.filter((name) => name !== actor.name)
    const updated = await updatePull(tx, pull, { state, reviewers })
    const { id, verdict, sha } = review
    await desk.chronicle.note(context, pull, 'reviewed', { review: id, verdict, sha })
    desk.tell(context, reviewSubmitted, updated, { review: id, verdict, sha })
    for (const { id: comment, path } of comments) {
      desk.tell(context, reviewCommentCreated, updated, { comment, path, review: id })
    }
    if (state === 'approved' && pull.state !== 'approved') desk.tell(context, pullApproved, updated, { sha })
  }

  return {
    reviews: verb({
      name: 'pulls.reviews',
      http: 'GET /projects/:owner/:name/pulls/:number/reviews',
      summary: 'List the reviews of a pull request',
      input: PullAddress,
      output: z.object({ items: z.array(Review) }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx, actor }, address) {
        const { pull } = await desk.open(tx, address)
        const comments = await selectComments(tx, pull.id, actor.id)
        return { items: (await selectReviews(tx, [pull.id], actor.id)).map((row) => toReview(row, comments)) }
      },
    }),

    getReview: verb({
      name: 'pulls.getReview',
      http: 'GET /projects/:owner/:name/pulls/:number/reviews/:review',
      summary: 'Show a review with its comments',
      input: ReviewAddress,
      ...common,
      needs: 'pulls:read',
      async run(context, address) {
        return present(context, (await open(context, address)).review)
      },
    }),

    review: verb({
      name: 'pulls.review',
      http: 'POST /projects/:owner/:name/pulls/:number/reviews',
      summary: 'Review a pull request: approve, ask for changes or comment',
      input: PullAddress.extend({
        verdict: z.enum([...Verdict.options, 'pending']).describe('pending: collect comments and send them later.'),
        body: Body.default(''),
        sha: Sha.optional().describe('The head that was shown. An approval counts only while it is the head.'),
        comments: z.array(LineComment).max(MOST_LINE_COMMENTS).default([]),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:create',
      status: 201,
      emits: [reviewSubmitted.name, reviewCommentCreated.name, pullApproved.name],
      async run(context, { verdict, body, comments, ...address }) {
        const { tx, actor } = context
        const { project, pull } = await desk.open(tx, address)
        const sha = address.sha ?? pull.headSha
        const pending = verdict === 'pending'
        if (!pending) refuseVerdict(actor, pull, { verdict, body, comments })
        const row = await insertReview(tx, {
          org: pull.org,
          project: pull.project,
          pull: pull.id,
          id: newId('rev'),
          reviewer: actorRef(actor),
          verdict: pending ? 'comment' : verdict,
          body,
          sha,
          state: pending ? 'pending' : 'submitted',
          counts: await desk.allows(context, project, 'pulls:review'),
          ownerAs: await ownerAs(context, project, pull),
        })
        if (!row) {
          throw new Problem(
            'conflict',
            'pulls.review_pending',
            'You have begun a review of this pull request already; send it or delete it first.',
          )
        }
        const place = comments.length > 0 ? createPlacing(await changesOf(git, pull, sha), sha) : undefined
        const stored: Comment[] = []
        for (const comment of comments) {
          stored.push(
            await commentOn(context, git, pull, { body: comment.body, review: row.id, placed: place!(comment) }),
          )
        }
        if (!pending) await announce(context, { project, pull, review: row, comments: stored })
        return toReview(row, stored)
      },
    }),

    updateReview: verb({
      name: 'pulls.updateReview',
      http: 'PATCH /projects/:owner/:name/pulls/:number/reviews/:review',
      summary: 'Change the summary of a review of your own',
      input: ReviewAddress.extend({ body: Body }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:create',
      emits: [reviewEdited.name],
      async run(context, { body, ...address }) {
        const { pull, review } = await open(context, address)
        refuseStranger(context, review)
        const updated = await change(context, review, { ...review, body })
        if (review.state !== 'pending') desk.tell(context, reviewEdited, pull, { review: review.id })
        return present(context, updated)
      },
    }),

    submitReview: verb({
      name: 'pulls.submitReview',
      http: 'POST /projects/:owner/:name/pulls/:number/reviews/:review/submit',
      summary: 'Send a review that was begun',
      input: ReviewAddress.extend({ verdict: Verdict, body: Body.optional() }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:create',
      emits: [reviewSubmitted.name, reviewCommentCreated.name, pullApproved.name],
      async run(context, { verdict, body, ...address }) {
        const { tx, actor } = context
        const { project, pull, review } = await open(context, address)
        refuseStranger(context, review)
        if (review.state !== 'pending') {
          throw new Problem('conflict', 'pulls.review_sent', 'This review was sent already; write another one.')
        }
        const comments = (await selectComments(tx, pull.id, actor.id)).filter((comment) => comment.review === review.id)
        const text = body ?? review.body
        refuseVerdict(actor, pull, { verdict, body: text, comments })
        const counts = await desk.allows(context, project, 'pulls:review')
        const sent = await change(context, review, {
          ...review,
          state: 'submitted',
          verdict,
          body: text,
          counts,
          ownerAs: await ownerAs(context, project, pull),
        })
        await announce(context, { project, pull, review: sent, comments })
        return toReview(sent, comments)
      },
    }),

    deleteReview: verb({
      name: 'pulls.deleteReview',
      http: 'DELETE /projects/:owner/:name/pulls/:number/reviews/:review',
      summary: 'Throw a review away that was not sent yet',
      input: ReviewAddress,
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:create',
      emits: [],
      async run(context, address) {
        const { review } = await open(context, address)
        refuseStranger(context, review)
        if (review.state !== 'pending') {
          throw new Problem(
            'conflict',
            'pulls.review_sent',
            'A review that was sent stays; somebody who may write can dismiss it.',
          )
        }
        const shown = await present(context, review)
        await deletePendingReview(context.tx, review.id)
        return shown
      },
    }),

    dismissReview: verb({
      name: 'pulls.dismissReview',
      http: 'POST /projects/:owner/:name/pulls/:number/reviews/:review/dismiss',
      summary: 'Let a review no longer count, and say why',
      input: ReviewAddress.extend({ message: z.string().trim().min(1).max(1000) }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:review',
      emits: [reviewDismissed.name],
      async run(context, { message, ...address }) {
        const { tx, actor } = context
        const { project, pull, review } = await open(context, address)
        if (review.state !== 'submitted' || review.verdict === 'comment') {
          throw new Problem(
            'conflict',
            'pulls.not_dismissible',
            'Only an approval or a request for changes that still counts can be dismissed.',
          )
        }
        const dismissal = { by: actorRef(actor), message, at: new Date().toISOString() }
        const dismissed = await change(context, review, { ...review, state: 'dismissed', dismissal })
        const reviews = await selectReviews(tx, [pull.id])
        if (pull.state === 'approved' && !isApproved({ project, pull, reviews })) {
          await updatePull(tx, pull, { state: nextState(pull, 'withdraw_approval') })
        }
        await desk.chronicle.note(context, pull, 'review_dismissed', {
          review: review.id,
          reviewDatabaseId: review.databaseId,
          reviewer: review.reviewer,
          verdict: review.verdict,
          message,
        })
        desk.tell(context, reviewDismissed, pull, { review: review.id, message })
        return present(context, dismissed)
      },
    }),
  }
}

async function change(
  { tx }: VerbContext,
  review: ReviewRow,
  to: Parameters<typeof updateReview>[2],
): Promise<ReviewRow> {
  const updated = await updateReview(tx, review, to)
  if (updated) return updated
  throw new Problem('conflict', 'pulls.changed_meanwhile', 'This review has just changed; look at it again and repeat.')
}

function refuseStranger({ actor }: VerbContext, { reviewer }: ReviewRow): void {
  if (reviewer.id === actor.id) return
  throw new Problem('forbidden', 'pulls.not_yours', `Only ${reviewer.name} can change this review.`)
}

function refuseVerdict(
  actor: Actor,
  pull: PullRow,
  { verdict, body, comments }: { verdict: z.output<typeof Verdict>; body: string; comments: readonly unknown[] },
): void {
  const own = actor.id === pull.issue.author.id && !isServer(actor)
  if (verdict === 'approve' && own) {
    throw new Problem(
      'forbidden',
      'pulls.own_approval',
      'Nobody approves their own pull request; ask somebody else to review it.',
    )
  }
  if (verdict === 'request_changes' && own) {
    throw new Problem(
      'forbidden',
      'pulls.own_request',
      'Nobody asks for changes of their own pull request; push them, or comment.',
    )
  }
  if (verdict === 'comment' && body.trim() === '' && comments.length === 0) {
    throw new Problem('invalid', 'pulls.empty_review', 'A review says something: write a summary or comment on a line.')
  }
  if (verdict !== 'comment') nextState(pull, verdict === 'approve' ? 'approve' : 'withdraw_approval')
}

interface Reviewed {
  project: Project
  pull: PullRow
  reviews: readonly ReviewRow[]
}

function isApproved({ project, pull, reviews }: Reviewed): boolean {
  const { approved, against } = readVerdicts({ pull, reviews })
  const needed = Math.max(1, demandsOf(project.settings.protection, pull.baseBranch).requiredApprovals)
  return approved.length >= needed && against.length === 0
}

/** An approval of an older head, or one that is not enough yet, is kept without moving the pull request. */
function stateAfter({ review, ...reviewed }: Reviewed & { review: ReviewRow }): PullState {
  const { pull } = reviewed
  if (isFinished(pull.state)) return pull.state
  if (!review.counts || review.verdict === 'comment') return nextState(pull, 'request_review')
  if (review.verdict === 'request_changes') return nextState(pull, 'withdraw_approval')
  return isApproved(reviewed) ? nextState(pull, 'approve') : pull.state
}
