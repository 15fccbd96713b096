import { connectAll, type Paging } from '../connection.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { type Conversation, type PullSource, shared, sourceOfConversation } from './conversation.ts'
import { ANY_CONVERSATION, done, type Input, logins } from './issue-mutation.ts'
import { getNode } from './node.ts'
import { pullOf, sourceOfPull } from './pull.ts'

const assignedActors: NonNullable<Resolvers[string]>[string] = async (source: Conversation, args: Paging, context) =>
  connectAll(args, await Promise.all(shared(source).assignees.map((actor) => sourceOfActor(context, actor))))

/** People, and programs by whatever ending their login has. */
const bare = (login: string): string => login.replace(/\[bot\]$/, '')

interface NewActors {
  assignableId: string
  actorIds?: string[] | null
  actorLogins?: string[] | null
}

interface NewReviewers {
  pullRequestId: string
  userLogins?: string[] | null
  botLogins?: string[] | null
  teamSlugs?: string[] | null
  union?: boolean | null
}

/** What the newest gh asks for beside the published schema: newer.graphql. */
export const newerResolvers: Resolvers = {
  Issue: {
    assignedActors,
    // Issues have no types, and stand neither below nor in the way of each other.
    issueType: () => null,
    parent: () => null,
    subIssues: (_, args: Paging) => connectAll(args, []),
    subIssuesSummary: () => ({ total: 0, completed: 0, percentCompleted: 0 }),
    blockedBy: (_, args: Paging) => connectAll(args, []),
    blocking: (_, args: Paging) => connectAll(args, []),
  },
  PullRequest: { assignedActors },
  Mutation: {
    async replaceActorsForAssignable(_, { input }: Input<NewActors>, context) {
      const source = await getNode<Conversation>(context, input.assignableId, ANY_CONVERSATION)
      const wanted = [...(input.actorLogins ?? []).map(bare), ...(await logins(context, input.actorIds ?? []))]
      const order = { ...source.at, number: shared(source).number, assignees: [...new Set(wanted)] }
      const { issues, pulls } = context.github
      const assignable =
        source.__typename === 'Issue'
          ? sourceOfConversation(source.project, await context.call(issues.verbs.update, order))
          : sourceOfPull(source, await context.call(pulls.verbs.update, order))
      return { ...done(input), assignable }
    },

    async requestReviewsByLogin(_, { input }: Input<NewReviewers>, context) {
      const source = await getNode<PullSource>(context, input.pullRequestId, ['PullRequest'])
      const before = await pullOf(source, context)
      const people = [...(input.userLogins ?? []), ...(input.botLogins ?? [])].map(bare)
      // A team is named with or without its organisation.
      const teams = (input.teamSlugs ?? []).map((slug) => slug.split('/').at(-1)!)
      const pull = await context.call(context.github.pulls.verbs.update, {
        ...source.at,
        number: shared(source).number,
        reviewers: input.union ? [...new Set([...before.reviewers, ...people])] : people,
        reviewTeams: input.union ? [...new Set([...before.reviewTeams, ...teams])] : teams,
      })
      return { ...done(input), pullRequest: sourceOfPull(source, pull), actor: sourceOfActor(context, context.actor) }
    },
  },
}
