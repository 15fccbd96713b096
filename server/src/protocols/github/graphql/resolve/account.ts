import type { Account } from '#identity'
import { type ActorRef, grants } from '#kernel'
import { accountNodeId, accountType, printLogin } from '../../print/account.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { Resolvers } from '../schema.ts'
import { type PullArguments, printQualifiers } from './pull.ts'
import { repositoriesOf, sourceOfRepository } from './repository.ts'
import { searchConversations } from './search.ts'
import { escapeHtml } from './text.ts'

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
  const { accounts } = context.github.identity
  const key = `${actor.kind} ${actor.id}`
  return sourceOfAccount(await context.together('actor', key, actor, (actors) => accounts.ofActors(actors)))
}

const MOST_INT = 2 ** 31 - 1

/** GraphQL's numbers have 32 bits; programs have larger ones. */
export function printInt(number: number): number | null {
  return number <= MOST_INT ? number : null
}

const common: Resolvers[string] = {
  id: ({ account }: AccountSource) => accountNodeId(account),
  databaseId: ({ account }: AccountSource) => printInt(account.databaseId),
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

/** One's own are known to oneself. */
async function organizationsOf({ account }: AccountSource, context: GraphqlContext): Promise<AccountSource[]> {
  if (account.user !== context.actor.id) return []
  const { items } = await context.call(context.github.identity.verbs.orgs, {})
  const accounts = await Promise.all(
    items
      .filter(({ kind }) => kind === 'organisation')
      .map(({ slug }) => context.github.identity.accounts.byLogin(slug)),
  )
  return accounts.flatMap((each) => (each ? [sourceOfAccount(each)] : []))
}

interface ConversationArguments extends Paging {
  states?: string[] | null
  labels?: string[] | null
  filterBy?: unknown
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null
}

/** GitHub's arguments as words of a search. */
function wordsOf({ states, labels, orderBy }: ConversationArguments): string[] {
  const sort = { UPDATED_AT: 'updated', COMMENTS: 'comments' }[orderBy?.field ?? ''] ?? 'created'
  return [
    ...(states?.length === 1 ? [`is:${states[0]!.toLowerCase()}`] : []),
    ...(labels ?? []).map((label) => `label:${JSON.stringify(label)}`),
    `sort:${sort}-${orderBy?.direction === 'DESC' ? 'desc' : 'asc'}`,
  ]
}

export const accountResolvers: Resolvers = {
  User: {
    ...common,
    ...owner,
    // Addresses are for their owner and the server's admins.
    email: () => '',
    bio: ({ account }: AccountSource) => account.description || null,
    bioHTML: ({ account }: AccountSource) => `<div>${escapeHtml(account.description)}</div>`,
    company: () => null,
    location: () => null,
    websiteUrl: () => null,
    isSiteAdmin: () => false,
    async organization(source: AccountSource, { login }: { login: string }, context) {
      const found = await organizationsOf(source, context)
      return found.find(({ account }) => account.login === login.toLowerCase()) ?? null
    },
    issues: ({ account }: AccountSource, { filterBy: _, ...args }: ConversationArguments, context) =>
      searchConversations(context, [`is:issue author:${account.login}`, ...wordsOf(args)].join(' '), args),
    pullRequests: ({ account }: AccountSource, { orderBy, ...args }: PullArguments, context) =>
      searchConversations(
        context,
        [`author:${account.login}`, ...printQualifiers(args), ...wordsOf({ orderBy })].join(' '),
        args,
      ),
    isViewer: ({ account }: AccountSource, _, { actor }) => account.user === actor.id,
    organizations: async (source: AccountSource, args: Paging, context) =>
      connectAll(args, await organizationsOf(source, context)),
  },
  Organization: {
    ...common,
    ...owner,
    description: ({ account }: AccountSource) => account.description || null,
    // Addresses are for their owner and the server's admins.
    email: () => null,
    location: () => null,
    websiteUrl: () => null,
    isVerified: () => false,
    viewerIsAMember: ({ account }: AccountSource, _, { actor }) => account.id in actor.orgs,
    viewerCanAdminister: ({ account }: AccountSource, _, { actor }) => grants(actor.orgs[account.id], 'members:write'),
    viewerCanCreateRepositories: ({ account }: AccountSource, _, { actor }) => account.id in actor.orgs,
  },
  Bot: common,
}
