import { Problem } from '#kernel'
import { readAll } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import type { CommentSource } from './comment.ts'
import { type Conversation, shared } from './conversation.ts'
import { ANY_CONVERSATION, done, type Input } from './issue-mutation.ts'
import { getNode } from './node.ts'
import { groupReactions, type ReactionSource, reactionCounts, readContent } from './reaction.ts'
import type { ReleaseSource } from './release.ts'
import type { LineSource } from './review.ts'

type Subject = Conversation | CommentSource | LineSource | ReleaseSource

interface Order {
  subjectId: string
  content: string
}

const SUBJECTS = [...ANY_CONVERSATION, 'IssueComment', 'PullRequestReviewComment', 'Release'] as const

export const reactionMutationResolvers: Resolvers = {
  Mutation: {
    async addReaction(_, { input }: Input<Order>, context) {
      const { place, ...of } = await findSubject(context, input.subjectId)
      const { verbs } = context.github.issues
      const order = { ...place.at, kind: of.kind, subject: of.id, content: readContent(input.content) }
      const { reaction } = await context.call(verbs.react, order)
      return { ...done(input), ...(await reacted(context, input, reaction)) }
    },

    async removeReaction(_, { input }: Input<Order>, context) {
      const { place, kind, id } = await findSubject(context, input.subjectId)
      const { verbs } = context.github.issues
      const only = { ...place.at, kind, subject: id, content: readContent(input.content) }
      const all = await readAll((page) => context.call(verbs.reactions, { ...only, ...page }))
      const own = all.find(({ actor }) => actor.id === context.actor.id)
      if (!own) {
        const sentence = `You have not reacted with ${input.content}; there is nothing to take back.`
        throw new Problem('not_found', 'github.no_reaction', sentence)
      }
      await context.call(verbs.unreact, { ...place.at, reaction: own.id })
      return { ...done(input), ...(await reacted(context, input, own)) }
    },
  },
}

async function findSubject(context: GraphqlContext, nodeId: string) {
  const subject = await getNode<Subject>(context, nodeId, SUBJECTS)
  return { subject, ...aboutOf(subject) }
}

/** Where it is, and as what reactions know it. */
function aboutOf(subject: Subject) {
  switch (subject.__typename) {
    case 'IssueComment':
      return { place: subject, kind: 'comment' as const, id: subject.comment.id }
    case 'PullRequestReviewComment':
      return { place: subject.source, kind: 'review_comment' as const, id: subject.comment.id }
    case 'Release':
      return { place: subject.source, kind: 'release' as const, id: subject.release.id }
    default:
      return { place: subject, kind: 'issue' as const, id: shared(subject).id }
  }
}

/** What was reacted to, as it is now. */
async function reacted(context: GraphqlContext, { subjectId }: Order, reaction: ReactionSource['reaction']) {
  const { subject, place, kind, id } = await findSubject(context, subjectId)
  const reactions = await reactionCounts(context, id)
  return {
    reaction: { __typename: 'Reaction', reaction },
    subject,
    reactionGroups: groupReactions(place, { kind, id, reactions }, subject),
  }
}
