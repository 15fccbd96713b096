import type { Comment } from '#issues'
import type { Project } from '#projects'
import { printNodeId } from '../../node-id.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { associationOf, type Conversation, sourceOfConversation } from './conversation.ts'
import { groupReactions, type ReactionArguments, reactionsTo } from './reaction.ts'
import { permits, sourceOfRepository } from './repository.ts'
import { htmlOf, plainOf } from './text.ts'

export interface CommentSource {
  __typename: 'IssueComment'
  project: Project
  at: { owner: string; name: string }
  comment: Comment
}

export function sourceOfComment(project: Project, comment: Comment): CommentSource {
  return { __typename: 'IssueComment', project, at: { owner: project.owner, name: project.name }, comment }
}

/** What the comment stands in. */
export async function conversationOf(
  { project, at, comment }: CommentSource,
  { github, call }: GraphqlContext,
): Promise<Conversation> {
  return sourceOfConversation(project, await call(github.issues.verbs.get, { ...at, number: comment.number }))
}

const page = ({ at, comment }: CommentSource) =>
  `/${at.owner}/${at.name}/${comment.kind === 'pull' ? 'pull' : 'issues'}/${comment.number}#issuecomment-${comment.databaseId}`

async function viewerCanWrite({ project, comment }: CommentSource, context: GraphqlContext): Promise<boolean> {
  return comment.author.id === context.actor.id || permits(context, project, 'issues:write')
}

export const commentResolvers: Resolvers = {
  IssueComment: {
    id: ({ comment }: CommentSource) => printNodeId('IssueComment', comment.id),
    databaseId: ({ comment }: CommentSource) => comment.databaseId,
    fullDatabaseId: ({ comment }: CommentSource) => String(comment.databaseId),
    body: ({ comment }: CommentSource) => comment.body,
    bodyHTML: ({ comment }: CommentSource, _, context) => htmlOf(context, comment.body),
    bodyText: ({ comment }: CommentSource, _, context) => plainOf(context, comment.body),
    createdViaEmail: () => false,
    viewerCanReact: ({ project }: CommentSource, _, context) => permits(context, project, 'issues:create'),
    url: (source: CommentSource, _, { urls }) => `${urls.web}${page(source)}`,
    resourcePath: page,
    author: ({ comment }: CommentSource, _, context) => sourceOfActor(context, comment.author),
    authorAssociation: ({ project, comment }: CommentSource, _, context) =>
      associationOf(context, project, comment.author),
    createdAt: ({ comment }: CommentSource) => comment.createdAt,
    publishedAt: ({ comment }: CommentSource) => comment.createdAt,
    updatedAt: ({ comment }: CommentSource) => comment.updatedAt,
    lastEditedAt: ({ comment }: CommentSource) => comment.editedAt,
    includesCreatedEdit: ({ comment }: CommentSource) => comment.editedAt !== null,
    isMinimized: () => false,
    minimizedReason: () => null,
    issue: (source: CommentSource, _, context) => conversationOf(source, context),
    pullRequest: (source: CommentSource, _, context) =>
      source.comment.kind === 'pull' ? conversationOf(source, context) : null,
    repository: ({ project }: CommentSource, _, context) => sourceOfRepository(context, project),
    viewerDidAuthor: ({ comment }: CommentSource, _, { actor }) => comment.author.id === actor.id,
    viewerCanUpdate: (source: CommentSource, _, context) => viewerCanWrite(source, context),
    viewerCanDelete: (source: CommentSource, _, context) => viewerCanWrite(source, context),
    reactionGroups: (source: CommentSource) => groupReactions(source, { kind: 'comment', ...pick(source) }),
    reactions: (source: CommentSource, args: ReactionArguments, context) =>
      reactionsTo(context, source, { kind: 'comment', id: source.comment.id }, args),
  },
}

function pick({ comment: { id, reactions } }: CommentSource) {
  return { id, reactions }
}
