import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Kernel, verb } from '#kernel'
import { testApp, testKernel } from '#testing'
import { coerceText, inputSchema, type JsonSchema } from './address.ts'
import { describeApi } from './openapi.ts'
import { serveStreams } from './stream.kit.ts'

const Color = z.object({ hue: z.number().default(0) }).meta({ id: 'Color' })

/** A verb with every kind of field. */
function createProbe(kernel: Kernel) {
  const input = z.object({
    name: z.string(),
    count: z.number().int().optional(),
    deep: z.boolean().optional(),
    kinds: z.array(z.string()).optional(),
    maybe: z.number().nullable().optional(),
    text: z.string().optional(),
    color: Color.optional(),
  })
  const define = (name: 'probe.read' | 'probe.write', http: 'GET /probe/:name' | 'POST /probe/:name') =>
    verb({
      name,
      http,
      summary: 'Answer what came in',
      input,
      output: z.object({ input: z.any(), color: Color }),
      needs: 'probe:read',
      scope: 'account',
      run: async (_context, given) => ({ input: given, color: {} }),
    })
  const verbs = [define('probe.read', 'GET /probe/:name'), define('probe.write', 'POST /probe/:name')]
  kernel.verbs.register(...verbs)
  return verbs
}

async function probeKit() {
  const kit = await testKernel()
  createProbe(kit.kernel)
  await kit.start()
  const server = await serveStreams(kit)
  return {
    ...kit,
    async ask(path: string, init: RequestInit & { duplex?: 'half' } = {}) {
      const response = await fetch(server.url + path, {
        ...init,
        headers: { ...server.headersFor(kit.alice), ...init.headers },
      })
      const body = (await response.json()) as {
        input: unknown
        error: { code: string; message: string; details?: unknown }
      }
      return { status: response.status, ...body }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await kit[Symbol.asyncDispose]()
    },
  }
}

let kit: Awaited<ReturnType<typeof probeKit>>
beforeAll(async () => {
  kit = await probeKit()
})
afterAll(() => kit[Symbol.asyncDispose]())

test.each([
  ['count=7', { count: 7 }],
  ['deep=true&text=true', { deep: true, text: 'true' }],
  ['kinds=a,b&text=a,b', { kinds: ['a', 'b'], text: 'a,b' }],
  ['kinds=a&kinds=b', { kinds: ['a', 'b'] }],
  ['text=one&text=two', { text: 'two' }],
  ['text=12', { text: '12' }],
  ['maybe=1.5', { maybe: 1.5 }],
  ['unknown=1&__proto__=x&constructor=y', {}],
])('a query string ?%s becomes the types of the fields', async (query, expected) => {
  expect((await kit.ask(`/probe/x?${query}`)).input).toEqual({ name: 'x', ...expected })
})

test.each(['count=x', 'count=1.5', 'count=', 'count=1e999', 'deep=yes', 'maybe=null%20'])(
  'a query string ?%s is refused by the name of its field',
  async (query) => {
    const { status, error } = await kit.ask(`/probe/x?${query}`)
    expect(status).toBe(400)
    expect(error).toMatchObject({ code: 'kernel.input', message: expect.stringContaining(`"${query.split('=')[0]}"`) })
  },
)

test('the address wins over the body, and is decoded once', async () => {
  const init = { method: 'POST', body: JSON.stringify({ name: 'other', text: 'x' }) }
  expect((await kit.ask('/probe/a%2520b%2Fc', init)).input).toEqual({ name: 'a%20b/c', text: 'x' })
})

test.each<[string, RequestInit & { duplex?: 'half' }, number, string]>([
  ['that is no JSON', { body: '{"text":' }, 400, 'kernel.json'],
  ['that is a list', { body: '[]' }, 400, 'kernel.json'],
  ['that is null', { body: 'null' }, 400, 'kernel.json'],
  ['with a NUL', { body: '{"text":"a\\u0000b"}' }, 400, 'kernel.text'],
  ['with half a character', { body: '{"text":"\\ud83d"}' }, 400, 'kernel.text'],
  ['with a NUL deep inside', { body: '{"kinds":["a","\\u0000"]}' }, 400, 'kernel.text'],
  ['that is too large', { body: JSON.stringify({ text: 'x'.repeat(1_048_577) }) }, 413, 'kernel.body'],
  [
    'that is too large and does not say so',
    { body: new Blob(['{"text":"', 'x'.repeat(1_100_000), '"}']).stream(), duplex: 'half' },
    413,
    'kernel.body',
  ],
  [
    'with an endless idempotency key',
    { body: '{}', headers: { 'idempotency-key': 'k'.repeat(201) } },
    400,
    'kernel.key',
  ],
])('a body %s is refused', async (_what, init, status, code) => {
  expect(await kit.ask('/probe/x', { method: 'POST', ...init })).toMatchObject({ status, error: { code } })
})

test('coercion follows every alternative of a field', () => {
  const schema = {
    properties: { a: { anyOf: [{ type: 'integer' }, { type: 'null' }] }, b: { type: ['boolean', 'null'] } },
  }
  expect(coerceText(schema as JsonSchema, { a: '3', b: 'false', c: '1' })).toEqual({ a: 3, b: false, c: '1' })
})

/** Every `$ref` of a document that leads nowhere in it. */
function danglingRefs(document: unknown): string[] {
  const found: string[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') {
        const parts = value.replace(/^#\//, '').split('/')
        // biome-ignore lint/suspicious/noExplicitAny: a JSON pointer goes through any shape
        const target = parts.reduce((at: any, part) => at?.[part], document)
        if (target === undefined) found.push(value)
      } else visit(value)
    }
  }
  visit(document)
  return found
}

test('a noun that differs as input and output is two components of the description', async () => {
  await using kit = await testKernel()
  // biome-ignore lint/suspicious/noExplicitAny: looking into a JSON document
  const document = describeApi(createProbe(kit.kernel), 'http://x') as any
  expect(danglingRefs(document)).toEqual([])
  expect(document.components.schemas.Color.required).toEqual(['hue'])
  expect(document.components.schemas.ColorInput.required).toBeUndefined()
})

test('the OpenAPI document describes every verb of the server, completely', async () => {
  await using app = await testApp()
  const response = await fetch(`${app.url}/api/openapi.json`)
  // biome-ignore lint/suspicious/noExplicitAny: looking into a JSON document
  const document = (await response.json()) as any
  const verbs = app.kernel.verbs.list()
  expect(verbs.length).toBeGreaterThan(20)
  for (const one of verbs) {
    const path = `/api${one.path.replace(/:(\w+)/g, '{$1}')}`
    const operation = document.paths[path]?.[one.method.toLowerCase()]
    expect(operation?.operationId, one.http).toBe(one.name)
    const inPath = operation.parameters
      .filter((p: { in: string }) => p.in === 'path')
      .map((p: { name: string }) => p.name)
    expect(inPath, one.name).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))
    const given = new Set([
      ...operation.parameters.map((p: { name: string }) => p.name),
      ...Object.keys(operation.requestBody?.content['application/json'].schema.properties ?? {}),
    ])
    for (const field of Object.keys(inputSchema(one).properties ?? {}))
      expect(given, `${one.name} ${field}`).toContain(field)
  }
  expect(danglingRefs(document)).toEqual([])
  const ids = Object.values(document.paths).flatMap((path) => Object.values(path as object).map((o) => o.operationId))
  expect(new Set(ids).size).toBe(verbs.length)
})
