import type { HookMessage } from '#hooks'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import type { Family, Telling } from './telling.ts'

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

  async function tellAccess({ event, urls, message }: Telling): Promise<HookMessage[]> {
    const { user, role }: { user: string | null; role: string | null } = event.data
    if (user === null) return []
    const member = printAccount(await github.identity.accounts.ofActor({ kind: 'person', id: user, name: user }), urls)
    return [await message('member', role === null ? 'removed' : 'added', { member })]
  }

  return {
    names: ['repository', 'public', 'member'],
    tell: {
      'project.created': async ({ message }) => [await message('repository', 'created', {})],
      'project.deleted': async ({ message }) => [await message('repository', 'deleted', {})],
      'project.changed': tellChange,
      'project.access_changed': tellAccess,
    },
  }
}
