import type { HooksCreateInput, HooksUpdateInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export const DELIVERIES_PER_PAGE = 30

export type { Hook, HookDelivery, HookDeliveryDetails } from '@devflow/sdk'
export type NewHook = Omit<HooksCreateInput, keyof Address>
export type HookEdit = Omit<HooksUpdateInput, keyof Address | 'hook'>

export const hooks = {
  list: ({ owner, name }: Address) => client.hooks.list({ owner, name, limit: 100 }),
  get: ({ owner, name }: Address, hook: number) => client.hooks.get({ owner, name, hook }),
  create: ({ owner, name }: Address, body: NewHook) => client.hooks.create({ owner, name, ...body }),
  edit: ({ owner, name }: Address, hook: number, body: HookEdit) => client.hooks.update({ owner, name, hook, ...body }),
  remove: ({ owner, name }: Address, hook: number) => client.hooks.delete({ owner, name, hook }),
  ping: ({ owner, name }: Address, hook: number) => client.hooks.ping({ owner, name, hook }),
  deliveries: ({ owner, name }: Address, hook: number, before?: number) =>
    client.hooks.deliveries({ owner, name, hook, limit: DELIVERIES_PER_PAGE, before }),
  delivery: ({ owner, name }: Address, hook: number, delivery: number) =>
    client.hooks.delivery({ owner, name, hook, delivery }),
  redeliver: ({ owner, name }: Address, hook: number, delivery: number) =>
    client.hooks.redeliver({ owner, name, hook, delivery }),
}
