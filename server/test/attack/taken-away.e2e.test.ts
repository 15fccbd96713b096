import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

/** What was given and is taken away again: streams that are open end, and addresses that worked do not any more. */
let app: TestApp
beforeAll(async () => {
  app = await testApp()
  await app.api('POST', '/orgs', { slug: 'lunar' })
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

const author = { name: 'Alice', email: 'alice@example.com' }
async function project(name: string, more: object = {}): Promise<string> {
  const { id } = await app.api('POST', '/projects', { owner: 'lunar', name, settings: { protection: [] }, ...more })
  await app.modules.git.importFiles(id, { branch: 'main', files: { 'a.txt': name }, message: name, author })
  return id
}

const ask = (path: string, token?: string) =>
  fetch(app.url + path, {
    redirect: 'manual',
    headers: token ? { authorization: `Basic ${Buffer.from(`git:${token}`).toString('base64')}` } : {},
  })
async function statuses(name: string, token?: string): Promise<number[]> {
  const paths = [
    `/lunar/${name}.git/info/refs?service=git-upload-pack`,
    `/lunar/${name}.git/info/lfs/locks`,
    `/lunar/${name}/raw/main/a.txt`,
    `/lunar/${name}/archive/main.zip`,
    `/api/v3/repos/lunar/${name}`,
    `/api/v3/repos/lunar/${name}/contents/a.txt`,
    `/api/projects/lunar/${name}`,
  ]
  const answers = await Promise.all(paths.map((path) => ask(path, token)))
  await Promise.all(answers.map((answer) => answer.text()))
  return answers.map(({ status }) => status)
}

/** Whether the stream has ended. What it says before is read and thrown away. */
async function follow(path: string, token: string): Promise<() => boolean> {
  const response = await fetch(app.url + path, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status, path).toBe(200)
  let ended = false
  const read = async () => {
    for await (const _ of response.body!);
  }
  read().then(
    () => (ended = true),
    () => (ended = true),
  )
  return () => ended
}

test('a project that turns private is closed to guests at every door at once', async () => {
  await project('garden', { visibility: 'public' })
  expect(new Set(await statuses('garden'))).toEqual(new Set([200]))
  expect(new Set(await statuses('garden', app.bobToken))).toEqual(new Set([200]))
  await app.api('PATCH', '/projects/lunar/garden', { visibility: 'private' })
  expect((await statuses('garden')).every((status) => status === 401 || status === 404)).toBe(true)
  expect(new Set(await statuses('garden', app.bobToken))).toEqual(new Set([404]))
})

test('a collaborator who is removed is let in nowhere, nor by the address that git-lfs was given', async () => {
  await project('shop')
  await app.api('PUT', '/projects/lunar/shop/collaborators/bob', { role: 'write' })
  expect(new Set(await statuses('shop', app.bobToken))).toEqual(new Set([200]))
  const { header } = await app.modules.lfs.authenticate(app.bob, { owner: 'lunar', name: 'shop' }, 'upload')
  const batch = () =>
    fetch(`${app.url}/lunar/shop.git/info/lfs/objects/batch`, {
      method: 'POST',
      headers: { ...header, 'content-type': 'application/vnd.git-lfs+json' },
      body: JSON.stringify({ operation: 'upload', objects: [{ oid: 'a'.repeat(64), size: 1 }] }),
    })
  expect((await batch()).status).toBe(200)
  await app.api('DELETE', '/projects/lunar/shop/collaborators/bob')
  expect(new Set(await statuses('shop', app.bobToken))).toEqual(new Set([404]))
  expect([401, 403, 404]).toContain((await batch()).status)
})

test('streams of events and logs end for a member who is removed, and for one whose account is closed', async () => {
  const id = await project('factory')
  const org = (await app.api('GET', '/orgs')).items.find(({ slug }: { slug: string }) => slug === 'lunar').id
  const log = await app.kernel.db.system((tx) => app.kernel.logStreams.create(tx, { org, project: id, title: 'build' }))
  const join = () => app.api('PUT', '/orgs/lunar/members/bob', { role: 'viewer' })
  const streams = () =>
    Promise.all(['/api/events', `/api/logs/${log}/stream`].map((path) => follow(path, app.bobToken)))
  await join()
  const first = await streams()
  expect(first.map((ended) => ended())).toEqual([false, false])
  await app.api('DELETE', '/orgs/lunar/members/bob')
  await expect.poll(() => first.map((ended) => ended()), { timeout: 30_000 }).toEqual([true, true])
  expect((await ask(`/api/logs/${log}/stream`, app.bobToken)).status).not.toBe(200)

  await join()
  const second = await streams()
  await app.kernel.db.system((tx) => tx.query(`update identity.users set disabled_at = now() where login = 'bob'`))
  await expect.poll(() => second.map((ended) => ended()), { timeout: 30_000 }).toEqual([true, true])
  expect(new Set(await statuses('factory', app.bobToken))).toEqual(new Set([401]))
  await app.kernel.db.system((tx) => tx.query(`update identity.users set disabled_at = null where login = 'bob'`))
}, 90_000)

test('of a deleted project nothing opens any more; its name is free, its fork keeps everything', async () => {
  const id = await project('gone')
  const { secret: narrowed } = await app.kernel.db.system((tx) =>
    app.modules.identity.issueToken(tx, {
      ...{ kind: 'person', subject: app.alice.id, name: 'gone', permissions: ['*'], projects: [id] },
    }),
  )
  expect(new Set(await statuses('gone', narrowed))).toEqual(new Set([200]))
  await app.api('POST', '/projects/lunar/gone/forks', { into: 'alice', as: 'kept' })
  const raw = () => ask('/alice/kept/raw/main/a.txt', app.token).then((answer) => answer.text())
  await expect.poll(raw, { timeout: 30_000 }).toBe('gone')

  await app.api('DELETE', '/projects/lunar/gone', { confirm: 'lunar/gone' })
  expect(new Set(await statuses('gone', app.token))).toEqual(new Set([404]))
  expect(new Set(await statuses('gone', narrowed))).toEqual(new Set([404]))
  await project('gone')
  // The token was for the project that is gone, and knows nothing of the one that has its name now.
  expect(new Set(await statuses('gone', narrowed))).toEqual(new Set([404]))
  expect(new Set(await statuses('gone', app.token))).toEqual(new Set([200]))
  expect(await raw()).toBe('gone')
}, 90_000)
