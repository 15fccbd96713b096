import { type Pull, printMergeWords } from '#pulls'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { mayEdit, type PullSource, shared } from './conversation.ts'
import { isFinished, pullOf } from './pull.ts'
import { permits } from './repository.ts'
import { reviewsOf } from './review.ts'

/** GitHub's methods; what is asked for without one is a merge. */
const METHOD = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const

async function wordsOf(
  source: PullSource,
  { mergeType }: { mergeType?: keyof typeof METHOD | null },
  context: GraphqlContext,
) {
  const { at, project } = source
  const { number, title, body, head } = await pullOf(source, context)
  const method = METHOD[mergeType ?? 'MERGE']
  const { items } = await context.call(context.github.pulls.verbs.commits, { ...at, number })
  const from = `${head.fork?.owner ?? at.owner}/${head.branch}`
  return printMergeWords({ number, title, body, from, commits: items }, method, project.settings.merging)
}

const mayMerge = (pull: Pull, { project }: PullSource, context: GraphqlContext) =>
  !isFinished(pull) && permits(context, project, 'pulls:merge')

/** What the one who asks may do with a pull request now, and in which words. */
export const mergingResolvers: Resolvers = {
  PullRequest: {
    // There are no merge queues.
    mergeQueue: () => null,
    mergeQueueEntry: () => null,
    checksUrl: (source: PullSource, _, { urls }) => `${urls.web}${checksPage(source)}`,
    checksResourcePath: (source: PullSource) => checksPage(source),
    async viewerCanEnableAutoMerge(source: PullSource, _, context) {
      const pull = await pullOf(source, context)
      const { autoMerge } = source.project.settings.merging
      return autoMerge && pull.autoMerge === null && pull.blockedBy.length > 0 && mayMerge(pull, source, context)
    },
    async viewerCanDisableAutoMerge(source: PullSource, _, context) {
      const pull = await pullOf(source, context)
      return pull.autoMerge !== null && mayMerge(pull, source, context)
    },
    async viewerCanReopen(source: PullSource, _, context) {
      return (await pullOf(source, context)).state === 'closed' && mayEdit(source, context)
    },
    async viewerCanDeleteHeadRef(source: PullSource, _, context) {
      const pull = await pullOf(source, context)
      return isFinished(pull) && pull.head.fork === null && permits(context, source.project, 'git:push')
    },
    viewerMergeHeadlineText: async (source: PullSource, args: Parameters<typeof wordsOf>[1], context) =>
      (await wordsOf(source, args, context)).title,
    viewerMergeBodyText: async (source: PullSource, args: Parameters<typeof wordsOf>[1], context) =>
      (await wordsOf(source, args, context)).body,
    async viewerLatestReview(source: PullSource, _, context) {
      const own = (await reviewsOf(source, context)).filter(({ review }) => review.reviewer.id === context.actor.id)
      return own.at(-1) ?? null
    },
    /** Who works on the repository, without the author and those who were asked already. */
    async suggestedReviewers(source: PullSource, _, context) {
      const { author, reviewers } = await pullOf(source, context)
      const { items } = await context.call(context.github.issues.verbs.assignable, {
        ...source.at,
        limit: MOST_SUGGESTED,
      })
      const said = new Set((await reviewsOf(source, context)).map(({ review }) => review.reviewer.id))
      const fit = items.filter(({ id, name }) => id !== author.id && !reviewers.includes(name))
      return fit.map(async (actor) => ({
        isAuthor: false,
        isCommenter: said.has(actor.id),
        reviewer: await sourceOfActor(context, actor),
      }))
    },
  },
}

/** Among more nobody chooses. */
const MOST_SUGGESTED = 10

function checksPage(source: PullSource): string {
  return `/${source.at.owner}/${source.at.name}/pull/${shared(source).number}/checks`
}
