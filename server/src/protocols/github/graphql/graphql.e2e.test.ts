import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
let head: string
beforeAll(async () => {
  github = await testGithub()
  head = await github.repository('graph', { 'README.md': '# graph\n', 'src/a.ts': 'let a\n' })
})
afterAll(() => github[Symbol.asyncDispose]())

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: as the query asks
  data?: any
  errors?: { type?: string; message: string; path?: unknown[] }[]
}

async function query(text: string, variables: Record<string, unknown> = {}, token = github.app.token): Promise<Result> {
  const response = await fetch(`${github.app.url}/api/graphql`, {
    method: 'POST',
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, variables }),
  })
  return (await response.json()) as Result
}

test('a repository answers with its branch, its files and its history', async () => {
  const { data, errors } = await query(`{
    viewer { login __typename }
    repository(owner: "alice", name: "graph") {
      nameWithOwner viewerPermission isEmpty
      defaultBranchRef { name target { ... on Commit { oid message history(first: 1) { totalCount nodes { oid author { name } } } } } }
      object(expression: "main:README.md") { ... on Blob { text byteSize } }
      tree: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
    }
  }`)
  expect(errors).toBeUndefined()
  expect(data).toMatchObject({
    viewer: { login: 'alice', __typename: 'User' },
    repository: {
      nameWithOwner: 'alice/graph',
      viewerPermission: 'ADMIN',
      isEmpty: false,
      defaultBranchRef: {
        name: 'main',
        target: { oid: head, history: { totalCount: 1, nodes: [{ author: { name: 'alice' } }] } },
      },
      object: { text: '# graph\n', byteSize: 8 },
      tree: {
        entries: [
          { name: 'README.md', type: 'blob' },
          { name: 'src', type: 'tree' },
        ],
      },
    },
  })
})

test('an object is found again by its node id, by REST’s too, and not by a neighbour', async () => {
  const { data } = await query('{ repository(owner: "alice", name: "graph") { id object(expression: "main") { id } } }')
  const rest = await github.alice.rest.repos.get({ owner: 'alice', repo: 'graph' })
  expect(data.repository.id).toBe(rest.data.node_id)
  const ids = [data.repository.id, data.repository.object.id]
  const again = await query('query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids })
  expect(again.data.nodes).toEqual([
    { __typename: 'Repository', id: ids[0] },
    { __typename: 'Commit', id: ids[1] },
  ])
  const bob = await query('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }, github.app.bobToken)
  expect(bob.data.nodes).toEqual([null, null])
  expect(bob.errors?.every(({ type }) => type === 'NOT_FOUND')).toBe(true)
})

test.each([
  ['depth', `{ viewer { ${'organizations(first: 1) { nodes { '.repeat(15)} login ${'} }'.repeat(15)} } }`],
  [
    'nodes',
    '{ viewer { repositories(first: 100) { nodes { refs(refPrefix: "refs/", first: 100) { nodes { target { ... on Commit { history(first: 100) { nodes { oid } } } } } } } } } }',
  ],
  ['a page', '{ viewer { repositories(first: 101) { nodes { id } } } }'],
  ['fields', `{ ${Array.from({ length: 6000 }, (_, i) => `a${i}: rateLimit { limit }`).join(' ')} }`],
  ['a fragment that holds itself', '{ viewer { ...f } } fragment f on User { ...f }'],
  ['words', `{ viewer { login } } #${' {'.repeat(10)}`.replace('login', 'login '.repeat(30_000))],
  ['something unknown', '{ viewer { shoeSize } }'],
])('a query with too much of %s is refused in a sentence', async (_what, text) => {
  const { data, errors, ...rest } = (await query(text)) as Result & { message?: string }
  expect(data?.viewer ?? null).toBeNull()
  expect(errors?.[0]?.message ?? rest.message).toMatch(/\w+ \w+/)
})

test('a connection tells its length without bounds, and nothing else', async () => {
  const { data, errors } = await query('{ viewer { repositories { totalCount nodes { id } } } }')
  expect(data.viewer.repositories).toEqual({ totalCount: 1, nodes: null })
  expect(errors).toMatchObject([
    {
      type: 'MISSING_PAGINATION_BOUNDARIES',
      path: ['viewer', 'repositories', 'nodes'],
      message: expect.stringContaining('`first` or `last`'),
    },
  ])
})
