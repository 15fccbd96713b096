import { z } from 'zod'
import { actorRef, newId, Problem, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress } from '#projects'
import { selectComment } from './comments.sql.ts'
import type { Desk, IssuesDeps } from './desk.ts'
import { REACTIONS, Reaction } from './issue.ts'
import { PageInput } from './issue-verbs.ts'
import { type IssueRow, selectIssuesById } from './issues.sql.ts'
import { deleteReaction, insertReaction, selectReaction, selectReactionOf, selectReactions } from './reactions.sql.ts'

/** Finds what is reacted to; with its issue if it is part of a conversation that may be locked. */
export type FindSubject = (
  context: Pick<VerbContext, 'tx' | 'actor' | 'org'>,
  project: Project,
  subject: string,
) => Promise<{ id: string; issue?: IssueRow } | undefined>

const SubjectAddress = ProjectAddress.extend({
  kind: z.string().max(40).describe('issue, comment, or what another module lets people react to.'),
  subject: z.string().max(100).describe('Its id.'),
})

/** Reactions: a thumb, a heart, a rocket. Other modules add what can be reacted to. */
export function createReactionVerbs({ projects }: IssuesDeps, desk: Desk) {
  const kinds = new Map<string, FindSubject>()

  kinds.set('issue', async ({ tx }, project, subject) => {
    const [issue] = await selectIssuesById(tx, [subject])
    return issue?.project === project.id ? { id: issue.id, issue } : undefined
  })
  kinds.set('comment', async ({ tx }, project, subject) => {
    const comment = await selectComment(tx, project.id, subject)
    if (!comment) return undefined
    const [issue] = await selectIssuesById(tx, [comment.issue])
    return { id: comment.id, ...(issue ? { issue } : {}) }
  })

  async function find(context: VerbContext, { owner, name, kind, subject }: z.infer<typeof SubjectAddress>) {
    const project = await projects.get(context.tx, { owner, name })
    const found = await kinds.get(kind)?.(context, project, subject)
    if (found) return { project, id: found.id, issue: found.issue }
    throw new Problem('not_found', 'issues.no_subject', `There is no ${kind} ${subject} in ${owner}/${name}.`)
  }

  const verbs = {
    reactions: verb({
      name: 'reactions.list',
      http: 'GET /projects/:owner/:name/reactions/:kind/:subject',
      summary: 'List the reactions to an issue, a comment or something else',
      input: SubjectAddress.extend({ content: z.enum(REACTIONS).optional(), ...PageInput }),
      output: z.object({ items: z.array(Reaction), total: z.number().int() }),
      needs: 'issues:read',
      scope: projects.scope,
      async run(context, { content, page, limit, ...address }) {
        const { id } = await find(context, address)
        return selectReactions(context.tx, { subject: id, content }, { page, limit })
      },
    }),

    react: verb({
      name: 'reactions.add',
      http: 'POST /projects/:owner/:name/reactions/:kind/:subject',
      summary: 'React to an issue, a comment or something else',
      input: SubjectAddress.extend({ content: z.enum(REACTIONS) }),
      output: z.object({ reaction: Reaction, created: z.boolean() }),
      needs: 'issues:create',
      scope: projects.changeScope,
      async run(context, { content, ...address }) {
        const { tx, actor } = context
        const { project, id: subject, issue } = await find(context, address)
        if (issue) await desk.refuseLocked(context, { project, issue })
        const place = { org: project.org, project: project.id, kind: address.kind, subject }
        const row = { ...place, id: newId('rct'), content, actor: actorRef(actor) }
        const reaction = await insertReaction(tx, row)
        if (reaction) return { reaction, created: true }
        return { reaction: (await selectReactionOf(tx, { subject, content, actor: actor.id }))!, created: false }
      },
    }),

    unreact: verb({
      name: 'reactions.remove',
      http: 'DELETE /projects/:owner/:name/reactions/:reaction',
      summary: 'Take back a reaction',
      input: ProjectAddress.extend({ reaction: z.string().max(100).describe('Its id, or its databaseId.') }),
      output: z.object({}),
      needs: 'issues:create',
      scope: projects.changeScope,
      async run(context, { reaction, ...address }) {
        const project = await projects.get(context.tx, address)
        const row = await selectReaction(context.tx, project.id, reaction)
        if (!row) {
          throw new Problem(
            'not_found',
            'issues.no_reaction',
            `There is no reaction ${reaction} in ${project.owner}/${project.name}.`,
          )
        }
        await desk.refuseOthers(context, project, { author: row.actor, kind: 'issue', what: 'The reaction' })
        await deleteReaction(context.tx, row.id)
        return {}
      },
    }),
  }
  return { verbs, reactTo: (kind: string, find: FindSubject) => void kinds.set(kind, find) }
}
