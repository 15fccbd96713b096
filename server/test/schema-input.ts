import type { JsonSchema } from '#kernel'

/** JSON Schema as far as inputs are made from it. */
type Schema = JsonSchema & {
  $ref?: string
  $defs?: Record<string, Schema>
  enum?: unknown[]
  const?: unknown
  default?: unknown
  pattern?: string
  format?: string
  minLength?: number
  minimum?: number
  minItems?: number
  properties?: Record<string, Schema>
  anyOf?: Schema[]
  items?: Schema
}

/** Texts of every shape that verbs ask for; the first that fits is taken. */
const TEXTS = [
  'probe',
  'a'.repeat(40),
  'A',
  'PROBE',
  'probe:read',
  'https://example.com/',
  '2026-01-01T00:00:00.000Z',
  '/',
  '1',
  'probe@example.com',
]

/**
 * Inputs for a verb made from its schema: one with every known field, and one for each optional known field alone, because a guard may
 * only look when another field is absent. `known` answers the value of a field, or undefined to have one made up if it is required.
 */
export function makeInputs(
  schema: JsonSchema,
  known: (field: string, properties: Record<string, JsonSchema>) => unknown,
): Record<string, unknown>[] {
  const root = schema as Schema
  const properties = root.properties ?? {}
  const required = new Set(root.required)
  const base: Record<string, unknown> = {}
  const optional: [string, unknown][] = []
  for (const [field, shape] of Object.entries(properties)) {
    const value = known(field, properties)
    if (required.has(field)) base[field] = value ?? makeValue(shape, root)
    else if (value !== undefined) optional.push([field, value])
  }
  return [
    { ...base, ...Object.fromEntries(optional) },
    ...optional.map(([field, value]) => ({ ...base, [field]: value })),
  ]
}

function makeValue(shape: Schema, root: Schema): unknown {
  if (shape.$ref) return makeValue(root.$defs?.[shape.$ref.replace('#/$defs/', '')] ?? {}, root)
  if (shape.const !== undefined) return shape.const
  if (shape.default !== undefined) return shape.default
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf) return makeValue(shape.anyOf.find((one) => one.type !== 'null') ?? {}, root)
  const type = Array.isArray(shape.type) ? shape.type.find((one) => one !== 'null') : shape.type
  if (type === 'integer' || type === 'number') return Math.max(shape.minimum ?? 1, 1)
  if (type === 'boolean') return false
  if (type === 'array') return shape.minItems ? [makeValue(shape.items ?? {}, root)] : []
  if (type === 'object') {
    const needed = (shape.required ?? []).map((field) => [field, makeValue(shape.properties?.[field] ?? {}, root)])
    return Object.fromEntries(needed)
  }
  const fits = (text: string): boolean =>
    (shape.format !== 'uri' || text.startsWith('https://')) &&
    text.length >= (shape.minLength ?? 0) &&
    (!shape.pattern || new RegExp(shape.pattern).test(text))
  return TEXTS.find(fits) ?? TEXTS[0]
}
