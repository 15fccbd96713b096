import { z } from 'zod'
import { Problem } from '#kernel'
import type { ProjectRole } from '#projects'
import { collaboratorsOf, type Member, STEPS } from '../collaborators.ts'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

/** GitHub's older words for what somebody may do, beside its newer ones. */
export const PERMISSION = {
  read: 'pull',
  triage: 'triage',
  write: 'push',
  maintain: 'maintain',
  admin: 'admin',
} as const
const ROLE: Record<string, ProjectRole> = {
  pull: 'read',
  triage: 'triage',
  push: 'write',
  maintain: 'maintain',
  admin: 'admin',
}
const Invitation = z.object({ permission: z.enum(['pull', 'triage', 'push', 'maintain', 'admin']).default('push') })

/** Who works on a repository: the members of its organisation, and people from outside. */
export function collaboratorRoutes(github: Github, rest: Rest): void {
  const { projects, identity } = github
  const { verbs } = projects

  rest.get('/repos/:owner/:repo/collaborators', async (ask) => {
    const wanted = ask.query('affiliation') ?? 'all'
    const page = pageOfAll(ask, await everybody(ask, wanted !== 'outside'))
    const printed = await Promise.all(page.items.map((member) => print(ask, member)))
    return pageOf(ask, printed, page)
  })
  rest.get('/repos/:owner/:repo/collaborators/:user', async (ask) => {
    await find(ask)
    return answer(204)
  })
  rest.get('/repos/:owner/:repo/collaborators/:user/permission', async (ask) => {
    const found = (await everybody(ask, true)).find(isAsked(ask))
    const account = await identity.accounts.byLogin(ask.param('user'))
    if (!account) throw noCollaborator(ask)
    const open = (await ask.call(verbs.get, ask.repo())).visibility === 'public'
    // A public repository can be read by everybody.
    const role = found?.role ?? (open ? 'read' : undefined)
    return {
      permission: role === undefined ? 'none' : role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role,
      role_name: role ?? 'none',
      user: { ...printAccount(account, ask.urls), permissions: permissionsOf(role), role_name: role ?? 'none' },
    }
  })
  rest.put('/repos/:owner/:repo/collaborators/:user', async (ask) => {
    const { permission } = await ask.body(Invitation)
    await ask.call(verbs.setCollaborator, { ...ask.repo(), user: ask.param('user'), role: ROLE[permission]! })
    // Nobody is asked first here, so there is no invitation to show.
    return answer(204)
  })
  rest.delete('/repos/:owner/:repo/collaborators/:user', async (ask) => {
    await ask.call(verbs.removeCollaborator, { ...ask.repo(), user: ask.param('user') })
    return answer(204)
  })

  // Nobody is asked first here: whoever is let in is in.
  rest.get('/repos/:owner/:repo/invitations', async (ask) => {
    await ask.call(verbs.collaborators, ask.repo())
    return pageOf(ask, [], { total: 0 })
  })
  rest.get('/user/repository_invitations', async (ask) => {
    ask.signedIn()
    return pageOf(ask, [], { total: 0 })
  })

  function everybody(ask: Ask, members: boolean): Promise<Member[]> {
    return collaboratorsOf(github, ask.call, { at: ask.repo(), members })
  }

  function isAsked(ask: Ask) {
    const login = ask.param('user').toLowerCase()
    return (member: Member) => member.login === login
  }

  async function find(ask: Ask): Promise<Member> {
    const found = (await everybody(ask, true)).find(isAsked(ask))
    if (found) return found
    throw noCollaborator(ask)
  }

  async function print(ask: Ask, { user, login, role }: Member) {
    const account = await identity.accounts.ofActor({ kind: 'person', id: user, name: login })
    return { ...printAccount(account, ask.urls), permissions: permissionsOf(role), role_name: role }
  }
}

/** GitHub's five steps, each with those below it. */
export function permissionsOf(role: ProjectRole | undefined) {
  const step = role === undefined ? -1 : STEPS.indexOf(role)
  const [pull, triage, push, maintain, admin] = STEPS.map((_, i) => step >= i)
  return { pull: pull!, triage: triage!, push: push!, maintain: maintain!, admin: admin! }
}

function noCollaborator(ask: Ask): Problem {
  return new Problem(
    'not_found',
    'github.no_collaborator',
    `"${ask.param('user').slice(0, 60)}" is not a user here, or no collaborator of this repository.`,
  )
}
