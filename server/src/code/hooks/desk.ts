import type { z } from 'zod'
import type { Egress } from '#egress'
import { type Job, type Kernel, newId, Problem, type Tx, type VerbContext } from '#kernel'
import type { createAnnouncer } from './announce.ts'
import { hostOf } from './announce.ts'
import { insertDelivery, selectDeliveries, selectDelivery } from './deliveries.sql.ts'
import { hookChanged, hookCreated, hookDeleted } from './events.ts'
import type { HookFormat } from './format.ts'
import {
  type Delivery,
  type DeliverySummary,
  type Hook,
  type HookChange,
  type NewHook,
  viewDelivery,
  viewHook,
  viewSummary,
} from './hook.ts'
import {
  countHooks,
  deleteHook,
  type HookPlace,
  type HookRow,
  insertHook,
  lockPlace,
  selectHook,
  selectHooks,
  updateHook,
} from './hooks.sql.ts'

/** GitHub's limit for a repository. */
export const MAX_HOOKS = 20

export interface DeskDeps {
  egress: Egress
  format(): HookFormat
  queue: ReturnType<typeof createAnnouncer>['queue']
  wake: Job<Record<string, never>>
  seal(hook: string, secret: string | null): Buffer | null
}

export type Desk = ReturnType<typeof createDesk>

/** What is done with the hooks of one place, whichever it is. */
export function createDesk(kernel: Kernel, { egress, format, queue, wake, seal }: DeskDeps) {
  async function get(tx: Tx, place: HookPlace, databaseId: number): Promise<HookRow> {
    const hook = await selectHook(tx, place, databaseId)
    if (hook) return hook
    throw new Problem(
      'not_found',
      'hooks.not_found',
      `There is no hook ${databaseId} here; list the hooks to see theirs.`,
    )
  }

  function checkEvents(events: readonly string[]): string[] {
    const { names } = format()
    const unknown = events.find((name) => name !== '*' && !names.includes(name))
    if (unknown === undefined) return [...new Set(events)]
    throw new Problem(
      'invalid',
      'hooks.event',
      `There is no event "${unknown}" to tell; choose from *, ${names.toSorted().join(', ')}.`,
    )
  }

  async function sendAgain(tx: Tx, earlier: Earlier, to: { hook?: string; app?: string; url: string }): Promise<void> {
    await insertDelivery(tx, {
      ...earlier,
      id: newId('dlv'),
      hook: to.hook ?? null,
      app: to.app ?? null,
      redelivery: true,
      host: hostOf(to.url),
      problem: null,
    })
    await wake.add(tx, {}, { key: wake.name })
  }

  async function pingOf(tx: Tx, row: HookRow, place: HookPlace): Promise<void> {
    await queue(tx, await format().ping(tx, viewHook(row), place), { hook: row, place })
  }

  return {
    getDelivery,
    sendAgain,

    async list(tx: Tx, place: HookPlace, { page, limit }: { page: number; limit: number }) {
      const rows = await selectHooks(tx, place, { limit, offset: (page - 1) * limit })
      return { items: rows.map(viewHook), total: await countHooks(tx, place) }
    },

    async show(tx: Tx, place: HookPlace, hook: number): Promise<Hook> {
      return viewHook(await get(tx, place, hook))
    },

    async create({ tx, emit }: VerbContext, place: HookPlace, { secret, ...hook }: NewHook): Promise<Hook> {
      egress.check(hook.url)
      await lockPlace(tx, place)
      if ((await countHooks(tx, place)) >= MAX_HOOKS) {
        throw new Problem('conflict', 'hooks.too_many', `There are ${MAX_HOOKS} hooks here already; delete one first.`)
      }
      const id = newId('hook')
      const events = checkEvents(hook.events)
      const row = await insertHook(tx, { ...hook, ...place, id, events, sealedSecret: seal(id, secret) })
      if (row.active) await pingOf(tx, row, place)
      emit(hookCreated, { project: place.project, data: { hook: id, host: hostOf(row.url) } })
      return viewHook(row)
    },

    async update({ tx, emit }: VerbContext, place: HookPlace, hook: number, change: HookChange): Promise<Hook> {
      const now = await get(tx, place, hook)
      if (change.url !== undefined) egress.check(change.url)
      // Who may change the address must not learn the secret of deliveries to the old one: it signs, it is never sent.
      const row = await updateHook(tx, {
        ...now,
        url: change.url ?? now.url,
        contentType: change.contentType ?? now.contentType,
        events: change.events ? checkEvents(change.events) : now.events,
        active: change.active ?? now.active,
        insecureTls: change.insecureTls ?? now.insecureTls,
        sealedSecret: change.secret === undefined ? now.sealedSecret : seal(now.id, change.secret),
      })
      const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]))
      emit(hookChanged, { project: place.project, data: { hook: now.id, host: hostOf(row.url), fields } })
      return viewHook(row)
    },

    async remove({ tx, emit }: VerbContext, place: HookPlace, hook: number): Promise<Record<string, never>> {
      const row = await get(tx, place, hook)
      await deleteHook(tx, row.id)
      emit(hookDeleted, { project: place.project, data: { hook: row.id, host: hostOf(row.url) } })
      return {}
    },

    async ping({ tx }: VerbContext, place: HookPlace, hook: number): Promise<Record<string, never>> {
      const row = await get(tx, place, hook)
      await pingOf(tx, row, place)
      return {}
    },

    /** Tells the latest push again, to this hook alone. */
    async test(
      { tx }: VerbContext,
      place: HookPlace & { project: string },
      hook: number,
    ): Promise<Record<string, never>> {
      const row = await get(tx, place, hook)
      const messages = await kernel.db.system(async (system) => {
        const [push] = await kernel.events.before(system, undefined, 1, {
          project: place.project,
          names: ['git.pushed'],
        })
        return push ? format().print(system, push) : []
      })
      const message = messages.find(({ name }) => name === 'push')
      if (!message) {
        throw new Problem(
          'conflict',
          'hooks.nothing_pushed',
          'Nothing was pushed to this project yet; ping the hook instead.',
        )
      }
      await queue(tx, message, { hook: row, place })
      return {}
    },

    async deliveries(
      tx: Tx,
      place: HookPlace,
      { hook, before, limit }: { hook: number; before?: number | undefined; limit: number },
    ): Promise<{ items: z.infer<typeof DeliverySummary>[] }> {
      const { id } = await get(tx, place, hook)
      return { items: (await selectDeliveries(tx, id, { before, limit })).map(viewSummary) }
    },

    async delivery(
      tx: Tx,
      place: HookPlace,
      { hook, delivery }: { hook: number; delivery: number },
    ): Promise<z.infer<typeof Delivery>> {
      const { id } = await get(tx, place, hook)
      return viewDelivery(await getDelivery(tx, id, delivery))
    },

    /** The same message under the same guid, to where the hook points now. */
    async redeliver(
      { tx }: VerbContext,
      place: HookPlace,
      { hook, delivery }: { hook: number; delivery: number },
    ): Promise<Record<string, never>> {
      const { id, url } = await get(tx, place, hook)
      await sendAgain(tx, await getDelivery(tx, id, delivery), { hook: id, url })
      return {}
    },
  }
}

type Earlier = NonNullable<Awaited<ReturnType<typeof selectDelivery>>>

async function getDelivery(tx: Tx, receiver: string, databaseId: number): Promise<Earlier> {
  const delivery = await selectDelivery(tx, receiver, databaseId)
  if (delivery) return delivery
  throw new Problem(
    'not_found',
    'hooks.no_delivery',
    `There is no delivery ${databaseId} here; deliveries are kept for three days.`,
  )
}
