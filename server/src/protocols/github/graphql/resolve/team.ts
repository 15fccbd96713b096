import type { Account, Team } from '#identity'
import type { Project } from '#projects'
import { printNodeId } from '../../node-id.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { type AccountSource, sourceOfActor } from './account.ts'
import { repositoriesOf, sourceOfRepository } from './repository.ts'

export interface TeamSource {
  __typename: 'Team'
  team: Team
  organization: AccountSource
}

export function sourceOfTeam(team: Team, organization: Account): TeamSource {
  return { __typename: 'Team', team, organization: { __typename: 'Organization', account: organization } }
}

interface Order {
  field: string
  direction: 'ASC' | 'DESC'
}

async function teamsOf({ account }: AccountSource, { github, call }: GraphqlContext): Promise<TeamSource[]> {
  const { items } = await call(github.identity.verbs.teams, { org: account.login })
  return items.map((team) => sourceOfTeam(team, account))
}

/** What the team works on, of what the one who asks may see. */
async function projectsOf({ team, organization }: TeamSource, context: GraphqlContext): Promise<Project[]> {
  const { kernel, projects } = context.github
  const rows = await kernel.db.system((tx) => projects.ofTeam(tx, team.id))
  const ids = new Set(rows.map(({ project }) => project))
  return (await repositoriesOf(context, organization.account.login)).filter(({ id }) => ids.has(id))
}

const has = (text: string, query: string | null | undefined) =>
  !query || text.toLowerCase().includes(query.toLowerCase())

const page = ({ team, organization }: TeamSource) => `/orgs/${organization.account.login}/teams/${team.slug}`

export const teamResolvers: Resolvers = {
  Organization: {
    async teams(
      source: AccountSource,
      { privacy, query, orderBy, ...paging }: Paging & { privacy?: string; query?: string; orderBy?: Order },
      context,
    ) {
      const all = (await teamsOf(source, context)).filter(
        ({ team }) =>
          has(`${team.name} ${team.slug}`, query) &&
          (!privacy || privacy === (team.privacy === 'secret' ? 'SECRET' : 'VISIBLE')),
      )
      return connectAll(paging, orderBy?.direction === 'DESC' ? all.reverse() : all)
    },
    async team(source: AccountSource, { slug }: { slug: string }, context) {
      return (await teamsOf(source, context)).find(({ team }) => team.slug === slug.toLowerCase()) ?? null
    },
    async membersWithRole({ account }: AccountSource, args: Paging, context) {
      const { items } = await context.call(context.github.identity.verbs.members, { org: account.login })
      const people = items.map(({ id, login: name }) => sourceOfActor(context, { kind: 'person', id, name }))
      return connectAll(args, await Promise.all(people))
    },
  },
  Team: {
    id: ({ team }: TeamSource) => printNodeId('Team', team.id),
    databaseId: ({ team }: TeamSource) => team.databaseId,
    name: ({ team }: TeamSource) => team.name,
    slug: ({ team }: TeamSource) => team.slug,
    combinedSlug: ({ team, organization }: TeamSource) => `${organization.account.login}/${team.slug}`,
    description: ({ team }: TeamSource) => team.description || null,
    privacy: ({ team }: TeamSource) => (team.privacy === 'secret' ? 'SECRET' : 'VISIBLE'),
    url: (source: TeamSource, _, { urls }) => `${urls.web}${page(source)}`,
    resourcePath: page,
    avatarUrl: ({ team }: TeamSource, _, { urls }) => `${urls.web}/avatars/${encodeURIComponent(team.slug)}`,
    createdAt: ({ team }: TeamSource) => team.createdAt,
    updatedAt: ({ team }: TeamSource) => team.updatedAt,
    async members({ team, organization }: TeamSource, { query, ...paging }: Paging & { query?: string }, context) {
      const input = { org: organization.account.login, team: team.slug }
      const { items } = await context.call(context.github.identity.verbs.teamMembers, input)
      const people = items
        .filter(({ login }) => has(login, query))
        .map(({ id, login: name }) => sourceOfActor(context, { kind: 'person', id, name }))
      return connectAll(paging, await Promise.all(people))
    },
    async repositories(source: TeamSource, { query, ...paging }: Paging & { query?: string }, context) {
      const found = (await projectsOf(source, context)).filter(({ name }) => has(name, query))
      return connectAll(
        paging,
        found.map((project) => sourceOfRepository(context, project)),
      )
    },
  },
}
