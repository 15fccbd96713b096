import { onlyRepository } from '../../issues.ts'
import { findAccounts, findRepositories } from '../../search-found.ts'
import { connectAll, connectPages, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfAccount } from './account.ts'
import { type Conversation, sourceOfConversation } from './conversation.ts'
import { sourceOfRepository } from './repository.ts'

/** Issues and pull requests by words and qualifiers, among what the one who asks sees. */
export function searchConversations(context: GraphqlContext, query: string, paging: Paging) {
  const { search, searchAll } = context.github.issues.verbs
  const only = onlyRepository(query)
  return connectPages<Conversation>(paging, async (page) => {
    const { items, total } = only
      ? await context.call(search, { ...only, query, ...page })
      : await context.call(searchAll, { query, ...page })
    const found = await Promise.all(
      items.map(async (issue) => {
        const { owner, name } = issue.project
        const project = await context.call(context.github.projects.verbs.get, { owner, name })
        return sourceOfConversation(project, issue)
      }),
    )
    return { items: found, total }
  })
}

interface SearchArguments extends Paging {
  query: string
  type: string
}

export const searchResolvers: Resolvers = {
  Query: {
    async search(_, { query, type, ...paging }: SearchArguments, context) {
      const counts = { issueCount: 0, repositoryCount: 0, userCount: 0, codeCount: 0, discussionCount: 0, wikiCount: 0 }
      if (type.startsWith('ISSUE')) {
        const found = await searchConversations(context, query, paging)
        return { ...found, ...counts, issueCount: found.totalCount }
      }
      if (type === 'REPOSITORY') {
        const projects = await findRepositories(context.github, context, query)
        const found = projects.map((project) => sourceOfRepository(context, project))
        return { ...(await connectAll(paging, found)), ...counts, repositoryCount: found.length }
      }
      const accounts = type === 'USER' ? await findAccounts(context.github, context, query) : []
      return { ...(await connectAll(paging, accounts.map(sourceOfAccount))), ...counts, userCount: accounts.length }
    },
  },
}
