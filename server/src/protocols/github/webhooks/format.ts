import type { HookFormat, HookMessage, Receiver } from '#hooks'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { printNodeId } from '../node-id.ts'
import { printHook } from '../print/hook.ts'
import { actionFamily } from './actions.ts'
import { checkFamily } from './checks.ts'
import { INSTALLATION_EVENTS, INSTALLATION_NAMES, tellInstallation } from './installations.ts'
import { issueFamily } from './issues.ts'
import { MEMBER_EVENT, tellMember } from './members.ts'
import { pullFamily } from './pulls.ts'
import { pushFamily } from './push.ts'
import { releaseFamily } from './releases.ts'
import { repositoryFamily } from './repository.ts'
import { printRequest } from './request.ts'
import { reviewFamily } from './reviews.ts'
import { TEAM_EVENT, TEAM_NAMES, tellTeam } from './teams.ts'
import { asPayload, beginTelling, type Family, printHookRepository, printOwningOrganization } from './telling.ts'

/** Webhooks as GitHub sends them. */
export function createHookFormat(github: Github): HookFormat {
  const families: Family[] = [
    pushFamily,
    repositoryFamily,
    issueFamily,
    pullFamily,
    reviewFamily,
    checkFamily,
    actionFamily,
    releaseFamily,
  ].map((family) => family(github))
  /** One event may be told in several families. */
  const tellersOf = (name: string) => families.flatMap(({ tell }) => tell[name] ?? [])

  async function targetOf({ kind, org, project, databaseId }: Receiver): Promise<number> {
    if (kind === 'app') return databaseId
    if (project === null) return (await github.identity.accounts.byId(org))?.databaseId ?? 0
    return (await github.kernel.db.system((tx) => github.projects.findFormer(tx, project)))?.databaseId ?? 0
  }

  return {
    names: [...new Set([...families.flatMap((family) => family.names), 'organization', ...TEAM_NAMES])],
    on: [...families.flatMap(({ tell }) => Object.keys(tell)), ...INSTALLATION_EVENTS, MEMBER_EVENT, TEAM_EVENT],

    namesOf(event) {
      if (INSTALLATION_EVENTS.includes(event)) return INSTALLATION_NAMES
      if (event === MEMBER_EVENT) return ['organization']
      if (event === TEAM_EVENT) return TEAM_NAMES
      return families.flatMap(({ names, tell }) => (event in tell ? names : []))
    },

    async print(tx, event) {
      try {
        if (INSTALLATION_EVENTS.includes(event.name)) return await tellInstallation(github, tx, event)
        if (event.name === MEMBER_EVENT) return await tellMember(github, event)
        if (event.name === TEAM_EVENT) return await tellTeam(github, event)
        const telling = await beginTelling(github, tx, event)
        if (!telling) return []
        return (await Promise.all(tellersOf(event.name).map((tell) => tell(telling)))).flat()
      } catch (error) {
        // It is gone by now, and nothing can be told of it; what else fails is tried again.
        if (error instanceof Problem && error.kind === 'not_found') return []
        throw error
      }
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
        ...(await printOwningOrganization(github, place.org, urls)),
      }
      return { name: 'ping', action: null, payload: asPayload(payload) as Record<string, unknown> }
    },

    forInstallation: (payload, installation) => ({
      // What is about an installation has the whole of it already.
      ...payload,
      installation: payload.installation ?? { id: installation, node_id: printNodeId('Installation', installation) },
    }),

    request: async (message) => printRequest(message, await targetOf(message.receiver)),
  }
}

/** A ping says something worth reading. */
const ZEN = ['Keep it simple.', 'Say what is.', 'Half measures are as bad as nothing at all.', 'Design for failure.']
