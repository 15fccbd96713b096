import type { HooksCreateInput, HooksUpdateInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export const DELIVERIES_PER_PAGE = 30

export type { Hook, HookDelivery, HookDeliveryDetails } from '@devflow/sdk'
export type NewHook = Omit<HooksCreateInput, keyof Address>
export type HookEdit = Omit<HooksUpdateInput, keyof Address | 'hook'>

/** What a hook is told of: one project, or all of an organisation. A project knows its organisation, so its owner decides. */
export type HookPlace = Address | { org: string }

/** The words of its place in the key of a query. */
export const placeKey = (place: HookPlace): string[] => ('owner' in place ? [place.owner, place.name] : [place.org])

export const hooks = {
  list: (place: HookPlace) =>
    'owner' in place
      ? client.hooks.list({ ...of(place), limit: 100 })
      : client.hooks.listForOrg({ org: place.org, limit: 100 }),
  get: (place: HookPlace, hook: number) =>
    'owner' in place ? client.hooks.get({ ...of(place), hook }) : client.hooks.getForOrg({ org: place.org, hook }),
  create: (place: HookPlace, body: NewHook) =>
    'owner' in place
      ? client.hooks.create({ ...of(place), ...body })
      : client.hooks.createForOrg({ org: place.org, ...body }),
  edit: (place: HookPlace, hook: number, body: HookEdit) =>
    'owner' in place
      ? client.hooks.update({ ...of(place), hook, ...body })
      : client.hooks.updateForOrg({ org: place.org, hook, ...body }),
  remove: (place: HookPlace, hook: number) =>
    'owner' in place
      ? client.hooks.delete({ ...of(place), hook })
      : client.hooks.deleteForOrg({ org: place.org, hook }),
  ping: (place: HookPlace, hook: number) =>
    'owner' in place ? client.hooks.ping({ ...of(place), hook }) : client.hooks.pingForOrg({ org: place.org, hook }),
  deliveries: (place: HookPlace, hook: number, before?: number) => {
    const page = { hook, limit: DELIVERIES_PER_PAGE, before }
    return 'owner' in place
      ? client.hooks.deliveries({ ...of(place), ...page })
      : client.hooks.deliveriesForOrg({ org: place.org, ...page })
  },
  delivery: (place: HookPlace, hook: number, delivery: number) =>
    'owner' in place
      ? client.hooks.delivery({ ...of(place), hook, delivery })
      : client.hooks.deliveryForOrg({ org: place.org, hook, delivery }),
  redeliver: (place: HookPlace, hook: number, delivery: number) =>
    'owner' in place
      ? client.hooks.redeliver({ ...of(place), hook, delivery })
      : client.hooks.redeliverForOrg({ org: place.org, hook, delivery }),
}

/** Its address and nothing else of a project. */
const of = ({ owner, name }: Address): Address => ({ owner, name })
