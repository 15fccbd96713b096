import { Problem } from '#kernel'
import { parseNodeId } from '../../node-id.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import { type AccountSource, sourceOfAccount, sourceOfActor } from './account.ts'
import { objectWithId, refNamed } from './git.ts'
import { repositoryNamed } from './repository.ts'

async function accountNamed(
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

/** `owner/name` and what stands behind it, as the ids of git's objects and refs hold them. */
function splitPlace(id: string, separator: '@' | ':'): { at: { owner: string; name: string }; rest: string } {
  const cut = id.indexOf(separator)
  const [owner = '', name = ''] = id.slice(0, cut).split('/')
  return { at: { owner, name }, rest: id.slice(cut + 1) }
}

async function nodeWithId(context: GraphqlContext, nodeId: string): Promise<unknown> {
  const parsed = parseNodeId(nodeId)
  const missing = couldNotResolve(`a node with the global id of '${nodeId.slice(0, 100)}'`)
  if (!parsed) throw missing
  const found = await NODES[parsed.kind]?.(context, parsed.id).catch((error) => {
    if (error instanceof Problem && (error.kind === 'not_found' || error.kind === 'forbidden')) return null
    throw error
  })
  if (!found) throw missing
  return found
}

/** How a node of each kind is found again. Visibility is the verbs', as everywhere. */
const NODES: Partial<Record<string, (context: GraphqlContext, id: string) => Promise<unknown>>> = {
  async Repository(context, id) {
    const { github } = context
    const project = await github.kernel.db.system((tx) => github.projects.findById(tx, id))
    return project && repositoryNamed(context, project)
  },
  User: (context, id) => accountWithId(context, id),
  Organization: (context, id) => accountWithId(context, id),
  Commit: (context, id) => gitNode(context, id),
  Tree: (context, id) => gitNode(context, id),
  Blob: (context, id) => gitNode(context, id),
  Tag: (context, id) => gitNode(context, id),
  Ref(context, id) {
    const { at, rest } = splitPlace(id, ':')
    return refNamed(context, at, rest)
  },
}

function gitNode(context: GraphqlContext, id: string) {
  const { at, rest } = splitPlace(id, '@')
  return objectWithId(context, at, rest)
}

async function accountWithId(context: GraphqlContext, id: string): Promise<AccountSource | undefined> {
  const account = await context.github.identity.accounts.byId(id)
  return account && accountNamed(context, account.login)
}

export const queryResolvers: Resolvers = {
  Query: {
    node: (_, { id }: { id: string }, context) => nodeWithId(context, id),
    nodes: (_, { ids }: { ids: string[] }, context) =>
      ids.map((id) => nodeWithId(context, id).catch((error: unknown) => error as Error)),
    viewer: (_, __, context) => sourceOfActor(context, context.actor),
    repository: (_, at: { owner: string; name: string }, context) => repositoryNamed(context, at),
    repositoryOwner: (_, { login }: { login: string }, context) => accountNamed(context, login),
    user: (_, { login }: { login: string }, context) => accountNamed(context, login, 'User'),
    organization: (_, { login }: { login: string }, context) => accountNamed(context, login, 'Organization'),
    rateLimit(_, __, { github, actor }) {
      const { limit, remaining, used, reset } = github.rateLimit.peek(actor.id, true)
      return { limit, remaining, used, cost: 1, nodeCount: 0, resetAt: new Date(reset * 1000).toISOString() }
    },
  },
}
