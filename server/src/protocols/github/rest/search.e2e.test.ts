import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
  await github.repository(
    'lantern',
    { 'src/light.ts': 'export const lumen = 1\n', 'docs/a.md': 'no such word\n' },
    'public',
  )
  await github.repository('cellar', { 'src/dark.ts': 'export const lumen = 0\n' })
  await github.alice.rest.repos.replaceAllTopics({ owner: 'alice', repo: 'lantern', names: ['lamps'] })
})
afterAll(() => github[Symbol.asyncDispose]())

test('repositories are found by their words and qualifiers, and private ones by their own people alone', async () => {
  const names = async (client: typeof github.alice, q: string) =>
    (await client.rest.search.repos({ q })).data.items.map(({ name }) => name)
  expect(await names(github.alice, 'user:alice')).toEqual(expect.arrayContaining(['cellar', 'lantern']))
  expect(await names(github.bob, 'user:alice')).toEqual(['lantern'])
  expect(await names(github.nobody, 'lantern in:name')).toEqual(['lantern'])
  expect(await names(github.alice, 'topic:lamps')).toEqual(['lantern'])
  expect(await names(github.alice, 'lan is:private')).toEqual([])
})

test('code is found in what one may read', async () => {
  const paths = async (client: typeof github.alice, q: string) =>
    (await client.rest.search.code({ q })).data.items.map(({ path }) => path)
  expect(await paths(github.alice, 'lumen user:alice')).toEqual(expect.arrayContaining(['src/dark.ts', 'src/light.ts']))
  expect(await paths(github.bob, 'lumen user:alice')).toEqual(['src/light.ts'])
  expect(await paths(github.alice, 'lumen repo:alice/cellar extension:ts')).toEqual(['src/dark.ts'])
})

test('commits, people and topics are found', async () => {
  const { search } = github.alice.rest
  const commits = await search.commits({ q: 'first repo:alice/lantern' })
  expect(commits.data).toMatchObject({ total_count: 1, items: [{ commit: { message: 'first' } }] })
  expect((await search.users({ q: 'alice' })).data.items.map(({ login }) => login)).toEqual(['alice'])
  expect((await search.topics({ q: 'lamp' })).data.items.map(({ name }) => name)).toEqual(['lamps'])
  expect((await github.bob.rest.search.users({ q: 'nobody-known' })).data.total_count).toBe(0)
})

test('a search for nothing is refused', async () => {
  await expect(github.alice.rest.search.repos({ q: ' ' })).rejects.toMatchObject({ status: 422 })
})
