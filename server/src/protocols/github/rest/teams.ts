import { z } from 'zod'
import type { Team } from '#identity'
import { Problem } from '#kernel'
import type { Project } from '#projects'
import type { Github } from '../github.ts'
import { organisationOf } from '../owners.ts'
import { printAccount } from '../print/account.ts'
import { printMinimalRepository, printRepository } from '../print/repository.ts'
import { printFullTeam, printTeam } from '../print/team.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'
import { permissionsOf } from './collaborators.ts'

const Fields = z.object({
  name: z.string().optional(),
  description: z.string().nullish(),
  privacy: z.enum(['closed', 'secret']).optional(),
})
const NewTeam = Fields.extend({ name: z.string(), maintainers: z.array(z.string()).default([]) })
const Membership = z.object({ role: z.enum(['member', 'maintainer']).default('member') })
/** GitHub's older words for what a team may do, beside its newer ones. */
const ROLES = {
  pull: 'read',
  triage: 'triage',
  push: 'write',
  maintain: 'maintain',
  admin: 'admin',
} as const
const Permission = z.object({ permission: z.enum(['pull', 'triage', 'push', 'maintain', 'admin']).default('push') })

/** Teams of an organisation, who is in them and what they work on. */
export function teamRoutes(github: Github, rest: Rest): void {
  const { identity, projects, kernel } = github
  const { verbs, accounts } = identity
  const team = '/orgs/:org/teams/:team'
  const address = (ask: Ask) => ({ org: ask.param('org'), team: ask.param('team') })

  /** What the team works on, of what the one who asks may see. */
  async function projectsOf(ask: Ask, found: Team, owner: string): Promise<Project[]> {
    const rows = await kernel.db.system((tx) => projects.ofTeam(tx, found.id))
    const ids = new Set(rows.map(({ project }) => project))
    return (await ask.call(projects.verbs.list, { owner })).items.filter(({ id }) => ids.has(id))
  }

  async function printWhole(ask: Ask, found: Team, login = ask.param('org')) {
    const org = await organisationOf(github, ask, login)
    const repos = await projectsOf(ask, found, org.login)
    const { items: open } = await ask.call(projects.verbs.listPublic, { owner: org.login })
    return printFullTeam(found, { org, repos: repos.length, publicRepos: open.length }, ask.urls)
  }

  rest.get('/orgs/:org/teams', async (ask) => {
    const org = await organisationOf(github, ask, ask.param('org'))
    const page = pageOfAll(ask, (await ask.call(verbs.teams, { org: org.login })).items)
    return pageOf(
      ask,
      page.items.map((item) => printTeam(item, org, ask.urls)),
      page,
    )
  })
  rest.post('/orgs/:org/teams', async (ask) => {
    const { name: title, description, privacy, maintainers } = await ask.body(NewTeam)
    const made = await ask.call(verbs.createTeam, {
      org: ask.param('org'),
      title,
      description: description ?? '',
      ...(privacy ? { privacy } : {}),
      members: maintainers,
    })
    return answer(201, await printWhole(ask, made))
  })
  rest.get(team, async (ask) => printWhole(ask, await ask.call(verbs.getTeam, address(ask))))
  rest.patch(team, async (ask) => {
    const { name: title, description, privacy } = await ask.body(Fields)
    const change = {
      ...(title ? { title } : {}),
      ...(description == null ? {} : { description }),
      ...(privacy ? { privacy } : {}),
    }
    return printWhole(ask, await ask.call(verbs.updateTeam, { ...address(ask), ...change }))
  })
  rest.delete(team, async (ask) => {
    await ask.call(verbs.deleteTeam, address(ask))
    return answer(204)
  })

  rest.get(`${team}/members`, async (ask) => {
    const page = pageOfAll(ask, (await ask.call(verbs.teamMembers, address(ask))).items)
    const people = await Promise.all(
      page.items.map(({ id, login }) => accounts.ofActor({ kind: 'person', id, name: login })),
    )
    return pageOf(
      ask,
      people.map((account) => printAccount(account, ask.urls)),
      page,
    )
  })
  rest.get(`${team}/memberships/:user`, printMembership)
  rest.put(`${team}/memberships/:user`, async (ask) => {
    const { role } = await ask.body(Membership)
    await ask.call(verbs.setTeamMember, { ...address(ask), user: ask.param('user'), role })
    return printMembership(ask)
  })
  rest.delete(`${team}/memberships/:user`, async (ask) => {
    await ask.call(verbs.removeTeamMember, { ...address(ask), user: ask.param('user') })
    return answer(204)
  })

  rest.get(`${team}/repos`, async (ask) => {
    const found = await ask.call(verbs.getTeam, address(ask))
    const page = pageOfAll(ask, await projectsOf(ask, found, ask.param('org').toLowerCase()))
    const facts = await repositoryFacts(github, page.items, ask.actor)
    return pageOf(
      ask,
      facts.map((fact) => printMinimalRepository(fact, ask.urls)),
      page,
    )
  })
  rest.get(`${team}/repos/:owner/:repo`, async (ask) => {
    const found = await ask.call(verbs.getTeam, address(ask))
    const project = await ask.call(projects.verbs.get, ask.repo())
    const rows = await kernel.db.system((tx) => projects.ofTeam(tx, found.id))
    const role = rows.find((row) => row.project === project.id)?.role
    if (!role)
      throw new Problem(
        'not_found',
        'projects.no_team',
        `The team "${found.slug}" does not work on ${project.owner}/${project.name}.`,
      )
    if (!ask.accepts('repository')) return answer(204)
    const [facts] = await repositoryFacts(github, [project], ask.actor)
    return { ...printRepository(facts!, ask.urls), permissions: permissionsOf(role), role_name: role }
  })
  rest.put(`${team}/repos/:owner/:repo`, async (ask) => {
    const { permission } = await ask.body(Permission)
    await ask.call(projects.verbs.setTeam, { ...ask.repo(), team: ask.param('team'), role: ROLES[permission] })
    return answer(204)
  })
  rest.delete(`${team}/repos/:owner/:repo`, async (ask) => {
    await ask.call(projects.verbs.removeTeam, { ...ask.repo(), team: ask.param('team') })
    return answer(204)
  })

  // Teams stand beside each other here, and nobody is asked first whether they come.
  for (const none of ['teams', 'invitations']) {
    rest.get(`${team}/${none}`, async (ask) => {
      await ask.call(verbs.getTeam, address(ask))
      return pageOf(ask, [], { total: 0 })
    })
  }

  rest.get('/user/teams', async (ask) => {
    const actor = ask.signedIn()
    const { items } = await ask.call(verbs.orgs, {})
    const own: { found: Team; org: string }[] = []
    for (const { id, slug, kind } of items) {
      if (kind !== 'organisation') continue
      const ids = await kernel.db.system((tx) => identity.teams.ofUser(tx, id, actor.id))
      const { items: teams } = await ask.call(verbs.teams, { org: slug })
      own.push(...teams.filter((item) => ids.includes(item.id)).map((found) => ({ found, org: slug })))
    }
    const page = pageOfAll(ask, own)
    return pageOf(ask, await Promise.all(page.items.map(({ found, org }) => printWhole(ask, found, org))), page)
  })

  async function printMembership(ask: Ask) {
    const { items } = await ask.call(verbs.teamMembers, address(ask))
    const member = items.find(({ login }) => login === ask.param('user').toLowerCase())
    if (!member)
      throw new Problem('not_found', 'identity.no_member', `"${ask.param('user').slice(0, 60)}" is not in this team.`)
    const { org, team: slug } = address(ask)
    const url = `${ask.urls.api}/orgs/${org}/teams/${slug}/memberships/${member.login}`
    return { url, role: member.role, state: 'active' }
  }
}
