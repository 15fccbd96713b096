import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { askGraphql } from './query.kit.ts'

let github: TestGithub
const at = { owner: 'alice', repo: 'lantern' }
beforeAll(async () => {
  github = await testGithub()
  const { alice, app } = github
  await github.repository('lantern', { 'src/light.ts': 'export const lumen = 1\n' }, 'public')
  await github.repository('cellar', { 'dark.py': 'lumen = 0\n' })
  await alice.rest.repos.replaceAllTopics({ ...at, names: ['lamps'] })
  await alice.rest.repos.update({ ...at, description: 'Shines at night' })
  await alice.rest.issues.createMilestone({ ...at, title: 'Dusk' })
  await alice.rest.issues.create({ ...at, title: 'Too dim', labels: ['bug'], assignees: ['alice'], milestone: 1 })
  await alice.rest.issues.create({ ...at, title: 'Too bright' })
  const { id } = await app.api('GET', '/projects/alice/lantern')
  const author = { name: 'alice', email: 'alice@example.com' }
  for (const branch of ['open', 'merged', 'closed', 'draft']) {
    await app.modules.git.createBranch(id, { branch, from: 'main' })
    await app.modules.git.importFiles(id, { branch, files: { [branch]: branch }, message: branch, author })
    const { data } = await alice.rest.pulls.create({
      ...at,
      title: branch,
      head: branch,
      base: 'main',
      draft: branch === 'draft',
    })
    await alice.rest.issues.update({ ...at, issue_number: data.number, labels: ['bug'] })
    if (branch === 'merged') await alice.rest.pulls.merge({ ...at, pull_number: data.number })
    if (branch === 'closed') await alice.rest.pulls.update({ ...at, pull_number: data.number, state: 'closed' })
    if (branch === 'open')
      await alice.rest.pulls.requestReviewers({ ...at, pull_number: data.number, reviewers: ['bob'] })
  }
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

async function search(type: string, query: string, token = github.app.token) {
  const { data, errors } = await askGraphql(github)(
    `query ($query: String!, $type: SearchType!) { search(query: $query, type: $type, first: 20) {
      issueCount repositoryCount userCount
      nodes { ... on Repository { name } ... on User { login } ... on Organization { login } ... on Issue { title } ... on PullRequest { title } }
    } }`,
    { query, type },
    token,
  )
  expect(errors).toBeUndefined()
  return data.search
}

const names = async (query: string, token = github.app.token): Promise<string[]> =>
  (await search('REPOSITORY', query, token)).nodes.map(({ name }: { name: string }) => name).toSorted()

test.each([
  ['user:alice', ['cellar', 'lantern']],
  ['user:@me lantern', ['lantern']],
  ['org:alice -topic:lamps', ['cellar']],
  ['repo:alice/cellar', ['cellar']],
  ['topic:lamps', ['lantern']],
  ['night in:description', ['lantern']],
  ['night in:name', []],
  ['is:private user:alice', ['cellar']],
  ['language:python user:alice', ['cellar']],
  ['-language:python user:alice', ['lantern']],
  ['created:>2999-01-01', []],
  ['created:<2999-01-01 user:alice', ['cellar', 'lantern']],
  ['pushed:2000-01-01..* user:alice', ['cellar', 'lantern']],
  ['archived:true', []],
  ['fork:only', []],
  ['sort:updated-desc user:alice lantern', ['lantern']],
  // What is no qualifier is a word.
  ['shoe:size user:alice', []],
])('repositories are found by %s, over GraphQL and REST alike', async (query, expected) => {
  expect(await names(query)).toEqual(expected)
  const { data } = await github.alice.rest.search.repos({ q: query })
  expect(data.items.map(({ name }) => name).toSorted()).toEqual(expected)
})

test('a neighbour finds what is public, and a time that is none is refused', async () => {
  expect(await names('user:alice', github.app.bobToken)).toEqual(['lantern'])
  const { errors } = await askGraphql(github)(
    '{ search(query: "created:soon", type: REPOSITORY, first: 1) { repositoryCount } }',
  )
  expect(errors).toMatchObject([
    { type: 'UNPROCESSABLE', message: expect.stringContaining('write created:>=2026-01-31') },
  ])
})

test('people and organisations are found by parts of their names, as far as one may know of them', async () => {
  await github.app.api('POST', '/orgs', { slug: 'studio', name: 'The Studio' })
  const logins = async (query: string, token = github.app.token) =>
    (await search('USER', query, token)).nodes.map(({ login }: { login: string }) => login)
  expect(await logins('ali')).toEqual(['alice'])
  expect(await logins('stud type:org')).toEqual([])
  await github.app.api('POST', '/projects', { owner: 'studio', name: 'film', visibility: 'public' })
  expect(await logins('stud type:org')).toEqual(['studio'])
  expect(await logins('stud type:user')).toEqual([])
  expect(await logins('ali', github.app.bobToken)).toEqual(['alice'])
  expect((await github.alice.rest.search.users({ q: 'ali' })).data.items.map(({ login }) => login)).toEqual(['alice'])
})

test.each([
  ['is:issue', ['Too bright', 'Too dim']],
  ['is:issue label:bug', ['Too dim']],
  ['is:issue no:label', ['Too bright']],
  ['is:issue assignee:alice milestone:Dusk', ['Too dim']],
  ['is:issue -author:alice', []],
  ['is:pr is:open', ['draft', 'open']],
  ['is:pr is:merged', ['merged']],
  ['is:pr is:closed is:unmerged', ['closed']],
  ['is:pr draft:true', ['draft']],
  ['is:pr head:open base:main', ['open']],
  ['is:pr review-requested:bob', ['open']],
  ['is:pr state:open sort:created-asc', ['draft', 'open']],
  ['bright in:title', ['Too bright']],
])('issues and pull requests are found by %s', async (query, expected) => {
  const found = await search('ISSUE', `repo:alice/lantern ${query}`)
  expect(found.nodes.map(({ title }: { title: string }) => title).toSorted()).toEqual(expected)
  expect(found.issueCount).toBe(expected.length)
})

test.each([
  ['', ['closed', 'draft', 'merged', 'open']],
  ['states: [OPEN]', ['draft', 'open']],
  ['states: [MERGED]', ['merged']],
  ['states: [CLOSED]', ['closed']],
  ['states: [OPEN, MERGED]', ['draft', 'merged', 'open']],
  ['states: [OPEN, CLOSED]', ['closed', 'draft', 'open']],
  ['states: [MERGED, CLOSED]', ['closed', 'merged']],
  ['headRefName: "open"', ['open']],
  ['baseRefName: "none"', []],
])('pull requests are listed by %s, with a label and without', async (args, expected) => {
  for (const label of ['', 'labels: ["bug"]']) {
    const { data, errors } = await askGraphql(github)(
      `{ repository(owner: "alice", name: "lantern") { pullRequests(first: 10, ${args} ${label}) { totalCount nodes { title } } } }`,
    )
    expect(errors).toBeUndefined()
    const { nodes, totalCount } = data.repository.pullRequests
    expect(nodes.map(({ title }: { title: string }) => title).toSorted()).toEqual(expected)
    expect(totalCount).toBe(expected.length)
  }
})

test('pull requests are ordered by when they were made, also with a label', async () => {
  for (const label of ['', ', labels: ["bug"]'])
    for (const [direction, first] of [
      ['ASC', 'open'],
      ['DESC', 'draft'],
    ]) {
      const { data } = await askGraphql(github)(
        `{ repository(owner: "alice", name: "lantern") { pullRequests(first: 1, orderBy: { field: CREATED_AT, direction: ${direction} }${label}) { nodes { title } } } }`,
      )
      expect(data.repository.pullRequests.nodes).toEqual([{ title: first }])
    }
})
