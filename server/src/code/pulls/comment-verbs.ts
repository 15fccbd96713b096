import { z } from 'zod'
import { actorRef, newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress } from '#projects'
import { commentOn } from './commenting.ts'
import type { Desk, PullsDeps } from './desk.ts'
import {
  reviewCommentCreated,
  reviewCommentDeleted,
  reviewCommentEdited,
  threadResolved,
  threadUnresolved,
} from './events.ts'
import { changesOf, createPlacing } from './placing.ts'
import { Body, Sha } from './pull.ts'
import { PullAddress } from './pull-verbs.ts'
import { type PullRow, selectPullById } from './pulls.sql.ts'
import { Comment, Place, Thread } from './review.ts'
import { selectPendingReview } from './reviews.sql.ts'
import {
  deleteComment,
  insertComment,
  selectComment,
  selectComments,
  selectProjectComments,
  selectThread,
  selectThreads,
  toThread,
  updateCommentBody,
  updateThreadResolution,
} from './threads.sql.ts'

const CommentAddress = ProjectAddress.extend({ comment: z.string().max(100).describe('Its id or number.') })
const ThreadAddress = PullAddress.extend({ thread: z.string().max(100).describe('Its id or number.') })
const MOST_ROWS = 100

/** Comments on lines and files, and the threads they form. */
export function createCommentVerbs({ projects, git }: PullsDeps, desk: Desk) {
  async function open({ tx, actor }: VerbContext, address: z.output<typeof CommentAddress>) {
    const project = await projects.get(tx, address)
    const found = await selectComment(tx, { project: project.id, comment: address.comment, viewer: actor.id })
    if (!found) throw new Problem('not_found', 'pulls.no_comment', 'There is no such comment.')
    return { project, comment: found.comment, pull: await findPull(tx, found.pull) }
  }

  async function findPull(tx: Tx, id: string): Promise<PullRow> {
    const [pull] = await desk.complete(tx, [(await selectPullById(tx, id))!])
    return pull!
  }

  /** One's own, or with the permission to write. */
  async function refuseStranger(context: VerbContext, project: Project, comment: Comment): Promise<void> {
    if (comment.author.id === context.actor.id || (await desk.allows(context, project, 'pulls:write'))) return
    throw new Problem('forbidden', 'pulls.not_yours', `Only ${comment.author.name} can change this comment.`)
  }

  async function presentThread({ tx, actor }: VerbContext, row: Parameters<typeof toThread>[0]): Promise<Thread> {
    return toThread(row, await selectComments(tx, row.pull, actor.id))
  }

  async function resolve(context: VerbContext, address: z.output<typeof ThreadAddress>, resolved: boolean) {
    const { tx, actor } = context
    const { project, pull } = await desk.open(tx, address)
    const thread = await selectThread(tx, pull.id, address.thread)
    const shown = thread && (await presentThread(context, thread))
    if (!thread || !shown?.comments.length) {
      throw new Problem('not_found', 'pulls.no_thread', `Pull request ${pull.number} has no such thread.`)
    }
    if (actor.id !== pull.issue.author.id && !(await desk.allows(context, project, 'pulls:write'))) {
      const who = `${pull.issue.author.name}, or somebody who may write,`
      throw new Problem('forbidden', 'pulls.not_yours', `Only ${who} can resolve this thread.`)
    }
    if ((thread.resolvedAt !== null) === resolved) return shown
    const updated = await updateThreadResolution(tx, thread.id, resolved ? actorRef(actor) : null)
    desk.tell(context, resolved ? threadResolved : threadUnresolved, pull, { thread: thread.id })
    return presentThread(context, updated)
  }

  return {
    comments: verb({
      name: 'pulls.comments',
      http: 'GET /projects/:owner/:name/pulls/:number/comments',
      summary: 'List the comments on lines of a pull request',
      input: PullAddress,
      output: z.object({ items: z.array(Comment) }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx, actor }, address) {
        const { pull } = await desk.open(tx, address)
        return { items: await selectComments(tx, pull.id, actor.id) }
      },
    }),

    projectComments: verb({
      name: 'pulls.projectComments',
      http: 'GET /projects/:owner/:name/pull-comments',
      summary: 'List the comments on lines of all pull requests',
      input: ProjectAddress.extend({
        sort: z.enum(['created', 'updated']).default('created'),
        direction: z.enum(['asc', 'desc']).default('asc'),
        since: z.iso.datetime({ offset: true }).optional(),
        page: z.number().int().min(1).max(1_000_000).default(1),
        limit: z.number().int().min(1).max(MOST_ROWS).default(30),
      }),
      output: z.object({ items: z.array(Comment), total: z.number().int() }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx, actor }, { owner, name, since, page, ...filter }) {
        const project = await projects.get(tx, { owner, name })
        const offset = (page - 1) * filter.limit
        return selectProjectComments(tx, project.id, { ...filter, since, offset, viewer: actor.id })
      },
    }),

    getComment: verb({
      name: 'pulls.getComment',
      http: 'GET /projects/:owner/:name/pull-comments/:comment',
      summary: 'Show a comment on a line',
      input: CommentAddress,
      output: Comment,
      needs: 'pulls:read',
      scope: projects.scope,
      async run(context, address) {
        return (await open(context, address)).comment
      },
    }),

    comment: verb({
      name: 'pulls.comment',
      http: 'POST /projects/:owner/:name/pulls/:number/comments',
      summary: 'Comment on a file or a line of a pull request, or answer such a comment',
      input: PullAddress.extend({
        ...Place.partial({ path: true }).shape,
        side: Place.shape.side.unwrap().optional(),
        subject: z.enum(['line', 'file']).optional(),
        sha: Sha.optional().describe('The commit that was shown. Default: the head.'),
        replyTo: z.string().max(100).optional().describe('The comment that this one answers, by id or number.'),
        pending: z.boolean().default(false).describe('Add it to the review you have begun.'),
        review: z.string().max(100).optional().describe('The same, saying which review, by id or number.'),
        body: Body.min(1),
      }),
      output: Comment,
      needs: 'pulls:create',
      scope: projects.changeScope,
      status: 201,
      emits: [reviewCommentCreated.name],
      async run(context, { owner, name, number, body, replyTo, review: meant, ...place }) {
        const { tx, actor } = context
        const { pull } = await desk.open(tx, { owner, name, number })
        const pending = place.pending || meant !== undefined
        const begun = pending ? await selectPendingReview(tx, pull.id, actor.id) : undefined
        if (pending && !begun) {
          throw new Problem('conflict', 'pulls.no_pending_review', 'You have begun no review here; begin one first.')
        }
        if (meant !== undefined && meant !== begun?.id && meant !== String(begun?.databaseId)) {
          throw new Problem('conflict', 'pulls.review_sent', 'Comments are added to the review you have begun alone.')
        }
        const review = begun?.id ?? null
        const row = { org: pull.org, project: pull.project, pull: pull.id, author: actorRef(actor), body, review }
        if (replyTo !== undefined) {
          const found = await selectComment(tx, { project: pull.project, comment: replyTo, viewer: actor.id })
          if (found?.pull !== pull.id || found.comment.thread === null) {
            throw new Problem('not_found', 'pulls.no_comment', 'The comment that this one answers does not exist.')
          }
          // GitHub keeps threads flat: an answer to an answer belongs to the first comment.
          const { thread, replyTo: first, id } = found.comment
          const answer = await insertComment(tx, { ...row, id: newId('cmt'), thread, replyTo: first ?? id })
          if (!pending) {
            desk.tell(context, reviewCommentCreated, pull, { comment: answer.id, path: answer.path, review })
          }
          return answer
        }
        if (place.path === undefined) throw incompletePlace()
        const sha = place.sha ?? pull.headSha
        const { path, line, position, startLine, startSide } = place
        if (line === undefined && position === undefined && place.subject !== 'file') throw incompletePlace()
        const placed = createPlacing(
          await changesOf(git, pull, sha),
          sha,
        )({
          path,
          side: place.side ?? 'new',
          ...(line === undefined ? {} : { line }),
          ...(position === undefined ? {} : { position }),
          ...(startLine === undefined ? {} : { startLine, startSide }),
        })
        const comment = await commentOn(context, git, pull, { placed, body, review })
        if (!pending)
          desk.tell(context, reviewCommentCreated, pull, { comment: comment.id, path: comment.path, review })
        return comment
      },
    }),

    updateComment: verb({
      name: 'pulls.updateComment',
      http: 'PATCH /projects/:owner/:name/pull-comments/:comment',
      summary: 'Change a comment on a line',
      input: CommentAddress.extend({ body: Body.min(1) }),
      output: Comment,
      needs: 'pulls:create',
      scope: projects.changeScope,
      emits: [reviewCommentEdited.name],
      async run(context, { body, ...address }) {
        const { project, comment, pull } = await open(context, address)
        await refuseStranger(context, project, comment)
        const updated = await updateCommentBody(context.tx, comment.id, body)
        const { path, review } = comment
        desk.tell(context, reviewCommentEdited, pull, { comment: comment.id, path, review, before: comment.body })
        return updated
      },
    }),

    deleteComment: verb({
      name: 'pulls.deleteComment',
      http: 'DELETE /projects/:owner/:name/pull-comments/:comment',
      summary: 'Delete a comment on a line',
      input: CommentAddress,
      output: z.object({}),
      needs: 'pulls:create',
      scope: projects.changeScope,
      emits: [reviewCommentDeleted.name],
      async run(context, address) {
        const { project, comment, pull } = await open(context, address)
        await refuseStranger(context, project, comment)
        await deleteComment(context.tx, comment)
        const { path, review } = comment
        desk.tell(context, reviewCommentDeleted, pull, { comment: comment.id, path, review, row: comment })
        return {}
      },
    }),

    threads: verb({
      name: 'pulls.threads',
      http: 'GET /projects/:owner/:name/pulls/:number/threads',
      summary: 'List the threads on lines of a pull request',
      input: PullAddress,
      output: z.object({ items: z.array(Thread) }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx, actor }, address) {
        const { pull } = await desk.open(tx, address)
        const comments = await selectComments(tx, pull.id, actor.id)
        const threads = (await selectThreads(tx, [pull.id])).map((row) => toThread(row, comments))
        return { items: threads.filter((thread) => thread.comments.length > 0) }
      },
    }),

    resolveThread: verb({
      name: 'pulls.resolveThread',
      http: 'POST /projects/:owner/:name/pulls/:number/threads/:thread/resolve',
      summary: 'Mark a thread resolved',
      input: ThreadAddress,
      output: Thread,
      needs: 'pulls:create',
      scope: projects.changeScope,
      emits: [threadResolved.name],
      run: (context, address) => resolve(context, address, true),
    }),

    unresolveThread: verb({
      name: 'pulls.unresolveThread',
      http: 'POST /projects/:owner/:name/pulls/:number/threads/:thread/unresolve',
      summary: 'Open a resolved thread again',
      input: ThreadAddress,
      output: Thread,
      needs: 'pulls:create',
      scope: projects.changeScope,
      emits: [threadUnresolved.name],
      run: (context, address) => resolve(context, address, false),
    }),
  }
}

function incompletePlace(): Problem {
  return new Problem(
    'invalid',
    'pulls.comment_place',
    'A comment on a line names both path and line; one on the whole pull request is a comment of the issue.',
  )
}
