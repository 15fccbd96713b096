import { z } from 'zod'
import type { Apps } from '#apps'
import { type Kernel, verb } from '#kernel'
import { selectDeliveries } from './deliveries.sql.ts'
import type { Desk } from './desk.ts'
import { DatabaseId, Delivery, DeliveryPage, DeliverySummary, viewDelivery, viewSummary } from './hook.ts'

const OneDelivery = z.object({ delivery: DatabaseId })

/** What an app was told, as it asks itself. It acts in no organisation, so after it has proven itself the server reads. */
export function createAppDeliveryVerbs(kernel: Kernel, { apps, desk }: { apps: Apps; desk: Desk }) {
  return {
    deliveriesForApp: verb({
      name: 'app.deliveries',
      http: 'GET /app/hook/deliveries',
      summary: 'List the deliveries of the app that asks, newest first',
      input: DeliveryPage,
      output: z.object({ items: z.array(DeliverySummary) }),
      needs: 'app:act',
      scope: 'account',
      async run({ tx, actor }, { before, limit }) {
        const { id } = await apps.self(tx, actor)
        const rows = await kernel.db.system((system) => selectDeliveries(system, id, { before, limit }))
        return { items: rows.map(viewSummary) }
      },
    }),
    deliveryForApp: verb({
      name: 'app.delivery',
      http: 'GET /app/hook/deliveries/:delivery',
      summary: 'Show a delivery of the app that asks with what was sent and answered',
      input: OneDelivery,
      output: Delivery,
      needs: 'app:act',
      scope: 'account',
      async run({ tx, actor }, { delivery }) {
        const { id } = await apps.self(tx, actor)
        return viewDelivery(await kernel.db.system((system) => desk.getDelivery(system, id, delivery)))
      },
    }),
    redeliverForApp: verb({
      name: 'app.redeliver',
      http: 'POST /app/hook/deliveries/:delivery/attempts',
      summary: 'Send a delivery of the app that asks again',
      input: OneDelivery,
      output: z.object({}),
      needs: 'app:act',
      scope: 'account',
      status: 202,
      async run({ tx, actor }, { delivery }) {
        const { id } = await apps.self(tx, actor)
        await kernel.db.system(async (system) => {
          const hook = await apps.findHook(system, id)
          if (hook)
            await desk.sendAgain(system, await desk.getDelivery(system, id, delivery), { app: id, url: hook.url })
        })
        return {}
      },
    }),
  }
}
