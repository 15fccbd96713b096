import { inputSchema, outputSchema, pathParams, type Verb } from '#kernel'

/** JSON Schema, as far as the page shows it. */
interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string | string[]
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  additionalProperties?: Schema | boolean
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
}

/** One line of an input or output. */
export interface Field {
  /** `settings.guardian`, `items[].id`. */
  path: string
  type: string
  required: boolean
  note: string
}

/** A verb, ready to be shown. */
export interface Operation {
  name: string
  module: string
  method: string
  /** As clients call it, `/api` included. */
  path: string
  aliases: string[]
  summary: string
  /** '' for public verbs. */
  permission: string
  input: Field[]
  output: Field[]
  emits: readonly string[]
  curl: string
}

export function describeOperation(verb: Verb, server: string): Operation {
  const input = inputSchema(verb) as Schema
  return {
    name: verb.name,
    module: verb.name.slice(0, verb.name.indexOf('.')),
    method: verb.method,
    path: `/api${verb.path}`,
    aliases: (verb.alias ?? []).map((alias) => alias.replace(' ', ' /api')),
    summary: verb.summary,
    permission: verb.scope === 'public' ? '' : verb.needs,
    input: listFields(input),
    output: listFields(outputSchema(verb) as Schema),
    emits: verb.emits ?? [],
    curl: printCurl(verb, input, server),
  }
}

/** What is nested deeper is in the OpenAPI document; a page that shows it all shows nothing. */
const MAX_DEPTH = 3

function listFields(root: Schema): Field[] {
  const fields: Field[] = []
  const walk = (given: Schema, prefix: string, depth: number): void => {
    const schema = resolve(given, root)
    const required = new Set(schema.required)
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      const value = resolve(member, root)
      const path = prefix ? `${prefix}.${name}` : name
      fields.push({ path, type: printType(value, root), required: required.has(name), note: printNote(value) })
      if (depth < MAX_DEPTH) {
        const inner = nested(value, root)
        if (inner) walk(inner.schema, `${path}${inner.suffix}`, depth + 1)
      }
    }
  }
  walk(root, '', 1)
  return fields
}

/** The object inside a value, with how its members are reached. */
function nested(value: Schema, root: Schema): { schema: Schema; suffix: string } | undefined {
  const candidates = [value, ...(value.anyOf ?? [])].map((schema) => resolve(schema, root))
  for (const schema of candidates) {
    if (schema.properties) return { schema, suffix: '' }
    const item = schema.items && resolve(schema.items, root)
    if (item?.properties) return { schema: item, suffix: '[]' }
  }
  return undefined
}

function resolve(schema: Schema, root: Schema): Schema {
  if (!schema.$ref) return schema
  const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref)?.[1]
  return (name !== undefined ? root.$defs?.[name] : schema.$ref === '#' ? root : undefined) ?? {}
}

function printType(given: Schema, root: Schema): string {
  const schema = resolve(given, root)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf) return [...new Set(schema.anyOf.map((one) => printType(one, root)))].join(' | ')
  if (schema.type === 'array') {
    const item = schema.items ? printType(schema.items, root) : 'any'
    return item.includes(' ') ? `(${item})[]` : `${item}[]`
  }
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  if (schema.format === 'date-time') return 'time'
  return schema.type ?? 'any'
}

function printNote(schema: Schema): string {
  const notes = [schema.description ?? '']
  if (schema.default !== undefined) notes.push(`Default ${JSON.stringify(schema.default)}.`)
  const { minimum, maximum, minLength, maxLength, maxItems } = schema
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) notes.push(`${minimum ?? 0} to ${maximum}.`)
  if (maxLength !== undefined)
    notes.push(minLength ? `${minLength} to ${maxLength} characters.` : `At most ${maxLength} characters.`)
  if (maxItems !== undefined) notes.push(`At most ${maxItems}.`)
  return notes.filter(Boolean).join(' ')
}

/** A call that works once the words in capitals are replaced. */
function printCurl(verb: Verb, input: Schema, server: string): string {
  const params = pathParams(verb.path)
  const path = verb.path.replace(/:(\w+)/g, (_, name: string) => name.toUpperCase())
  const required = (input.required ?? []).filter((name) => !params.includes(name))
  const lines: string[] = []
  if (verb.scope !== 'public') lines.push(`-H "Authorization: Bearer $DEVFLOW_TOKEN"`)
  let query = ''
  if (verb.reads) {
    query = required.length ? `?${required.map((name) => `${name}=${name.toUpperCase()}`).join('&')}` : ''
  } else {
    const body = Object.fromEntries(
      required.map((name) => [name, example(input.properties?.[name] ?? {}, name, input)]),
    )
    if (required.length) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body)}'`)
  }
  const method = verb.method === 'GET' ? '' : `-X ${verb.method} `
  return [`curl ${method}'${server}/api${path}${query}'`, ...lines].join(' \\\n  ')
}

function example(given: Schema, name: string, root: Schema): unknown {
  const schema = resolve(given, root)
  if (schema.enum) return schema.enum[0]
  if (schema.const !== undefined) return schema.const
  if (schema.anyOf?.[0]) return example(schema.anyOf[0], name, root)
  if (schema.type === 'array') return []
  if (schema.type === 'boolean') return true
  if (schema.type === 'integer' || schema.type === 'number')
    return schema.minimum && schema.minimum > 0 ? schema.minimum : 1
  if (schema.type === 'object') {
    const members = (schema.required ?? []).map((inner) => [
      inner,
      example(schema.properties?.[inner] ?? {}, inner, root),
    ])
    return Object.fromEntries(members)
  }
  return name.toUpperCase()
}
