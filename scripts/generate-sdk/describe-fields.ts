import type { FieldDescription, FieldType } from '../../sdk/src/verb.ts'
import { type JsonSchema, refName } from './json-schema.ts'

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'object'] satisfies FieldType[]

/** The fields of a verb's input as a command line or a form asks for them. */
export function describeFields(method: string, path: string, input: JsonSchema): FieldDescription[] {
  const params = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!)
  const required = new Set(input.required)
  const properties = input.properties ?? {}
  const missing = params.find((name) => !(name in properties))
  if (missing) throw new Error(`${method} ${path} takes :${missing}, which its input does not have`)
  const others = Object.keys(properties).filter((name) => !params.includes(name))
  return [...params, ...others].map((name) => {
    const schema = properties[name]!
    const shape = resolve(schema, input.$defs)
    const type = fieldType(shape)
    const choices = shape.enum?.filter((choice) => typeof choice === 'string')
    return {
      name,
      in: params.includes(name) ? 'path' : method === 'GET' ? 'query' : 'body',
      type,
      ...(type === 'array' ? { items: fieldType(resolve(shape.items ?? {}, input.$defs)) } : {}),
      required: params.includes(name) || required.has(name),
      ...(choices?.length ? { choices } : {}),
      ...(schema.default === undefined ? {} : { default: schema.default }),
      ...(schema.description ? { description: schema.description } : {}),
    }
  })
}

/** What is behind a reference, or the one alternative that is not null. */
function resolve(schema: JsonSchema, defs: Record<string, JsonSchema> = {}): JsonSchema {
  if (schema.$ref) return resolve(defs[refName(schema.$ref)] ?? {}, defs)
  const alternatives = (schema.anyOf ?? schema.oneOf)?.filter((one) => one.type !== 'null')
  return alternatives?.length === 1 ? resolve(alternatives[0]!, defs) : schema
}

function fieldType({ type }: JsonSchema): FieldType {
  const [only, ...others] = [type].flat().filter((one) => one !== 'null')
  return only !== undefined && others.length === 0 && TYPES.includes(only) ? (only as FieldType) : 'any'
}
