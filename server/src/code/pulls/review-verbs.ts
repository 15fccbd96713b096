import { z } from 'zod'
import { actorRef, newId, Problem, verb } from '#kernel'
import { readVerdicts, rulesFor } from './blockers.ts'
import type { Desk, PullsDeps } from './desk.ts'
import { pullApproved, pullCommented, pullReviewed } from './events.ts'
import { Body, Comment, LineComment, Review, Sha, Verdict } from './pull.ts'
import { PullAddress } from './pull-verbs.ts'
import { updatePull } from './pulls.sql.ts'
import { insertComment, insertReview, selectComments, selectReviews, toReview } from './reviews.sql.ts'
import { nextState } from './state.ts'

const MOST_LINE_COMMENTS = 500

/** Reviews, which count for the head they were made of, and comments. */
export function createReviewVerbs({ projects }: PullsDeps, desk: Desk) {
  return {
    reviews: verb({
      name: 'pulls.reviews',
      http: 'GET /projects/:owner/:name/pulls/:number/reviews',
      summary: 'List the reviews of a pull request',
      input: PullAddress,
      output: z.object({ items: z.array(Review) }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx }, address) {
        const { pull } = await desk.open(tx, address)
        const comments = await selectComments(tx, pull.id)
        return { items: (await selectReviews(tx, [pull.id])).map((row) => toReview(row, comments)) }
      },
    }),

    review: verb({
      name: 'pulls.review',
      http: 'POST /projects/:owner/:name/pulls/:number/reviews',
      summary: 'Review a pull request: approve, ask for changes or comment',
      input: PullAddress.extend({
        verdict: Verdict,
        body: Body.default(''),
        sha: Sha.describe('The head that was shown. An approval counts only while it is the head.'),
        comments: z.array(LineComment).max(MOST_LINE_COMMENTS).default([]),
      }),
      output: Review,
      needs: 'pulls:review',
      scope: projects.scope,
      status: 201,
      emits: [pullReviewed.name, pullApproved.name],
      async run(context, { verdict, body, sha, comments, ...address }) {
        const { tx, actor } = context
        const { project, pull } = await desk.open(tx, address)
        if (verdict === 'approve' && actor.id === pull.author.id && actor.kind !== 'system') {
          throw new Problem(
            'forbidden',
            'pulls.own_approval',
            'Nobody approves their own pull request; ask somebody else to review it.',
          )
        }
        const move =
          verdict === 'approve' ? 'approve' : verdict === 'request_changes' ? 'withdraw_approval' : 'request_review'
        const next = nextState(pull, move)
        const owner = { org: pull.org, project: pull.project, pull: pull.id }
        const row = await insertReview(tx, {
          ...owner,
          id: newId('rev'),
          reviewer: actorRef(actor),
          verdict,
          body,
          sha,
        })
        const stored: Comment[] = []
        for (const comment of comments) {
          stored.push(
            await insertComment(tx, {
              ...owner,
              ...comment,
              id: newId('cmt'),
              review: row.id,
              author: actorRef(actor),
            }),
          )
        }
        const { approved, against } = readVerdicts({ pull, reviews: await selectReviews(tx, [pull.id]) })
        const needed = Math.max(1, rulesFor(project.settings.protection, pull.baseBranch).requiredApprovals)
        // An approval of an older head, or one that is not enough yet, is kept without moving the pull request.
        const state = verdict !== 'approve' || (approved.length >= needed && against.length === 0) ? next : pull.state
        const updated = await updatePull(tx, pull, { state })
        desk.tell(context, pullReviewed, updated, { review: row.id, verdict, sha })
        if (state === 'approved' && pull.state !== 'approved') desk.tell(context, pullApproved, updated, { sha })
        return toReview(row, stored)
      },
    }),

    comments: verb({
      name: 'pulls.comments',
      http: 'GET /projects/:owner/:name/pulls/:number/comments',
      summary: 'List the comments of a pull request',
      input: PullAddress,
      output: z.object({ items: z.array(Comment) }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx }, address) {
        const { pull } = await desk.open(tx, address)
        return { items: await selectComments(tx, pull.id) }
      },
    }),

    comment: verb({
      name: 'pulls.comment',
      http: 'POST /projects/:owner/:name/pulls/:number/comments',
      summary: 'Comment on a pull request or one of its lines',
      input: PullAddress.extend({
        ...LineComment.partial({ path: true, line: true }).shape,
        side: LineComment.shape.side.optional(),
      }),
      output: Comment,
      needs: 'pulls:review',
      scope: projects.scope,
      status: 201,
      emits: [pullCommented.name],
      async run(context, { owner, name, number, body, path, line, side }) {
        const { pull } = await desk.open(context.tx, { owner, name, number })
        if ((path === undefined) !== (line === undefined)) {
          throw new Problem(
            'invalid',
            'pulls.comment_place',
            'A comment on a line names both path and line; leave both out for the whole pull request.',
          )
        }
        const comment = await insertComment(context.tx, {
          org: pull.org,
          project: pull.project,
          pull: pull.id,
          id: newId('cmt'),
          author: actorRef(context.actor),
          body,
          path: path ?? null,
          line: line ?? null,
          side: path === undefined ? null : (side ?? 'new'),
          review: null,
        })
        desk.tell(context, pullCommented, pull, { comment: comment.id, path: comment.path })
        return comment
      },
    }),
  }
}
