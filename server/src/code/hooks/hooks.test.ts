import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { MAX_HOOKS } from './desk.ts'
import { listen, testHooks } from './hooks.kit.ts'

test('a hook is pinged when it is made, and told what it asked for and nothing else', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const { kernel, verbs, alice, address } = kit
  const hook = await kernel.call(verbs.create, { ...address, url: receiver.url, events: ['push'] }, { actor: alice })
  expect(hook).toMatchObject({
    url: receiver.url,
    events: ['push'],
    active: true,
    hasSecret: false,
    lastResponse: null,
  })
  await expect.poll(() => receiver.of('ping')).toHaveLength(1)
  await kit.happen('issue.opened', { number: 1 })
  await kit.happen('git.pushed', { ref: 'refs/heads/main' })
  await expect.poll(() => receiver.of('push')).toHaveLength(1)
  expect(receiver.of('push')[0]!.body).toBe('{"ref":"refs/heads/main"}')
  expect(receiver.received).toHaveLength(2)
  await expect
    .poll(async () => (await kit.deliveries(hook.databaseId)).map((each) => each.outcome))
    .toEqual(['delivered', 'delivered'])
  const [push, ping] = await kit.deliveries(hook.databaseId)
  expect(push).toMatchObject({ event: 'push', status: 200, problem: null, attempts: 1, redelivery: false })
  expect(receiver.of('ping')[0]!.headers.guid).toBe(ping!.guid)
  const shown = await kernel.call(verbs.get, { ...address, hook: hook.databaseId }, { actor: alice })
  expect(shown.lastResponse).toMatchObject({ status: 200, problem: null })
})

test('a secret signs, is never shown, and can be changed and taken away', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const { kernel, verbs, alice, address } = kit
  const input = { ...address, url: receiver.url, secret: 'first secret', events: ['*'] }
  const hook = await kernel.call(verbs.create, input, { actor: alice })
  expect(JSON.stringify(hook)).not.toContain('first secret')
  const at = { ...address, hook: hook.databaseId }
  await expect.poll(() => receiver.received).toHaveLength(1)
  const sign = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex')
  expect(receiver.received[0]!.headers.signature).toBe(sign('first secret', receiver.received[0]!.body))

  await kernel.call(verbs.update, { ...at, secret: 'second secret' }, { actor: alice })
  await kernel.call(verbs.ping, at, { actor: alice })
  await expect.poll(() => receiver.received).toHaveLength(2)
  expect(receiver.received[1]!.headers.signature).toBe(sign('second secret', receiver.received[1]!.body))

  const kept = await kernel.db.system((tx) =>
    tx.query(
      `select string_agg(a.input::text || a.output::text, ' ') || (select string_agg(h::text, ' ') from hooks.hooks h) as text from kernel.actions a`,
    ),
  )
  expect(kept[0].text).toContain(receiver.url)
  for (const secret of ['first secret', 'second secret']) {
    expect(kept[0].text).not.toContain(secret)
    expect(kept[0].text).not.toContain(Buffer.from(secret).toString('hex'))
  }

  // What is left out stays.
  expect(await kernel.call(verbs.update, { ...at, active: true }, { actor: alice })).toMatchObject({ hasSecret: true })
  expect(await kernel.call(verbs.update, { ...at, secret: null }, { actor: alice })).toMatchObject({ hasSecret: false })
  await kernel.call(verbs.ping, at, { actor: alice })
  await expect.poll(() => receiver.received).toHaveLength(3)
  expect(receiver.received[2]!.headers.signature).toBeUndefined()
})

