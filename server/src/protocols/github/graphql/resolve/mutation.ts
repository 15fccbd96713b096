import { Problem } from '#kernel'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import type { AccountSource } from './account.ts'
import { done, given, type Input } from './issue-mutation.ts'
import { getNode } from './node.ts'
import { type RepositorySource, sourceOfRepository } from './repository.ts'

async function ownerLogin(context: GraphqlContext, ownerId: string | null | undefined): Promise<string> {
  if (!ownerId) return context.actor.name
  return (await getNode<AccountSource>(context, ownerId, ['User', 'Organization'])).account.login
}

/** Archives, or takes out of the archive. */
const archiving =
  (archived: boolean) =>
  async (_: unknown, { input }: Input<{ repositoryId: string }>, context: GraphqlContext) => {
    const { at } = await getNode<RepositorySource>(context, input.repositoryId, ['Repository'])
    const project = await context.call(context.github.projects.verbs.update, { ...at, archived })
    return { ...done(input), repository: sourceOfRepository(context, project) }
  }

export const mutationResolvers: Resolvers = {
  Mutation: {
    archiveRepository: archiving(true),
    unarchiveRepository: archiving(false),

    async createRepository(
      _,
      {
        input,
      }: Input<{ name: string; ownerId?: string; visibility: string; description?: string; homepageUrl?: string }>,
      context,
    ) {
      if (input.visibility === 'INTERNAL')
        throw new Problem('invalid', 'github.visibility', '"internal" is not known here; choose public or private.')
      const { verbs } = context.github.projects
      const at = { owner: await ownerLogin(context, input.ownerId), name: input.name }
      const visibility = input.visibility === 'PUBLIC' ? 'public' : 'private'
      const project = await context.call(verbs.create, {
        ...at,
        visibility,
        description: input.description ?? '',
        homepage: input.homepageUrl ?? '',
        settings: { protection: [] },
      })
      return { ...done(input), repository: sourceOfRepository(context, project) }
    },

    async updateRepository(
      _,
      { input }: Input<{ repositoryId: string; name?: string; description?: string; homepageUrl?: string }>,
      context,
    ) {
      const { at } = await getNode<RepositorySource>(context, input.repositoryId, ['Repository'])
      const { name: rename, description, homepageUrl: homepage } = input
      const order = { ...at, ...given({ rename: rename || null, description, homepage }) }
      const project = await context.call(context.github.projects.verbs.update, order)
      return { ...done(input), repository: sourceOfRepository(context, project) }
    },

    /** Instead of those that it had. */
    async updateTopics(_, { input }: Input<{ repositoryId: string; topicNames: string[] }>, context) {
      const { at } = await getNode<RepositorySource>(context, input.repositoryId, ['Repository'])
      const order = { ...at, topics: input.topicNames }
      const project = await context.call(context.github.projects.verbs.update, order)
      return { ...done(input), repository: sourceOfRepository(context, project) }
    },
  },
}
