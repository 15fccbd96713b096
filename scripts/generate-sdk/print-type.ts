import { type JsonSchema, refName } from './json-schema.ts'

/** The lines of an exported declaration, with an empty one after it. */
export function declareType(name: string, schema: JsonSchema, rename: (name: string) => string): string[] {
  const type = printType(schema, rename)
  const declaration =
    type.startsWith('{') && schema.type === 'object' ? `interface ${name} ${type}` : `type ${name} = ${type}`
  return [...(schema.description ? [`/** ${comment(schema.description)} */`] : []), `export ${declaration}`, '']
}

/** A JSON schema as a TypeScript type. `rename` says how a named schema is called here. */
export function printType(schema: JsonSchema, rename: (name: string) => string, indent = ''): string {
  const print = (inner: JsonSchema) => printType(inner, rename, indent)
  if (schema.$ref) return rename(refName(schema.$ref))
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  const union = schema.anyOf ?? schema.oneOf
  if (union) return [...new Set(union.map(print))].join(' | ') || 'never'
  if (schema.allOf) return schema.allOf.map((part) => parenthesize(print(part))).join(' & ') || 'unknown'
  if (schema.not && Object.keys(schema.not).length === 0) return 'never'
  if (Array.isArray(schema.type)) return schema.type.map((type) => print({ ...schema, type })).join(' | ')
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    case 'number':
    case 'integer':
      return 'number'
    case 'array':
      if (schema.prefixItems) return `[${schema.prefixItems.map(print).join(', ')}]`
      return `${parenthesize(print(schema.items ?? {}))}[]`
    case 'object':
      return printObject(schema, rename, indent)
    default:
      return 'unknown'
  }
}

function printObject(schema: JsonSchema, rename: (name: string) => string, indent: string): string {
  const { properties = {}, additionalProperties } = schema
  const names = Object.keys(properties)
  if (names.length === 0) {
    const values = typeof additionalProperties === 'object' ? additionalProperties : undefined
    return values ? `Record<string, ${printType(values, rename, indent)}>` : 'Record<string, never>'
  }
  const inner = `${indent}  `
  const required = new Set(schema.required)
  const lines = names.flatMap((name) => {
    const property = properties[name]!
    const optional = required.has(name) ? '' : '?'
    const type = printType(property, rename, inner)
    const field = `${inner}${propertyName(name)}${optional}: ${type}${optional ? ' | undefined' : ''}`
    return property.description ? [`${inner}/** ${comment(property.description)} */`, field] : [field]
  })
  return ['{', ...lines, `${indent}}`].join('\n')
}

/** Text that cannot end the comment it stands in. */
export function comment(text: string): string {
  return text.replaceAll('*/', '* /').replace(/\s+/g, ' ').trim()
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : JSON.stringify(value)
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

function parenthesize(type: string): string {
  return /[|&]/.test(type) && !type.startsWith('{') ? `(${type})` : type
}
