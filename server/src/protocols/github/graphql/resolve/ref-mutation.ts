import { GraphQLError } from 'graphql'
import { branchOf } from '#git'
import { Problem } from '#kernel'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { commitWithId, type RefSource, refNamed, sourceOfCommit } from './git.ts'
import { done, given, type Input } from './issue-mutation.ts'
import { getNode } from './node.ts'
import type { RepositorySource } from './repository.ts'

/** A branch, by the id of its ref or by names. */
interface Branch {
  id?: string | null
  repositoryNameWithOwner?: string | null
  branchName?: string | null
}

interface NewCommit {
  branch: Branch
  expectedHeadOid: string
  message: { headline: string; body?: string | null }
  fileChanges?: {
    additions?: { path: string; contents: string }[] | null
    deletions?: { path: string }[] | null
  } | null
}

interface RefUpdate {
  name: string
  beforeOid?: string | null
  afterOid: string
  force?: boolean | null
}

/** Where GitHub's clients say that a ref does not, or shall not, exist. */
const NOTHING = '0'.repeat(40)

const findRepository = (context: GraphqlContext, id: string) => getNode<RepositorySource>(context, id, ['Repository'])
const findRef = (context: GraphqlContext, id: string) => getNode<RefSource>(context, id, ['Ref'])

export const refMutationResolvers: Resolvers = {
  Mutation: {
    async createRef(_, { input }: Input<{ repositoryId: string; name: string; oid: string }>, context) {
      const { at } = await findRepository(context, input.repositoryId)
      await context.call(context.github.git.verbs.createRef, { ...at, ref: input.name, sha: input.oid })
      return { ...done(input), ref: await refNamed(context, at, input.name) }
    },

    async updateRef(_, { input }: Input<{ refId: string; oid: string; force?: boolean | null }>, context) {
      const { at, ref } = await findRef(context, input.refId)
      const order = { ...at, ref, sha: input.oid, ...given({ force: input.force }) }
      await context.call(context.github.git.verbs.updateRef, order)
      return { ...done(input), ref: await refNamed(context, at, ref) }
    },

    async updateRefs(_, { input }: Input<{ repositoryId: string; refUpdates: RefUpdate[] }>, context) {
      const { at } = await findRepository(context, input.repositoryId)
      const toSha = (oid: string) => (oid === NOTHING ? null : oid)
      const updates = input.refUpdates.map(({ name, beforeOid, afterOid, force }) => ({
        ref: name,
        after: toSha(afterOid),
        ...(beforeOid == null ? {} : { before: toSha(beforeOid) }),
        ...given({ force }),
      }))
      await context.call(context.github.git.verbs.updateRefs, { ...at, updates })
      return done(input)
    },

    async deleteRef(_, { input }: Input<{ refId: string }>, context) {
      const { at, ref } = await findRef(context, input.refId)
      await context.call(context.github.git.verbs.deleteRef, { ...at, ref })
      return done(input)
    },

    async createCommitOnBranch(_, { input }: Input<NewCommit>, context) {
      const { at, branch } = await findBranch(context, input.branch)
      const { headline, body } = input.message
      const { additions, deletions } = input.fileChanges ?? {}
      const { commit } = await context
        .call(context.github.git.verbs.commitFiles, {
          ...at,
          branch,
          message: body ? `${headline}\n\n${body}` : headline,
          expectedHead: input.expectedHeadOid,
          files: [
            ...(additions ?? []).map(({ path, contents }) => ({ path, content: contents })),
            ...(deletions ?? []).map(({ path }) => ({ path, content: null })),
          ],
        })
        .catch((error) => {
          throw isStale(error) ? staleBranch(input.expectedHeadOid) : error
        })
      return {
        ...done(input),
        commit: sourceOfCommit(at, commit),
        ref: await refNamed(context, at, `refs/heads/${branch}`),
      }
    },

    async mergeBranch(
      _,
      { input }: Input<{ repositoryId: string; base: string; head: string; commitMessage?: string | null }>,
      context,
    ) {
      const { at } = await findRepository(context, input.repositoryId)
      const { sha } = await context.call(context.github.git.verbs.mergeBranch, {
        ...at,
        branch: branchOf(input.base) ?? input.base,
        head: input.head,
        ...given({ message: input.commitMessage || null }),
      })
      return { ...done(input), mergeCommit: sha === null ? null : await commitWithId(context, at, sha) }
    },
  },
}

async function findBranch(
  context: GraphqlContext,
  { id, repositoryNameWithOwner, branchName }: Branch,
): Promise<{ at: RefSource['at']; branch: string }> {
  if (id) {
    const { at, ref } = await findRef(context, id)
    const branch = branchOf(ref)
    if (branch !== undefined) return { at, branch }
    throw new Problem('invalid', 'github.no_branch', `${ref} is no branch, and commits are made on branches alone.`)
  }
  const [owner = '', name = ''] = (repositoryNameWithOwner ?? '').split('/')
  if (owner && name && branchName) return { at: { owner, name }, branch: branchOf(branchName) ?? branchName }
  throw new Problem(
    'invalid',
    'github.no_branch',
    'Name the branch by its "id", or by "repositoryNameWithOwner" and "branchName".',
  )
}

/** Whether the branch was not, or is no longer, where the one who commits believed it to be. */
function isStale(error: unknown): boolean {
  return error instanceof Problem && error.code === 'git.ref_moved'
}

/** What clients of GitHub recognise: they read the branch again and repeat. */
function staleBranch(expected: string): GraphQLError {
  return new GraphQLError(`Expected branch to point to "${expected}" but it did not. Pull and try again.`, {
    extensions: { type: 'STALE_DATA' },
  })
}
