import type { Verb } from '../verbs/verb.ts'
import { inputSchema, type JsonSchema, outputSchema, pathParams } from './address.ts'

/** OpenAPI 3.1 of every verb. */
export function describeApi(verbs: readonly Verb[], serverUrl: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {}
  const schemas: Record<string, unknown> = { Error: ERROR }
  for (const verb of verbs) {
    const path = `/api${verb.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] ??= {}
    paths[path][verb.method.toLowerCase()] = describeVerb(verb, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'DevFlow',
      version: '0.1.0',
      description: 'From spec to evidence. Every operation is a verb: the same name in the CLI, the SDK and over MCP.',
    },
    servers: [{ url: serverUrl }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas,
    },
  }
}

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['kind', 'code', 'message'],
      properties: {
        kind: { type: 'string' },
        code: { type: 'string' },
        message: { type: 'string' },
        details: {},
        id: { type: 'string' },
      },
    },
  },
}

/**
 * Named schemas of one verb become components of the document, and references point there. The same noun may differ as input (its
 * defaults are optional) and as output: then the input's is called `<name>Input`.
 */
function hoist(schema: JsonSchema, schemas: Record<string, unknown>, suffix: '' | 'Input'): JsonSchema {
  const { $schema: _, $defs = {}, ...root } = schema as JsonSchema & { $schema?: string; $defs?: object }
  const point = (text: string): string =>
    text.replace(/"#\/\$defs\/([^"]+)"/g, (_match, name) => `"#/components/schemas/${name}${suffix}"`)
  for (const [name, definition] of Object.entries($defs)) {
    schemas[`${name}${suffix}`] = JSON.parse(point(JSON.stringify(definition)))
  }
  return JSON.parse(point(JSON.stringify(root)))
}

function describeVerb(verb: Verb, schemas: Record<string, unknown>): unknown {
  const params = pathParams(verb.path)
  const input = hoist(inputSchema(verb), schemas, 'Input')
  const rest = Object.entries(input.properties ?? {}).filter(([name]) => !params.includes(name))
  const required = new Set(input.required)
  const parameters = [
    ...params.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: input.properties?.[name] ?? { type: 'string' },
    })),
    ...(verb.reads ? rest.map(([name, schema]) => ({ name, in: 'query', required: required.has(name), schema })) : []),
    ...(verb.reads ? [] : [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' } }]),
  ]
  return {
    operationId: verb.name,
    tags: [verb.name.split('.')[0]],
    summary: verb.summary,
    ...(verb.scope === 'public' ? { security: [] } : {}),
    'x-permission': verb.scope === 'public' ? null : verb.needs,
    parameters,
    ...(verb.reads || rest.length === 0
      ? {}
      : {
          requestBody: {
            required: rest.some(([name]) => required.has(name)),
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: Object.fromEntries(rest),
                  required: rest.map(([name]) => name).filter((name) => required.has(name)),
                },
              },
            },
          },
        }),
    responses: {
      [verb.status ?? 200]: {
        description: 'Done',
        content: { 'application/json': { schema: hoist(outputSchema(verb), schemas, '') } },
      },
      default: {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}
