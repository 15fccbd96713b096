import { afterAll, beforeAll, expect, test } from 'vitest'
import { may } from '#kernel'
import { type TestApp, testApp } from '#testing'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const status = async (path: string, token?: string, init: RequestInit = {}): Promise<number> =>
  (await fetch(app.url + path, { ...init, headers: token ? { authorization: `Bearer ${token}` } : {} })).status

test('a private project is nothing to bob and to nobody; a public one can be read by both', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'Open.Book' })
  expect(await status('/api/projects/alice/Open.Book', app.bobToken)).toBe(404)
  expect(await status('/api/projects/alice/Open.Book')).toBe(401)
  await app.api('PATCH', '/projects/alice/open.book', { visibility: 'public' })
  expect(await status('/api/projects/alice/open.book', app.bobToken)).toBe(200)
  expect(await status('/api/projects/alice/open.book')).toBe(200)
  const refs = '/alice/Open.Book.git/info/refs?service=git'
  expect(await status(`${refs}-upload-pack`)).toBe(200)
  expect(await status(`${refs}-receive-pack`)).toBe(401)
  expect(await status(`${refs}-receive-pack`, app.bobToken)).toBe(403)
  const { items } = await app.api('GET', '/projects?public=true', undefined, app.bobToken)
  expect(items.map((project: { name: string }) => project.name)).toEqual(['Open.Book'])
})

test('a guest reads what is public and nothing of what runs it', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'shown', visibility: 'public' })
  await app.api('POST', '/projects', { owner: 'alice', name: 'hidden' })
  expect(await status('/api/projects/alice/shown/pulls', app.bobToken)).toBe(200)
  for (const secret of ['secrets', 'collaborators', 'deployments'])
    expect(await status(`/api/projects/alice/shown/${secret}`, app.bobToken), secret).toBe(403)
  expect(await status('/api/projects/alice/hidden', app.bobToken)).toBe(404)
  await expect(app.api('PATCH', '/projects/alice/shown', { description: 'mine' }, app.bobToken)).rejects.toThrow(
    /needs the permission projects:write/,
  )
})

test('a collaborator has the powers of their role in that project alone, until it is taken from them', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'shared' })
  await app.api('POST', '/projects', { owner: 'alice', name: 'own' })
  await app.api('PUT', '/projects/alice/shared/collaborators/bob', { role: 'maintain' })
  await app.api('PATCH', '/projects/alice/shared', { description: 'by bob' }, app.bobToken)
  expect(await status('/alice/shared.git/info/refs?service=git-receive-pack', app.bobToken)).toBe(200)
  expect(await status('/api/projects/alice/own', app.bobToken)).toBe(404)
  await expect(
    app.api('DELETE', '/projects/alice/shared', { confirm: 'alice/shared' }, app.bobToken),
  ).rejects.toMatchObject({ status: 403 })
  await app.api('DELETE', '/projects/alice/shared/collaborators/bob')
  expect(await status('/api/projects/alice/shared', app.bobToken)).toBe(404)
})

test('everybody is told what they may do in a project, by whatever role', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'powers' })
  const powers = async (token?: string) =>
    (await app.api('GET', '/projects/alice/powers/powers', undefined, token)).permissions
  expect(await powers()).toContain('*')
  await expect(powers(app.bobToken)).rejects.toMatchObject({ status: 404 })
  await app.api('PUT', '/projects/alice/powers/collaborators/bob', { role: 'triage' })
  expect(await powers(app.bobToken)).toContain('issues:write')
  expect(await powers(app.bobToken)).not.toContain('git:*')
  const { token } = await app.api('POST', '/tokens', { name: 'reader', permissions: ['*:read'] }, app.bobToken)
  expect(await powers(token)).not.toContain('issues:write')
})

test('who was let into one project is let into no other by that', async () => {
  const { kernel, modules, bob } = app
  const { projects } = modules
  for (const [name, visibility] of [
    ['in-front', 'public'],
    ['behind', 'private'],
  ])
    await app.api('POST', '/projects', { owner: 'alice', name, visibility })
  const inFront = await projects.admit(bob, { owner: 'alice', name: 'in-front' }, 'git:read')
  const { org } = (await kernel.db.system((tx) => projects.find(tx, { owner: 'alice', name: 'behind' })))!
  expect(may(inFront, org, 'git:read')).toBe(true)
  const behind = await projects.admit(inFront, { owner: 'alice', name: 'behind' }, 'git:read')
  expect(may(behind, org, 'git:read')).toBe(false)
})

test('a narrow token stays narrow where its owner is a guest', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'narrow' })
  await app.api('PUT', '/projects/alice/narrow/collaborators/bob', { role: 'admin' })
  const { token } = await app.api('POST', '/tokens', { name: 'reader', permissions: ['git:read'] }, app.bobToken)
  expect(await status('/alice/narrow.git/info/refs?service=git-upload-pack', token)).toBe(200)
  expect(await status('/alice/narrow.git/info/refs?service=git-receive-pack', token)).toBe(403)
  expect(await status('/api/projects/alice/narrow', token)).toBe(403)
})

