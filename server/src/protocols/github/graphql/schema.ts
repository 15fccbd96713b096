import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, type GraphQLSchema, isInterfaceType, isObjectType, isUnionType } from 'graphql'
import type { GraphqlContext } from './context.ts'
import { accountResolvers } from './resolve/account.ts'
import { checkResolvers } from './resolve/check.ts'
import { commentResolvers } from './resolve/comment.ts'
import { commitResolvers } from './resolve/commit.ts'
import { communityResolvers } from './resolve/community.ts'
import { gitResolvers } from './resolve/git.ts'
import { issueResolvers } from './resolve/issue.ts'
import { issueMutationResolvers } from './resolve/issue-mutation.ts'
import { labelMutationResolvers } from './resolve/label-mutation.ts'
import { mergingResolvers } from './resolve/merging.ts'
import { mutationResolvers } from './resolve/mutation.ts'
import { newerResolvers } from './resolve/newer.ts'
import { planningResolvers } from './resolve/planning.ts'
import { pullResolvers } from './resolve/pull.ts'
import { pullMutationResolvers } from './resolve/pull-mutation.ts'
import { queryResolvers } from './resolve/query.ts'
import { reactionResolvers } from './resolve/reaction.ts'
import { reactionMutationResolvers } from './resolve/reaction-mutation.ts'
import { refResolvers } from './resolve/ref.ts'
import { refMutationResolvers } from './resolve/ref-mutation.ts'
import { releaseResolvers } from './resolve/release.ts'
import { repositoryResolvers } from './resolve/repository.ts'
import { reviewResolvers } from './resolve/review.ts'
import { reviewMutationResolvers } from './resolve/review-mutation.ts'
import { searchResolvers } from './resolve/search.ts'
import { signatureResolvers } from './resolve/signature.ts'
import { teamResolvers } from './resolve/team.ts'
import { timelineResolvers } from './resolve/timeline.ts'

// biome-ignore lint/suspicious/noExplicitAny: a resolver's source and arguments are as its type and field say
type Resolver = (source: any, args: any, context: GraphqlContext) => unknown

/** Type → field → how it is found. A field without one is a property of its source. */
export type Resolvers = Record<string, Record<string, Resolver>>

const RESOLVERS: Resolvers[] = [
  queryResolvers,
  mutationResolvers,
  accountResolvers,
  repositoryResolvers,
  gitResolvers,
  refMutationResolvers,
  issueResolvers,
  issueMutationResolvers,
  commentResolvers,
  planningResolvers,
  newerResolvers,
  labelMutationResolvers,
  reactionResolvers,
  reactionMutationResolvers,
  pullResolvers,
  pullMutationResolvers,
  reviewResolvers,
  reviewMutationResolvers,
  checkResolvers,
  releaseResolvers,
  commitResolvers,
  communityResolvers,
  mergingResolvers,
  refResolvers,
  signatureResolvers,
  teamResolvers,
  timelineResolvers,
  searchResolvers,
]

/** The part of GitHub's schema that DevFlow speaks, with what answers it. Sources of abstract types say what they are in `__typename`. */
export const schema: GraphQLSchema = build()

function build(): GraphQLSchema {
  const built = buildSchema(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8'), { assumeValid: true })
  for (const resolvers of RESOLVERS) {
    for (const [typeName, fields] of Object.entries(resolvers)) {
      const type = built.getType(typeName)
      if (!isObjectType(type)) throw new Error(`the schema has no type ${typeName}`)
      for (const [name, resolve] of Object.entries(fields)) {
        const field = type.getFields()[name]
        if (!field) throw new Error(`the schema has no field ${typeName}.${name}; name it in fields.txt`)
        field.resolve = resolve
      }
    }
  }
  for (const type of Object.values(built.getTypeMap())) {
    if (isInterfaceType(type) || isUnionType(type))
      type.resolveType = (source: { __typename: string }) => source.__typename
  }
  return built
}
