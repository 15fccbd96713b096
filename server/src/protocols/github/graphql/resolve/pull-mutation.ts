import type { Pull } from '#pulls'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { type PullSource, shared } from './conversation.ts'
import { done, given, type Input, logins, readTidying, type Tidying } from './issue-mutation.ts'
import { getNode } from './node.ts'
import { pullOf, sourceOfPull } from './pull.ts'
import type { RepositorySource } from './repository.ts'
import type { TeamSource } from './team.ts'

interface OnePull {
  pullRequestId: string
}

interface MergeOrder extends OnePull {
  commitHeadline?: string | null
  commitBody?: string | null
  expectedHeadOid?: string | null
  mergeMethod?: 'MERGE' | 'SQUASH' | 'REBASE' | null
}

const METHOD = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const

const address = (source: PullSource) => ({ ...source.at, number: shared(source).number })

const find = (context: GraphqlContext, { pullRequestId }: OnePull) =>
  getNode<PullSource>(context, pullRequestId, ['PullRequest'])

function changed(context: GraphqlContext, input: object, source: PullSource, pull: Pull) {
  return { ...done(input), pullRequest: sourceOfPull(source, pull), actor: sourceOfActor(context, context.actor) }
}

/** What a merge is told, now or later. */
function wordsOf({ commitHeadline, commitBody, mergeMethod }: MergeOrder) {
  return {
    ...given({ title: commitHeadline || null, body: commitBody }),
    ...(mergeMethod ? { method: METHOD[mergeMethod] } : {}),
  }
}

/** A mutation that moves one pull request by a verb that is told nothing else. */
const moving =
  (verb: 'close' | 'reopen' | 'ready' | 'draft' | 'disableAutoMerge') =>
  async (_: unknown, { input }: Input<OnePull>, context: GraphqlContext) => {
    const source = await find(context, input)
    return changed(context, input, source, await context.call(context.github.pulls.verbs[verb], address(source)))
  }

interface NewPull {
  repositoryId: string
  baseRefName: string
  headRefName: string
  headRepositoryId?: string | null
  title: string
  body?: string | null
  draft?: boolean | null
  maintainerCanModify?: boolean | null
}

/** Clients name a head in a fork by its owner before the branch, by the fork's id, or by both. */
async function headOf(context: GraphqlContext, input: NewPull, base: RepositorySource): Promise<string> {
  const { headRefName, headRepositoryId } = input
  const [first = '', ...rest] = headRefName.replace(/^refs\/heads\//, '').split(':')
  const branch = rest.length > 0 ? rest.join(':') : first
  const head = headRepositoryId
    ? (await getNode<RepositorySource>(context, headRepositoryId, ['Repository'])).at
    : { owner: rest.length > 0 ? first : base.at.owner }
  return head.owner.toLowerCase() === base.at.owner.toLowerCase() ? branch : `${head.owner}:${branch}`
}

export const pullMutationResolvers: Resolvers = {
  Mutation: {
    closePullRequest: moving('close'),
    reopenPullRequest: moving('reopen'),
    markPullRequestReadyForReview: moving('ready'),
    convertPullRequestToDraft: moving('draft'),
    disablePullRequestAutoMerge: moving('disableAutoMerge'),

    async createPullRequest(_, { input }: Input<NewPull>, context) {
      const source = await getNode<RepositorySource>(context, input.repositoryId, ['Repository'])
      const pull = await context.call(context.github.pulls.verbs.create, {
        ...source.at,
        title: input.title,
        head: await headOf(context, input, source),
        base: input.baseRefName.replace(/^refs\/heads\//, ''),
        ...given({ body: input.body, draft: input.draft, maintainersMayPush: input.maintainerCanModify }),
      })
      return changed(context, input, { ...source, __typename: 'PullRequest' }, pull)
    },

    async updatePullRequest(
      _,
      {
        input,
      }: Input<
        OnePull &
          Tidying & {
            title?: string
            body?: string
            baseRefName?: string
            state?: 'OPEN' | 'CLOSED' | null
            maintainerCanModify?: boolean | null
          }
      >,
      context,
    ) {
      const source = await find(context, input)
      const { verbs } = context.github.pulls
      const fields = given({
        title: input.title,
        body: input.body,
        base: input.baseRefName,
        maintainersMayPush: input.maintainerCanModify,
      })
      const order = { ...address(source), ...fields, ...(await readTidying(context, input)) }
      let pull = await context.call(verbs.update, order)
      const isOpen = pull.state !== 'closed' && pull.state !== 'merged'
      if (input.state === 'CLOSED' && isOpen) pull = await context.call(verbs.close, address(source))
      if (input.state === 'OPEN' && !isOpen) pull = await context.call(verbs.reopen, address(source))
      return changed(context, input, source, pull)
    },

    async mergePullRequest(_, { input }: Input<MergeOrder>, context) {
      const source = await find(context, input)
      const sha = input.expectedHeadOid ?? (await pullOf(source, context)).head.sha
      const order = { ...address(source), sha, ...wordsOf(input) }
      return changed(context, input, source, await context.call(context.github.pulls.verbs.merge, order))
    },

    async enablePullRequestAutoMerge(_, { input }: Input<MergeOrder>, context) {
      const source = await find(context, input)
      const order = { ...address(source), ...wordsOf(input) }
      return changed(context, input, source, await context.call(context.github.pulls.verbs.enableAutoMerge, order))
    },

    async updatePullRequestBranch(
      _,
      { input }: Input<OnePull & { expectedHeadOid?: string | null; updateMethod?: 'MERGE' | 'REBASE' | null }>,
      context,
    ) {
      const source = await find(context, input)
      const method = input.updateMethod === 'REBASE' ? ('rebase' as const) : ('merge' as const)
      const order = { ...address(source), method, ...given({ sha: input.expectedHeadOid }) }
      return changed(context, input, source, await context.call(context.github.pulls.verbs.updateBranch, order))
    },

    async requestReviews(
      _,
      { input }: Input<OnePull & { userIds?: string[] | null; teamIds?: string[] | null; union?: boolean | null }>,
      context,
    ) {
      const source = await find(context, input)
      const before = await pullOf(source, context)
      const people = await logins(context, input.userIds ?? [])
      const teams = await teamSlugs(context, input.teamIds ?? [])
      const pull = await context.call(context.github.pulls.verbs.update, {
        ...address(source),
        reviewers: input.union ? [...before.reviewers, ...people] : people,
        reviewTeams: input.union ? [...before.reviewTeams, ...teams] : teams,
      })
      return changed(context, input, source, pull)
    },
  },
}

async function teamSlugs(context: GraphqlContext, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => getNode<TeamSource>(context, id, ['Team'])))
  return found.map(({ team }) => team.slug)
}
