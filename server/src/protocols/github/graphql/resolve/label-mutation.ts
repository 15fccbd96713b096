import type { Resolvers } from '../schema.ts'
import { done, given, type Input } from './issue-mutation.ts'
import { getNode } from './node.ts'
import { type LabelSource, sourceOfLabel } from './planning.ts'
import type { RepositorySource } from './repository.ts'

interface Look {
  name?: string | null
  color?: string | null
  description?: string | null
}

export const labelMutationResolvers: Resolvers = {
  Mutation: {
    async createLabel(_, { input }: Input<Look & { repositoryId: string; name: string; color: string }>, context) {
      const source = await getNode<RepositorySource>(context, input.repositoryId, ['Repository'])
      const order = {
        ...source.at,
        label: input.name,
        color: input.color,
        ...given({ description: input.description }),
      }
      const label = await context.call(context.github.issues.verbs.createLabel, order)
      return { ...done(input), label: sourceOfLabel(source, label) }
    },

    async updateLabel(_, { input }: Input<Look & { id: string }>, context) {
      const source = await getNode<LabelSource>(context, input.id, ['Label'])
      const { name: rename, color, description } = input
      const order = { ...source.at, label: source.label.name, ...given({ rename, color, description }) }
      const label = await context.call(context.github.issues.verbs.updateLabel, order)
      return { ...done(input), label: sourceOfLabel(source, label) }
    },

    async deleteLabel(_, { input }: Input<{ id: string }>, context) {
      const { at, label } = await getNode<LabelSource>(context, input.id, ['Label'])
      await context.call(context.github.issues.verbs.deleteLabel, { ...at, label: label.name })
      return done(input)
    },
  },
}
