import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { allEvents } from '../git/events.kit.ts'
import { makeKeyPair } from './keys.kit.ts'

let app: TestApp
const folders: string[] = []
beforeAll(async () => {
  app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'shop' })
  await app.api('POST', '/projects', { owner: 'bob', name: 'garden' }, app.bobToken)
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function newKey(): string {
  const { file, line } = makeKeyPair('ed25519')
  folders.push(dirname(file))
  return line
}
const blobOf = (line: string) => Buffer.from(line.split(' ')[1]!, 'base64')
const find = (line: string) => app.kernel.db.system((tx) => app.modules.keys.findByPublicKey(tx, blobOf(line)))

test('a key is added with its comment as the title, listed, found by id and by number, and removed', async () => {
  const line = newKey()
  const key = await app.api('POST', '/ssh-keys', { key: line })
  expect(key).toMatchObject({
    title: 'alice@laptop',
    type: 'ssh-ed25519',
    bits: 256,
    readOnly: false,
    lastUsedAt: null,
  })
  expect(key).toMatchObject({ key: line.split(' ').slice(0, 2).join(' '), addedBy: { kind: 'person', name: 'alice' } })
  expect(await app.api('GET', '/ssh-keys')).toMatchObject({ items: [{ id: key.id }], total: 1 })
  expect(await app.api('GET', `/ssh-keys/${key.databaseId}`)).toEqual(key)
  expect(await app.api('GET', `/ssh-keys/${key.id}`)).toEqual(key)
  expect(await find(line)).toMatchObject({ kind: 'person', name: 'alice', orgs: app.alice.orgs, server: ['*'] })

  await app.api('DELETE', `/ssh-keys/${key.id}`)
  expect(await find(line)).toBeUndefined()
  await expect(app.api('DELETE', `/ssh-keys/${key.id}`)).rejects.toMatchObject({ code: 'keys.not_found' })
  const told = await allEvents(app.kernel, { names: ['key.created', 'key.deleted'] })
  expect(told.map(({ name, data }) => [name, data.key])).toEqual([
    ['key.created', key.id],
    ['key.deleted', key.id],
  ])
})

test('a key opens for one account or one project: whoever comes second is refused, and nothing of the first is told', async () => {
  const mine = newKey()
  await app.api('POST', '/ssh-keys', { key: mine, title: 'plan-of-alice' })
  for (const [path, token] of [
    ['/ssh-keys', app.token],
    ['/ssh-keys', app.bobToken],
    ['/projects/bob/garden/keys', app.bobToken],
  ] as const) {
    const refusal = await app.api('POST', path, { key: mine }, token).catch((error) => error)
    expect(refusal).toMatchObject({ status: 409, code: 'keys.in_use' })
    expect(refusal.message).not.toMatch(/alice|plan/)
  }
  const twice = newKey()
  const both = await Promise.allSettled([
    app.api('POST', '/ssh-keys', { key: twice }),
    app.api('POST', '/ssh-keys', { key: twice }, app.bobToken),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('a deploy key is an actor that reads its one project, or pushes to it if it was told so', async () => {
  const [reader, writer] = [newKey(), newKey()]
  const project = await app.api('GET', '/projects/alice/shop')
  const key = await app.api('POST', '/projects/alice/shop/keys', { key: reader, title: 'server 1' })
  expect(key.readOnly).toBe(true)
  await app.api('POST', '/projects/alice/shop/keys', { key: writer, readOnly: false })
  expect((await app.api('GET', '/projects/alice/shop/keys')).total).toBe(2)
  const org = Object.keys(app.alice.orgs)[0]!
  expect(await find(reader)).toMatchObject({
    kind: 'system',
    name: 'deploy key server 1',
    orgs: { [org]: ['git:read'] },
    projects: [project.id],
  })
  expect((await find(writer))!.orgs).toEqual({ [org]: ['git:read', 'git:push'] })

  await expect(app.api('GET', '/projects/alice/shop/keys', undefined, app.bobToken)).rejects.toMatchObject({
    status: 404,
  })
  await expect(app.api('DELETE', `/projects/bob/garden/keys/${key.id}`, undefined, app.bobToken)).rejects.toMatchObject(
    { code: 'keys.not_found' },
  )
  expect(await find(reader)).toBeDefined()
  await app.api('DELETE', `/projects/alice/shop/keys/${key.databaseId}`)
  expect(await find(reader)).toBeUndefined()
})

test('deploy keys go with their project', async () => {
  const line = newKey()
  await app.api('POST', '/projects', { owner: 'alice', name: 'short-lived' })
  await app.api('POST', '/projects/alice/short-lived/keys', { key: line })
  await app.api('DELETE', '/projects/alice/short-lived', { confirm: 'alice/short-lived' })
  await expect.poll(() => find(line)).toBeUndefined()
})

test('the keys of a person who may not sign in any more open nothing', async () => {
  const line = newKey()
  await app.api('POST', '/ssh-keys', { key: line }, app.bobToken)
  const disable = (at: string) =>
    app.kernel.db.system((tx) => tx.query(`update identity.users set disabled_at = ${at} where login = 'bob'`))
  await disable('now()')
  expect(await find(line)).toBeUndefined()
  await disable('null')
  expect(await find(line)).toMatchObject({ name: 'bob' })
})

test('a signing key may be claimed by two people, once by each', async () => {
  const line = newKey()
  const key = await app.api('POST', '/ssh-signing-keys', { key: line })
  await app.api('POST', '/ssh-signing-keys', { key: line }, app.bobToken)
  await expect(app.api('POST', '/ssh-signing-keys', { key: line })).rejects.toMatchObject({ code: 'keys.in_use' })
  expect(await app.api('GET', `/ssh-signing-keys/${key.databaseId}`)).toEqual(key)
  await expect(app.api('GET', `/ssh-signing-keys/${key.id}`, undefined, app.bobToken)).rejects.toMatchObject({
    status: 404,
  })
  expect(await find(line)).toBeUndefined()
  await app.api('DELETE', `/ssh-signing-keys/${key.id}`)
  expect(await app.api('GET', '/ssh-signing-keys')).toEqual({ items: [], total: 0 })
})

test('a private key that is pasted is refused, and stands in no record', async () => {
  const pasted = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAAB\n-----END OPENSSH PRIVATE KEY-----'
  for (const path of ['/ssh-keys', '/ssh-signing-keys', '/projects/alice/shop/keys'])
    await expect(app.api('POST', path, { key: pasted })).rejects.toMatchObject({ code: 'keys.private_key' })
  const rows = await app.kernel.db.system((tx) =>
    tx.query(`select from kernel.actions where input::text like '%b3BlbnNz%' or output::text like '%b3BlbnNz%'`),
  )
  expect(rows).toEqual([])
})

test('an account has 100 keys at most, and says so at the hundred-and-first', async () => {
  await app.kernel.db.system((tx) =>
    tx.query(
      `insert into keys.signing_keys (id, user_id, fingerprint, blob, type, bits, title)
       select 'sig_' || n, $1, 'SHA256:' || n, 'x', 'ssh-ed25519', 256, '' from generate_series(1, 99) n`,
      [app.alice.id],
    ),
  )
  await app.api('POST', '/ssh-signing-keys', { key: newKey() })
  await expect(app.api('POST', '/ssh-signing-keys', { key: newKey() })).rejects.toMatchObject({ code: 'keys.too_many' })
  const page = await app.api('GET', '/ssh-signing-keys?page=4&limit=30')
  expect([page.items.length, page.total]).toEqual([10, 100])
})
