import type { z } from 'zod'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { type AccountSource, sourceOfActor } from './account.ts'
import { type CommentSource, sourceOfComment } from './comment.ts'
import { type Conversation, type IssueSource, shared, sourceOfConversation } from './conversation.ts'
import { getNode } from './node.ts'
import type { LabelSource, MilestoneSource } from './planning.ts'
import { type RepositorySource, sourceOfRepository } from './repository.ts'

export interface Input<T> {
  input: T & { clientMutationId?: string | null }
}

export const ANY_CONVERSATION = ['Issue', 'PullRequest'] as const

/** The names of labels by their node ids. */
export async function labelNames(context: GraphqlContext, ids: readonly string[]): Promise<string[]> {
  const labels = await Promise.all(ids.map((id) => getNode<LabelSource>(context, id, ['Label'])))
  return labels.map(({ label }) => label.name)
}

/** The logins of people and agents by their node ids. */
export async function logins(context: GraphqlContext, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => getNode<AccountSource>(context, id, ['User', 'Bot'])))
  return found.map(({ account }) => account.login)
}

export async function milestoneNumber(context: GraphqlContext, id: string): Promise<number> {
  return (await getNode<MilestoneSource>(context, id, ['Milestone'])).milestone.number
}

export interface Tidying {
  labelIds?: string[] | null
  assigneeIds?: string[] | null
  milestoneId?: string | null
  projectIds?: string[] | null
}

/** Labels, assignees and milestone in our words; what is left out stays. */
export async function readTidying(context: GraphqlContext, input: Tidying) {
  const { labelIds, assigneeIds, milestoneId, projectIds } = input
  // There are no boards, so that no id is one of theirs.
  for (const id of projectIds ?? []) await getNode(context, id, [])
  return {
    ...(labelIds ? { labels: await labelNames(context, labelIds) } : {}),
    ...(assigneeIds ? { assignees: await logins(context, assigneeIds) } : {}),
    ...(milestoneId === undefined
      ? {}
      : { milestone: milestoneId === null ? null : await milestoneNumber(context, milestoneId) }),
  }
}

/** `{ title: null }` leaves the title as it is. */
export function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as never
}

export function done({ clientMutationId }: { clientMutationId?: string | null }) {
  return { clientMutationId: clientMutationId ?? null }
}

const LOCK_REASON = {
  OFF_TOPIC: 'off-topic',
  TOO_HEATED: 'too heated',
  RESOLVED: 'resolved',
  SPAM: 'spam',
} as const

const CLOSE_REASON = { COMPLETED: 'completed', NOT_PLANNED: 'not_planned', DUPLICATE: 'duplicate' } as const

