import { z } from 'zod'
import { type Identity, intersect, type Team } from '#identity'
import { type Actor, event, grants, isApp, type Kernel, Problem, type Tx, verb } from '#kernel'
import {
  deleteCollaborator,
  deleteTeamAccess,
  selectAdmission,
  selectCollaborators,
  selectProjectsOfTeam,
  selectRoles,
  selectTeamAccess,
  upsertCollaborator,
  upsertTeamAccess,
} from './access.sql.ts'
import { ProjectAddress } from './address.ts'
import type { Project } from './projects.sql.ts'
import { type ProtectedName, rulesFor } from './protection.ts'
import { ProjectRole, publicPermissions, ROLE_PERMISSIONS } from './roles.ts'
import type { Principals, ProtectionRule } from './settings.ts'

export const accessChanged = event(
  'project.access_changed',
  z.object({
    project: z.string(),
    user: z.string().nullable(),
    team: z.string().nullable(),
    role: z.string().nullable(),
    /** The role they had so far; none, and they are new. */
    before: z.string().optional(),
  }),
)

const Collaborator = z.object({ user: z.string(), login: z.string(), role: ProjectRole }).meta({ id: 'Collaborator' })
const TeamAccess = z.object({ team: z.string(), slug: z.string(), role: ProjectRole }).meta({ id: 'TeamAccess' })

interface Deps {
  identity: Identity
  scope(tx: Tx, address: { owner: string; name: string }): Promise<string>
  get(tx: Tx, address: { owner: string; name: string }): Promise<Project>
}

function withoutGuest({ guest: _, ...actor }: Actor): Actor {
  return actor
}

