import { expect, test } from 'vitest'
import { z } from 'zod'
import { type DescribedVerb, printSdk } from './generate-sdk/print-sdk.ts'

const Spec = z
  .object({
    id: z.string(),
    state: z.enum(['draft', 'approved']),
    url: z.string().nullable(),
    acceptance: z.array(z.string()),
  })
  .meta({ id: 'TestSpec' })

const Settings = z.object({ attempts: z.number().int().default(2) }).meta({ id: 'TestSettings' })

const account = { needs: 'specs:read', scope: 'account' }

const approve: DescribedVerb = {
  name: 'specs.approve',
  http: 'POST /specs/:spec/approve',
  summary: 'Approve a spec',
  input: z.object({ spec: z.string(), reason: z.string().describe('Why, for the */ record').optional() }),
  output: Spec,
  ...account,
}

const list: DescribedVerb = {
  name: 'specs.list',
  http: 'GET /specs',
  summary: 'List specs',
  input: z.object({ limit: z.number().int().default(20), state: z.enum(['draft', 'approved']).optional() }),
  output: z.object({ items: z.array(Spec), next: z.string().optional() }),
  ...account,
}

const configure: DescribedVerb = {
  name: 'projects.configure',
  http: 'PUT /projects/:owner/:name/settings',
  summary: 'Change settings',
  input: z.object({ owner: z.string(), name: z.string(), settings: Settings, labels: z.array(z.string()).nullable() }),
  output: Settings,
  ...account,
}

const forget: DescribedVerb = {
  name: 'projects.delete',
  http: 'DELETE /projects/:owner/:name',
  summary: 'Delete a project',
  input: z.object({ owner: z.string(), name: z.string() }),
  output: z.object({}),
  status: 204,
  ...account,
}

test('the text is the same whatever the order of the verbs', () => {
  expect(printSdk([approve, list, configure])).toBe(printSdk([configure, list, approve]))
})

test('a named noun is declared once and used by its name', () => {
  const text = printSdk([approve, list])
  expect(text.match(/interface TestSpec /g)).toHaveLength(1)
  expect(text).toContain("  state: 'draft' | 'approved'")
  expect(text).toContain('  url: string | null')
  expect(text).toContain('approve: Call<SpecsApproveInput, TestSpec>')
  expect(text).toContain('  items: TestSpec[]')
})

test('fields with a default may be left out of what is sent and are always in what is answered', () => {
  const text = printSdk([configure])
  expect(text).toContain('export interface TestSettings {\n  attempts: number\n}')
  expect(text).toContain('export interface TestSettingsInput {\n  attempts?: number | undefined\n}')
  expect(text).toContain('  settings: TestSettingsInput')
  expect(text).toContain('  labels: string[] | null')
})

test('a verb without an answer gives nothing', () => {
  expect(printSdk([forget])).toContain('delete: Call<ProjectsDeleteInput, void>')
})

test('a description cannot break out of its comment', () => {
  expect(printSdk([approve])).toContain('/** Why, for the * / record */')
})

test('descriptions say where each field goes, its type, its choices and its default', () => {
  const line = (text: string) =>
    JSON.parse(
      text
        .split('\n')
        .find((l) => l.startsWith('  {"name"'))!
        .trim()
        .slice(0, -1),
    )
  expect(line(printSdk([list])).fields).toEqual([
    { name: 'limit', in: 'query', type: 'integer', required: false, default: 20 },
    { name: 'state', in: 'query', type: 'string', required: false, choices: ['draft', 'approved'] },
  ])
  expect(line(printSdk([configure])).fields).toEqual([
    { name: 'owner', in: 'path', type: 'string', required: true },
    { name: 'name', in: 'path', type: 'string', required: true },
    { name: 'settings', in: 'body', type: 'object', required: true },
    { name: 'labels', in: 'body', type: 'array', items: 'string', required: true },
  ])
})

test('two different schemas of one name are refused', () => {
  const other: DescribedVerb = {
    ...list,
    name: 'tasks.list',
    output: z.object({ items: z.array(z.object({ other: z.string() }).meta({ id: 'TestTwin' })) }),
  }
  const one: DescribedVerb = {
    ...list,
    output: z.object({ items: z.array(z.object({ a: z.string() }).meta({ id: 'TestTwin' })) }),
  }
  expect(() => printSdk([one, other])).toThrow(/TestTwin/)
})

test('a path parameter that the input does not have is refused', () => {
  expect(() => printSdk([{ ...approve, input: z.object({ other: z.string() }) }])).toThrow(/:spec/)
})
