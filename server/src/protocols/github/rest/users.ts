import type { components } from '@octokit/openapi-types'
import { z } from 'zod'
import type { Account } from '#identity'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { ownerOf } from '../owners.ts'
import { printAccount, printLogin } from '../print/account.ts'
import { printOrganization } from '../print/organization.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const Emails = z.union([
  z.string().transform((email) => [email]),
  z.array(z.string()),
  z.object({ emails: z.array(z.string()) }).transform(({ emails }) => emails),
])

/** People: who is asking, who somebody is, and what they have told of themselves. */
export function userRoutes(github: Github, rest: Rest): void {
  const { identity, projects } = github
  const { verbs, accounts } = identity

  rest.get('/user', async (ask) => {
    const account = await accounts.ofActor(ask.signedIn())
    return print(ask, account)
  })
  /** What a person says of themselves here, by the limits of the verbs, so that not half of it is kept. */
  const Profile = z.object({
    name: verbs.rename.input.shape.name.nullish(),
    bio: verbs.updateOrg.input.shape.description.nullish(),
  })
  rest.patch('/user', async (ask) => {
    const { name, bio } = await ask.body(Profile)
    const { name: login } = ask.signedIn()
    if (name) await ask.call(verbs.rename, { name })
    if (bio != null) await ask.call(verbs.updateOrg, { org: login, description: bio })
    accounts.forget()
    return print(ask, await accounts.ofActor(ask.signedIn()))
  })
  rest.get('/user/emails', (ask) => listEmails(ask))
  rest.post('/user/emails', async (ask) => {
    const added = []
    for (const email of await ask.body(Emails)) added.push(printEmail(await ask.call(verbs.addEmail, { email })))
    return answer(201, added)
  })
  rest.delete('/user/emails', async (ask) => {
    for (const email of await ask.body(Emails)) await ask.call(verbs.removeEmail, { email })
    return answer(204)
  })
  // No address is shown to others here; those that commits carry are in the commits.
  rest.get('/user/public_emails', async (ask) => {
    ask.signedIn()
    return pageOf(ask, [], { total: 0 })
  })

  rest.get('/user/orgs', async (ask) => {
    ask.signedIn()
    return listOrganizations(ask, await organizationsOf(ask))
  })
  rest.get('/users/:user', async (ask) => {
    const name = ask.param('user').replace(/\[bot\]$/, '')
    const bot = name === ask.param('user') ? undefined : await botOf(ask, name)
    return print(ask, bot ?? (await ownerOf(github, ask, name)))
  })
  rest.get('/user/:id', async (ask) => {
    const account = await accounts.byDatabaseId(ask.number('id'))
    const seen = account && (await ownerOf(github, ask, account.login).catch(() => undefined))
    if (seen) return print(ask, seen)
    throw new Problem('not_found', 'github.no_user', `There is no user with the number ${ask.number('id')}.`)
  })
  /** Those that the one who asks is in, too: who belongs where is not public. */
  rest.get('/users/:user/orgs', async (ask) => {
    const shared = []
    for (const org of ask.actor ? await organizationsOf(ask) : []) {
      const { items } = await ask.call(verbs.members, { org: org.login }).catch(() => ({ items: [] }))
      if (items.some(({ login }) => login === ask.param('user').toLowerCase())) shared.push(org)
    }
    return listOrganizations(ask, shared)
  })

  /** An app that the one who asks can see, as it acts. */
  async function botOf(ask: Ask, slug: string): Promise<Account | undefined> {
    try {
      const app = await ask.call(github.apps.verbs.owned.find, { app: slug })
      return await accounts.ofActor({ kind: 'system', id: `app:${app.id}`, name: `${app.slug}[bot]` })
    } catch (error) {
      if (error instanceof Problem && error.kind === 'not_found') return undefined
      throw error
    }
  }

  async function organizationsOf(ask: Ask): Promise<Account[]> {
    const { items } = await ask.call(verbs.orgs, {})
    const found = await Promise.all(
      items.filter(({ kind }) => kind === 'organisation').map(({ slug }) => ownerOf(github, ask, slug)),
    )
    return found
  }

  function listOrganizations(ask: Ask, all: readonly Account[]) {
    const { items, total } = pageOfAll(ask, all)
    return pageOf(
      ask,
      items.map((org) => printOrganization(org, ask.urls)),
      { total },
    )
  }

  async function listEmails(ask: Ask) {
    const { items, total } = pageOfAll(ask, (await ask.call(verbs.emails, {})).items)
    return pageOf(ask, items.map(printEmail), { total })
  }

  /** What only they themselves see, as far as the token they hold may: one for a project does not tell their address. */
  async function ownFacts(ask: Ask, { login }: Account) {
    try {
      const emails = (await ask.call(verbs.emails, {})).items
      const { items } = await ask.call(projects.verbs.list, { owner: login })
      return { emails, closed: items.filter(({ visibility }) => visibility === 'private').length }
    } catch (error) {
      if (error instanceof Problem && error.kind === 'forbidden') return undefined
      throw error
    }
  }

  /** Somebody as they see themselves, or as all others do. */
  async function print(ask: Ask, account: Account) {
    const open = (await ask.call(projects.verbs.listPublic, { owner: account.login })).items.length
    const profile = { ...printAccount(account, ask.urls), ...printProfile(account, open) }
    const own = ask.actor?.kind === 'person' && ask.actor.id === account.user ? await ownFacts(ask, account) : undefined
    if (!own) return profile
    const { emails, closed } = own
    return {
      ...profile,
      ...(ask.actor?.server?.includes('*') ? { site_admin: true } : {}),
      user_view_type: 'private',
      email: emails.find(({ primary, verified }) => primary && verified)?.email ?? null,
      private_gists: 0,
      total_private_repos: closed,
      owned_private_repos: closed,
      disk_usage: 0,
      collaborators: 0,
      two_factor_authentication: false,
    }
  }
}

function printProfile(account: Account, publicRepos: number) {
  const createdAt = account.createdAt.toISOString()
  return {
    name: account.name || printLogin(account),
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: account.description || null,
    public_repos: publicRepos,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: createdAt,
    updated_at: createdAt,
  }
}

function printEmail(row: { email: string; verified: boolean; primary: boolean }): components['schemas']['email'] {
  return { ...row, visibility: row.primary ? 'private' : null }
}
