import type { HookMessage } from '#hooks'
import type { StoredEvent } from '#kernel'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import { printMembership } from '../print/organization.ts'
import { asPayload, printOwningOrganization } from './telling.ts'

export const MEMBER_EVENT = 'member.changed'

/** Who comes to an organisation and who leaves it; no repository is at hand. Another role is no news to GitHub's receivers. */
export async function tellMember(github: Github, event: StoredEvent): Promise<HookMessage[]> {
  const { user: id, role, added }: { user: string; role: string | null; added: boolean } = event.data
  const { accounts } = github.identity
  const org = await accounts.byId(event.org ?? '')
  if (org?.kind !== 'organisation' || (role !== null && !added)) return []
  const urls = github.publicUrls()
  const user = await accounts.ofActor({ kind: 'person', id, name: id })
  const { organization: _, ...membership } = printMembership({ org, user, role: role ?? 'member' }, urls)
  const action = role === null ? 'member_removed' : 'member_added'
  const payload = {
    action,
    membership,
    ...(await printOwningOrganization(github, org.id, urls)),
    sender: printAccount(await accounts.ofActor(event.actor), urls),
  }
  return [{ name: 'organization', action, payload: asPayload(payload) as Record<string, unknown> }]
}
