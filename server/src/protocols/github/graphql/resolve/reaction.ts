import type { Issue, Reaction } from '#issues'
import type { Project } from '#projects'
import { printNodeId } from '../../node-id.ts'
import { connectPages, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'

type Content = Reaction['content']

/** In the order in which GitHub shows them. */
const CONTENTS: Record<Content, string> = {
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  laugh: 'LAUGH',
  hooray: 'HOORAY',
  confused: 'CONFUSED',
  heart: 'HEART',
  rocket: 'ROCKET',
  eyes: 'EYES',
}

export function readContent(word: string): Content {
  return Object.entries(CONTENTS).find(([, printed]) => printed === word)![0] as Content
}

/** Something that can be reacted to. */
interface Subject {
  kind: 'issue' | 'comment' | 'review_comment' | 'release'
  id: string
}

interface Place {
  project: Project
  at: { owner: string; name: string }
}

interface GroupSource extends Place {
  /** As resolvers hand it on. */
  reactable: object
  subject: Subject
  content: Content
  count: number
}

export interface ReactionSource {
  __typename: 'Reaction'
  reaction: Reaction
}

/** All eight, also those that nobody gave. */
export function groupReactions(
  place: Place,
  { kind, id, reactions }: Subject & Pick<Issue, 'reactions'>,
  /** What was reacted to, as resolvers hand it on. */
  reactable: object = place,
): GroupSource[] {
  return (Object.keys(CONTENTS) as Content[]).map((content) => ({
    project: place.project,
    at: place.at,
    reactable,
    subject: { kind, id },
    content,
    count: reactions[content] ?? 0,
  }))
}

/** Of what does not carry them itself; who asks has seen it. */
export function reactionCounts({ github, together }: GraphqlContext, id: string): Promise<Issue['reactions']> {
  return together('reactions', id, id, async (ids) => {
    const counts = await github.kernel.db.system((tx) => github.issues.countReactions(tx, ids))
    return ids.map((each) => counts.get(each) ?? {})
  })
}

export interface ReactionArguments extends Paging {
  content?: string | null
}

export async function reactionsTo(
  context: GraphqlContext,
  { at }: Place,
  { kind, id }: Subject,
  { content, ...paging }: ReactionArguments,
) {
  const { verbs } = context.github.issues
  const connection = await connectPages<ReactionSource>(paging, async (page) => {
    const only = content ? { content: readContent(content) } : {}
    const { items, total } = await context.call(verbs.reactions, { ...at, kind, subject: id, ...only, ...page })
    return { items: items.map((reaction) => ({ __typename: 'Reaction', reaction })), total }
  })
  return connection
}

function reactorsOf({ at, subject, content, count }: GroupSource, args: Paging, context: GraphqlContext) {
  return connectPages(
    args,
    async (page) => {
      if (count === 0) return { items: [], total: 0 }
      const { reactions } = context.github.issues.verbs
      const input = { ...at, kind: subject.kind, subject: subject.id, content, ...page }
      const { items, total } = await context.call(reactions, input)
      return { items: await Promise.all(items.map(({ actor }) => sourceOfActor(context, actor))), total }
    },
    count,
  )
}

export const reactionResolvers: Resolvers = {
  Reaction: {
    id: ({ reaction }: ReactionSource) => printNodeId('Reaction', reaction.id),
    databaseId: ({ reaction }: ReactionSource) => reaction.databaseId,
    content: ({ reaction }: ReactionSource) => CONTENTS[reaction.content],
    createdAt: ({ reaction }: ReactionSource) => reaction.createdAt,
    user: ({ reaction }: ReactionSource, _, context) => sourceOfActor(context, reaction.actor),
  },
  ReactionGroup: {
    content: ({ content }: GroupSource) => CONTENTS[content],
    createdAt: () => null,
    subject: ({ reactable }: GroupSource) => reactable,
    users: (source: GroupSource, args: Paging, context) => reactorsOf(source, args, context),
    reactors: (source: GroupSource, args: Paging, context) => reactorsOf(source, args, context),
    async viewerHasReacted({ at, subject, content, count }: GroupSource, _, context) {
      if (count === 0) return false
      const { reactions } = context.github.issues.verbs
      const input = { ...at, kind: subject.kind, subject: subject.id, content, limit: 100 }
      const { items } = await context.call(reactions, input)
      return items.some(({ actor }) => actor.id === context.actor.id)
    },
  },
}
