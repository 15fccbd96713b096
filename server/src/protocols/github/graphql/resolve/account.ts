import type { Account } from '#identity'
import type { ActorRef } from '#kernel'
import { accountNodeId, accountType, printLogin } from '../../print/account.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import { repositoriesOf, sourceOfRepository } from './repository.ts'

/** A person, an organisation or a program, as resolvers hand it on. */
export interface AccountSource {
  __typename: 'User' | 'Organization' | 'Bot'
  account: Account
}

export function sourceOfAccount(account: Account): AccountSource {
  return { __typename: accountType(account), account }
}

/** Who did something; of kinds that only programs have, a bot. */
export async function sourceOfActor(context: GraphqlContext, actor: ActorRef): Promise<AccountSource> {
  return sourceOfAccount(await context.github.identity.accounts.ofActor(actor))
}

const common: Resolvers[string] = {
  id: ({ account }: AccountSource) => accountNodeId(account),
  databaseId: ({ account }: AccountSource) => account.databaseId,
  login: ({ account }: AccountSource) => printLogin(account),
  url: ({ account }: AccountSource, _, { urls }) => `${urls.web}/${printLogin(account)}`,
  resourcePath: ({ account }: AccountSource) => `/${printLogin(account)}`,
  avatarUrl: ({ account }: AccountSource, _, { urls }) =>
    `${urls.web}/avatars/${encodeURIComponent(printLogin(account))}`,
  createdAt: ({ account }: AccountSource) => account.createdAt.toISOString(),
}

const owner: Resolvers[string] = {
  name: ({ account }: AccountSource) => account.name || null,
  async repository({ account }: AccountSource, { name }: { name: string }, context) {
    const found = await repositoriesOf(context, account.login)
    const project = found.find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (!project) throw couldNotResolve(`a Repository with the name '${account.login}/${name}'`)
    return sourceOfRepository(context, project)
  },
  async repositories(
    { account }: AccountSource,
    args: Paging & { isFork?: boolean; privacy?: 'PUBLIC' | 'PRIVATE' },
    context,
  ) {
    const all = await repositoriesOf(context, account.login)
    const wanted = all.filter(
      ({ parent, visibility }) =>
        (args.isFork == null || args.isFork === (parent !== null)) &&
        (args.privacy == null || args.privacy.toLowerCase() === visibility),
    )
    return connectAll(
      args,
      wanted.map((project) => sourceOfRepository(context, project)),
    )
  },
}

export const accountResolvers: Resolvers = {
  User: {
    ...common,
    ...owner,
    // Addresses are for their owner and the server's admins.
    email: () => '',
    bio: ({ account }: AccountSource) => account.description || null,
    isViewer: ({ account }: AccountSource, _, { actor }) => account.user === actor.id,
    async organizations({ account }: AccountSource, args: Paging, context) {
      const own = account.user === context.actor.id
      const { items } = own ? await context.call(context.github.identity.verbs.orgs, {}) : { items: [] }
      const accounts = await Promise.all(
        items
          .filter(({ kind }) => kind === 'organisation')
          .map(({ slug }) => context.github.identity.accounts.byLogin(slug)),
      )
      return connectAll(
        args,
        accounts.flatMap((each) => (each ? [sourceOfAccount(each)] : [])),
      )
    },
  },
  Organization: {
    ...common,
    ...owner,
    description: ({ account }: AccountSource) => account.description || null,
    viewerCanCreateRepositories: ({ account }: AccountSource, _, { actor }) => account.id in actor.orgs,
  },
  Bot: common,
}
