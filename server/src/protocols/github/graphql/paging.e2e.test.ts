import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
const MANY = 12
beforeAll(async () => {
  github = await testGithub()
  await github.repository('many', undefined, 'public')
  const at = { owner: 'alice', repo: 'many' }
  for (let number = 1; number <= MANY; number++) {
    const who = number % 2 ? github.alice : github.bob
    await who.rest.issues.create({ ...at, title: `issue ${number}` })
    await github.alice.rest.issues.update({
      ...at,
      issue_number: number,
      labels: [`label ${number}`, 'all'],
      assignees: ['alice'],
    })
    await github.bob.rest.issues.createComment({ ...at, issue_number: number, body: 'So?' })
  }
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

interface Page {
  totalCount: number
  nodes: { number: number }[]
  edges: { cursor: string; node: { number: number } }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

/** As @octokit/graphql asks, which Octokit brings. */
async function issues(args: Record<string, unknown>): Promise<Page> {
  const query = `query ($first: Int, $last: Int, $after: String, $before: String) {
    repository(owner: "alice", name: "many") { issues(first: $first, last: $last, after: $after, before: $before) {
      totalCount nodes { number } edges { cursor node { number } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }
  }`
  return (await github.alice.graphql<{ repository: { issues: Page } }>(query, args)).repository.issues
}

const numbers = ({ nodes }: Page) => nodes.map(({ number }) => number)
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('a connection is read forwards and backwards to both of its ends', async () => {
  const forwards: number[] = []
  let page = await issues({ first: 5 })
  expect(page.pageInfo.hasPreviousPage).toBe(false)
  forwards.push(...numbers(page))
  while (page.pageInfo.hasNextPage) {
    page = await issues({ first: 5, after: page.pageInfo.endCursor })
    expect(page.pageInfo.hasPreviousPage).toBe(true)
    forwards.push(...numbers(page))
  }
  expect(forwards).toEqual(upTo(1, MANY))

  const backwards: number[] = []
  page = await issues({ last: 5 })
  expect(page.pageInfo.hasNextPage).toBe(false)
  backwards.unshift(...numbers(page))
  while (page.pageInfo.hasPreviousPage) {
    page = await issues({ last: 5, before: page.pageInfo.startCursor })
    expect(page.pageInfo.hasNextPage).toBe(true)
    backwards.unshift(...numbers(page))
  }
  expect(backwards).toEqual(upTo(1, MANY))
})

test('at its edges a connection is empty and says so', async () => {
  const all = await issues({ first: 100 })
  expect(numbers(all)).toEqual(upTo(1, MANY))
  expect(all.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
  expect(await issues({ first: MANY })).toMatchObject({ pageInfo: { hasNextPage: false } })
  expect(await issues({ first: MANY - 1 })).toMatchObject({ pageInfo: { hasNextPage: true } })
  const empty = { nodes: [], edges: [], totalCount: MANY }
  expect(await issues({ first: 5, after: all.pageInfo.endCursor })).toMatchObject({
    ...empty,
    pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
  })
  expect(await issues({ last: 5, before: all.pageInfo.startCursor })).toMatchObject({
    ...empty,
    pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
  })
  expect(await issues({ first: 0 })).toMatchObject({ ...empty, pageInfo: { hasNextPage: true } })
  const between = { after: all.edges[2]!.cursor, before: all.edges[6]!.cursor }
  expect(numbers(await issues({ first: 10, ...between }))).toEqual([4, 5, 6])
  expect(numbers(await issues({ last: 2, ...between }))).toEqual([5, 6])
})

test('a connection that is asked for without bounds, with two, or from nowhere is refused', async () => {
  await expect(issues({})).rejects.toMatchObject({ errors: [{ type: 'MISSING_PAGINATION_BOUNDARIES' }, {}, {}] })
  await expect(issues({ first: 1, last: 1 })).rejects.toMatchObject({
    errors: [{ type: 'INVALID_PAGINATION_BOUNDARIES' }],
  })
  await expect(issues({ first: 1, after: 'nowhere' })).rejects.toMatchObject({
    errors: [{ type: 'INVALID_CURSOR_ARGUMENTS', message: expect.stringContaining('`nowhere`') }],
  })
})

test('many issues with what stands around them cost as many statements as one', async () => {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  const statements = async (first: number) => {
    // What is remembered for some seconds is forgotten, so that both are asked the same.
    github.app.modules.identity.accounts.forget()
    const before = spy.mock.calls.length
    const { repository } = await github.alice.graphql<{ repository: { issues: { nodes: unknown[] } } }>(
      `query ($first: Int!) { repository(owner: "alice", name: "many") { issues(first: $first) { nodes {
        number title author { login avatarUrl } authorAssociation labels(first: 10) { nodes { name } }
        assignees(first: 10) { nodes { login name } } comments { totalCount } viewerCanUpdate
        reactionGroups { content users { totalCount } } repository { nameWithOwner } milestone { title }
      } } } }`,
      { first },
    )
    expect(repository.issues.nodes).toHaveLength(first)
    return spy.mock.calls.length - before
  }
  // The server does other things meanwhile, so the quietest of some measurements counts.
  const quietest = async (first: number) => {
    const measured: number[] = []
    for (let times = 0; times < 4; times++) measured.push(await statements(first))
    return Math.min(...measured)
  }
  const [few, many] = [await quietest(2), await quietest(MANY)]
  spy.mockRestore()
  // One statement for each of the other issues would be ten more.
  expect(many).toBeLessThan(few + MANY - 2)
})
