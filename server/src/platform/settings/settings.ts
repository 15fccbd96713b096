import { join } from 'node:path'
import { z } from 'zod'
import { event, type Kernel, Problem, type Tx, verb } from '#kernel'
import type { Secrets } from '#secrets'
import { PRODUCTS } from '../../config.ts'
import { probeModel } from './model-probe.ts'
import { lockSetting, selectSetting, upsertSetting } from './settings.sql.ts'
import { createStorageSettings } from './storage.ts'

/** The model that agents use unless they name another, resolved: settings over the environment. */
export interface ModelSettings {
  baseUrl: string
  apiKey: string | undefined
  model: string
  /** Overrides the built-in price list for this model. */
  prices: ModelPrices | undefined
}

const BaseUrl = z
  .url({ protocol: /^https?$/, error: 'The base URL is an address beginning with http:// or https://.' })
  .max(2000)
  .refine(
    (url) => !URL.canParse(url) || !new URL(url).username,
    'The base URL carries no credentials; enter the key apart.',
  )
  .transform((url) => url.replace(/\/+$/, ''))
const ModelName = z.string().trim().min(1, 'Name the model.').max(200)
const ApiKey = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .regex(/^[\x21-\x7e]+$/, 'The key has characters that no HTTP header can carry; paste it again.')
const Price = z.number().min(0).max(100_000)
/** US dollars per million tokens. */
const Prices = z.object({ input: Price, output: Price, cachedInput: Price.optional(), cacheWrite: Price.optional() })

export type ModelPrices = z.infer<typeof Prices>

const ModelView = z.object({
  baseUrl: z.string().nullable(),
  model: z.string().nullable(),
  hasApiKey: z.boolean(),
  prices: Prices.nullable(),
  source: z.enum(['settings', 'environment', 'none']),
})

const Probe = z.object({
  ok: z.boolean(),
  message: z.string(),
  dialect: z.enum(['chat', 'responses', 'messages']).nullable(),
  durationMs: z.number(),
})

interface StoredModel {
  baseUrl: string
  model: string
  prices: ModelPrices | null
}

const modelChanged = event('settings.model_changed', z.object({ baseUrl: z.string(), model: z.string() }))

const MODEL = 'model'
/** After a change was begun here, its commit may still be on the way: until it must have come, nothing is remembered. */
const CHANGE_MS = 5_000

export type Settings = ReturnType<typeof createSettings>

