import type { HookMessage } from '#hooks'
import type { Team } from '#identity'
import type { StoredEvent } from '#kernel'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import { printTeam } from '../print/team.ts'
import { from } from './issues.ts'
import { printHookTeam } from './pulls.ts'
import { asPayload, printOwningOrganization } from './telling.ts'

export const TEAM_EVENT = 'team.changed'
export const TEAM_NAMES = ['team', 'membership']

interface TeamChange {
  change: 'created' | 'edited' | 'deleted' | 'member_added' | 'member_removed'
  row: Team
  before?: Pick<Team, 'name' | 'description' | 'privacy'>
  user?: string
}

/** Teams, and who is in them; no repository is at hand. */
export async function tellTeam(github: Github, event: StoredEvent): Promise<HookMessage[]> {
  const { change, row, before, user }: TeamChange = event.data
  const { accounts } = github.identity
  const org = await accounts.byId(event.org ?? '')
  // From before the event said what it was.
  if (!org || change === undefined) return []
  const urls = github.publicUrls()
  const team = printHookTeam(printTeam(row, org, urls))
  const message = async (name: string, action: string, parts: object): Promise<HookMessage> => {
    const payload = {
      action,
      ...parts,
      team,
      ...(await printOwningOrganization(github, org.id, urls)),
      sender: printAccount(await accounts.ofActor(event.actor), urls),
    }
    return { name, action, payload: asPayload(payload) as Record<string, unknown> }
  }
  if (user !== undefined) {
    const member = printAccount(await accounts.ofActor({ kind: 'person', id: user, name: user }), urls)
    const action = change === 'member_added' ? 'added' : 'removed'
    return [await message('membership', action, { scope: 'team', member })]
  }
  if (change !== 'edited' || !before) return [await message('team', change, {})]
  const changed = (['name', 'description', 'privacy'] as const).filter((field) => before[field] !== row[field])
  const changes = from(Object.fromEntries(changed.map((field) => [field, before[field]])))
  return [await message('team', 'edited', { changes })]
}
