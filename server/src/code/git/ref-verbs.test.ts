import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { allEvents } from './events.kit.ts'

const author = { name: 'Alice', email: 'alice@example.com' }
let app: TestApp
let first: string
beforeAll(async () => {
  app = await testApp()
  const { id } = await app.api('POST', '/projects', { owner: 'alice', name: 'app', settings: { protection: [] } })
  first = await app.modules.git.importFiles(id, { branch: 'main', files: { a: 'a\n' }, message: 'begin', author })
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

const move = (updates: object[], token?: string) =>
  app.api('POST', '/projects/alice/app/ref-updates', { updates }, token)
const tags = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => ({ ref: `refs/tags/${name}-${i}`, before: null, after: first }))
const count = async (prefix: string) =>
  (await app.api('GET', `/projects/alice/app/refs?prefix=${encodeURIComponent(prefix)}`)).total

test('500 refs move in one step and are told one by one; 501 are refused and none moves', async () => {
  await expect(move(tags(501, 'over'))).rejects.toMatchObject({ status: 400 })
  expect(await count('refs/tags/over')).toBe(0)
  expect((await move(tags(500, 'all'))).items).toHaveLength(500)
  expect(await count('refs/tags/all')).toBe(500)
  const told = await allEvents(app.kernel, { names: ['git.pushed'] })
  expect(told.filter(({ data }) => String(data.ref).startsWith('refs/tags/all'))).toHaveLength(500)
  await expect(move([])).rejects.toMatchObject({ status: 400 })
}, 120_000)

test('what a rule keeps of one ref keeps all of them where they are', async () => {
  await app.api('PATCH', '/projects/alice/app', { settings: { protection: [{ pattern: 'main', requirePull: true }] } })
  await app.api('POST', '/projects/alice/app/branches', { branch: 'side', from: 'main' })
  const { commit } = await app.api('POST', '/projects/alice/app/files', { branch: 'side', message: 'x', files: [] })
  const free = { ref: 'refs/tags/free', before: null, after: commit.sha }
  await expect(move([free, { ref: 'refs/heads/main', before: first, after: commit.sha }])).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('pull request'),
  })
  expect(await count('refs/tags/free')).toBe(0)
  await expect(move([free], app.bobToken)).rejects.toMatchObject({ status: 404 })
  expect((await move([free, { ref: 'refs/heads/side', before: commit.sha, after: null }])).items).toEqual([
    { ref: 'refs/tags/free', sha: commit.sha },
    { ref: 'refs/heads/side', sha: null },
  ])
  expect(await count('refs/heads/')).toBe(1)
})

test('1000 files are written in one commit; 1001 are refused', async () => {
  await app.api('POST', '/projects/alice/app/branches', { branch: 'wide', from: 'main' })
  const files = (length: number) =>
    Array.from({ length }, (_, i) => ({ path: `wide/${i}.txt`, content: Buffer.from(`${i}\n`).toString('base64') }))
  const write = (length: number) =>
    app.api('POST', '/projects/alice/app/files', { branch: 'wide', message: 'wide', files: files(length) })
  await expect(write(1001)).rejects.toMatchObject({ status: 400 })
  expect(Object.keys((await write(1000)).blobs)).toHaveLength(1000)
}, 120_000)

test('a file that somebody else has locked is not written over the API either', async () => {
  await app.api('POST', '/projects/alice/app/branches', { branch: 'lfs', from: 'main' })
  await app.api('PUT', '/projects/alice/app/collaborators/bob', { role: 'write' })
  const bob = { authorization: `Basic ${Buffer.from(`bob:${app.bobToken}`).toString('base64')}` }
  const locked = await fetch(`${app.url}/alice/app.git/info/lfs/locks`, {
    method: 'POST',
    headers: { ...bob, 'content-type': 'application/vnd.git-lfs+json', accept: 'application/vnd.git-lfs+json' },
    body: JSON.stringify({ path: 'ship.bin' }),
  })
  expect(locked.status, await locked.text()).toBe(201)
  const write = (path: string) =>
    app.api('POST', '/projects/alice/app/files', { branch: 'lfs', message: 'x', files: [{ path, content: 'eA==' }] })
  await expect(write('ship.bin')).rejects.toMatchObject({ message: expect.stringContaining('locked by bob') })
  await write('free.bin')
})