test('an organisation hears of all its projects, a project of itself alone', async () => {
  await using kit = await testHooks()
  await using ofOrg = await listen()
  await using ofShop = await listen()
  const { kernel, verbs, projects, alice, address } = kit
  const other = await kernel.call(projects.verbs.create, { owner: 'alice', name: 'other' }, { actor: alice })
  await kernel.call(verbs.createForOrg, { org: 'alice', url: ofOrg.url }, { actor: alice })
  await kernel.call(verbs.create, { ...address, url: ofShop.url }, { actor: alice })
  await kit.happen('git.pushed', { of: 'other' }, other.id)
  await kit.happen('git.pushed', { of: 'shop' })
  await expect.poll(() => ofShop.of('push').map(({ body }) => body)).toEqual(['{"of":"shop"}'])
  await expect
    .poll(() =>
      ofOrg
        .of('push')
        .map(({ body }) => body)
        .sort(),
    )
    .toEqual(['{"of":"other"}', '{"of":"shop"}'])
  // One fact has one guid, whoever is told.
  const shop = ofOrg.of('push').find(({ body }) => body.includes('shop'))!
  expect(shop.headers.guid).toBe(ofShop.of('push')[0]!.headers.guid)
})

test('a hook that is switched off or deleted hears nothing, and one made later nothing of before', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const { kernel, verbs, alice, address } = kit
  await kit.happen('git.pushed', { when: 'before' })
  const create = (more: object) =>
    kernel.call(verbs.create, { ...address, url: receiver.url, ...more }, { actor: alice })
  const off = await create({ active: false })
  const gone = await create({})
  await kernel.call(verbs.delete, { ...address, hook: gone.databaseId }, { actor: alice })
  const last = await create({})
  await kit.happen('git.pushed', { when: 'after' })
  await expect.poll(() => receiver.of('push')).toHaveLength(1)
  expect(receiver.of('push')[0]!.body).toContain('after')
  expect(await kit.deliveries(off.databaseId)).toEqual([])
  await expect(kit.deliveries(gone.databaseId)).rejects.toMatchObject({ code: 'hooks.not_found' })
  expect(await kit.deliveries(last.databaseId)).toHaveLength(2)
})

test('bad input is refused with a sentence and makes no hook', async () => {
  await using kit = await testHooks({ allow: [] })
  const { kernel, verbs, alice, address } = kit
  const refusals: [object, string][] = [
    [{ url: 'nonsense' }, 'egress.address'],
    [{ url: 'ftp://example.com/' }, 'egress.scheme'],
    [{ url: 'http://127.0.0.1/hook' }, 'egress.internal_address'],
    [{ url: 'http://[::1]/hook' }, 'egress.internal_address'],
    [{ url: 'http://169.254.169.254/latest/meta-data' }, 'egress.internal_address'],
    [{ url: 'http://localhost:4700/hook' }, 'egress.internal_address'],
    [{ url: 'https://user:pw@example.com/' }, 'egress.credentials'],
    [{ events: ['earthquake'] }, 'hooks.event'],
    [{ events: [] }, 'kernel.input'],
    [{ events: ['Push; drop'] }, 'kernel.input'],
    [{ secret: '' }, 'kernel.input'],
    [{ secret: 'x'.repeat(256) }, 'kernel.input'],
    [{ contentType: 'xml' }, 'kernel.input'],
  ]
  for (const [wrong, code] of refusals) {
    const input = { ...address, url: 'https://hooks.example.com/', ...wrong } as never
    await expect(kernel.call(verbs.create, input, { actor: alice }), JSON.stringify(wrong)).rejects.toMatchObject({
      code,
    })
  }
  expect(await kernel.call(verbs.list, address, { actor: alice })).toEqual({ items: [], total: 0 })
})

test(`a project has at most ${MAX_HOOKS} hooks, which are listed by page`, async () => {
  await using kit = await testHooks()
  const { kernel, verbs, alice, address } = kit
  const create = () =>
    kernel.call(verbs.create, { ...address, url: 'https://hooks.example.com/', active: false }, { actor: alice })
  await Promise.all(Array.from({ length: MAX_HOOKS }, create))
  await expect(create()).rejects.toMatchObject({ code: 'hooks.too_many' })
  const page = await kernel.call(verbs.list, { ...address, page: 2, limit: 15 }, { actor: alice })
  expect([page.items.length, page.total]).toEqual([MAX_HOOKS - 15, MAX_HOOKS])
})

