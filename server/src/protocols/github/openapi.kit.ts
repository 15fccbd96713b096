import { readFile } from 'node:fs/promises'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { npmClient } from '../../../test/clients.ts'

/** GitHub's published description of its REST API, from npm. Large, so it is fetched for the tests alone. */
const DESCRIPTION = '@octokit/openapi@23.0.2'

type Schema = Record<string, unknown>
interface Description {
  paths: Record<
    string,
    Record<string, { responses?: Record<string, { content?: Record<string, { schema?: Schema }> }> }>
  >
  components: { responses: Record<string, { content?: Record<string, { schema?: Schema }> }>; [kind: string]: unknown }
}

export interface OpenApi {
  /** `GET /repos/{owner}/{repo}` */
  operations: string[]
  /** What is wrong with this answer; empty where it is as described. */
  check(method: string, path: string, status: number, body: unknown): string[]
}

/** Undefined with the reason where the description cannot be had. */
export async function githubDescription(): Promise<OpenApi | { missing: string }> {
  const client = await npmClient(DESCRIPTION)
  if ('missing' in client) return client
  const text = await readFile(client.program('@octokit/openapi/generated/api.github.com.json'), 'utf8')
  const description = JSON.parse(text) as Description
  admitNull(description)
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'github', ...description } as Schema)
  const templates = Object.keys(description.paths).map(toTemplate)
  const compiled = new Map<string, ValidateFunction>()

  function check(method: string, path: string, status: number, body: unknown): string[] {
    const template = templates
      .filter(({ pattern }) => pattern.test(path))
      .toSorted((a, b) => b.literal - a.literal)
      .find(({ path: known }) => method.toLowerCase() in description.paths[known]!)
    if (!template) return [`${method} ${path} is not in GitHub's description`]
    const place = `${method} ${template.path} ${status}`
    let response = description.paths[template.path]![method.toLowerCase()]!.responses?.[String(status)] as
      | { $ref?: string; content?: Record<string, { schema?: Schema }> }
      | undefined
    if (!response) return [`${place} is not described`]
    if (response.$ref) response = description.components.responses[response.$ref.split('/').at(-1)!]!
    const schema = response.content?.['application/json']?.schema
    if (!schema) return []
    let validate = compiled.get(place)
    if (!validate) {
      validate = ajv.compile(absolute(schema))
      compiled.set(place, validate)
    }
    if (validate(body)) return []
    return (validate.errors ?? [])
      .slice(0, 20)
      .map(
        ({ instancePath, message, params }) => `${place}: ${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
      )
  }
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  return { operations, check }
}

/** `/repos/{owner}/{repo}` as a pattern, and how much of it is fixed: `/user/keys` is nearer to itself than `/user/{id}`. */
function toTemplate(path: string) {
  const parts = path.split('/')
  const pattern = parts.map((part) =>
    // A path or a ref may hold slashes.
    part
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replace(/\{(path|ref|branch|basehead)\}/g, '.+')
      .replace(/\{[^}]+\}/g, '[^/]+'),
  )
  return {
    path,
    // The root of a repository is a path of no characters.
    pattern: new RegExp(`^${pattern.join('/').replace(/\/\.\+$/, '(?:/.*)?')}$`),
    literal:
      parts.filter((part) => part && !part.includes('{')).length - (path.match(/\{(path|ref)\}/g)?.length ?? 0) / 2,
  }
}

/** OpenAPI 3.0 says `nullable`; JSON Schema says `null`. */
function admitNull(node: unknown): void {
  if (Array.isArray(node)) {
    for (const item of node) admitNull(item)
    return
  }
  if (typeof node !== 'object' || node === null) return
  const schema = node as Schema
  for (const value of Object.values(schema)) admitNull(value)
  if (schema.nullable !== true) return
  delete schema.nullable
  if (typeof schema.type === 'string') {
    schema.type = [schema.type, 'null']
    if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum.push(null)
    return
  }
  const rest = { ...schema }
  for (const key of Object.keys(schema)) delete schema[key]
  schema.anyOf = [rest, { type: 'null' }]
}

function absolute(node: unknown): Schema {
  return JSON.parse(JSON.stringify(node).replaceAll('"$ref":"#/', '"$ref":"github#/')) as Schema
}
