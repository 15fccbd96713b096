import { z } from 'zod'
import type { Hook } from '#hooks'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import {
  type HookHome,
  printDelivery,
  printDeliverySummary,
  printHook,
  printHookConfig,
  printRepositoryHook,
} from '../print/hook.ts'
import { type Ask, answer, pageOf, type Rest } from '../rest.ts'

export const HookConfig = z.object({
  url: z.string().optional(),
  content_type: z.enum(['json', 'form']).optional(),
  secret: z.string().nullish(),
  insecure_ssl: z.union([z.enum(['0', '1']), z.literal(0), z.literal(1)]).optional(),
})
const Events = z.array(z.string())
const NewHook = z.object({
  name: z.string().optional(),
  config: HookConfig.extend({ url: z.string() }),
  events: Events.default(['push']),
  active: z.boolean().default(true),
})
const HookChange = z.object({
  config: HookConfig.optional(),
  events: Events.optional(),
  add_events: Events.default([]),
  remove_events: Events.default([]),
  active: z.boolean().optional(),
})

/** Webhooks of repositories and of organisations: the same addresses below two places. */
export function hookRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.hooks
  const ofRepo = (ask: Ask) => ({ ...ask.repo(), hook: ask.number('hook') })
  const ofOrg = (ask: Ask) => ({ org: ask.param('org'), hook: ask.number('hook') })

  hooksOf(rest, '/repos/:owner/:repo', {
    home: (ask) => ({ kind: 'Repository', path: `repos/${ask.param('owner')}/${ask.param('repo')}` }),
    list: (ask) => ask.call(verbs.list, { ...ask.repo(), ...ask.page }),
    get: (ask) => ask.call(verbs.get, ofRepo(ask)),
    create: (ask, hook) => ask.call(verbs.create, { ...ask.repo(), ...hook }),
    update: (ask, change) => ask.call(verbs.update, { ...ofRepo(ask), ...change }),
    delete: (ask) => ask.call(verbs.delete, ofRepo(ask)),
    ping: (ask) => ask.call(verbs.ping, ofRepo(ask)),
    deliveries: (ask, page) => ask.call(verbs.deliveries, { ...ofRepo(ask), ...page }),
    delivery: (ask, delivery) => ask.call(verbs.delivery, { ...ofRepo(ask), delivery }),
    redeliver: (ask, delivery) => ask.call(verbs.redeliver, { ...ofRepo(ask), delivery }),
  })
  for (const path of ['test', 'tests']) {
    rest.post(`/repos/:owner/:repo/hooks/:hook/${path}`, async (ask) => {
      await ask.call(verbs.test, ofRepo(ask))
      return answer(204)
    })
  }

  hooksOf(rest, '/orgs/:org', {
    home: (ask) => ({ kind: 'Organization', path: `orgs/${ask.param('org')}` }),
    list: (ask) => ask.call(verbs.listForOrg, { org: ask.param('org'), ...ask.page }),
    get: (ask) => ask.call(verbs.getForOrg, ofOrg(ask)),
    create: (ask, hook) => ask.call(verbs.createForOrg, { org: ask.param('org'), ...hook }),
    update: (ask, change) => ask.call(verbs.updateForOrg, { ...ofOrg(ask), ...change }),
    delete: (ask) => ask.call(verbs.deleteForOrg, ofOrg(ask)),
    ping: (ask) => ask.call(verbs.pingForOrg, ofOrg(ask)),
    deliveries: (ask, page) => ask.call(verbs.deliveriesForOrg, { ...ofOrg(ask), ...page }),
    delivery: (ask, delivery) => ask.call(verbs.deliveryForOrg, { ...ofOrg(ask), delivery }),
    redeliver: (ask, delivery) => ask.call(verbs.redeliverForOrg, { ...ofOrg(ask), delivery }),
  })
}

type Written = Partial<Pick<Hook, 'url' | 'contentType' | 'events' | 'active' | 'insecureTls'>> & {
  secret?: string | null
}
type Summaries = { items: Parameters<typeof printDeliverySummary>[0][] }

