import { type Label, parseReferences, type TimelineEntry } from '#issues'
import type { ActorRef } from '#kernel'
import { printNodeId } from '../../node-id.ts'
import { connectAll, type Paging, readAll } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { type AccountSource, sourceOfAccount, sourceOfActor } from './account.ts'
import { sourceOfComment } from './comment.ts'
import { pullsWith } from './commit.ts'
import { type Conversation, conversationPage, type PullSource, shared, sourceOfConversation } from './conversation.ts'
import { commitWithId, refNamed } from './git.ts'
import { sourceOfLabel } from './planning.ts'
import { pullCommitsOf, pullOf, sourceOfPull } from './pull.ts'
import { sourceOfRepository } from './repository.ts'
import { type ReviewSource, reviewsOf, teamsNamed } from './review.ts'
import { htmlOf } from './text.ts'

/** What the timeline keeps of an event, by its name. */
interface Data {
  commit?: string | null
  reason?: string | null
  label?: { name: string; color: string }
  milestone?: string
  from?: string
  to?: string
  assignee?: ActorRef
  requested?: string
  team?: string
  review?: string
  message?: string
  branch?: string
  before?: string
}

interface EventSource {
  __typename: string
  source: Conversation
  entry: TimelineEntry
  data: Data
}

const TYPES: Record<string, string> = {
  assigned: 'AssignedEvent',
  unassigned: 'UnassignedEvent',
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  milestoned: 'MilestonedEvent',
  demilestoned: 'DemilestonedEvent',
  locked: 'LockedEvent',
  unlocked: 'UnlockedEvent',
  renamed: 'RenamedTitleEvent',
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  merged: 'MergedEvent',
  referenced: 'ReferencedEvent',
  cross_referenced: 'CrossReferencedEvent',
  review_requested: 'ReviewRequestedEvent',
  review_request_removed: 'ReviewRequestRemovedEvent',
  review_dismissed: 'ReviewDismissedEvent',
  ready_for_review: 'ReadyForReviewEvent',
  convert_to_draft: 'ConvertToDraftEvent',
  auto_merge_enabled: 'AutoMergeEnabledEvent',
  auto_merge_disabled: 'AutoMergeDisabledEvent',
  base_ref_changed: 'BaseRefChangedEvent',
  head_ref_deleted: 'HeadRefDeletedEvent',
  head_ref_restored: 'HeadRefRestoredEvent',
  head_ref_force_pushed: 'HeadRefForcePushedEvent',
}

interface Item {
  at: string
  node: { __typename: string }
}

interface TimelineArguments extends Paging {
  itemTypes?: string[] | null
  since?: string | null
  skip?: number | null
}

async function timelineOf(source: Conversation, args: TimelineArguments, context: GraphqlContext) {
  const { itemTypes, since, skip, ...paging } = args
  const all = await itemsOf(source, context)
  const wanted = all
    .filter(
      ({ node }) => !itemTypes || itemTypes.includes(node.__typename.replace(/(?!^)([A-Z])/g, '_$1').toUpperCase()),
    )
    .filter(({ at }) => !since || Date.parse(at) >= Date.parse(since))
    .slice(Math.max(0, skip ?? 0))
    .map(({ node }) => node)
  const connection = await connectAll(paging, wanted)
  const { nodes } = connection
  return Object.assign(connection, {
    totalCount: all.length,
    filteredCount: wanted.length,
    pageCount: Array.isArray(nodes) ? nodes.length : 0,
    updatedAt: all.at(-1)?.at ?? shared(source).createdAt,
  })
}

