import type { HooksCreateInput, HooksUpdateInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export const DELIVERIES_PER_PAGE = 30

export type { Hook, HookDelivery, HookDeliveryDetails } from '@devflow/sdk'
export type NewHook = Omit<HooksCreateInput, keyof Address>
export type HookEdit = Omit<HooksUpdateInput, keyof Address | 'hook'>

/** What a hook is told of: one project, or all of an organisation. */
export type HookPlace = Address | { org: string }

/** The words of its place in the key of a query. */
export const placeKey = (place: HookPlace): string[] => ('org' in place ? [place.org] : [place.owner, place.name])

export const hooks = {
  list: (place: HookPlace) =>
    'org' in place
      ? client.hooks.listForOrg({ org: place.org, limit: 100 })
      : client.hooks.list({ ...of(place), limit: 100 }),
  get: (place: HookPlace, hook: number) =>
    'org' in place ? client.hooks.getForOrg({ org: place.org, hook }) : client.hooks.get({ ...of(place), hook }),
  create: (place: HookPlace, body: NewHook) =>
    'org' in place
      ? client.hooks.createForOrg({ org: place.org, ...body })
      : client.hooks.create({ ...of(place), ...body }),
  edit: (place: HookPlace, hook: number, body: HookEdit) =>
    'org' in place
      ? client.hooks.updateForOrg({ org: place.org, hook, ...body })
      : client.hooks.update({ ...of(place), hook, ...body }),
  remove: (place: HookPlace, hook: number) =>
    'org' in place ? client.hooks.deleteForOrg({ org: place.org, hook }) : client.hooks.delete({ ...of(place), hook }),
  ping: (place: HookPlace, hook: number) =>
    'org' in place ? client.hooks.pingForOrg({ org: place.org, hook }) : client.hooks.ping({ ...of(place), hook }),
  deliveries: (place: HookPlace, hook: number, before?: number) => {
    const page = { hook, limit: DELIVERIES_PER_PAGE, before }
    return 'org' in place
      ? client.hooks.deliveriesForOrg({ org: place.org, ...page })
      : client.hooks.deliveries({ ...of(place), ...page })
  },
  delivery: (place: HookPlace, hook: number, delivery: number) =>
    'org' in place
      ? client.hooks.deliveryForOrg({ org: place.org, hook, delivery })
      : client.hooks.delivery({ ...of(place), hook, delivery }),
  redeliver: (place: HookPlace, hook: number, delivery: number) =>
    'org' in place
      ? client.hooks.redeliverForOrg({ org: place.org, hook, delivery })
      : client.hooks.redeliver({ ...of(place), hook, delivery }),
}

/** Its address and nothing else of a project. */
const of = ({ owner, name }: Address): Address => ({ owner, name })