/** What the routes ask of the verbs of one place. */
interface HookPlaceCalls {
  home(ask: Ask): HookHome
  list(ask: Ask): Promise<{ items: Hook[]; total: number }>
  get(ask: Ask): Promise<Hook>
  create(ask: Ask, hook: Written & { url: string }): Promise<Hook>
  update(ask: Ask, change: Written): Promise<Hook>
  delete(ask: Ask): Promise<unknown>
  ping(ask: Ask): Promise<unknown>
  deliveries(ask: Ask, page: { before?: number; limit: number }): Promise<Summaries>
  delivery(ask: Ask, delivery: number): Promise<Parameters<typeof printDelivery>[0]>
  redeliver(ask: Ask, delivery: number): Promise<unknown>
}

function hooksOf(rest: Rest, place: string, calls: HookPlaceCalls): void {
  const print = (ask: Ask, hook: Hook) => {
    const home = calls.home(ask)
    return home.kind === 'Repository' ? printRepositoryHook(hook, home, ask.urls) : printHook(hook, home, ask.urls)
  }
  const hooks = `${place}/hooks`
  const hook = `${hooks}/:hook`

  rest.get(hooks, async (ask) => {
    const { items, total } = await calls.list(ask)
    return pageOf(
      ask,
      items.map((item) => print(ask, item)),
      { total },
    )
  })
  rest.post(hooks, async (ask) => {
    const { name, config, events, active } = await ask.body(NewHook)
    if (name !== undefined && name !== 'web') {
      throw new Problem('invalid', 'hooks.name', `"${name}" is no kind of hook; the only one is "web".`)
    }
    // GitHub's form where nothing is said; a receiver that relies on it must not be surprised here.
    const written = { contentType: 'form' as const, ...readConfig(config), url: config.url, events, active }
    const made = print(ask, await calls.create(ask, written))
    return answer(201, made, { Location: made.url })
  })
  rest.get(hook, async (ask) => print(ask, await calls.get(ask)))
  rest.patch(hook, async (ask) => {
    const { config, events, add_events, remove_events, active } = await ask.body(HookChange)
    const now = events ?? (await calls.get(ask)).events
    const wanted = [...new Set([...now, ...add_events])].filter((name) => !remove_events.includes(name))
    const change = { ...(config ? readConfig(config) : {}), ...(active === undefined ? {} : { active }) }
    return print(ask, await calls.update(ask, { ...change, events: wanted }))
  })
  rest.delete(hook, async (ask) => {
    await calls.delete(ask)
    return answer(204)
  })
  rest.get(`${hook}/config`, async (ask) => printHookConfig(await calls.get(ask)))
  rest.patch(`${hook}/config`, async (ask) =>
    printHookConfig(await calls.update(ask, readConfig(await ask.body(HookConfig)))),
  )
  rest.post(`${hook}/pings`, async (ask) => {
    await calls.ping(ask)
    return answer(204)
  })
  rest.get(`${hook}/deliveries`, async (ask) => {
    const { limit } = ask.page
    const cursor = ask.query('cursor')
    const before = cursor ? { before: readCursor(cursor) } : {}
    const { items } = await calls.deliveries(ask, { limit, ...before })
    return answer(200, items.map(printDeliverySummary), printNext(ask, items, limit))
  })
  rest.get(`${hook}/deliveries/:delivery`, async (ask) =>
    printDelivery(await calls.delivery(ask, ask.number('delivery'))),
  )
  rest.post(`${hook}/deliveries/:delivery/attempts`, async (ask) => {
    await calls.redeliver(ask, ask.number('delivery'))
    return answer(202, {})
  })
}

export function readConfig({ url, content_type, secret, insecure_ssl }: z.output<typeof HookConfig>): Written {
  return {
    ...(url === undefined ? {} : { url }),
    ...(content_type === undefined ? {} : { contentType: content_type }),
    // Clients send back what they were shown; that is no secret.
    ...(secret === undefined || secret === '********' ? {} : { secret: secret || null }),
    ...(insecure_ssl === undefined ? {} : { insecureTls: Number(insecure_ssl) === 1 }),
  }
}

export function readCursor(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new Problem('invalid', 'hooks.cursor', 'The cursor is none of ours; take it from the Link header.')
}

/** Deliveries are read by cursor, because new ones arrive on top. */
export function printNext(ask: Ask, items: Summaries['items'], limit: number): Record<string, string> {
  const last = items.at(-1)
  if (!last || items.length < limit) return {}
  const url = new URL(ask.c.req.url)
  url.searchParams.set('cursor', String(last.databaseId))
  return { Link: `<${ask.urls.api}${url.pathname.replace(/^\/api\/v3/, '')}${url.search}>; rel="next"` }
}
