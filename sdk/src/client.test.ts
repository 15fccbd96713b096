import { expect, test } from 'vitest'
import { testApp } from '../../server/test/harness.ts'
import { createClient, DevFlowError, descriptions, routes } from './index.ts'

test('every verb of the running server has a method and a description', async () => {
  await using app = await testApp()
  const real = app.kernel.verbs.list().map((verb) => [verb.name, verb.http])
  expect(real.length).toBeGreaterThan(0)
  expect(Object.entries(routes)).toEqual(expect.arrayContaining(real))
  expect(descriptions.map((verb) => verb.name)).toEqual(Object.keys(routes))
})

test('the same idempotency key has one effect and one answer', async () => {
  await using app = await testApp()
  const client = createClient({ url: app.url, token: app.token })
  await client.projects.create({ owner: 'alice', name: 'shop' })
  const write = () =>
    client.specs.create({ owner: 'alice', name: 'shop', title: 'T' }, { idempotencyKey: 'write-once' })
  const [first, second] = await Promise.all([write(), write()])
  expect(first.id).toBe(second.id)
  expect((await client.specs.list({ owner: 'alice', name: 'shop' })).items).toHaveLength(1)
})

test('events arrive live and from the past, and only those one may see', async () => {
  await using app = await testApp()
  const alice = createClient({ url: app.url, token: app.token })
  const bob = createClient({ url: app.url, token: app.bobToken })
  await alice.projects.create({ owner: 'alice', name: 'shop' })
  await bob.projects.create({ owner: 'bob', name: 'shed' })
  const seen: string[] = []
  for await (const { data } of bob.events({ name: ['project.created'], after: '0' })) {
    seen.push((data as { owner: string }).owner)
    if (seen.length === 1) await alice.projects.create({ owner: 'alice', name: 'other' })
    if (seen.length === 1) await bob.projects.create({ owner: 'bob', name: 'barn' })
    if (seen.length === 2) break
  }
  expect(seen).toEqual(['bob', 'bob'])
})

test('a log is read while it is written, to its end', async () => {
  await using app = await testApp()
  const { logStreams, db } = app.kernel
  const client = createClient({ url: app.url, token: app.token })
  const [org] = (await client.identity.me()).orgs
  const log = await db.system((tx) => logStreams.create(tx, { org: org!.id, title: 'build' }))
  logStreams.append(log, 'first\n')
  const lines: string[] = []
  for await (const { text } of client.logs(log)) {
    lines.push(text)
    if (text !== 'first') continue
    logStreams.append(log, 'last\n')
    await logStreams.finish(log)
  }
  expect(lines).toEqual(['first', 'last'])
})

test('refusals carry their kind, code, status and every wrong field', async () => {
  await using app = await testApp()
  const client = createClient({ url: app.url, token: app.token })
  const error = await client.projects.create({ owner: 'alice', name: 'No Name' }).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(DevFlowError)
  expect(error).toMatchObject({ kind: 'invalid', code: 'kernel.input', status: 400, details: [{ field: 'name' }] })
  await expect(createClient({ url: app.url }).projects.list()).rejects.toMatchObject({ kind: 'unauthenticated' })
  await expect(
    createClient({ url: app.url, token: app.bobToken }).projects.get({ owner: 'alice', name: 'x' }),
  ).rejects.toMatchObject({
    kind: 'not_found',
  })
})
