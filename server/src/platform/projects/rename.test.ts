import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const create = (name: string, more: object = {}) => app.api('POST', '/projects', { owner: 'alice', name, ...more })
const rename = (from: string, to: string, token?: string) =>
  app.api('PATCH', `/projects/alice/${from}`, { rename: to }, token)
const get = (name: string, token?: string) => app.api('GET', `/projects/alice/${name}`, undefined, token)
const renames = async () => {
  const rows = await app.kernel.db.system((tx) =>
    tx.query<{ data: object }>(`select data from kernel.events where name = 'project.renamed' order by seq`),
  )
  return rows.map(({ data }) => data)
}

test('a project that was renamed is found by each name it had, and says the one it has', async () => {
  const { id } = await create('ship')
  expect(await rename('ship', 'Boat')).toMatchObject({ id, name: 'Boat' })
  expect(await rename('boat', 'raft')).toMatchObject({ id, name: 'raft' })
  for (const name of ['ship', 'BOAT', 'raft']) expect(await get(name), name).toMatchObject({ id, name: 'raft' })
  expect(await renames()).toEqual([
    { project: id, owner: 'alice', name: 'Boat', from: 'ship' },
    { project: id, owner: 'alice', name: 'raft', from: 'Boat' },
  ])
  // And back again.
  expect(await rename('ship', 'ship')).toMatchObject({ id, name: 'ship' })
  expect(await get('raft')).toMatchObject({ id, name: 'ship' })
})

test('a name that another project has is refused, and nothing of the change is kept', async () => {
  const { id } = await create('one', { description: 'first' })
  await create('two')
  const told = (await renames()).length
  const change = { rename: 'TWO', description: 'changed' }
  await expect(app.api('PATCH', '/projects/alice/one', change)).rejects.toThrow(
    'alice/TWO exists already; choose another name.',
  )
  for (const bad of ['', '.', 'a/b', 'x.git', 'a\0b', 'n'.repeat(101)])
    await expect(rename('one', bad), bad).rejects.toMatchObject({ status: 400 })
  expect(await get('one')).toMatchObject({ id, name: 'one', description: 'first' })
  expect(await renames()).toHaveLength(told)
  expect(await rename('one', 'n'.repeat(100))).toMatchObject({ name: 'n'.repeat(100) })
})

test('other letters of the same name are the same address, and no new name at all is no fact', async () => {
  const { id } = await create('case')
  const told = (await renames()).length
  await rename('case', 'case')
  expect(await renames()).toHaveLength(told)
  await rename('case', 'CASE')
  expect(await get('case')).toMatchObject({ id, name: 'CASE' })
  expect(await renames()).toHaveLength(told + 1)
})

test('whoever takes a name takes what led from it, until they leave it again', async () => {
  const first = await create('old')
  await rename('old', 'new')
  const second = await create('old')
  expect(second.id).not.toBe(first.id)
  expect((await get('old')).id).toBe(second.id)
  await rename('old', 'older')
  expect((await get('old')).id).toBe(second.id)
  await app.api('DELETE', '/projects/alice/older', { confirm: 'alice/older' })
  await expect(get('old')).rejects.toMatchObject({ status: 404 })
  expect((await get('new')).id).toBe(first.id)
})

test('a project is deleted by the name it has, not by one it had', async () => {
  await create('before')
  await rename('before', 'after')
  await expect(app.api('DELETE', '/projects/alice/before', { confirm: 'alice/before' })).rejects.toThrow(
    'send "confirm": "alice/after"',
  )
  await app.api('DELETE', '/projects/alice/before', { confirm: 'alice/after' })
  for (const name of ['before', 'after']) await expect(get(name)).rejects.toMatchObject({ status: 404 })
})

test('bob learns nothing of a private project by the name it had, and renames no public one', async () => {
  await create('hidden')
  await rename('hidden', 'deeper')
  await expect(get('hidden', app.bobToken)).rejects.toThrow(/There is no project alice\/hidden that you can see/)
  await expect(rename('hidden', 'mine', app.bobToken)).rejects.toMatchObject({ status: 404 })
  await create('open', { visibility: 'public' })
  await rename('open', 'opened')
  expect(await get('open', app.bobToken)).toMatchObject({ name: 'opened' })
  await expect(rename('open', 'mine', app.bobToken)).rejects.toThrow(/needs the permission projects:write/)
})

test('a collaborator who may rename one project is refused a name of another that is hidden from them', async () => {
  const { id } = await create('shared')
  await create('secret')
  await app.api('PUT', '/projects/alice/shared/collaborators/bob', { role: 'maintain' })
  await expect(rename('shared', 'secret', app.bobToken)).rejects.toMatchObject({ status: 409 })
  expect(await rename('shared', 'ours', app.bobToken)).toMatchObject({ id, name: 'ours' })
  expect(await get('shared', app.bobToken)).toMatchObject({ id, name: 'ours' })
})

test('two who want the same name at once do not both get it', async () => {
  await create('left')
  await create('right')
  const done = await Promise.allSettled([rename('left', 'middle'), rename('right', 'middle'), create('middle')])
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of done) if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 409 })
})
