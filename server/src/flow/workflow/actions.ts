import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Actor, event, type Kernel, newId, Problem, type Verb, verb } from '#kernel'
import {
  type BusAction,
  beginBusAction,
  endBusAction,
  insertBusAction,
  selectBusAction,
  selectBusActions,
} from './workflow.sql.ts'

export const actionFinished = event(
  'action.finished',
  z.object({
    action: z.string(),
    type: z.string(),
    status: z.enum(['done', 'refused', 'dead']),
    message: z.string().nullable(),
  }),
)

const ActionView = z
  .object({
    id: z.string(),
    type: z.string(),
    status: z.enum(['queued', 'running', 'done', 'refused', 'dead']),
    input: z.record(z.string(), z.unknown()),
    output: z.any(),
    problem: z.object({ code: z.string(), message: z.string() }).nullable(),
    attempts: z.number(),
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'Action' })

/**
 * The action bus: a typed action is asked for, kept, and carried out by a job through the verb registered for its type,
 * under its own id as the key. So one action has one effect, across crashes and retries.
 */
export function createActionBus(kernel: Kernel) {
  // biome-ignore lint/suspicious/noExplicitAny: verbs of different schemas; call() checks each by its own
  const handlers = new Map<string, Verb<any, any>>()

  const run = kernel.jobs.define(
    'workflow.run-action',
    z.object({ action: z.string() }),
    async ({ action: id }) => {
      const action = await kernel.db.system(async (tx) => {
        await beginBusAction(tx, id)
        return selectBusAction(tx, id)
      })
      if (!action || action.finishedAt) return
      try {
        const output = await kernel.call(handlers.get(action.type)!, action.input, {
          actor: action.actor,
          key: `action:${id}`,
        })
        await finish(action, { status: 'done', output })
      } catch (error) {
        // DevFlow's own refusals do not change by trying again; an unavailable part may come back.
        if (!(error instanceof Problem) || error.kind === 'unavailable') throw error
        await finish(action, { status: 'refused', problem: { code: error.code, message: error.message } })
      }
    },
    {
      async onDead({ action: id }, error) {
        const action = await kernel.db.system((tx) => selectBusAction(tx, id))
        if (action)
          await finish(action, {
            status: 'dead',
            problem: { code: 'workflow.dead', message: `Gave up after repeated failures: ${error.message}` },
          })
      },
    },
  )

  async function finish(action: BusAction, end: Parameters<typeof endBusAction>[2]): Promise<void> {
    const actor: Actor = action.actor
    await kernel.db.system(async (tx) => {
      await endBusAction(tx, action.id, end)
      await kernel.events.append(tx, [
        {
          name: actionFinished.name,
          org_id: action.org,
          project_id: null,
          actor: { kind: actor.kind, id: actor.id, name: actor.name },
          links: actor.links ?? {},
          data: { action: action.id, type: action.type, status: end.status, message: end.problem?.message ?? null },
          action_id: action.id,
        },
      ])
    })
    kernel.events.appended()
  }

  const verbs = {
    list: verb({
      name: 'workflow.actions',
      http: 'GET /workflow/actions',
      summary: 'List the actions of the bus, newest first',
      input: z.object({
        status: z.enum(['queued', 'running', 'done', 'refused', 'dead']).optional(),
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
      output: z.object({ items: z.array(ActionView), next: z.string().optional() }),
      needs: 'workflow:read',
      scope: 'account',
      async run({ tx }, { status, cursor, limit }) {
        const rows = await selectBusActions(tx, { status, before: cursor, limit })
        return { items: rows.map(print), ...(rows.length === limit ? { next: rows.at(-1)!.id } : {}) }
      },
    }),

    submit: verb({
      name: 'workflow.submitAction',
      http: 'POST /workflow/actions',
      summary: 'Ask for a typed action; it is carried out once, whatever happens',
      input: z.object({
        type: z.string().max(60),
        input: z.record(z.string(), z.unknown()).default({}),
        idempotencyKey: z.string().min(1).max(200).optional(),
      }),
      output: ActionView,
      needs: 'workflow:write',
      scope: 'account',
      status: 202,
      async run({ actor, tx }, { type, input, idempotencyKey }) {
        const handler = handlers.get(type)
        if (!handler) {
          throw new Problem(
            'invalid',
            'workflow.unknown_action',
            `There is no action ${JSON.stringify(type)}; the types are ${[...handlers.keys()].join(', ')}.`,
          )
        }
        // Authorized now for an answer at once, and again when it runs.
        const org =
          typeof handler.scope === 'function'
            ? await handler.scope(tx, parse(handler, input), actor)
            : Object.keys(actor.orgs)[0]
        if (!org)
          throw new Problem('invalid', 'workflow.org', 'You belong to no organisation that the action could be for.')
        const id = newId('wfa')
        const action = await insertBusAction(tx, { id, org, type, input, actor, key: idempotencyKey ?? null })
        if (action.id === id) await run.add(tx, { action: id })
        else if (action.type !== type || !isDeepStrictEqual(action.input, input)) {
          throw new Problem(
            'conflict',
            'workflow.key_reused',
            `The idempotency key ${JSON.stringify(idempotencyKey)} was already used for another action; choose a new one.`,
          )
        }
        return print(action)
      },
    }),

    get: verb({
      name: 'workflow.action',
      http: 'GET /workflow/actions/:id',
      summary: 'Show an action of the bus with its outcome',
      input: z.object({ id: z.string() }),
      output: ActionView,
      needs: 'workflow:read',
      scope: 'account',
      async run({ tx }, { id }) {
        const action = await selectBusAction(tx, id)
        if (!action) throw new Problem('not_found', 'workflow.no_action', `There is no action ${id} that you can see.`)
        return print(action)
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,
    /** The verb that carries out actions of a type. */
    // biome-ignore lint/suspicious/noExplicitAny: verbs of different schemas; call() checks each by its own
    handle(type: string, handler: Verb<any, any>): void {
      handlers.set(type, handler)
    },
  }
}

function parse(handler: Verb, input: unknown): never {
  const result = handler.input.safeParse(input)
  if (result.success) return result.data as never
  const [issue] = result.error.issues
  throw new Problem('invalid', 'kernel.input', `"input.${issue?.path.join('.')}": ${issue?.message}`)
}

function print(action: BusAction): z.output<typeof ActionView> {
  const { id, name, kind } = action.actor
  return {
    id: action.id,
    type: action.type,
    status: action.status,
    input: action.input,
    output: action.output,
    problem: action.problem,
    attempts: action.attempts,
    actor: { id, name, kind },
    createdAt: action.createdAt.toISOString(),
    finishedAt: action.finishedAt?.toISOString() ?? null,
  }
}
