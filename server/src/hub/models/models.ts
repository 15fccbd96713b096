import { join } from 'node:path'
import { z } from 'zod'
import { type Actor, grants, type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import type { ModelSettings, Settings } from '#settings'
import { createMeter } from './meter.ts'
import { type BilledTokens, costPicoUsd, findPrices, printUsd } from './prices.ts'
import { selectUsage, sumUsage, type UsageFilter, type UsageTotal } from './usage.sql.ts'

/** Names that stand for the configured model, so that agents need not know it. */
const ALIASES = new Set(['devflow', 'default'])

/** Refuses calls before they go out: budgets, suspended agents. Throw a Problem. */
export interface ModelGate {
  check(actor: Actor): Promise<void>
}

/** Leave to make one call. */
export interface Admission {
  actor: Actor
  org: string
  provider: ModelSettings
}

export interface EndedCall {
  model: string
  dialect: string
  /** Undefined: the call ended before it told. */
  tokens: BilledTokens | undefined
  /** Whether the provider began to answer, and so will bill it. */
  accepted: boolean
  status: number
  startedAt: Date
  durationMs: number
}

const UsageView = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  attempt: z.string().nullable(),
  task: z.string().nullable(),
  spec: z.string().nullable(),
  agent: z.string().nullable(),
  model: z.string(),
  dialect: z.string(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cachedTokens: z.number().int(),
  costUsd: z.number().nullable().describe('null: the price is not known'),
  status: z.number().int(),
  durationMs: z.number(),
})

const UsageTotals = z.object({
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cachedTokens: z.number().int(),
  costUsd: z.number(),
  unpricedCalls: z.number().int(),
})

export type Models = ReturnType<typeof createModels>

export function createModels(kernel: Kernel, { settings }: { settings: Pick<Settings, 'model'> }) {
  kernel.migrations('models', join(import.meta.dirname, 'migrations'))
  const meter = createMeter(kernel)
  const gates: ModelGate[] = []

  const verbs = {
    usage: verb({
      name: 'models.usage',
      http: 'GET /usage',
      summary: 'List the calls of models with their tokens and cost',
      input: z.object({
        spec: z.string().optional(),
        task: z.string().optional(),
        attempt: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
      output: z.object({ items: z.array(UsageView), total: UsageTotals, next: z.string().optional() }),
      needs: 'models:read',
      scope: 'account',
      async run({ tx }, { limit, cursor, ...filter }) {
        const rows = await selectUsage(tx, filter, { before: cursor, limit: limit + 1 })
        const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }))
        const next = rows.length > limit ? items.at(-1)?.id : undefined
        return { items, total: await sumUsage(tx, filter), ...(next ? { next } : {}) }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,

    /** Whether this actor may call a model now, for which organisation, and where the call goes. Throws Problems. */
    async admit(actor: Actor): Promise<Admission> {
      const org = Object.keys(actor.orgs).find((id) => grants(actor.orgs[id], 'models:use'))
      if (org === undefined) {
        throw new Problem(
          'forbidden',
          'models.forbidden',
          `${actor.name} may not call models; it needs the permission models:use.`,
        )
      }
      for (const gate of gates) await gate.check(actor)
      const provider = await settings.model()
      if (provider) return { actor, org, provider }
      throw new Problem(
        'unavailable',
        'models.not_configured',
        'No model is configured on this server; an admin can set one under Settings, or with DEVFLOW_MODEL_BASE_URL and DEVFLOW_MODEL.',
      )
    },

    /** The name that the provider knows; undefined where the client's own name stays. */
    resolve(name: string | undefined, { provider }: Admission): string | undefined {
      return name === undefined || ALIASES.has(name) ? provider.model : undefined
    },

    /** Puts a call that has ended into the books. Returns at once. */
    record({ actor, org, provider }: Admission, call: EndedCall): void {
      const { tokens } = call
      const own = call.model === provider.model ? provider.prices : undefined
      const prices = own ?? findPrices(call.model, tokens?.inputTokens)
      meter.record({
        actor,
        row: {
          id: newId('use'),
          org_id: org,
          project_id: actor.projects?.[0] ?? null,
          at: call.startedAt.toISOString(),
          actor_id: actor.id,
          spec_id: actor.links?.spec ?? null,
          task_id: actor.links?.task ?? null,
          attempt_id: actor.links?.attempt ?? null,
          agent_id: actor.links?.agent ?? null,
          model: printable(call.model),
          dialect: call.dialect,
          input_tokens: tokens?.inputTokens ?? 0,
          output_tokens: tokens?.outputTokens ?? 0,
          cached_tokens: tokens?.cachedTokens ?? 0,
          cost_usd: costOfCall(call, prices),
          status: call.status,
          duration_ms: Math.round(call.durationMs),
        },
      })
    },

    /** Everything recorded so far is in the database when this resolves: before a cost is read that must be whole. */
    flush: (): Promise<void> => meter.flush(),

    addGate(gate: ModelGate): void {
      gates.push(gate)
    },

    costOf: (tx: Tx, of: UsageFilter): Promise<UsageTotal> => sumUsage(tx, of),
  }
}

/** A refused call costs nothing; one that was answered without telling its usage has an unknown cost. */
function costOfCall(call: EndedCall, prices: Parameters<typeof costPicoUsd>[1] | undefined): string | null {
  if (!call.tokens) return call.accepted ? null : '0'
  return prices ? printUsd(costPicoUsd(call.tokens, prices)) : null
}

const MAX_MODEL_LENGTH = 200

/** A client may send anything for a name; the database takes no NUL, and people no control characters. */
function printable(model: string): string {
  return model.replace(/\p{C}/gu, '').slice(0, MAX_MODEL_LENGTH)
}
