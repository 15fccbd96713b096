import { z } from 'zod'
import { type Actor, type Tx, verb } from '#kernel'
import { type Project, ProjectAddress, ProjectRef } from '#projects'
import type { IssuesDeps } from './desk.ts'
import { printFilter, SORTS } from './filter.sql.ts'
import { Issue } from './issue.ts'
import { ListFilter, PageInput, toTerms } from './issue-verbs.ts'
import { selectIssues } from './issues.sql.ts'
import { MOST_QUERY_LENGTH, parseQuery, type Query } from './query.ts'

const SearchInput = {
  query: z.string().max(MOST_QUERY_LENGTH).default('').describe('Words and qualifiers: is:open label:bug author:@me'),
  sort: z.enum(SORTS).optional().describe('Instead of the sort: of the query.'),
  direction: z.enum(['asc', 'desc']).optional(),
  ...PageInput,
}
const Found = z.object({ items: z.array(Issue.extend({ project: ProjectRef })), total: z.number().int() })

interface Wanted {
  query: string
  sort?: (typeof SORTS)[number] | undefined
  direction?: 'asc' | 'desc' | undefined
  page: number
  limit: number
}

/** Finding issues and pull requests by words and qualifiers. */
export function createSearchVerbs({ projects }: IssuesDeps) {
  return {
    search: verb({
      name: 'issues.search',
      http: 'GET /projects/:owner/:name/issue-search',
      summary: 'Search the issues and pull requests of a project',
      input: ProjectAddress.extend(SearchInput),
      output: Found,
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx, actor }, { owner, name, ...wanted }) {
        return find(tx, { actor, among: [await projects.get(tx, { owner, name })] }, wanted)
      },
    }),

    searchAll: verb({
      name: 'issues.searchAll',
      http: 'GET /issue-search',
      summary: 'Search the issues and pull requests of all your projects',
      input: z.object({ ...SearchInput, ...ListFilter.shape, state: ListFilter.shape.state.unwrap().optional() }),
      output: Found,
      needs: 'issues:read',
      scope: 'account',
      async run({ tx, actor }, { query, sort, direction, page, limit, ...filter }) {
        const among = await projects.list(tx, {})
        return find(tx, { actor, among, filter }, { query, sort, direction, page, limit })
      },
    }),
  }

  async function find(
    tx: Tx,
    { actor, among, filter }: { actor: Actor; among: readonly Project[]; filter?: Parameters<typeof toTerms>[0] },
    { query, sort, direction, page, limit }: Wanted,
  ): Promise<z.input<typeof Found>> {
    const asked = parseQuery(query, actor.name)
    const { terms, text, places } = asked
    const chosen = new Map(among.filter((project) => isMeant(project, asked)).map((project) => [project.id, project]))
    const { items, total } = await selectIssues(
      tx,
      printFilter({
        projects: [...chosen.keys()],
        terms: [...terms, ...(filter ? toTerms(filter) : [])],
        text,
        ...(places ? { places } : {}),
        sort: sort ?? asked.sort,
        direction: direction ?? asked.direction,
      }),
      { page, limit },
    )
    return { items: items.map((issue) => ({ ...issue, project: chosen.get(issue.project)! })), total }
  }
}

function isMeant({ owner, name, visibility }: Project, query: Query): boolean {
  const [whose, which] = [owner.toLowerCase(), `${owner}/${name}`.toLowerCase()]
  if (query.visibility && query.visibility !== visibility) return false
  if (query.without.includes(whose) || query.without.includes(which)) return false
  if (query.repositories.length + query.owners.length === 0) return true
  return query.repositories.includes(which) || query.owners.includes(whose)
}
