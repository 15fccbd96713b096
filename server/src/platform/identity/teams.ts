import { z } from 'zod'
import { type Actor, newId, Problem, type Tx, verb } from '#kernel'
import { teamChanged } from './events.ts'
import { selectMembers } from './identity.sql.ts'
import { Team } from './team.ts'
import {
  deleteTeam,
  deleteTeamMember,
  insertTeam,
  selectTeam,
  selectTeamMembers,
  selectTeams,
  selectTeamsOf,
  type TeamRow,
  updateTeam,
  upsertTeamMember,
} from './teams.sql.ts'

const TeamRole = z.enum(['member', 'maintainer'])
const TeamAddress = z.object({ org: z.string(), team: z.string().max(100) })
const Name = z.string().trim().min(1).max(100)
const Description = z.string().max(500)
const Privacy = z.enum(['closed', 'secret'])

/** Groups of an organisation's members: they are asked for reviews, own code and are given projects as one. */
export function createTeams(orgScope: (tx: Tx, input: { org: string }, actor: Actor) => Promise<string>) {
  async function get(tx: Tx, org: string, slug: string): Promise<TeamRow> {
    const team = await selectTeam(tx, org, slug)
    if (team) return team
    throw new Problem('not_found', 'identity.no_team', `There is no team "${slug}" in this organisation.`)
  }

  async function memberOf(tx: Tx, org: string, login: string): Promise<string> {
    const member = (await selectMembers(tx, org)).find((m) => m.login === login)
    if (member) return member.id
    throw new Problem(
      'invalid',
      'identity.no_member',
      `"${login}" is not a member of this organisation; add them to it first.`,
    )
  }

  const verbs = {
    teams: verb({
      name: 'teams.list',
      http: 'GET /orgs/:org/teams',
      summary: 'List the teams of an organisation',
      input: z.object({ org: z.string() }),
      output: z.object({ items: z.array(Team) }),
      needs: 'members:read',
      scope: orgScope,
      run: async ({ org, tx }) => ({ items: (await selectTeams(tx, org)).map(toTeam) }),
    }),

    createTeam: verb({
      name: 'teams.create',
      http: 'POST /orgs/:org/teams',
      summary: 'Create a team',
      input: z.object({
        org: z.string(),
        title: Name,
        description: Description.default(''),
        privacy: Privacy.default('closed'),
        members: z.array(z.string().max(60)).max(100).default([]),
      }),
      output: Team,
      needs: 'members:write',
      scope: orgScope,
      status: 201,
      emits: [teamChanged.name],
      async run({ org, tx, emit }, { title, description, privacy, members }) {
        const team = { id: newId('team'), org, slug: toSlug(title), name: title, description, privacy }
        if (!(await insertTeam(tx, team)))
          throw new Problem('conflict', 'identity.team_exists', `There is a team "${team.slug}" already.`)
        for (const login of members) {
          await upsertTeamMember(tx, { org, team: team.id, user: await memberOf(tx, org, login), role: 'member' })
        }
        const row = toTeam(await get(tx, org, team.slug))
        const fact = { team: team.id, slug: team.slug, row }
        emit(teamChanged, { data: { ...fact, change: 'created' } })
        for (const { id: user } of await selectTeamMembers(tx, team.id))
          emit(teamChanged, { data: { ...fact, change: 'member_added', user } })
        return row
      },
    }),

    getTeam: verb({
      name: 'teams.get',
      http: 'GET /orgs/:org/teams/:team',
      summary: 'Show a team',
      input: TeamAddress,
      output: Team,
      needs: 'members:read',
      scope: orgScope,
      run: async ({ org, tx }, { team }) => toTeam(await get(tx, org, team)),
    }),

    updateTeam: verb({
      name: 'teams.update',
      http: 'PATCH /orgs/:org/teams/:team',
      summary: 'Change the name, description or privacy of a team',
      input: TeamAddress.extend({
        title: Name.optional(),
        description: Description.optional(),
        privacy: Privacy.optional(),
      }),
      output: Team,
      needs: 'members:write',
      scope: orgScope,
      emits: [teamChanged.name],
      async run({ org, tx, emit }, { team: slug, title, description, privacy }) {
        const team = await get(tx, org, slug)
        await updateTeam(tx, team.id, { name: title, description, privacy })
        const row = toTeam(await get(tx, org, slug))
        const before = { name: team.name, description: team.description, privacy: team.privacy }
        emit(teamChanged, { data: { team: team.id, slug, change: 'edited', row, before } })
        return row
      },
    }),

    deleteTeam: verb({
      name: 'teams.delete',
      http: 'DELETE /orgs/:org/teams/:team',
      summary: 'Delete a team',
      input: TeamAddress,
      output: z.object({}),
      needs: 'members:write',
      scope: orgScope,
      emits: [teamChanged.name],
      async run({ org, tx, emit }, { team: slug }) {
        const team = await get(tx, org, slug)
        await deleteTeam(tx, team.id)
        emit(teamChanged, { data: { team: team.id, slug, change: 'deleted', row: toTeam(team) } })
        return {}
      },
    }),

    teamMembers: verb({
      name: 'teams.members',
      http: 'GET /orgs/:org/teams/:team/members',
      summary: 'List the members of a team',
      input: TeamAddress,
      output: z.object({ items: z.array(z.object({ id: z.string(), login: z.string(), role: TeamRole })) }),
      needs: 'members:read',
      scope: orgScope,
      run: async ({ org, tx }, { team }) => ({ items: await selectTeamMembers(tx, (await get(tx, org, team)).id) }),
    }),

    setTeamMember: verb({
      name: 'teams.setMember',
      http: 'PUT /orgs/:org/teams/:team/members/:user',
      summary: 'Add a member of the organisation to a team',
      input: TeamAddress.extend({ user: z.string().max(60), role: TeamRole.default('member') }),
      output: z.object({}),
      needs: 'members:write',
      scope: orgScope,
      emits: [teamChanged.name],
      async run({ org, tx, emit }, { team: slug, user, role }) {
        const team = await get(tx, org, slug)
        const member = await memberOf(tx, org, user)
        const isNew = (await selectTeamMembers(tx, team.id)).every(({ id }) => id !== member)
        await upsertTeamMember(tx, { org, team: team.id, user: member, role })
        if (isNew) {
          const row = toTeam(await get(tx, org, slug))
          emit(teamChanged, { data: { team: team.id, slug, change: 'member_added', row, user: member } })
        }
        return {}
      },
    }),

    removeTeamMember: verb({
      name: 'teams.removeMember',
      http: 'DELETE /orgs/:org/teams/:team/members/:user',
      summary: 'Remove a member from a team',
      input: TeamAddress.extend({ user: z.string().max(60) }),
      output: z.object({}),
      needs: 'members:write',
      scope: orgScope,
      emits: [teamChanged.name],
      async run({ org, tx, emit }, { team: slug, user }) {
        const team = await get(tx, org, slug)
        const member = (await selectTeamMembers(tx, team.id)).find((m) => m.login === user)
        if (!member || !(await deleteTeamMember(tx, team.id, member.id)))
          throw new Problem('not_found', 'identity.no_member', `"${user}" is not in the team "${slug}".`)
        const row = toTeam(await get(tx, org, slug))
        emit(teamChanged, { data: { team: team.id, slug, change: 'member_removed', row, user: member.id } })
        return {}
      },
    }),
  }

  return {
    verbs,
    find: async (tx: Tx, org: string, slug: string): Promise<Team | undefined> => {
      const row = await selectTeam(tx, org, slug)
      return row && toTeam(row)
    },
    list: async (tx: Tx, org: string): Promise<Team[]> => (await selectTeams(tx, org)).map(toTeam),
    members: selectTeamMembers,
    ofUser: selectTeamsOf,
  }
}

function toTeam({ org: _org, createdAt, updatedAt, ...team }: TeamRow): Team {
  return { ...team, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

/** As GitHub makes them: letters and digits, dashes for the rest. */
function toSlug(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (slug) return slug
  throw new Problem(
    'invalid',
    'identity.team_name',
    `${JSON.stringify(name)} has no letter or digit; choose another name.`,
  )
}
