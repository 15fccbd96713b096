import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createIdentity } from '#identity'
import { type Actor, createKernel } from '#kernel'
import { createProjects } from '#projects'
import { testPlace } from '#testing'
import type { Config } from '../../config.ts'
import { createKeyFile } from './master-key.ts'
import { createSecrets, MAX_SECRETS, MAX_VALUE_BYTES } from './secrets.ts'

type Place = Awaited<ReturnType<typeof testPlace>>

/** One server on a place that may outlive it. */
async function start(place: Place, overrides: Partial<Config> = {}) {
  const kernel = await createKernel({ ...place.config, ...overrides })
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const secrets = createSecrets(kernel, { identity, projects })
  try {
    await kernel.start()
  } catch (error) {
    await kernel.stop()
    throw error
  }
  return { kernel, identity, projects, secrets, [Symbol.asyncDispose]: () => kernel.stop() }
}

async function withPeople() {
  const place = await testPlace()
  const server = await start(place)
  const { kernel, identity, projects, secrets } = server
  const join = async (login: string): Promise<Actor> => {
    const user = await kernel.db.system((tx) => identity.createUser(tx, { login, name: login, serverAdmin: false }))
    return { kind: 'person', id: user.id, name: login, orgs: { [user.org]: ['*'] }, server: ['account:*'] }
  }
  const alice = await join('alice')
  const bob = await join('bob')
  const project = await kernel.call(projects.verbs.create, { owner: 'alice', name: 'shop' }, { actor: alice })
  const address = { owner: 'alice', name: 'shop' }
  return {
    ...server,
    place,
    alice,
    bob,
    project,
    address,
    set: (key: string, value: string, actor = alice) =>
      kernel.call(secrets.verbs.set, { ...address, key, value }, { actor }),
    setForOrg: (key: string, value: string, actor = alice) =>
      kernel.call(secrets.verbs.setForOrg, { org: 'alice', key, value }, { actor }),
    list: (actor = alice) => kernel.call(secrets.verbs.list, address, { actor }),
    async [Symbol.asyncDispose]() {
      await kernel.stop()
      await place.remove()
    },
  }
}

test("a project's secrets are revealed over its organisation's, and masked from then on", async () => {
  await using server = await withPeople()
  await server.setForOrg('SHARED_TOKEN', 'from the organisation')
  await server.setForOrg('DEPLOY_KEY', 'organisation key')
  await server.set('deploy_key', 'project key\nsecond line')
  expect(await server.secrets.reveal(server.project.id)).toEqual({
    SHARED_TOKEN: 'from the organisation',
    DEPLOY_KEY: 'project key\nsecond line',
  })
  expect(server.kernel.masks.apply('echo from the organisation; echo second line')).toBe('echo ***; echo ***')
  expect(server.kernel.masks.apply(Buffer.from('project key\nsecond line').toString('base64'))).toBe('***')

  await server.kernel.call(
    server.secrets.verbs.delete,
    { ...server.address, key: 'DEPLOY_KEY' },
    { actor: server.alice },
  )
  expect((await server.secrets.reveal(server.project.id)).DEPLOY_KEY).toBe('organisation key')
})

test('a value is nowhere to be read: not in an answer, the audit record, an event, the tables or the log', async () => {
  await using server = await withPeople()
  const value = 'a-value-to-look-for'
  expect(JSON.stringify(await server.set('TOKEN', value))).not.toContain(value)
  expect(JSON.stringify(await server.list())).not.toContain(value)
  const seen = await server.kernel.db.system(async (tx) => [
    await tx.query('select * from kernel.actions'),
    await tx.query('select * from kernel.events'),
    await tx.query(`select *, encode(sealed, 'escape') as text from secrets.secrets`),
  ])
  expect(JSON.stringify(seen)).toContain('TOKEN')
  expect(JSON.stringify(seen)).not.toContain(value)
  expect(readFileSync(join(server.place.config.dataDir, 'logs/devflow.log'), 'utf8')).not.toContain(value)
})