test('bob finds no hook of alice’s and changes none', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const { kernel, verbs, alice, bob, address } = kit
  const hook = await kernel.call(verbs.create, { ...address, url: receiver.url }, { actor: alice })
  const org = await kernel.call(verbs.createForOrg, { org: 'alice', url: receiver.url }, { actor: alice })
  const at = { ...address, hook: hook.databaseId }
  const [ping] = await kit.deliveries(hook.databaseId)
  const tries = [
    kernel.call(verbs.list, address, { actor: bob }),
    kernel.call(verbs.get, at, { actor: bob }),
    kernel.call(verbs.update, { ...at, url: 'https://bob.example.com/' }, { actor: bob }),
    kernel.call(verbs.delete, at, { actor: bob }),
    kernel.call(verbs.deliveries, at, { actor: bob }),
    kernel.call(verbs.redeliver, { ...at, delivery: ping!.databaseId }, { actor: bob }),
    kernel.call(verbs.getForOrg, { org: 'alice', hook: org.databaseId }, { actor: bob }),
    // His own place with the number of hers.
    kernel.call(verbs.getForOrg, { org: 'bob', hook: org.databaseId }, { actor: bob }),
  ]
  for (const attempt of await Promise.allSettled(tries)) {
    expect(attempt).toMatchObject({ status: 'rejected', reason: { kind: 'not_found' } })
  }
  // A project's hook is no hook of its organisation.
  await expect(
    kernel.call(verbs.getForOrg, { org: 'alice', hook: hook.databaseId }, { actor: alice }),
  ).rejects.toMatchObject({ code: 'hooks.not_found' })
  const seen = await kernel.db.as(bob, (tx) =>
    tx.query('select from hooks.hooks union all select from hooks.deliveries'),
  )
  expect(seen).toEqual([])
})

test('whoever only reads in an organisation sees no hook, whose address may be a secret, and finds it in no event', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const { kernel, verbs, alice, address } = kit
  const url = `${receiver.url}?token=open-sesame`
  const { databaseId: hook } = await kernel.call(verbs.create, { ...address, url }, { actor: alice })
  await kernel.call(verbs.update, { ...address, hook, active: false }, { actor: alice })
  const org = await kernel.call(verbs.createForOrg, { org: 'alice', url }, { actor: alice })
  const [home] = Object.keys(alice.orgs)
  for (const permissions of [['*:read', 'issues:create', 'pulls:create'], ['hooks:read']]) {
    const actor = { ...kit.bob, orgs: { ...kit.bob.orgs, [home!]: permissions } }
    const tries = [
      kernel.call(verbs.list, address, { actor }),
      kernel.call(verbs.get, { ...address, hook }, { actor }),
      kernel.call(verbs.deliveries, { ...address, hook }, { actor }),
      kernel.call(verbs.listForOrg, { org: 'alice' }, { actor }),
      kernel.call(verbs.getForOrg, { org: 'alice', hook: org.databaseId }, { actor }),
    ]
    for (const attempt of await Promise.allSettled(tries))
      expect(attempt).toMatchObject({ status: 'rejected', reason: { kind: 'forbidden' } })
  }
  const inspector = { ...kit.bob, orgs: { [home!]: ['hooks:inspect'] } }
  expect(await kernel.call(verbs.get, { ...address, hook }, { actor: inspector })).toMatchObject({ url })
  const kept = await kernel.db.system((tx) =>
    tx.query(
      `select data::text as text from kernel.events union all select input::text || output::text from kernel.actions`,
    ),
  )
  expect(kept.length).toBeGreaterThan(5)
  expect(kept.filter(({ text }) => text?.includes('open-sesame'))).toEqual([])
})

test('hooks go with their project', async () => {
  await using kit = await testHooks()
  await using receiver = await listen()
  const { kernel, verbs, projects, alice, address, project } = kit
  await kernel.call(verbs.create, { ...address, url: receiver.url }, { actor: alice })
  await kernel.call(projects.verbs.delete, { ...address, confirm: 'alice/shop' }, { actor: alice })
  const ended = () =>
    kernel.db.system((tx) =>
      tx.query('select from hooks.hooks where project_id = $1 and ended_at is not null', [project.id]),
    )
  await expect.poll(ended).toHaveLength(1)
})
