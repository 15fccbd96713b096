import { z } from 'zod'
import type { Identity } from '#identity'
import { verb } from '#kernel'
import type { Desk } from './desk.ts'
import { hookChanged, hookCreated, hookDeleted } from './events.ts'
import { DatabaseId, Delivery, DeliveryPage, DeliverySummary, Hook, HookChange, HookPage, NewHook } from './hook.ts'

const InOrg = z.object({ org: z.string().max(60) })
const OfOrg = InOrg.extend({ hook: DatabaseId })
const Nothing = z.object({})

/** Hooks of an organisation, for all its projects. */
export function createOrgVerbs({ identity, desk }: { identity: Identity; desk: Desk }) {
  const place = (org: string) => ({ org, project: null })

  return {
    listForOrg: verb({
      name: 'hooks.listForOrg',
      http: 'GET /orgs/:org/hooks',
      summary: 'List the webhooks of an organisation',
      input: InOrg.extend(HookPage.shape),
      output: z.object({ items: z.array(Hook), total: z.number() }),
      needs: 'hooks:inspect',
      scope: identity.orgId,
      run: ({ tx, org }, input) => desk.list(tx, place(org), input),
    }),
    getForOrg: verb({
      name: 'hooks.getForOrg',
      http: 'GET /orgs/:org/hooks/:hook',
      summary: 'Show a webhook of an organisation',
      input: OfOrg,
      output: Hook,
      needs: 'hooks:inspect',
      scope: identity.orgId,
      run: ({ tx, org }, input) => desk.show(tx, place(org), input.hook),
    }),
    createForOrg: verb({
      name: 'hooks.createForOrg',
      http: 'POST /orgs/:org/hooks',
      summary: 'Tell an address what happens in the projects of an organisation',
      input: InOrg.extend(NewHook.shape),
      output: Hook,
      needs: 'hooks:write',
      scope: identity.orgId,
      status: 201,
      secret: ['secret', 'url'],
      emits: [hookCreated.name],
      run: (context, { org: _, ...hook }) => desk.create(context, place(context.org), hook),
    }),
    updateForOrg: verb({
      name: 'hooks.updateForOrg',
      http: 'PATCH /orgs/:org/hooks/:hook',
      summary: 'Change a webhook of an organisation',
      input: OfOrg.extend(HookChange.shape),
      output: Hook,
      needs: 'hooks:write',
      scope: identity.orgId,
      secret: ['secret', 'url'],
      emits: [hookChanged.name],
      run: (context, { org: _, hook, ...change }) => desk.update(context, place(context.org), hook, change),
    }),
    deleteForOrg: verb({
      name: 'hooks.deleteForOrg',
      http: 'DELETE /orgs/:org/hooks/:hook',
      summary: 'Delete a webhook of an organisation with its deliveries',
      input: OfOrg,
      output: Nothing,
      needs: 'hooks:write',
      scope: identity.orgId,
      status: 204,
      emits: [hookDeleted.name],
      run: (context, input) => desk.remove(context, place(context.org), input.hook),
    }),
    pingForOrg: verb({
      name: 'hooks.pingForOrg',
      http: 'POST /orgs/:org/hooks/:hook/pings',
      summary: 'Send a ping to a webhook of an organisation',
      input: OfOrg,
      output: Nothing,
      needs: 'hooks:write',
      scope: identity.orgId,
      status: 204,
      run: (context, input) => desk.ping(context, place(context.org), input.hook),
    }),
    deliveriesForOrg: verb({
      name: 'hooks.deliveriesForOrg',
      http: 'GET /orgs/:org/hooks/:hook/deliveries',
      summary: 'List the deliveries of a webhook of an organisation, newest first',
      input: OfOrg.extend(DeliveryPage.shape),
      output: z.object({ items: z.array(DeliverySummary) }),
      needs: 'hooks:inspect',
      scope: identity.orgId,
      run: ({ tx, org }, input) => desk.deliveries(tx, place(org), input),
    }),
    deliveryForOrg: verb({
      name: 'hooks.deliveryForOrg',
      http: 'GET /orgs/:org/hooks/:hook/deliveries/:delivery',
      summary: 'Show a delivery with what was sent and answered',
      input: OfOrg.extend({ delivery: DatabaseId }),
      output: Delivery,
      needs: 'hooks:inspect',
      scope: identity.orgId,
      run: ({ tx, org }, input) => desk.delivery(tx, place(org), input),
    }),
    redeliverForOrg: verb({
      name: 'hooks.redeliverForOrg',
      http: 'POST /orgs/:org/hooks/:hook/deliveries/:delivery/attempts',
      summary: 'Send a delivery again',
      input: OfOrg.extend({ delivery: DatabaseId }),
      output: Nothing,
      needs: 'hooks:write',
      scope: identity.orgId,
      status: 202,
      run: (context, input) => desk.redeliver(context, place(context.org), input),
    }),
  }
}
