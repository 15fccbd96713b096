import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { askGraphql, type Result } from './query.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
})
afterAll(() => github[Symbol.asyncDispose]())

const nested = (levels: number) => `{ viewer { ${'... on User { '.repeat(levels)} login ${'} '.repeat(levels)} } }`
const fields = (pairs: number, more = '') =>
  `{ ${Array.from({ length: pairs }, (_, i) => `a${i}: rateLimit { limit }`).join(' ')} ${more} }`
const nodes = (inner: number) => `{ viewer { repositories(first: 100) { nodes {
  languages(first: 99) { totalSize }
  refs(refPrefix: "refs/heads/", first: 100) { nodes { associatedPullRequests(first: ${inner}) { totalCount } } }
} } } }`
/** Eight words for each pair, one for each of the others, five around. */
const words = (others: number) => `{ viewer { ${'login @skip(if: false) '.repeat(2499)} ${'login '.repeat(others)} } }`

/** Each with what is just allowed and what is just too much. */
test.each([
  ['levels', nested(23), nested(24), 'MAX_DEPTH', /deeper than 25 levels/],
  ['fields', fields(2500), fields(2500, '__typename'), 'MAX_FIELDS', /more than 5000 fields/],
  // 100 + 100 × 99 + 100 × 100 + 100 × 100 × 48
  ['nodes', nodes(48), nodes(49), 'MAX_NODE_LIMIT_EXCEEDED', /exceeds the maximum limit of 500000/],
  [
    'a page',
    '{ viewer { repositories(first: 100) { totalCount } } }',
    '{ viewer { repositories(first: 101) { totalCount } } }',
    'EXCESSIVE_PAGINATION',
    /exceeds the `first` limit of 100/,
  ],
  [
    'a page from the other end',
    '{ viewer { repositories(last: 0) { totalCount } } }',
    '{ viewer { repositories(last: -1) { totalCount } } }',
    'EXCESSIVE_PAGINATION',
    /-1 records/,
  ],
  ['words', words(3), words(4), undefined, /more that 20000 tokens/],
])('a query may ask for so many of %s and not for one more', async (_what, allowed, refused, type, sentence) => {
  const ask = askGraphql(github)
  expect((await ask(allowed)).errors).toBeUndefined()
  const { data, errors } = await ask(refused)
  expect(data).toBeUndefined()
  expect(errors).toHaveLength(1)
  expect(errors![0]!.type).toBe(type)
  expect(errors![0]!.message).toMatch(sentence)
})

async function send(body: string, headers: Record<string, string> = {}): Promise<{ status: number; body: Result }> {
  const response = await fetch(`${github.app.url}/api/graphql`, {
    method: 'POST',
    headers: { authorization: `bearer ${github.app.token}`, 'content-type': 'application/json', ...headers },
    body,
  })
  return { status: response.status, body: (await response.json()) as Result }
}

test('a body is as large as a commit of files needs, and a query as long as a text', async () => {
  const plain = JSON.stringify({ query: '{ viewer { login } }', variables: { pad: '' } })
  const sized = (bytes: number) => plain.replace('"pad":""', `"pad":"${'x'.repeat(bytes - plain.length)}"`)
  expect((await send(sized(8 * 1024 * 1024))).body.data).toEqual({ viewer: { login: 'alice' } })
  const { status, body } = await send(sized(8 * 1024 * 1024 + 1))
  expect([status, body.message]).toEqual([413, 'The body is larger than 8 MiB; send less at once.'])
  const long = (length: number) => JSON.stringify({ query: '{ viewer { login } }'.padEnd(length) })
  expect((await send(long(200_000))).body.data).toEqual({ viewer: { login: 'alice' } })
  expect((await send(long(200_001))).status).toBe(422)
})

test('bombs of aliases, fragments and directives are refused before they run', async () => {
  const ask = askGraphql(github)
  const doubling = Array.from({ length: 30 }, (_, i) => `fragment f${i} on User { ...f${i + 1} ...f${i + 1} }`).join(
    ' ',
  )
  const refusals = [
    `{ viewer { ...f0 } } ${doubling} fragment f30 on User { login }`,
    '{ viewer { ...a } } fragment a on User { ...b } fragment b on User { ...a }',
    `{ viewer { login ${'@skip(if: false) '.repeat(2)} } }`,
    `{ viewer { login ${'@include(if: true) '.repeat(6000)} } }`,
    `{ ${Array.from({ length: 3000 }, (_, i) => `a${i}: viewer { login }`).join(' ')} }`,
    '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }',
  ]
  for (const query of refusals) {
    const { data, errors } = await ask(query)
    expect(data, query.slice(0, 80)).toBeUndefined()
    expect(errors?.[0]?.message, query.slice(0, 80)).toMatch(/\w+ \w+/)
  }
})

test('tools read the schema whole, and a query says what it costs', async () => {
  const ask = askGraphql(github)
  const { data, errors } = await ask(getIntrospectionQuery())
  expect(errors).toBeUndefined()
  expect(data.__schema.types.length).toBeGreaterThan(100)
  const { data: cost } = await ask(`{ rateLimit { cost nodeCount } viewer { repositories(first: 100) { nodes {
    refs(refPrefix: "refs/heads/", first: 10) { nodes { associatedPullRequests(first: 5) { totalCount } } } } } } }`)
  // 1 + 100 + 1000 connections
  expect(cost.rateLimit).toEqual({ cost: 11, nodeCount: 100 + 1000 + 5000 })
})
