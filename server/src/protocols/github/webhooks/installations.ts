import { Installation } from '#apps'
import type { HookMessage } from '#hooks'
import type { StoredEvent, Tx } from '#kernel'
import type { Github } from '../github.ts'
import { printNodeId } from '../node-id.ts'
import { printAccount } from '../print/account.ts'
import { printInstallation } from '../print/app.ts'
import { asPayload } from './telling.ts'

const ACTIONS: Record<string, string> = {
  'installation.created': 'created',
  'installation.deleted': 'deleted',
  'installation.suspended': 'suspend',
  'installation.unsuspended': 'unsuspend',
  'installation.accepted': 'new_permissions_accepted',
}

export const INSTALLATION_NAMES = ['installation', 'installation_repositories']
export const INSTALLATION_EVENTS = [...Object.keys(ACTIONS), 'installation.projects_changed']

/** What an app is told of its own installations; no repository is at hand, and nobody else hears it. */
export async function tellInstallation(github: Github, tx: Tx, event: StoredEvent): Promise<HookMessage[]> {
  const urls = github.publicUrls()
  const { accounts } = github.identity
  const row = Installation.parse(event.data.row)
  const account = await accounts.byId(row.org)
  if (!account) return []
  const suspendedBy = row.suspendedBy && (await accounts.ofActor(row.suspendedBy))
  const { client_id, ...installation } = printInstallation(row, { account, suspendedBy }, urls)
  const common = {
    installation,
    sender: printAccount(await accounts.ofActor(event.actor), urls),
  }
  const message = (name: string, action: string, parts: object): HookMessage => ({
    name,
    action,
    payload: asPayload({ action, ...common, ...parts }) as Record<string, unknown>,
  })
  if (event.name !== 'installation.projects_changed') {
    const sees = row.allProjects ? await github.projects.list(tx, { owner: account.login }) : await named(row.projects)
    return [message('installation', ACTIONS[event.name]!, { repositories: sees.map(printNamed) })]
  }
  const { added, removed }: { added: string[]; removed: string[] } = event.data
  const selection = { repository_selection: row.allProjects ? 'all' : 'selected', requester: null }
  const lists = {
    repositories_added: (await named(added)).map(printNamed),
    repositories_removed: (await named(removed)).map(printNamed),
  }
  return [
    ...(added.length > 0
      ? [message('installation_repositories', 'added', { ...selection, ...lists, repositories_removed: [] })]
      : []),
    ...(removed.length > 0
      ? [message('installation_repositories', 'removed', { ...selection, ...lists, repositories_added: [] })]
      : []),
  ]

  async function named(ids: readonly string[]) {
    return (await Promise.all(ids.map((id) => github.projects.findFormer(tx, id)))).filter(
      (project) => project !== undefined,
    )
  }
}

function printNamed(project: { id: string; databaseId: number; owner: string; name: string; visibility: string }) {
  return {
    id: project.databaseId,
    node_id: printNodeId('Repository', project.id),
    name: project.name,
    full_name: `${project.owner}/${project.name}`,
    private: project.visibility === 'private',
  }
}
