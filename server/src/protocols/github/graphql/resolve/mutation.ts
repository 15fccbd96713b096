import { Problem } from '#kernel'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import type { AccountSource } from './account.ts'
import { done, type Input } from './issue-mutation.ts'
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
      let project = await context.call(verbs.create, {
        ...at,
        visibility,
        description: input.description ?? '',
        settings: { protection: [] },
      })
      if (input.homepageUrl) project = await context.call(verbs.update, { ...at, homepage: input.homepageUrl })
      return { ...done(input), repository: sourceOfRepository(context, project) }
    },

    async updateRepository(
      _,
      { input }: Input<{ repositoryId: string; name?: string; description?: string; homepageUrl?: string }>,
      context,
    ) {
      const { at } = await getNode<RepositorySource>(context, input.repositoryId, ['Repository'])
      if (input.name && input.name !== at.name)
        throw new Problem(
          'invalid',
          'github.rename',
          `${at.owner}/${at.name} keeps its name for life; make another and push to it.`,
        )
      const project = await context.call(context.github.projects.verbs.update, {
        ...at,
        ...(input.description == null ? {} : { description: input.description }),
        ...(input.homepageUrl == null ? {} : { homepage: input.homepageUrl }),
      })
      return { ...done(input), repository: sourceOfRepository(context, project) }
    },
  },
}