test('names and values are bounded, and a refusal changes nothing', async () => {
  await using server = await withPeople()
  for (const name of ['', '1A', 'A-B', 'A B', 'GITHUB_TOKEN', 'github_x', 'A'.repeat(101), 'Ä']) {
    await expect(server.set(name, 'long enough'), name).rejects.toMatchObject({ kind: 'invalid' })
  }
  for (const value of [
    '',
    'short',
    'x'.repeat(MAX_VALUE_BYTES + 1),
    'é'.repeat(MAX_VALUE_BYTES / 2 + 1),
    'with \0 nul',
  ]) {
    await expect(server.set('NAME', value)).rejects.toMatchObject({ kind: 'invalid' })
  }
  expect((await server.list()).items).toEqual([])
  await server.set('A'.repeat(100), 'x'.repeat(MAX_VALUE_BYTES))
  expect((await server.list()).items).toHaveLength(1)
})

test('the limit on secrets holds when two arrive at once', async () => {
  await using server = await withPeople()
  for (let i = 1; i < MAX_SECRETS; i++) await server.set(`S${i}`, 'long enough')
  const both = await Promise.allSettled([server.set('ONE', 'long enough'), server.set('TWO', 'long enough')])
  expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await server.set('S1', 'can still be changed')
  expect((await server.list()).items).toHaveLength(MAX_SECRETS)
})

test('a sealed value that was moved to another name, project or organisation does not open', async () => {
  await using server = await withPeople()
  const { kernel } = server
  await server.set('CHEAP', 'cheap value')
  await server.set('DEAR', 'dear value')
  const change = (sql: string, values: unknown[] = []) => kernel.db.system((tx) => tx.query(sql, values))
  const refused = expect.objectContaining({ code: 'secrets.sealed' })

  await change(
    `update secrets.secrets set sealed = (select sealed from secrets.secrets where name = 'CHEAP') where name = 'DEAR'`,
  )
  await expect(server.secrets.reveal(server.project.id)).rejects.toEqual(refused)
  await server.set('DEAR', 'dear value')

  await change(`update secrets.secrets set project_id = null where name = 'DEAR'`)
  await expect(server.secrets.reveal(server.project.id)).rejects.toEqual(refused)
  await change(`delete from secrets.secrets where name = 'DEAR'`)

  const other = await kernel.call(server.projects.verbs.create, { owner: 'bob', name: 'shop' }, { actor: server.bob })
  const theft = { owner: 'bob', name: 'shop', key: 'OWN', value: 'own value' }
  await kernel.call(server.secrets.verbs.set, theft, { actor: server.bob })
  await change(`update secrets.secrets set org_id = $1, project_id = $2 where name = 'CHEAP'`, [
    Object.keys(server.bob.orgs)[0],
    other.id,
  ])
  await expect(server.secrets.reveal(other.id)).rejects.toEqual(refused)
})

test("another organisation's data key does not open either", async () => {
  await using server = await withPeople()
  const { kernel, bob } = server
  await server.set('TOKEN', 'some value')
  await kernel.call(server.projects.verbs.create, { owner: 'bob', name: 'shop' }, { actor: bob })
  await kernel.call(
    server.secrets.verbs.set,
    { owner: 'bob', name: 'shop', key: 'OWN', value: 'own value' },
    { actor: bob },
  )
  await kernel.db.system((tx) =>
    tx.query(
      'update secrets.keys set wrapped = (select wrapped from secrets.keys where org_id = $1) where org_id <> $1',
      Object.keys(bob.orgs),
    ),
  )
  await expect(server.secrets.reveal(server.project.id)).rejects.toMatchObject({ code: 'secrets.sealed' })
})

test('a flipped bit is noticed', async () => {
  await using server = await withPeople()
  await server.set('TOKEN', 'some value')
  await server.kernel.db.system((tx) =>
    tx.query(
      'update secrets.secrets set sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)',
    ),
  )
  await expect(server.secrets.reveal(server.project.id)).rejects.toMatchObject({ code: 'secrets.sealed' })
})

