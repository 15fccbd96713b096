import { z } from 'zod'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { organisationOf } from '../owners.ts'
import { printAccount } from '../print/account.ts'
import { printFullOrganization, printMembership } from '../print/organization.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const Change = z.object({ name: z.string().nullish(), description: z.string().nullish() })
const Membership = z.object({ role: z.enum(['admin', 'member']).default('member') })

/** Organisations and who belongs to them. */
export function orgRoutes(github: Github, rest: Rest): void {
  const { identity, projects, kernel } = github
  const { verbs, accounts } = identity

  const organization = (ask: Ask, login: string) => organisationOf(github, ask, login)

  async function printOrg(ask: Ask) {
    const org = await organization(ask, ask.param('org'))
    const { items: open } = await ask.call(projects.verbs.listPublic, { owner: org.login })
    return printFullOrganization(org, open.length, ask.urls)
  }

  rest.get('/orgs/:org', printOrg)
  rest.patch('/orgs/:org', async (ask) => {
    const { name, description } = await ask.body(Change)
    await ask.call(verbs.updateOrg, {
      org: ask.param('org'),
      ...(name ? { name } : {}),
      ...(description == null ? {} : { description }),
    })
    accounts.forget()
    return printOrg(ask)
  })

  rest.get('/orgs/:org/members', async (ask) => {
    const role = ask.query('role') ?? 'all'
    const { items } = await ask.call(verbs.members, { org: ask.param('org') })
    const wanted = items.filter((member) => role === 'all' || (member.role === 'admin') === (role === 'admin'))
    const page = pageOfAll(ask, wanted)
    const people = await Promise.all(
      page.items.map(({ id, login }) => accounts.ofActor({ kind: 'person', id, name: login })),
    )
    return pageOf(
      ask,
      people.map((account) => printAccount(account, ask.urls)),
      page,
    )
  })
  // Who belongs where is not public.
  rest.get('/orgs/:org/public_members', async (ask) => {
    await organization(ask, ask.param('org'))
    return pageOf(ask, [], { total: 0 })
  })
  rest.get('/orgs/:org/public_members/:user', async (ask) => {
    const { login } = await organization(ask, ask.param('org'))
    throw new Problem(
      'not_found',
      'identity.no_public_member',
      `Nobody is a public member of ${login}: who belongs where is not public here.`,
    )
  })
  // Nobody is asked first here: whoever is let in is in.
  for (const none of ['invitations', 'failed_invitations']) {
    rest.get(`/orgs/:org/${none}`, async (ask) => {
      await ask.call(verbs.members, { org: ask.param('org') })
      return pageOf(ask, [], { total: 0 })
    })
  }
  rest.get('/orgs/:org/outside_collaborators', async (ask) => {
    const org = ask.param('org').toLowerCase()
    const inside = new Set((await ask.call(verbs.members, { org })).items.map(({ id }) => id))
    const { items: owned } = await ask.call(projects.verbs.list, { owner: org })
    const outside = await kernel.db.system(async (tx) => {
      const found = new Set<string>()
      for (const { id } of owned) for (const { user } of await projects.collaborators(tx, id)) found.add(user)
      return [...found].filter((id) => !inside.has(id))
    })
    const page = pageOfAll(ask, outside)
    const people = await Promise.all(page.items.map((id) => accounts.ofActor({ kind: 'person', id, name: id })))
    return pageOf(
      ask,
      people.map((account) => printAccount(account, ask.urls)),
      page,
    )
  })
  rest.get('/orgs/:org/members/:user', async (ask) => {
    await memberOf(ask, ask.param('user'))
    return answer(204)
  })
  rest.delete('/orgs/:org/members/:user', remove)
  rest.delete('/orgs/:org/memberships/:user', remove)

  rest.get('/orgs/:org/memberships/:user', (ask) => printMember(ask, ask.param('user')))
  rest.put('/orgs/:org/memberships/:user', async (ask) => {
    const [org, user] = [ask.param('org'), ask.param('user')]
    const { role } = await ask.body(Membership)
    const now = (await ask.call(verbs.members, { org })).items.find(({ login }) => login === user)
    // A member who is more than a reader stays what they are.
    const kept = now && now.role !== 'admin' ? now.role : 'viewer'
    await ask.call(verbs.setMember, { org, user, role: role === 'admin' ? 'admin' : kept })
    return printMember(ask, user)
  })
  rest.get('/user/memberships/orgs', async (ask) => {
    const user = await accounts.ofActor(ask.signedIn())
    const { items } = await ask.call(verbs.orgs, {})
    const page = pageOfAll(
      ask,
      items.filter(({ kind }) => kind === 'organisation'),
    )
    const printed = await Promise.all(
      page.items.map(async ({ slug, role }) =>
        printMembership({ org: await organization(ask, slug), user, role }, ask.urls),
      ),
    )
    return pageOf(ask, printed, page)
  })
  rest.get('/user/memberships/orgs/:org', (ask) => printMember(ask, ask.signedIn().name))

  async function memberOf(ask: Ask, login: string) {
    const { items } = await ask.call(verbs.members, { org: ask.param('org') })
    const member = items.find((item) => item.login === login.toLowerCase())
    if (member) return member
    throw new Problem(
      'not_found',
      'identity.no_member',
      `"${login.slice(0, 60)}" is not a member of ${ask.param('org')}.`,
    )
  }

  async function printMember(ask: Ask, login: string) {
    const { id, role } = await memberOf(ask, login)
    const user = await accounts.ofActor({ kind: 'person', id, name: login })
    return printMembership({ org: await organization(ask, ask.param('org')), user, role }, ask.urls)
  }

  async function remove(ask: Ask) {
    await ask.call(verbs.removeMember, { org: ask.param('org'), user: ask.param('user') })
    return answer(204)
  }
}
