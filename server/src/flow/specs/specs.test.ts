import { expect, test } from 'vitest'
import { testApp } from '#testing'

async function withSpec() {
  const app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'shop' })
  const spec = await app.api('POST', '/specs', {
    owner: 'alice',
    name: 'shop',
    title: 'Add a cart',
    body: 'People **buy**.',
    acceptance: ['A cart exists'],
  })
  const names = async (): Promise<string[]> =>
    (await app.api('GET', `/timeline?spec=${spec.id}`)).items.map((e: { name: string }) => e.name).reverse()
  return Object.assign(app, { spec, names })
}

test('a spec goes from draft through review to approved, and every step is an event', async () => {
  await using app = await withSpec()
  expect(app.spec).toMatchObject({
    state: 'draft',
    version: 1,
    project: { owner: 'alice', name: 'shop' },
    author: { name: 'alice' },
  })
  await app.api('PATCH', `/specs/${app.spec.id}`, { body: 'People buy things.' })
  await app.api('POST', `/specs/${app.spec.id}/submit`)
  const approved = await app.api('POST', `/specs/${app.spec.id}/approve`, { version: 2 })
  expect(approved).toMatchObject({ state: 'approved', outcome: 'running', approver: { name: 'alice' } })
  await expect.poll(app.names).toEqual(['spec.created', 'spec.changed', 'spec.submitted', 'spec.approved'])
  expect(
    (await app.api('GET', `/specs/${app.spec.id}/versions`)).items.map((v: { version: number }) => v.version),
  ).toEqual([2, 1])
})

test('moves that the state does not allow are refused with the way out and change nothing', async () => {
  await using app = await withSpec()
  const path = `/specs/${app.spec.id}`
  await expect(app.api('POST', `${path}/approve`)).rejects.toMatchObject({ code: 'specs.illegal_state', status: 409 })
  await expect(app.api('POST', `${path}/reopen`)).rejects.toThrow('submit it for review first')
  await app.api('POST', `${path}/submit`)
  await expect(app.api('POST', `${path}/submit`)).rejects.toMatchObject({ code: 'specs.illegal_state' })
  await app.api('POST', `${path}/reject`, { reason: 'Too vague' })
  expect(await app.api('GET', path)).toMatchObject({ state: 'draft', outcome: null })
  expect((await app.api('GET', `${path}/comments`)).items).toMatchObject([{ body: 'Too vague' }])
  await app.api('POST', `${path}/submit`)
  await app.api('POST', `${path}/approve`)
  await expect(app.api('PATCH', path, { title: 'Other' })).rejects.toThrow('reopen it to change it')
  await expect(app.api('POST', `${path}/reopen`)).rejects.toMatchObject({ code: 'specs.running' })
  await expect
    .poll(app.names)
    .toEqual(['spec.created', 'spec.submitted', 'spec.rejected', 'spec.submitted', 'spec.approved'])
})

test('an approval of a version that is no longer the newest is refused', async () => {
  await using app = await withSpec()
  await app.api('POST', `/specs/${app.spec.id}/submit`)
  await app.api('PATCH', `/specs/${app.spec.id}`, { title: 'Add a basket' })
  await expect(app.api('POST', `/specs/${app.spec.id}/approve`, { version: 1 })).rejects.toMatchObject({
    code: 'specs.changed',
  })
})

test('two approvals at once approve once', async () => {
  await using app = await withSpec()
  await app.api('POST', `/specs/${app.spec.id}/submit`)
  const results = await Promise.allSettled([1, 2, 3, 4].map(() => app.api('POST', `/specs/${app.spec.id}/approve`)))
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  await expect.poll(async () => (await app.names()).filter((name) => name === 'spec.approved').length).toBe(1)
})

test('invalid specs name the field', async () => {
  await using app = await withSpec()
  const create = (body: object) => app.api('POST', '/workflow/specs', { owner: 'alice', name: 'shop', ...body })
  await expect(create({ title: '  ' })).rejects.toThrow('give the spec a title')
  await expect(create({})).rejects.toThrow('title')
  await expect(create({ title: 'x', body: 'x'.repeat(200_001) })).rejects.toMatchObject({ status: 400 })
  await expect(app.api('POST', '/specs', { owner: 'alice', name: 'nowhere', title: 'x' })).rejects.toThrow(
    'There is no project alice/nowhere',
  )
})

test('bob cannot see, change or approve a spec of alice', async () => {
  await using app = await withSpec()
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['POST', '/submit'],
    ['POST', '/approve'],
    ['GET', '/comments'],
    ['GET', '/versions'],
  ]) {
    await expect(
      app.api(method!, `/specs/${app.spec.id}${path}`, method === 'GET' ? undefined : { title: 'x' }, app.bobToken),
    ).rejects.toMatchObject({ status: 404 })
  }
  expect((await app.api('GET', '/specs', undefined, app.bobToken)).items).toEqual([])
  await expect(
    app.api('POST', '/specs', { owner: 'alice', name: 'shop', title: 'x' }, app.bobToken),
  ).rejects.toMatchObject({ status: 404 })
})
