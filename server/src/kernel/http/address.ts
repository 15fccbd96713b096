import { z } from 'zod'
import type { Verb } from '../verbs/verb.ts'

/** JSON Schema, as far as the doors look into it. */
export interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  anyOf?: JsonSchema[]
  items?: JsonSchema
  required?: string[]
}

const inputs = new WeakMap<z.ZodType, JsonSchema>()

/** What callers may send for a verb, as JSON Schema (cached: schemas never change). */
export function inputSchema(verb: Verb): JsonSchema {
  let schema = inputs.get(verb.input)
  if (!schema) {
    schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
    inputs.set(verb.input, schema)
  }
  return schema
}

export function outputSchema(verb: Verb): JsonSchema {
  return z.toJSONSchema(verb.output, { io: 'output', unrepresentable: 'any' }) as JsonSchema
}

/** Names of the `:params` of an address. */
export function pathParams(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!)
}

/** Text from a path or query string as the type its field has; zod then says what is wrong with it. */
export function coerceText(schema: JsonSchema, fields: Record<string, string | string[]>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, coerce(schema.properties?.[name] ?? {}, value)]),
  )
}

function coerce(field: JsonSchema, value: string | string[]): unknown {
  const types = new Set([field, ...(field.anyOf ?? [])].flatMap((s) => s.type ?? []))
  if (types.has('array')) return (Array.isArray(value) ? value : value.split(',')).filter((v) => v !== '')
  const text = Array.isArray(value) ? value.at(-1)! : value
  if ((types.has('number') || types.has('integer')) && text !== '' && Number.isFinite(Number(text))) return Number(text)
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
