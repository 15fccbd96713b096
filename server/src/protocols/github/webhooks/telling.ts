import type { z } from 'zod'
import type { HookMessage } from '#hooks'
import { type StoredEvent, systemActor, type Tx, type Verb } from '#kernel'
import type { Project } from '#projects'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import { printOrganization } from '../print/organization.ts'
import { printRepository, type Repository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import type { Urls } from '../urls.ts'

/** One fact that is about to be told. */
export interface Telling {
  event: StoredEvent
  /** A transaction of the server's own. */
  tx: Tx
  urls: Urls
  /** Where it happened, though it may be deleted by now. */
  project: Project
  /** A verb that reads, as the server, about the project in the address. */
  read<I extends z.ZodObject, O extends z.ZodType>(
    verb: Verb<I, O>,
    input: Omit<z.input<I>, 'owner' | 'name'>,
  ): Promise<z.output<O>>
  /** A message with what every payload has: who did it, and where. */
  message(name: string, action: string | null, parts: object): Promise<HookMessage>
}

/** How the events of one family are told. */
export interface Family {
  /** What a hook may ask for. */
  names: readonly string[]
  tell: Record<string, (telling: Telling) => Promise<HookMessage[]>>
}

/** Undefined where the event belongs to no project that ever was. */
export async function beginTelling(github: Github, tx: Tx, event: StoredEvent): Promise<Telling | undefined> {
  const project = event.project ? await github.projects.findFormer(tx, event.project) : undefined
  if (!project) return undefined
  const urls = github.publicUrls()
  return {
    event,
    tx,
    urls,
    project,
    read(verb, input) {
      const address = { owner: project.owner, name: project.name, ...input } as z.input<typeof verb.input>
      return github.kernel.call(verb, address, { actor: systemActor(project.org, 'hooks') })
    },
    async message(name, action, parts) {
      const payload = {
        ...(action === null ? {} : { action }),
        ...parts,
        repository: await printHookRepository(github, project, urls),
        ...(await printOwningOrganization(github, project.org, urls)),
        sender: printAccount(await github.identity.accounts.ofActor(event.actor), urls),
      }
      return { name, action, payload: asPayload(payload) as Record<string, unknown> }
    },
  }
}

export async function printHookRepository(github: Github, project: Project, urls: Urls) {
  const [facts] = await repositoryFacts(github, [project], undefined)
  return asHookRepository(printRepository(facts!, urls))
}

/** GitHub's payloads have the whole repository, without what only its API counts and what it was forked from. */
export function asHookRepository(repository: Repository) {
  const { network_count, subscribers_count, temp_clone_token, parent, source, organization, ...rest } = repository
  return { ...rest, has_downloads: true, custom_properties: {} }
}

/** Only for what belongs to more than one person. */
export async function printOwningOrganization(github: Github, org: string, urls: Urls) {
  const account = await github.identity.accounts.byId(org)
  return account?.kind === 'organisation' ? { organization: printOrganization(account, urls) } : {}
}

/** What the API's answers have and payloads do not, wherever it stands. */
const API_ONLY = new Set(['user_view_type'])

export function asPayload(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPayload)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (API_ONLY.has(key) ? [] : [[key, asPayload(inner)]])),
  )
}
