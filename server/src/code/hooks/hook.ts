import { z } from 'zod'
import type { DeliveryRow, DeliverySummaryRow } from './deliveries.sql.ts'
import type { HookRow } from './hooks.sql.ts'

const MAX_EVENTS = 100
const MAX_SECRET_LENGTH = 255

/** The number of a hook or delivery; in an address it arrives as text. */
export const DatabaseId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

const MAX_PAGE = 100

export const HookPage = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(30),
})
/** A cursor, because new ones arrive on top while somebody reads. */
export const DeliveryPage = z.object({
  before: DatabaseId.optional().describe('Those older than this one.'),
  limit: HookPage.shape.limit,
})

const fields = {
  url: z.string().min(1).max(2_000).describe('Where deliveries are sent: http or https, a public address.'),
  contentType: z.enum(['json', 'form']),
  secret: z
    .string()
    .min(1)
    .max(MAX_SECRET_LENGTH)
    .nullable()
    .describe('Signs each delivery, so that the receiver knows it is genuine; never shown again.'),
  events: z
    .array(z.string().regex(/^(\*|[a-z][a-z_]{1,60})$/, 'is not the name of an event, such as push, or * for all'))
    .min(1, 'name at least one event')
    .max(MAX_EVENTS),
  active: z.boolean(),
  insecureTls: z.boolean().describe('Accepts any certificate of the receiver.'),
}

export const NewHook = z.object({
  url: fields.url,
  contentType: fields.contentType.default('json'),
  secret: fields.secret.default(null),
  events: fields.events.default(['push']),
  active: fields.active.default(true),
  insecureTls: fields.insecureTls.default(false),
})
export type NewHook = z.output<typeof NewHook>

/** What is left out stays; a secret of null takes it away. */
export const HookChange = z.object({
  url: fields.url.optional(),
  contentType: fields.contentType.optional(),
  secret: fields.secret.optional(),
  events: fields.events.optional(),
  active: fields.active.optional(),
  insecureTls: fields.insecureTls.optional(),
})
export type HookChange = z.output<typeof HookChange>

const LastResponse = z.object({ status: z.number().nullable(), problem: z.string().nullable(), at: z.string() })

export const Hook = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    url: z.string(),
    contentType: z.enum(['json', 'form']),
    hasSecret: z.boolean(),
    events: z.array(z.string()),
    active: z.boolean(),
    insecureTls: z.boolean(),
    lastResponse: LastResponse.nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Hook' })
export type Hook = z.infer<typeof Hook>

export const DeliverySummary = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    guid: z.string(),
    event: z.string(),
    action: z.string().nullable(),
    outcome: z.enum(['pending', 'delivered', 'failed']),
    redelivery: z.boolean(),
    /** Of the receiver's answer. */
    status: z.number().nullable(),
    /** Why it did not arrive, in one sentence. */
    problem: z.string().nullable(),
    attempts: z.number(),
    durationMs: z.number().nullable(),
    installation: z.number().nullable(),
    project: z.string().nullable(),
    createdAt: z.string(),
    deliveredAt: z.string().nullable(),
  })
  .meta({ id: 'HookDelivery' })

const Headers = z.record(z.string(), z.string())

export const Delivery = DeliverySummary.extend({
  url: z.string().nullable(),
  request: z.object({ headers: Headers.nullable(), payload: z.record(z.string(), z.unknown()) }),
  response: z.object({ headers: Headers.nullable(), body: z.string().nullable() }),
}).meta({ id: 'HookDeliveryDetails' })

export function viewHook(row: HookRow): Hook {
  return {
    id: row.id,
    databaseId: row.databaseId,
    url: row.url,
    contentType: row.contentType,
    hasSecret: row.sealedSecret !== null,
    events: row.events,
    active: row.active,
    insecureTls: row.insecureTls,
    lastResponse: row.lastAt && { status: row.lastStatus, problem: row.lastProblem, at: row.lastAt.toISOString() },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

export function viewSummary(row: DeliverySummaryRow): z.infer<typeof DeliverySummary> {
  const { createdAt, deliveredAt, ...rest } = row
  return { ...rest, createdAt: createdAt.toISOString(), deliveredAt: deliveredAt?.toISOString() ?? null }
}

export function viewDelivery(row: DeliveryRow): z.infer<typeof Delivery> {
  const { payload, requestHeaders, responseHeaders, responseBody, ...rest } = row
  return {
    ...viewSummary(rest),
    url: row.url,
    request: { headers: requestHeaders, payload: z.record(z.string(), z.unknown()).parse(JSON.parse(payload)) },
    response: { headers: responseHeaders, body: responseBody },
  }
}
