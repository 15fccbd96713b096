import { z } from 'zod'
import { actorRef, newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress } from '#projects'
import type { Changes } from './changes.ts'
import {
  type CommentRow,
  deleteComment,
  insertComment,
  selectComment,
  selectComments,
  updateComment,
} from './comments.sql.ts'
import type { Desk, IssuesDeps } from './desk.ts'
import { commentCreated, commentDeleted, commentEdited } from './events.ts'
import { Body, Comment } from './issue.ts'
import { IssueAddress, PageInput } from './issue-verbs.ts'
import { type IssueRow, selectIssuesById } from './issues.sql.ts'

const Text = Body.refine((text) => text.trim() !== '', 'say something')
export const CommentAddress = ProjectAddress.extend({
  comment: z.string().max(100).describe('Its id, or its databaseId.'),
})

const CommentList = {
  since: z.iso.datetime({ offset: true }).optional().describe('Changed at this time or later.'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  ...PageInput,
}

/** The conversation of an issue or a pull request. */
export function createCommentVerbs({ projects }: IssuesDeps, desk: Desk, changes: Changes) {
  const common = { scope: projects.scope, output: Comment }
  const list = { scope: projects.scope, output: z.object({ items: z.array(Comment), total: z.number().int() }) }

  async function find(tx: Tx, { owner, name, comment }: z.infer<typeof CommentAddress>) {
    const project = await projects.get(tx, { owner, name })
    const row = await selectComment(tx, project.id, comment)
    if (row) return { project, row }
    throw new Problem('not_found', 'issues.no_comment', `There is no comment ${comment} in ${owner}/${name}.`)
  }

  /** The comment and its issue, to be changed by its author or by those who tend the project's issues. */
  async function take(
    context: VerbContext,
    address: z.infer<typeof CommentAddress>,
  ): Promise<{ project: Project; row: CommentRow; issue: IssueRow }> {
    const { project, row } = await find(context.tx, address)
    await desk.refuseOthers(context, project, { ...row, what: 'The comment' })
    const [issue] = await selectIssuesById(context.tx, [row.issue])
    return { project, row, issue: issue! }
  }

  return {
    comments: verb({
      name: 'issues.comments',
      http: 'GET /projects/:owner/:name/issues/:number/comments',
      summary: 'List the comments of an issue or pull request, oldest first',
      input: IssueAddress.extend(CommentList),
      ...list,
      needs: 'issues:read',
      async run({ tx }, { owner, name, number, since, direction, ...page }) {
        const { project, issue } = await desk.find(tx, { owner, name, number })
        return selectComments(tx, { project: project.id, issue: issue.id, since, sort: 'created', direction }, page)
      },
    }),

    allComments: verb({
      name: 'issues.allComments',
      http: 'GET /projects/:owner/:name/comments',
      summary: 'List the comments of all issues and pull requests of a project',
      input: ProjectAddress.extend({ ...CommentList, sort: z.enum(['created', 'updated']).default('created') }),
      ...list,
      needs: 'issues:read',
      async run({ tx }, { owner, name, since, sort, direction, ...page }) {
        const project = await projects.get(tx, { owner, name })
        return selectComments(tx, { project: project.id, since, sort, direction }, page)
      },
    }),

    comment: verb({
      name: 'issues.comment',
      http: 'POST /projects/:owner/:name/issues/:number/comments',
      summary: 'Comment on an issue or pull request',
      input: IssueAddress.extend({ body: Text }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:create',
      status: 201,
      emits: [commentCreated.name],
      async run(context, { body, ...address }) {
        const { tx, actor } = context
        const { project, issue } = await desk.find(tx, address)
        await desk.refuseLocked(context, { project, issue })
        const id = newId('cmt')
        const author = actorRef(actor)
        await insertComment(tx, { id, org: issue.org, project: issue.project, issue: issue.id, author, body })
        desk.tell(context, commentCreated, issue, { comment: id })
        await changes.refer(context, project, issue, { text: body, comment: id })
        return (await selectComment(tx, issue.project, id))!
      },
    }),

    getComment: verb({
      name: 'issues.getComment',
      http: 'GET /projects/:owner/:name/comments/:comment',
      summary: 'Show a comment',
      input: CommentAddress,
      ...common,
      needs: 'issues:read',
      run: async ({ tx }, address) => (await find(tx, address)).row,
    }),

    updateComment: verb({
      name: 'issues.updateComment',
      http: 'PATCH /projects/:owner/:name/comments/:comment',
      summary: 'Change a comment',
      input: CommentAddress.extend({ body: Text }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:create',
      emits: [commentEdited.name],
      async run(context, { body, ...address }) {
        const { project, row, issue } = await take(context, address)
        if (row.body === body) return row
        await updateComment(context.tx, row.id, body)
        desk.tell(context, commentEdited, issue, { comment: row.id, before: row.body })
        await changes.refer(context, project, issue, { text: body, comment: row.id })
        return (await selectComment(context.tx, issue.project, row.id))!
      },
    }),

    deleteComment: verb({
      name: 'issues.deleteComment',
      http: 'DELETE /projects/:owner/:name/comments/:comment',
      summary: 'Delete a comment',
      input: CommentAddress,
      output: z.object({}),
      needs: 'issues:create',
      scope: projects.changeScope,
      emits: [commentDeleted.name],
      async run(context, address) {
        const { row, issue } = await take(context, address)
        await deleteComment(context.tx, row)
        const { id, author, body, databaseId } = row
        desk.tell(context, commentDeleted, issue, { comment: id, author, body, databaseId })
        return {}
      },
    }),
  }
}
