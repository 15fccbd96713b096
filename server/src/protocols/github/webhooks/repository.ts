import type { HookMessage } from '#hooks'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import { printDeployKey } from '../print/key.ts'
import { printTeam } from '../print/team.ts'
import { printHookTeam } from './pulls.ts'
import { type Family, printHookRepository, type Telling } from './telling.ts'

/** Repositories themselves, and who may work on them. */
export function repositoryFamily(github: Github): Family {
  async function tellChange(telling: Telling): Promise<HookMessage[]> {
    const { event, project, message } = telling
    const fields: string[] = event.data.fields
    const messages: HookMessage[] = []
    if (fields.includes('visibility')) {
      const isPublic = project.visibility === 'public'
      messages.push(await message('repository', isPublic ? 'publicized' : 'privatized', {}))
      if (isPublic) messages.push(await message('public', null, {}))
    }
    if (fields.includes('archived')) {
      messages.push(await message('repository', project.archivedAt ? 'archived' : 'unarchived', {}))
    }
    if (fields.some((field) => ['description', 'homepage', 'defaultBranch', 'topics'].includes(field))) {
      messages.push(await message('repository', 'edited', { changes: {} }))
    }
    return messages
  }

  async function tellAccess({ event, tx, project, urls, message }: Telling): Promise<HookMessage[]> {
    const { user, team, role, before }: Access = event.data
    if (before !== undefined && before === role) return []
    // GitHub does not tell that a team may do more or less.
    if (team !== null) return before === undefined || role === null ? tellTeam(team, role !== null) : []
    if (user === null) return []
    const member = printAccount(await github.identity.accounts.ofActor({ kind: 'person', id: user, name: user }), urls)
    if (role === null) return [await message('member', 'removed', { member })]
    if (before === undefined) return [await message('member', 'added', { member })]
    return [await message('member', 'edited', { member, changes: { old_permission: { from: before } } })]

    async function tellTeam(id: string, added: boolean): Promise<HookMessage[]> {
      const found = (await github.identity.teams.list(tx, project.org)).find((each) => each.id === id)
      const account = await github.identity.accounts.byId(project.org)
      if (!found || !account) return []
      const printed = printHookTeam(printTeam(found, account, urls))
      if (!added) return [await message('team', 'removed_from_repository', { team: printed })]
      return [
        await message('team', 'added_to_repository', { team: printed }),
        await message('team_add', null, { team: printed }),
      ]
    }
  }

  const aboutKey =
    (action: 'created' | 'deleted') =>
    async ({ event, read, project, urls, message }: Telling): Promise<HookMessage[]> => {
      const { key, row } = event.data
      const view = action === 'deleted' ? row : await read(github.keys.verbs.deploy.get, { deployKey: key })
      const at = { owner: project.owner, repo: project.name, urls }
      const { added_by, enabled, last_used, ...printed } = printDeployKey(view, at)
      return [await message('deploy_key', action, { key: printed })]
    }

  /** One that is private is nothing for the receivers of another organisation. */
  async function tellFork({ event, tx, urls, message }: Telling): Promise<HookMessage[]> {
    const fork = await github.projects.findById(tx, event.data.fork)
    if (fork?.visibility !== 'public') return []
    return [await message('fork', null, { forkee: await printHookRepository(github, fork, urls) })]
  }

  return {
    names: ['fork', 'repository', 'public', 'member', 'team', 'team_add', 'deploy_key'],
    tell: {
      'project.created': async ({ message }) => [await message('repository', 'created', {})],
      'project.deleted': async ({ message }) => [await message('repository', 'deleted', {})],
      'project.changed': tellChange,
      'project.renamed': async ({ event, message }) => [
        await message('repository', 'renamed', { changes: { repository: { name: { from: event.data.from } } } }),
      ],
      'project.access_changed': tellAccess,
      'fork.created': tellFork,
      'deploy_key.created': aboutKey('created'),
      'deploy_key.deleted': aboutKey('deleted'),
    },
  }
}

interface Access {
  user: string | null
  team: string | null
  role: string | null
  before?: string
}