/** Everything, oldest first: what the timeline keeps, and of a pull request its commits and reviews. */
async function itemsOf(source: Conversation, context: GraphqlContext): Promise<Item[]> {
  const { timeline } = context.github.issues.verbs
  const address = { ...source.at, number: shared(source).number }
  const entries = await readAll((page) => context.call(timeline, { ...address, ...page }))
  const items = entries.flatMap((entry) => {
    const node = sourceOfEntry(source, entry)
    return node ? [{ at: entry.createdAt, node }] : []
  })
  if (source.__typename === 'Issue') return items
  const [commits, reviews] = await Promise.all([pullCommitsOf(source, context), reviewsOf(source, context)])
  return [
    ...commits.map((node) => ({ at: new Date(node.commit.committer.at).toISOString(), node })),
    ...items,
    ...reviews.flatMap((node) => (node.review.submittedAt ? [{ at: node.review.submittedAt, node }] : [])),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function sourceOfEntry(source: Conversation, entry: TimelineEntry): Item['node'] | undefined {
  if (entry.comment) return sourceOfComment(source.project, entry.comment)
  const __typename = TYPES[entry.name]
  // Of another issue that is gone, nothing is left to show.
  if (!__typename || (entry.name === 'cross_referenced' && !entry.source)) return undefined
  return { __typename, source, entry, data: entry.data as Data } as EventSource
}

const common: Resolvers[string] = {
  id: ({ entry }: EventSource) => printNodeId('IssueEvent', entry.id),
  actor: ({ entry }: EventSource, _, context) => sourceOfActor(context, entry.actor),
  createdAt: ({ entry }: EventSource) => entry.createdAt,
}

const page = ({ source, entry }: EventSource) => `${conversationPage(source)}#event-${entry.databaseId}`

const located: Resolvers[string] = {
  ...common,
  url: (event: EventSource, _, { urls }) => `${urls.web}${page(event)}`,
  resourcePath: page,
}

const itself = ({ source }: EventSource) => source
const ofPull: Resolvers[string] = { ...common, pullRequest: itself }
const locatedOfPull: Resolvers[string] = { ...located, pullRequest: itself }

async function person(context: GraphqlContext, actor: ActorRef | undefined): Promise<AccountSource | null> {
  const found = actor && (await sourceOfActor(context, actor))
  return found?.__typename === 'User' ? found : null
}

const assigning: Resolvers[string] = {
  ...common,
  assignable: itself,
  assignee: ({ data }: EventSource, _, context) => data.assignee && sourceOfActor(context, data.assignee),
  user: ({ data }: EventSource, _, context) => person(context, data.assignee),
}

/** As it is now; of one that is gone, as it was. */
async function labelOf({ source, entry, data }: EventSource, { github, call }: GraphqlContext) {
  const all = await readAll((read) => call(github.issues.verbs.labels, { ...source.at, ...read }))
  const was: Label = {
    id: entry.id,
    databaseId: 0,
    name: '',
    color: 'ededed',
    description: '',
    isDefault: false,
    ...data.label,
  }
  return sourceOfLabel(source, all.find(({ name }) => name === was.name) ?? was)
}

const labelling: Resolvers[string] = {
  ...common,
  labelable: itself,
  label: (event: EventSource, _, context) => labelOf(event, context),
}

const planning: Resolvers[string] = {
  ...common,
  subject: itself,
  milestoneTitle: ({ data }: EventSource) => data.milestone ?? '',
}

const asking: Resolvers[string] = {
  ...ofPull,
  async requestedReviewer({ source, data }: EventSource, _, context) {
    const account = data.requested && (await context.github.identity.accounts.byLogin(data.requested))
    if (account) return sourceOfAccount(account)
    const [team] = data.team ? await teamsNamed(source as PullSource, [data.team], context) : []
    return team ?? null
  },
}

/** A commit that was pushed away may be gone. */
function commitOf({ at }: Conversation, sha: string | null | undefined, context: GraphqlContext) {
  return sha ? commitWithId(context, at, sha).catch(() => null) : null
}

/** The review that was dismissed says no more what it had said; its verdict does. */
const STATES = { approve: 'APPROVED', request_changes: 'CHANGES_REQUESTED', comment: 'COMMENTED' } as const

async function dismissed({ source, data }: EventSource, context: GraphqlContext): Promise<ReviewSource | undefined> {
  return (await reviewsOf(source as PullSource, context)).find(({ review }) => review.id === data.review)
}

export const timelineResolvers: Resolvers = {
  Issue: { timelineItems: timelineOf },
  PullRequest: { timelineItems: timelineOf },
  AssignedEvent: assigning,
  UnassignedEvent: assigning,
  LabeledEvent: labelling,
  UnlabeledEvent: labelling,
  MilestonedEvent: planning,
  DemilestonedEvent: planning,
  LockedEvent: {
    ...common,
    lockable: itself,
    lockReason: ({ data }: EventSource) => data.reason?.toUpperCase().replaceAll(/[ -]/g, '_') ?? null,
  },
  UnlockedEvent: { ...common, lockable: itself },
  RenamedTitleEvent: {
    ...common,
    subject: itself,
    previousTitle: ({ data }: EventSource) => data.from ?? '',
    currentTitle: ({ data }: EventSource) => data.to ?? '',
  },
  ClosedEvent: {
    ...located,
    closable: itself,
    stateReason: ({ data }: EventSource) => data.reason?.toUpperCase() ?? null,
    async closer({ source, data }: EventSource, _, context) {
      const commit = await commitOf(source, data.commit, context)
      const [pull] = commit ? await pullsWith(commit, context) : []
      return pull?.mergeSha === data.commit && pull ? sourceOfPull(source, pull) : commit
    },
  },
  ReopenedEvent: {
    ...common,
    closable: itself,
    stateReason: ({ source }: EventSource) => (source.__typename === 'Issue' ? 'REOPENED' : null),
  },
  MergedEvent: {
    ...locatedOfPull,
    commit: ({ source, data }: EventSource, _, context) => commitOf(source, data.commit, context),
    mergeRefName: async ({ source }: EventSource, _, context) =>
      (await pullOf(source as PullSource, context)).base.branch,
    async mergeRef({ source }: EventSource, _, context) {
      const { base } = await pullOf(source as PullSource, context)
      return refNamed(context, source.at, `refs/heads/${base.branch}`)
    },
  },
  ReferencedEvent: {
    ...common,
    subject: itself,
    commit: ({ source, data }: EventSource, _, context) => commitOf(source, data.commit, context),
    commitRepository: ({ source }: EventSource, _, context) => sourceOfRepository(context, source.project),
    isCrossRepository: () => false,
    isDirectReference: () => true,
  },
  CrossReferencedEvent: {
    ...located,
    referencedAt: ({ entry }: EventSource) => entry.createdAt,
    isCrossRepository: () => false,
    source: ({ source, entry }: EventSource) => sourceOfConversation(source.project, entry.source!),
    target: itself,
    willCloseTarget: ({ source, entry }: EventSource) =>
      entry.source!.kind === 'pull' &&
      parseReferences(`${entry.source!.title}\n${entry.source!.body}`, source.project).closes.includes(
        shared(source).number,
      ),
  },
  ReviewRequestedEvent: asking,
  ReviewRequestRemovedEvent: asking,
  ReviewDismissedEvent: {
    ...locatedOfPull,
    dismissalMessage: ({ data }: EventSource) => data.message || null,
    dismissalMessageHTML: ({ data }: EventSource, _, context) => (data.message ? htmlOf(context, data.message) : null),
    previousReviewState: async (event: EventSource, _, context) =>
      STATES[(await dismissed(event, context))?.review.verdict ?? 'comment'],
    review: async (event: EventSource, _, context) => (await dismissed(event, context)) ?? null,
  },
  ReadyForReviewEvent: locatedOfPull,
  ConvertToDraftEvent: locatedOfPull,
  AutoMergeEnabledEvent: { ...ofPull, enabler: ({ entry }: EventSource, _, context) => person(context, entry.actor) },
  AutoMergeDisabledEvent: {
    ...ofPull,
    disabler: ({ entry }: EventSource, _, context) => person(context, entry.actor),
    reason: ({ data }: EventSource) => data.reason ?? null,
  },
  BaseRefChangedEvent: {
    ...ofPull,
    databaseId: ({ entry }: EventSource) => entry.databaseId,
    previousRefName: ({ data }: EventSource) => data.from ?? '',
    currentRefName: ({ data }: EventSource) => data.to ?? '',
  },
  HeadRefDeletedEvent: {
    ...ofPull,
    headRefName: ({ data }: EventSource) => data.branch ?? '',
    headRef: () => null,
  },
  HeadRefRestoredEvent: ofPull,
  HeadRefForcePushedEvent: {
    ...ofPull,
    beforeCommit: ({ source, data }: EventSource, _, context) => commitOf(source, data.before, context),
    afterCommit: ({ source, data }: EventSource, _, context) => commitOf(source, data.commit, context),
    ref: ({ source, data }: EventSource, _, context) =>
      data.branch ? refNamed(context, source.at, `refs/heads/${data.branch}`) : null,
  },
}
