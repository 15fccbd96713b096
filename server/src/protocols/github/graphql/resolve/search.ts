import { onlyRepository } from '../../issues.ts'
import { connect, connectPages, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { type Conversation, sourceOfConversation } from './conversation.ts'
import { type RepositorySource, sourceOfRepository } from './repository.ts'

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

/** Repositories by words in their name and description; `user:`, `is:`, `fork:` and `archived:` are known. */
function searchRepositories(context: GraphqlContext, query: string, paging: Paging) {
  const { list } = context.github.projects.verbs
  return connect<RepositorySource>(paging, async ({ skip, limit }) => {
    const named = /(?:^|\s)(?:user|org):(\S+)/.exec(query)?.[1]
    const owner = named === '@me' ? context.actor.name : named
    const { items } = await context.call(list, { ...(owner ? { owner } : {}), public: true })
    const words = query.split(/\s+/).filter(Boolean)
    const found = items.filter((project) =>
      words.every((word) => {
        const [, name, value = ''] = /^(\w+):(.+)$/.exec(word.toLowerCase()) ?? []
        if (name === 'user' || name === 'org' || name === 'sort') return true
        if (name === 'is') return value === project.visibility
        if (name === 'archived') return (value === 'true') === (project.archivedAt !== null)
        if (name === 'fork') return value === 'true' || (value === 'only') === (project.parent !== null)
        if (name === 'topic') return project.topics.includes(value)
        return `${project.owner}/${project.name} ${project.description}`.toLowerCase().includes(word.toLowerCase())
      }),
    )
    const part = found.slice(skip, skip + limit).map((project) => sourceOfRepository(context, project))
    return { items: part, total: found.length }
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
        const found = await searchRepositories(context, query, paging)
        return { ...found, ...counts, repositoryCount: found.totalCount }
      }
      return { ...(await connect(paging, async () => ({ items: [], total: 0 }))), ...counts }
    },
  },
}