test('a team gives a viewer of the organisation what its role allows', async () => {
  await app.api('POST', '/orgs', { slug: 'acme' })
  await app.api('PUT', '/orgs/acme/members/bob', { role: 'viewer' })
  await app.api('POST', '/projects', { owner: 'acme', name: 'tool' })
  await app.api('POST', '/orgs/acme/teams', { title: 'Tool makers', members: ['bob'] })
  const change = () => app.api('PATCH', '/projects/acme/tool', { description: 'by bob' }, app.bobToken)
  await expect(change()).rejects.toMatchObject({ status: 403 })
  await app.api('PUT', '/projects/acme/tool/teams/tool-makers', { role: 'maintain' })
  await change()
  await app.api('DELETE', '/orgs/acme/teams/tool-makers/members/bob')
  await expect(change()).rejects.toMatchObject({ status: 403 })
})

test('the projects a team works on are listed with its role, to members alone', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'of.team' })
  await app.api('POST', '/orgs/alice/teams', { title: 'Listed' })
  const list = async (token?: string) =>
    (await app.api('GET', '/orgs/alice/teams/listed/projects', undefined, token)).items
  expect(await list()).toEqual([])
  await app.api('PUT', '/projects/alice/of.team/teams/listed', { role: 'triage' })
  expect(await list()).toEqual([{ owner: 'alice', name: 'of.team', role: 'triage' }])
  await expect(list(app.bobToken)).rejects.toMatchObject({ status: 404 })
  await expect(app.api('GET', '/orgs/alice/teams/none/projects')).rejects.toMatchObject({ status: 404 })
})

test('a token for some projects sees no other, neither of one’s own nor by invitation, and makes no wider one', async () => {
  const chosen = await app.api('POST', '/projects', { owner: 'bob', name: 'chosen' }, app.bobToken)
  await app.api('POST', '/projects', { owner: 'bob', name: 'other' }, app.bobToken)
  await app.api('POST', '/projects', { owner: 'alice', name: 'invited' })
  await app.api('PUT', '/projects/alice/invited/collaborators/bob', { role: 'admin' })
  const body = { name: 'narrow', projects: [chosen.id] }
  const { token } = await app.api('POST', '/tokens', body, app.bobToken)
  expect(await status('/api/projects/bob/chosen', token)).toBe(200)
  expect(await status('/bob/chosen.git/info/refs?service=git-receive-pack', token)).toBe(200)
  await app.api('PATCH', '/projects/bob/chosen', { description: 'by script' }, token)
  for (const path of ['bob/other', 'alice/invited']) {
    expect(await status(`/api/projects/${path}`, app.bobToken), path).toBe(200)
    expect(await status(`/api/projects/${path}`, token), path).toBe(404)
    expect(await status(`/${path}.git/info/refs?service=git-upload-pack`, token), path).toBe(404)
  }
  const { items } = await app.api('GET', '/projects', undefined, token)
  expect(items.map((project: { name: string }) => project.name)).toEqual(['chosen'])
  await expect(app.api('POST', '/tokens', { name: 'wide' }, token)).rejects.toMatchObject({ status: 403 })
  await expect(app.api('POST', '/projects', { owner: 'bob', name: 'more' }, token)).rejects.toMatchObject({
    status: 403,
  })
  const listed = (await app.api('GET', '/tokens', undefined, app.bobToken)).items
  expect(listed.find((one: { name: string }) => one.name === 'narrow').projects).toEqual([chosen.id])
  const made = (projects: string[]) => app.api('POST', '/tokens', { name: 'edge', projects }, app.bobToken)
  for (const wrong of [[], ['bob/chosen'], Array.from({ length: 51 }, () => chosen.id)])
    await expect(made(wrong)).rejects.toMatchObject({ status: 400 })
  await made(Array.from({ length: 50 }, () => chosen.id))
})

test('an archived project takes no push', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'old' })
  const { id } = await app.api('PATCH', '/projects/alice/old', { archived: true })
  const author = { name: 'alice', email: 'alice@example.com' }
  const sha = await app.modules.git.importFiles(id, { branch: 'main', files: { 'a.txt': 'a' }, message: 'a', author })
  await expect(app.modules.git.createBranch(id, { branch: 'next', from: sha })).rejects.toThrow(
    /archived and read-only/,
  )
})

test('two who change different things of a project at once both have their way', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'busy' })
  const change = (body: object) => app.api('PATCH', '/projects/alice/busy', body)
  for (let i = 0; i < 5; i++) {
    const wanted = { description: `the ${i}th`, topics: [`topic-${i}`], homepage: `https://example.com/${i}` }
    await Promise.all(Object.entries(wanted).map(([field, value]) => change({ [field]: value })))
    expect(await app.api('GET', '/projects/alice/busy')).toMatchObject(wanted)
  }
})
