import { z } from 'zod'
import { type Tx, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import type { Desk } from './desk.ts'
import { hookChanged, hookCreated, hookDeleted } from './events.ts'
import { DatabaseId, Delivery, DeliveryPage, DeliverySummary, Hook, HookChange, HookPage, NewHook } from './hook.ts'

const OfProject = ProjectAddress.extend({ hook: DatabaseId })
const Nothing = z.object({})

/** Hooks of one project. */
export function createProjectVerbs({ projects, desk }: { projects: Projects; desk: Desk }) {
  const place = async (tx: Tx, address: { owner: string; name: string }) => {
    const { id, org } = await projects.get(tx, address)
    return { org, project: id }
  }

  return {
    list: verb({
      name: 'hooks.list',
      http: 'GET /projects/:owner/:name/hooks',
      summary: 'List the webhooks of a project',
      input: ProjectAddress.extend(HookPage.shape),
      output: z.object({ items: z.array(Hook), total: z.number() }),
      needs: 'hooks:inspect',
      scope: projects.scope,
      run: async ({ tx }, input) => desk.list(tx, await place(tx, input), input),
    }),
    get: verb({
      name: 'hooks.get',
      http: 'GET /projects/:owner/:name/hooks/:hook',
      summary: 'Show a webhook of a project',
      input: OfProject,
      output: Hook,
      needs: 'hooks:inspect',
      scope: projects.scope,
      run: async ({ tx }, input) => desk.show(tx, await place(tx, input), input.hook),
    }),
    create: verb({
      name: 'hooks.create',
      http: 'POST /projects/:owner/:name/hooks',
      summary: 'Tell an address what happens in a project',
      input: ProjectAddress.extend(NewHook.shape),
      output: Hook,
      needs: 'hooks:write',
      scope: projects.scope,
      status: 201,
      secret: ['secret', 'url'],
      emits: [hookCreated.name],
      run: async (context, { owner, name, ...hook }) =>
        desk.create(context, await place(context.tx, { owner, name }), hook),
    }),
    update: verb({
      name: 'hooks.update',
      http: 'PATCH /projects/:owner/:name/hooks/:hook',
      summary: 'Change a webhook of a project',
      input: OfProject.extend(HookChange.shape),
      output: Hook,
      needs: 'hooks:write',
      scope: projects.scope,
      secret: ['secret', 'url'],
      emits: [hookChanged.name],
      run: async (context, { owner, name, hook, ...change }) =>
        desk.update(context, await place(context.tx, { owner, name }), hook, change),
    }),
    delete: verb({
      name: 'hooks.delete',
      http: 'DELETE /projects/:owner/:name/hooks/:hook',
      summary: 'Delete a webhook of a project with its deliveries',
      input: OfProject,
      output: Nothing,
      needs: 'hooks:write',
      scope: projects.scope,
      status: 204,
      emits: [hookDeleted.name],
      run: async (context, input) => desk.remove(context, await place(context.tx, input), input.hook),
    }),
    ping: verb({
      name: 'hooks.ping',
      http: 'POST /projects/:owner/:name/hooks/:hook/pings',
      summary: 'Send a ping to a webhook of a project',
      input: OfProject,
      output: Nothing,
      needs: 'hooks:write',
      scope: projects.scope,
      status: 204,
      run: async (context, input) => desk.ping(context, await place(context.tx, input), input.hook),
    }),
    test: verb({
      name: 'hooks.test',
      http: 'POST /projects/:owner/:name/hooks/:hook/tests',
      summary: 'Tell a webhook of a project its latest push again',
      input: OfProject,
      output: Nothing,
      needs: 'hooks:write',
      scope: projects.scope,
      status: 204,
      run: async (context, input) => desk.test(context, await place(context.tx, input), input.hook),
    }),
    deliveries: verb({
      name: 'hooks.deliveries',
      http: 'GET /projects/:owner/:name/hooks/:hook/deliveries',
      summary: 'List the deliveries of a webhook of a project, newest first',
      input: OfProject.extend(DeliveryPage.shape),
      output: z.object({ items: z.array(DeliverySummary) }),
      needs: 'hooks:inspect',
      scope: projects.scope,
      run: async ({ tx }, input) => desk.deliveries(tx, await place(tx, input), input),
    }),
    delivery: verb({
      name: 'hooks.delivery',
      http: 'GET /projects/:owner/:name/hooks/:hook/deliveries/:delivery',
      summary: 'Show a delivery with what was sent and answered',
      input: OfProject.extend({ delivery: DatabaseId }),
      output: Delivery,
      needs: 'hooks:inspect',
      scope: projects.scope,
      run: async ({ tx }, input) => desk.delivery(tx, await place(tx, input), input),
    }),
    redeliver: verb({
      name: 'hooks.redeliver',
      http: 'POST /projects/:owner/:name/hooks/:hook/deliveries/:delivery/attempts',
      summary: 'Send a delivery again',
      input: OfProject.extend({ delivery: DatabaseId }),
      output: Nothing,
      needs: 'hooks:write',
      scope: projects.scope,
      status: 202,
      run: async (context, input) => desk.redeliver(context, await place(context.tx, input), input),
    }),
  }
}
