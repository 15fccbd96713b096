import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import { type AccountSource, sourceOfAccount, sourceOfActor } from './account.ts'
import { nodeWithId } from './node.ts'
import { repositoryNamed } from './repository.ts'

export async function accountNamed(
  context: GraphqlContext,
  login: string,
  kind?: 'User' | 'Organization',
): Promise<AccountSource> {
  const { github, call } = context
  const account = await call(github.projects.verbs.owner, { login }).catch(() => undefined)
  const what = kind === 'Organization' ? 'an Organization' : kind === 'User' ? 'a User' : 'a User or Organization'
  if (!account) throw couldNotResolve(`${what} with the login of '${login}'`)
  const source = sourceOfAccount({ ...account, createdAt: new Date(account.createdAt) })
  if (kind && source.__typename !== kind) throw couldNotResolve(`${what} with the login of '${login}'`)
  return source
}

const ROOT = 'QUERY'

export const queryResolvers: Resolvers = {
  Query: {
    // The root is a node of GitHub's, too.
    id: () => ROOT,
    node: (_, { id }: { id: string }, context) => nodeWithId(context, id),
    nodes: (_, { ids }: { ids: string[] }, context) =>
      ids.map((id) => nodeWithId(context, id).catch((error: unknown) => error as Error)),
    viewer: (_, __, context) => sourceOfActor(context, context.actor),
    repository: (_, at: { owner: string; name: string }, context) => repositoryNamed(context, at),
    repositoryOwner: (_, { login }: { login: string }, context) => accountNamed(context, login),
    user: (_, { login }: { login: string }, context) => accountNamed(context, login, 'User'),
    organization: (_, { login }: { login: string }, context) => accountNamed(context, login, 'Organization'),
    rateLimit(_, __, { github, actor, cost }) {
      const { limit, remaining, used, reset } = github.rateLimit.peek(actor.id, true)
      return {
        limit,
        remaining,
        used,
        cost: cost.points,
        nodeCount: cost.nodes,
        resetAt: new Date(reset * 1000).toISOString(),
      }
    },
  },
}