export function createSettings(kernel: Kernel, { secrets }: { secrets: Secrets }) {
  kernel.migrations('settings', join(import.meta.dirname, 'migrations'))

  let remembered: Promise<ModelSettings | undefined> | undefined
  let changingUntil = 0
  const forget = (): void => {
    remembered = undefined
  }
  // Changes on other servers of the same database arrive as events.
  let stopListening: (() => void) | undefined
  kernel.onStart(async () => {
    stopListening = kernel.events.tail({ names: [modelChanged.name] }, forget)
  })
  kernel.onStop(async () => stopListening?.())

  async function resolve(tx: Tx): Promise<ModelSettings | undefined> {
    const stored = await selectSetting<StoredModel>(tx, MODEL)
    if (stored) {
      const apiKey = stored.sealed ? secrets.openForServer(MODEL, stored.sealed) : undefined
      if (apiKey) kernel.masks.add(apiKey)
      return {
        baseUrl: stored.value.baseUrl,
        model: stored.value.model,
        apiKey,
        prices: stored.value.prices ?? undefined,
      }
    }
    const { baseUrl, name, apiKey } = kernel.config.model
    return baseUrl && name ? { baseUrl, model: name, apiKey, prices: undefined } : undefined
  }

  async function view(tx: Tx): Promise<z.infer<typeof ModelView>> {
    const stored = await selectSetting<StoredModel>(tx, MODEL)
    const model = await resolve(tx)
    return {
      baseUrl: model?.baseUrl ?? null,
      model: model?.model ?? null,
      hasApiKey: model?.apiKey !== undefined,
      prices: model?.prices ?? null,
      source: stored ? 'settings' : model ? 'environment' : 'none',
    }
  }

  /** A key that was entered for one host is never sent to another: who may change the address must not learn the key so. */
  function keyFor(
    current: ModelSettings | undefined,
    given: { baseUrl: string; apiKey?: string | null | undefined },
  ): string | undefined {
    if (given.apiKey !== undefined) return given.apiKey ?? undefined
    if (!current?.apiKey) return undefined
    if (new URL(current.baseUrl).origin === new URL(given.baseUrl).origin) return current.apiKey
    throw new Problem(
      'invalid',
      'settings.key_needed',
      'The address is another host than the stored key belongs to; enter the key for it, or null for none.',
    )
  }

  const server = verb({
    name: 'server.get',
    http: 'GET /server',
    summary: 'Show which products this server is',
    input: z.object({}),
    output: z.object({ products: z.array(z.enum(PRODUCTS)) }).meta({ id: 'Server' }),
    needs: 'server:read',
    scope: 'public',
    run: async () => ({ products: [...kernel.config.products] }),
  })

  const verbs = {
    server,
    getModel: verb({
      name: 'settings.getModel',
      http: 'GET /settings/model',
      summary: 'Show which model agents use',
      input: z.object({}),
      output: ModelView,
      needs: 'settings:read',
      scope: 'server',
      run: ({ tx }) => view(tx),
    }),
    setModel: verb({
      name: 'settings.setModel',
      http: 'PUT /settings/model',
      summary: 'Choose the model that agents use; the key is never shown again',
      input: z.object({
        baseUrl: BaseUrl,
        model: ModelName,
        apiKey: ApiKey.nullable().optional().describe('Left out: as it is. null: none.'),
        prices: Prices.nullable()
          .optional()
          .describe('US dollars per million tokens. Left out or null: the built-in list.'),
      }),
      output: ModelView,
      needs: 'settings:write',
      scope: 'server',
      secret: ['apiKey'],
      emits: [modelChanged.name],
      async run({ tx, emit }, input) {
        await lockSetting(tx, MODEL)
        const apiKey = keyFor(await resolve(tx), input)
        const value: StoredModel = { baseUrl: input.baseUrl, model: input.model, prices: input.prices ?? null }
        await upsertSetting(tx, MODEL, { value, sealed: apiKey ? secrets.sealForServer(MODEL, apiKey) : null })
        emit(modelChanged, { data: { baseUrl: input.baseUrl, model: input.model } })
        changingUntil = performance.now() + CHANGE_MS
        forget()
        return view(tx)
      },
    }),
    testModel: verb({
      name: 'settings.testModel',
      http: 'POST /settings/model/test',
      summary: 'Ask the model for one word and say what is wrong if it does not answer',
      input: z.object({
        baseUrl: BaseUrl.optional(),
        model: ModelName.optional(),
        apiKey: ApiKey.nullable().optional(),
      }),
      output: Probe,
      needs: 'settings:write',
      scope: 'server',
      secret: ['apiKey'],
      // The one verb that calls outside while its transaction is open: it writes nothing before the call, takes no lock,
      // and the probe is bounded, so it holds one idle connection and nobody waits for it.
      async run({ tx }, input) {
        const current = await resolve(tx)
        const baseUrl = input.baseUrl ?? current?.baseUrl
        const model = input.model ?? current?.model
        if (!baseUrl || !model) {
          throw new Problem('invalid', 'settings.no_model', 'No model is configured; give a base URL and a model.')
        }
        return probeModel({ baseUrl, model, apiKey: keyFor(current, { baseUrl, apiKey: input.apiKey }) })
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  const storage = createStorageSettings(kernel)

  return {
    verbs: { ...verbs, ...storage.verbs },

    /** How much projects may store. */
    storageLimits: storage.limits,

    /** Undefined: none is configured. Cheap: remembered until it changes anywhere. */
    model(): Promise<ModelSettings | undefined> {
      if (remembered) return remembered
      const reading = kernel.db.system(resolve)
      if (performance.now() < changingUntil) return reading
      remembered = reading
      reading.catch(() => {
        if (remembered === reading) forget()
      })
      return reading
    },
  }
}