export const issueMutationResolvers: Resolvers = {
  Mutation: {
    async createIssue(_, { input }: Input<Tidying & { repositoryId: string; title: string; body?: string }>, context) {
      const { project, at } = await getNode<RepositorySource>(context, input.repositoryId, ['Repository'])
      const order = {
        ...at,
        title: input.title,
        ...given({ body: input.body }),
        ...(await readTidying(context, input)),
      }
      const issue = await context.call(context.github.issues.verbs.create, order)
      return { ...done(input), issue: sourceOfConversation(project, issue) }
    },

    async updateIssue(
      _,
      { input }: Input<Tidying & { id: string; title?: string; body?: string; state?: 'OPEN' | 'CLOSED' }>,
      context,
    ) {
      const source = await getNode<IssueSource>(context, input.id, ['Issue'])
      const issue = await updateIssue(context, source, {
        ...given({ title: input.title, body: input.body }),
        ...(input.state ? { state: input.state === 'OPEN' ? 'open' : 'closed' } : {}),
        ...(await readTidying(context, input)),
      })
      return { ...done(input), issue, actor: sourceOfActor(context, context.actor) }
    },

    async closeIssue(
      _,
      { input }: Input<{ issueId: string; stateReason?: keyof typeof CLOSE_REASON | null }>,
      context,
    ) {
      const source = await getNode<IssueSource>(context, input.issueId, ['Issue'])
      const reason = CLOSE_REASON[input.stateReason ?? 'COMPLETED']
      return { ...done(input), issue: await updateIssue(context, source, { state: 'closed', reason }) }
    },

    async reopenIssue(_, { input }: Input<{ issueId: string }>, context) {
      const source = await getNode<IssueSource>(context, input.issueId, ['Issue'])
      return { ...done(input), issue: await updateIssue(context, source, { state: 'open' }) }
    },

    async deleteIssue(_, { input }: Input<{ issueId: string }>, context) {
      const { project, at, issue } = await getNode<IssueSource>(context, input.issueId, ['Issue'])
      await context.call(context.github.issues.verbs.delete, { ...at, number: issue.number })
      return { ...done(input), repository: sourceOfRepository(context, project) }
    },

    async addComment(_, { input }: Input<{ subjectId: string; body: string }>, context) {
      const source = await getNode<Conversation>(context, input.subjectId, ANY_CONVERSATION)
      const { number } = shared(source)
      const comment = await context.call(context.github.issues.verbs.comment, {
        ...source.at,
        number,
        body: input.body,
      })
      const node = sourceOfComment(source.project, comment)
      const edge = { cursor: Buffer.from(comment.id).toString('base64'), node }
      return { ...done(input), commentEdge: edge, subject: source }
    },

    async updateIssueComment(_, { input }: Input<{ id: string; body: string }>, context) {
      const { project, at, comment } = await getNode<CommentSource>(context, input.id, ['IssueComment'])
      const order = { ...at, comment: comment.id, body: input.body }
      const changed = await context.call(context.github.issues.verbs.updateComment, order)
      return { ...done(input), issueComment: sourceOfComment(project, changed) }
    },

    async deleteIssueComment(_, { input }: Input<{ id: string }>, context) {
      const { at, comment } = await getNode<CommentSource>(context, input.id, ['IssueComment'])
      await context.call(context.github.issues.verbs.deleteComment, { ...at, comment: comment.id })
      return done(input)
    },

    async addLabelsToLabelable(_, { input }: Input<{ labelableId: string; labelIds: string[] }>, context) {
      const source = await getNode<Conversation>(context, input.labelableId, ANY_CONVERSATION)
      const labels = await labelNames(context, input.labelIds)
      const issue = await context.call(context.github.issues.verbs.addLabels, { ...address(source), labels })
      return { ...done(input), labelable: sourceOfConversation(source.project, issue) }
    },

    async removeLabelsFromLabelable(_, { input }: Input<{ labelableId: string; labelIds: string[] }>, context) {
      const source = await getNode<Conversation>(context, input.labelableId, ANY_CONVERSATION)
      // One by one, so that what others add meanwhile stays.
      for (const label of await labelNames(context, input.labelIds)) {
        if (!shared(source).labels.some(({ name }) => name === label)) continue
        await context.call(context.github.issues.verbs.removeLabel, { ...address(source), label })
      }
      const issue = await context.call(context.github.issues.verbs.get, address(source))
      return { ...done(input), labelable: sourceOfConversation(source.project, issue) }
    },

    async clearLabelsFromLabelable(_, { input }: Input<{ labelableId: string }>, context) {
      const source = await getNode<Conversation>(context, input.labelableId, ANY_CONVERSATION)
      const issue = await context.call(context.github.issues.verbs.setLabels, { ...address(source), labels: [] })
      return { ...done(input), labelable: sourceOfConversation(source.project, issue) }
    },

    async addAssigneesToAssignable(_, { input }: Input<{ assignableId: string; assigneeIds: string[] }>, context) {
      const source = await getNode<Conversation>(context, input.assignableId, ANY_CONVERSATION)
      const assignees = await logins(context, input.assigneeIds)
      const issue = await context.call(context.github.issues.verbs.assign, { ...address(source), assignees })
      return { ...done(input), assignable: sourceOfConversation(source.project, issue) }
    },

    async removeAssigneesFromAssignable(_, { input }: Input<{ assignableId: string; assigneeIds: string[] }>, context) {
      const source = await getNode<Conversation>(context, input.assignableId, ANY_CONVERSATION)
      const assignees = await logins(context, input.assigneeIds)
      const issue = await context.call(context.github.issues.verbs.unassign, { ...address(source), assignees })
      return { ...done(input), assignable: sourceOfConversation(source.project, issue) }
    },

    async lockLockable(
      _,
      { input }: Input<{ lockableId: string; lockReason?: keyof typeof LOCK_REASON | null }>,
      context,
    ) {
      const source = await getNode<Conversation>(context, input.lockableId, ANY_CONVERSATION)
      const reason = input.lockReason ? LOCK_REASON[input.lockReason] : null
      const issue = await context.call(context.github.issues.verbs.lock, { ...address(source), reason })
      const lockedRecord = sourceOfConversation(source.project, issue)
      return { ...done(input), lockedRecord, actor: sourceOfActor(context, context.actor) }
    },

    async unlockLockable(_, { input }: Input<{ lockableId: string }>, context) {
      const source = await getNode<Conversation>(context, input.lockableId, ANY_CONVERSATION)
      const issue = await context.call(context.github.issues.verbs.unlock, address(source))
      const unlockedRecord = sourceOfConversation(source.project, issue)
      return { ...done(input), unlockedRecord, actor: sourceOfActor(context, context.actor) }
    },
  },
}

function address(source: Conversation) {
  return { ...source.at, number: shared(source).number }
}

type Change = Omit<z.input<GraphqlContext['github']['issues']['verbs']['update']['input']>, 'owner' | 'name' | 'number'>

async function updateIssue(context: GraphqlContext, source: IssueSource, change: Change): Promise<Conversation> {
  const issue = await context.call(context.github.issues.verbs.update, { ...address(source), ...change })
  return sourceOfConversation(source.project, issue)
}