/** Who may do what in one project from outside its organisation: everybody if it is public, collaborators, teams. */
export function createAccess(kernel: Kernel, { identity, scope, get }: Deps) {
  kernel.admitBy(admit)

  /** Read anew at each call that needs it, so that nobody keeps what was taken from them. */
  async function admit(who: Actor, address: { owner: string; name: string }, permission: string): Promise<Actor> {
    // What somebody was let into before counts for that project alone.
    const actor = who.guest ? withoutGuest(who) : who
    // Whoever may do it everywhere they belong need not be looked up; their own organisation decides.
    if (actor.kind === 'agent') return actor
    return kernel.db.system(async (tx) => {
      const project = await selectAdmission(tx, address)
      if (!project || grants(actor.orgs[project.org], permission)) return actor
      if (actor.projects && !actor.projects.includes(project.id)) return actor
      const permissions = await powersOf(tx, actor, project)
      if (permissions.length === 0) return actor
      return { ...actor, guest: { org: project.org, project: project.id, permissions } }
    })
  }

  async function powersOf(
    tx: Tx,
    actor: Actor,
    project: { id: string; org: string; visibility: 'private' | 'public' },
  ): Promise<readonly string[]> {
    const person = actor.kind === 'person'
    const open = project.visibility === 'public' ? publicPermissions(person) : []
    if (!person) return open
    const teams = project.org in actor.orgs ? await identity.teams.ofUser(tx, project.org, actor.id) : []
    const roles = await selectRoles(tx, project.id, actor.id, teams)
    const powers = [...new Set([...open, ...roles.flatMap((role) => ROLE_PERMISSIONS[role])])]
    return actor.scopes ? intersect(powers, actor.scopes) : powers
  }

  /** Whether the actor is one of those a rule of the project names: by login, by team, or as an app. */
  async function isAmong(
    actor: Actor,
    project: Pick<Project, 'org'>,
    { people, teams, apps }: Principals,
  ): Promise<boolean> {
    if (actor.kind === 'system') return isApp(actor) && apps.some((app) => actor.name === `${app}[bot]`)
    if (actor.kind !== 'person') return false // an agent may bear anybody's name
    const name = actor.name.toLowerCase()
    if (people.some((login) => login.toLowerCase() === name)) return true
    if (teams.length === 0) return false
    return kernel.db.system(async (tx) => {
      const own = new Set(await identity.teams.ofUser(tx, project.org, actor.id))
      return (await identity.teams.list(tx, project.org)).some(({ id, slug }) => own.has(id) && teams.includes(slug))
    })
  }

  /** The rules in force for a name that bind this actor. */
  async function rulesBinding(
    actor: Actor,
    project: Pick<Project, 'org' | 'settings'>,
    about: ProtectedName,
  ): Promise<ProtectionRule[]> {
    const binding: ProtectionRule[] = []
    for (const rule of rulesFor(project.settings.protection, about)) {
      if (!(await isAmong(actor, project, rule.bypass))) binding.push(rule)
    }
    return binding
  }

  async function userNamed(login: string): Promise<{ id: string; login: string }> {
    // They share no organisation with the project yet, so row-level security would hide them.
    const user = await kernel.db.system((system) => identity.findUser(system, login))
    if (user) return user
    throw new Problem('not_found', 'identity.no_user', `There is no user "${login}"; a server admin can add them.`)
  }

  async function teamNamed(tx: Tx, org: string, slug: string): Promise<Team> {
    const team = await identity.teams.find(tx, org, slug)
    if (team) return team
    throw new Problem('not_found', 'identity.no_team', `There is no team "${slug}" in this organisation.`)
  }

  const verbs = {
    powers: verb({
      name: 'projects.powers',
      http: 'GET /projects/:owner/:name/powers',
      summary: 'Show what you may do in a project',
      input: ProjectAddress,
      output: z.object({ permissions: z.array(z.string()) }),
      needs: 'projects:read',
      scope,
      async run({ actor, org, tx }, address) {
        const project = await get(tx, address)
        const granted = await kernel.db.system((system) => powersOf(system, actor, project))
        return { permissions: [...new Set([...(actor.orgs[org] ?? []), ...granted])] }
      },
    }),

    collaborators: verb({
      name: 'collaborators.list',
      http: 'GET /projects/:owner/:name/collaborators',
      summary: 'List the people who work on a project from outside its organisation',
      input: ProjectAddress,
      output: z.object({ items: z.array(Collaborator) }),
      needs: 'members:read',
      scope,
      async run({ tx }, address) {
        const rows = await selectCollaborators(tx, (await get(tx, address)).id)
        const items = await Promise.all(
          rows.map(async ({ user, role }) => {
            const { login } = await identity.accounts.ofActor({ kind: 'person', id: user, name: user })
            return { user, login, role }
          }),
        )
        return { items }
      },
    }),

    setCollaborator: verb({
      name: 'collaborators.set',
      http: 'PUT /projects/:owner/:name/collaborators/:user',
      summary: 'Let somebody work on a project, or change their role',
      input: ProjectAddress.extend({ user: z.string().max(60), role: ProjectRole.default('write') }),
      output: Collaborator,
      needs: 'members:write',
      scope,
      emits: [accessChanged.name],
      async run({ org, tx, emit }, { owner, name, user: login, role }) {
        const project = await get(tx, { owner, name })
        const user = await userNamed(login)
        const before = (await selectCollaborators(tx, project.id)).find((each) => each.user === user.id)?.role
        await upsertCollaborator(tx, { org, project: project.id, user: user.id, role })
        const data = { project: project.id, user: user.id, team: null, role, ...(before ? { before } : {}) }
        emit(accessChanged, { project: project.id, data })
        return { user: user.id, login: user.login, role }
      },
    }),

    removeCollaborator: verb({
      name: 'collaborators.remove',
      http: 'DELETE /projects/:owner/:name/collaborators/:user',
      summary: 'End somebody’s work on a project',
      input: ProjectAddress.extend({ user: z.string().max(60) }),
      output: z.object({}),
      needs: 'members:write',
      scope,
      emits: [accessChanged.name],
      async run({ tx, emit }, { owner, name, user: login }) {
        const project = await get(tx, { owner, name })
        const user = await userNamed(login)
        if (!(await deleteCollaborator(tx, project.id, user.id)))
          throw new Problem(
            'not_found',
            'projects.no_collaborator',
            `"${login}" is no collaborator of ${owner}/${name}.`,
          )
        emit(accessChanged, {
          project: project.id,
          data: { project: project.id, user: user.id, team: null, role: null },
        })
        return {}
      },
    }),

    teams: verb({
      name: 'projects.teams',
      http: 'GET /projects/:owner/:name/teams',
      summary: 'List the teams that work on a project',
      input: ProjectAddress,
      output: z.object({ items: z.array(TeamAccess) }),
      needs: 'members:read',
      scope,
      async run({ org, tx }, address) {
        const rows = await selectTeamAccess(tx, (await get(tx, address)).id)
        const slugs = new Map((await identity.teams.list(tx, org)).map((team) => [team.id, team.slug]))
        return {
          items: rows.flatMap(({ team, role }) => (slugs.has(team) ? [{ team, slug: slugs.get(team)!, role }] : [])),
        }
      },
    }),

    projectsOfTeam: verb({
      name: 'teams.projects',
      http: 'GET /orgs/:org/teams/:team/projects',
      summary: 'List the projects that a team works on with a role of its own',
      input: z.object({ org: z.string().max(60), team: z.string().max(100) }),
      output: z.object({ items: z.array(z.object({ owner: z.string(), name: z.string(), role: ProjectRole })) }),
      needs: 'members:read',
      scope: identity.orgId,
      async run({ org, tx }, { team: slug }) {
        const rows = await selectProjectsOfTeam(tx, (await teamNamed(tx, org, slug)).id)
        return { items: rows.map(({ owner, name, role }) => ({ owner, name, role })) }
      },
    }),

    setTeam: verb({
      name: 'projects.setTeam',
      http: 'PUT /projects/:owner/:name/teams/:team',
      summary: 'Let a team of the organisation work on a project, or change its role',
      input: ProjectAddress.extend({ team: z.string().max(100), role: ProjectRole.default('write') }),
      output: TeamAccess,
      needs: 'members:write',
      scope,
      emits: [accessChanged.name],
      async run({ org, tx, emit }, { owner, name, team: slug, role }) {
        const project = await get(tx, { owner, name })
        const team = await teamNamed(tx, org, slug)
        const before = (await selectTeamAccess(tx, project.id)).find((each) => each.team === team.id)?.role
        await upsertTeamAccess(tx, { org, project: project.id, team: team.id, role })
        const data = { project: project.id, user: null, team: team.id, role, ...(before ? { before } : {}) }
        emit(accessChanged, { project: project.id, data })
        return { team: team.id, slug, role }
      },
    }),

    removeTeam: verb({
      name: 'projects.removeTeam',
      http: 'DELETE /projects/:owner/:name/teams/:team',
      summary: 'End a team’s work on a project',
      input: ProjectAddress.extend({ team: z.string().max(100) }),
      output: z.object({}),
      needs: 'members:write',
      scope,
      emits: [accessChanged.name],
      async run({ org, tx, emit }, { owner, name, team: slug }) {
        const project = await get(tx, { owner, name })
        const team = await teamNamed(tx, org, slug)
        if (!(await deleteTeamAccess(tx, project.id, team.id)))
          throw new Problem('not_found', 'projects.no_team', `The team "${slug}" does not work on ${owner}/${name}.`)
        emit(accessChanged, {
          project: project.id,
          data: { project: project.id, user: null, team: team.id, role: null },
        })
        return {}
      },
    }),
  }

  return { verbs, admit, isAmong, rulesBinding }
}
