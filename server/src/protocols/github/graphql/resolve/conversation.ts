import type { Issue } from '#issues'
import type { ActorRef } from '#kernel'
import type { Project } from '#projects'
import type { Pull } from '#pulls'
import { printNodeId } from '../../node-id.ts'
import { peopleOf } from '../../people.ts'
import { connectAll, connectPages, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { sourceOfComment } from './comment.ts'
import { labelConnection, sourceOfLabel, sourceOfMilestone } from './planning.ts'
import { pullOf } from './pull.ts'
import { groupReactions, type ReactionArguments, reactionsTo } from './reaction.ts'
import { permits, sourceOfRepository } from './repository.ts'
import { htmlOf, plainOf, titleHtml } from './text.ts'

interface Place {
  project: Project
  at: { owner: string; name: string }
}

export interface IssueSource extends Place {
  __typename: 'Issue'
  issue: Issue
}

/** A pull request is found as one, or as an issue; the other half is read when it is asked for. */
export interface PullSource extends Place {
  __typename: 'PullRequest'
  issue?: Issue
  pull?: Pull
}

export type Conversation = IssueSource | PullSource

/** What both halves of a pull request know. */
type Shared = Pick<Issue & Pull, Exclude<keyof Issue & keyof Pull, 'state' | 'databaseId' | 'lockReason'>> & {
  lockReason: string | null
}

export function shared(source: Conversation): Shared {
  return (source.issue ?? (source as PullSource).pull)!
}

export function issueOf(source: Conversation, context: GraphqlContext): Promise<Issue> {
  if (source.issue) return Promise.resolve(source.issue)
  return issueNumbered(context, source.at, shared(source).number).then((issue) => issue!)
}

/** One of many of a project. */
export async function issueNumbered(
  context: GraphqlContext,
  at: Place['at'],
  number: number,
): Promise<Issue | undefined> {
  const { list } = context.github.issues.verbs
  return context.together(`issues ${at.owner}/${at.name}`, String(number), number, async (numbers) => {
    const found = new Map<number, Issue>()
    for (let from = 0; from < numbers.length; from += MOST_AT_ONCE) {
      const part = numbers.slice(from, from + MOST_AT_ONCE)
      const { items } = await context.call(list, { ...at, state: 'all', numbers: part, limit: MOST_AT_ONCE })
      for (const issue of items) found.set(issue.number, issue)
    }
    return numbers.map((each) => found.get(each))
  })
}

/** As many as the verbs take at once. */
export const MOST_AT_ONCE = 100

export function sourceOfConversation(project: Project, issue: Issue): Conversation {
  const at = { owner: project.owner, name: project.name }
  return issue.kind === 'pull'
    ? { __typename: 'PullRequest', project, at, issue }
    : { __typename: 'Issue', project, at, issue }
}

/** What somebody is to the project. */
export async function associationOf(context: GraphqlContext, project: Project, actor: ActorRef): Promise<string> {
  return context.together(`association ${project.id}`, `${actor.kind} ${actor.id}`, actor, async (actors) => {
    const people = await peopleOf(context.github, project, actors)
    return actors.map((each) => people.association(each))
  })
}

const permissionOf = ({ __typename }: Conversation) => (__typename === 'Issue' ? 'issues:write' : 'pulls:write')

export async function mayEdit(source: Conversation, context: GraphqlContext): Promise<boolean> {
  return shared(source).author.id === context.actor.id || permits(context, source.project, permissionOf(source))
}

export const conversationPage = (source: Conversation) =>
  `/${source.at.owner}/${source.at.name}/${source.__typename === 'Issue' ? 'issues' : 'pull'}/${shared(source).number}`

const MOST_READ_FOR_PEOPLE = 100

/** What issues and pull requests have in common. */
export const conversationResolvers: Resolvers[string] = {
  id: (source: Conversation) => printNodeId(source.__typename, shared(source).id),
  number: (source: Conversation) => shared(source).number,
  title: (source: Conversation) => shared(source).title,
  titleHTML: (source: Conversation) => titleHtml(shared(source).title),
  fullDatabaseId: async (source: Conversation, _, context) =>
    String(source.__typename === 'Issue' ? source.issue.databaseId : (await pullOf(source, context)).databaseId),
  body: (source: Conversation) => shared(source).body,
  bodyHTML: (source: Conversation, _, context) => htmlOf(context, shared(source).body),
  bodyText: (source: Conversation, _, context) => plainOf(context, shared(source).body),
  createdViaEmail: () => false,
  url: (source: Conversation, _, { urls }) => `${urls.web}${conversationPage(source)}`,
  resourcePath: conversationPage,
  createdAt: (source: Conversation) => shared(source).createdAt,
  updatedAt: (source: Conversation) => shared(source).updatedAt,
  publishedAt: (source: Conversation) => shared(source).createdAt,
  closedAt: (source: Conversation) => shared(source).closedAt,
  closed: (source: Conversation) => shared(source).closedAt !== null,
  locked: (source: Conversation) => shared(source).locked,
  activeLockReason: (source: Conversation) => shared(source).lockReason?.toUpperCase().replaceAll(/[ -]/g, '_') ?? null,
  author: (source: Conversation, _, context) => sourceOfActor(context, shared(source).author),
  authorAssociation: (source: Conversation, _, context) =>
    associationOf(context, source.project, shared(source).author),
  viewerDidAuthor: (source: Conversation, _, { actor }) => shared(source).author.id === actor.id,
  viewerCanUpdate: (source: Conversation, _, context) => mayEdit(source, context),
  viewerCanClose: async (source: Conversation, _, context) =>
    shared(source).closedAt === null && mayEdit(source, context),
  viewerCanReopen: async (source: Conversation, _, context) =>
    shared(source).closedAt !== null && mayEdit(source, context),
  viewerCanLabel: (source: Conversation, _, context) => permits(context, source.project, permissionOf(source)),
  viewerCanReact: (source: Conversation, _, context) => permits(context, source.project, 'issues:create'),
  repository: ({ project }: Conversation, _, context) => sourceOfRepository(context, project),
  milestone(source: Conversation) {
    const { milestone } = shared(source)
    return milestone && sourceOfMilestone(source, milestone)
  },
  labels: (source: Conversation, args: Parameters<typeof labelConnection>[0]) =>
    labelConnection(
      args,
      shared(source).labels.map((label) => sourceOfLabel(source, label)),
    ),
  assignees: async (source: Conversation, args: Paging, context) =>
    connectAll(args, await Promise.all(shared(source).assignees.map((actor) => sourceOfActor(context, actor)))),
  comments: (
    source: Conversation,
    { orderBy, ...args }: Paging & { orderBy?: { direction: 'ASC' | 'DESC' } | null },
    context,
  ) =>
    connectPages(
      args,
      async ({ page: number, limit }) => {
        const { comments } = context.github.issues.verbs
        const direction = orderBy?.direction === 'DESC' ? ('desc' as const) : ('asc' as const)
        const input = { ...source.at, number: shared(source).number, direction, page: number, limit }
        const { items, total } = await context.call(comments, input)
        return { items: items.map((comment) => sourceOfComment(source.project, comment)), total }
      },
      shared(source).commentCount,
    ),
  /** Who wrote it, who works on it, and who spoke in the beginning. */
  async participants(source: Conversation, args: Paging, context) {
    const { comments } = context.github.issues.verbs
    const { author, assignees, number } = shared(source)
    const { items } = await context.call(comments, { ...source.at, number, limit: MOST_READ_FOR_PEOPLE })
    const everybody = [author, ...assignees, ...items.map((comment) => comment.author)]
    const people = new Map(everybody.filter(({ kind }) => kind === 'person').map((actor) => [actor.id, actor]))
    return connectAll(args, await Promise.all([...people.values()].map((actor) => sourceOfActor(context, actor))))
  },
  async reactionGroups(source: Conversation, _, context) {
    const { id, reactions } = await issueOf(source, context)
    return groupReactions(source, { kind: 'issue', id, reactions })
  },
  reactions: (source: Conversation, args: ReactionArguments, context) =>
    reactionsTo(context, source, { kind: 'issue', id: shared(source).id }, args),
  // Boards are no part of DevFlow.
  projectCards: (_, args: Paging) => connectAll(args, []),
  projectItems: (_, args: Paging) => connectAll(args, []),
}