test('bob can neither see, change nor delete what is alice’s', async () => {
  await using server = await withPeople()
  const { kernel, bob, secrets, address } = server
  await server.set('TOKEN', 'alice value')
  await expect(server.list(bob)).rejects.toMatchObject({ kind: 'not_found' })
  await expect(server.set('TOKEN', 'bob value', bob)).rejects.toMatchObject({ kind: 'not_found' })
  await expect(server.setForOrg('TOKEN', 'bob value', bob)).rejects.toMatchObject({
    kind: expect.stringMatching(/not_found|forbidden/),
  })
  await expect(kernel.call(secrets.verbs.delete, { ...address, key: 'TOKEN' }, { actor: bob })).rejects.toMatchObject({
    kind: 'not_found',
  })
  const rows = await kernel.db.as(bob, (tx) =>
    tx.query('select name from secrets.secrets union all select org_id from secrets.keys'),
  )
  expect(rows).toEqual([])
  expect(await secrets.reveal(server.project.id)).toEqual({ TOKEN: 'alice value' })
})

test('who may only read sees names and sets nothing; an actor narrowed to a project sees no shared ones', async () => {
  await using server = await withPeople()
  const org = Object.keys(server.alice.orgs)[0]!
  await server.setForOrg('SHARED', 'shared value')
  await server.set('OWN', 'project value')
  const reader: Actor = {
    kind: 'agent',
    id: 'agt_1',
    name: 'reader',
    orgs: { [org]: ['*:read'] },
    projects: [server.project.id],
  }
  expect((await server.list(reader)).items.map((item) => item.name)).toEqual(['OWN'])
  await expect(server.set('OWN', 'other value', reader)).rejects.toMatchObject({ kind: 'forbidden' })
  const shared = server.kernel.call(server.secrets.verbs.listForOrg, { org: 'alice' }, { actor: reader })
  await expect(shared).rejects.toMatchObject({ code: 'identity.narrowed' })
})

test('a restart keeps the secrets; a wrong or missing key is named at start and nothing is made anew', async () => {
  const place = await testPlace()
  const path = join(place.config.dataDir, 'keys', 'master.key')
  {
    await using first = await start(place)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(place.config.dataDir, 'keys'))).toEqual(['master.key'])
    expect(first.kernel.masks.apply(readFileSync(path, 'utf8'))).toBe('***\n')
  }
  const key = readFileSync(path, 'utf8')
  {
    await using again = await start(place)
    expect(again.secrets.openForServer('x', again.secrets.sealForServer('x', 'value'))).toBe('value')
    expect(() => again.secrets.openForServer('y', again.secrets.sealForServer('x', 'value'))).toThrow(/does not open/)
  }
  const refused = (overrides: Partial<Config> = {}) => expect(start(place, overrides)).rejects
  await refused({ masterKey: randomBytes(32).toString('base64') }).toThrow(/DEVFLOW_MASTER_KEY is not the key/)
  await refused({ masterKey: 'short' }).toThrow(/32 bytes in base64/)
  writeFileSync(path, randomBytes(32).toString('base64'))
  await refused().toThrow(/is not the key that this database's secrets were sealed with/)
  writeFileSync(path, '')
  await refused().toThrow(/must be 32 bytes/)
  rmSync(path)
  await refused().toThrow(/is missing, but this database holds secrets/)
  expect(readdirSync(join(place.config.dataDir, 'keys'))).toEqual([])
  const configured = await start(place, { masterKey: key.trim() })
  await configured.kernel.stop()
  await place.remove()
})

test('of two that make the key file at once, both use the first one’s', async () => {
  const place = await testPlace()
  const path = join(place.config.dataDir, 'keys', 'master.key')
  const first = createKeyFile(path)
  expect(createKeyFile(path)).toEqual(first)
  await place.remove()
})
