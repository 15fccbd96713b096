import type { HookFormat, HookMessage, Receiver } from '#hooks'
import type { Github } from '../github.ts'
import { printNodeId } from '../node-id.ts'
import { printHook } from '../print/hook.ts'
import { pushFamily } from './push.ts'
import { repositoryFamily } from './repository.ts'
import { printRequest } from './request.ts'
import { asPayload, beginTelling, type Family, printHookRepository, printOrganization } from './telling.ts'

/** Webhooks as GitHub sends them. */
export function createHookFormat(github: Github): HookFormat {
  const families: Family[] = [pushFamily(github), repositoryFamily(github)]
  const tell = Object.assign({}, ...families.map((family) => family.tell)) as Family['tell']

  async function targetOf({ kind, org, project, databaseId }: Receiver): Promise<number> {
    if (kind === 'app') return databaseId
    if (project === null) return (await github.identity.accounts.byId(org))?.databaseId ?? 0
    return (await github.kernel.db.system((tx) => github.projects.findFormer(tx, project)))?.databaseId ?? 0
  }

  return {
    names: families.flatMap((family) => family.names),
    on: Object.keys(tell),

    async print(tx, event) {
      const telling = await beginTelling(github, tx, event)
      return telling ? tell[event.name]!(telling) : []
    },

    async ping(tx, hook, place): Promise<HookMessage> {
      const urls = github.publicUrls()
      const project = place.project === null ? undefined : await github.projects.findFormer(tx, place.project)
      const org = await github.identity.accounts.byId(place.org)
      const path = project ? `repos/${project.owner}/${project.name}` : `orgs/${org!.login}`
      const payload = {
        zen: ZEN[hook.databaseId % ZEN.length],
        hook_id: hook.databaseId,
        hook: printHook(hook, { kind: project ? 'Repository' : 'Organization', path }, urls),
        ...(project ? { repository: await printHookRepository(github, project, urls) } : {}),
        ...(await printOrganization(github, place.org, urls)),
      }
      return { name: 'ping', action: null, payload: asPayload(payload) as Record<string, unknown> }
    },

    forInstallation: (payload, installation) => ({
      ...payload,
      installation: { id: installation, node_id: printNodeId('Installation', installation) },
    }),

    request: async (message) => printRequest(message, await targetOf(message.receiver)),
  }
}

/** A ping says something worth reading. */
const ZEN = ['Keep it simple.', 'Say what is.', 'Half measures are as bad as nothing at all.', 'Design for failure.']
