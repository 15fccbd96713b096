import { expect, test } from 'vitest'
import { type Actor, createKernel, type Kernel } from '#kernel'
import { testPlace } from '#testing'
import { createModels, type EndedCall } from './models.ts'

const provider = { baseUrl: 'http://model.test', model: 'local', apiKey: undefined, prices: { input: 2, output: 4 } }

const agent: Actor = {
  kind: 'agent',
  id: 'agt_1',
  name: 'agent',
  orgs: { org_alice: ['models:use', 'models:read'] },
  projects: ['prj_1'],
  links: { attempt: 'att_1' },
}

const call: EndedCall = {
  model: 'local',
  dialect: 'chat',
  tokens: { inputTokens: 10, outputTokens: 5, cachedTokens: 0, cacheWriteTokens: 0 },
  accepted: true,
  status: 200,
  startedAt: new Date(),
  durationMs: 3.7,
}

async function start(place: Awaited<ReturnType<typeof testPlace>>) {
  const kernel = await createKernel(place.config)
  const models = createModels(kernel, { settings: { model: async () => provider } })
  await kernel.start()
  return { kernel, models }
}

const countUsage = (kernel: Kernel): Promise<number> =>
  kernel.db.system(
    async (tx) => (await tx.query<{ count: number }>('select count(*) as count from models.usage'))[0]!.count,
  )

test('an orderly stop writes every call that was recorded', async () => {
  const place = await testPlace()
  const first = await start(place)
  const admission = await first.models.admit(agent)
  for (let i = 0; i < 1234; i++) first.models.record(admission, call)
  await first.kernel.stop()

  const second = await start(place)
  expect(await countUsage(second.kernel)).toBe(1234)
  const total = await second.kernel.db.system((tx) => second.models.costOf(tx, { attempt: 'att_1' }))
  // 10 at 2 and 5 at 4 dollars per million: the admin's own price, 1234 times.
  expect(total).toEqual({
    calls: 1234,
    inputTokens: 12340,
    outputTokens: 6170,
    cachedTokens: 0,
    costUsd: 0.04936,
    unpricedCalls: 0,
  })
  await second.kernel.stop()
  await place.remove()
})

test('calls wait while the database refuses, and are written once, in the end', async () => {
  const place = await testPlace()
  const { kernel, models } = await start(place)
  const admission = await models.admit(agent)
  await kernel.db.system((tx) => tx.query('alter table models.usage rename to gone'))
  models.record(admission, call)
  models.record(admission, { ...call, tokens: undefined, status: 499 })
  await expect(models.flush()).rejects.toThrow()
  await kernel.db.system((tx) => tx.query('alter table models.gone rename to usage'))
  await models.flush()
  await models.flush()
  expect(await countUsage(kernel)).toBe(2)
  const { total } = await kernel.call(models.verbs.usage, {}, { actor: agent })
  expect(total).toMatchObject({ calls: 2, costUsd: 0.00004, unpricedCalls: 1 })
  await kernel.stop()
  await place.remove()
})

test('usage is seen by who may read it there, page by page, and by nobody else', async () => {
  const place = await testPlace()
  const { kernel, models } = await start(place)
  const admission = await models.admit(agent)
  for (let i = 0; i < 5; i++) models.record(admission, call)
  await models.flush()
  const list = (actor: Actor, input = {}) => kernel.call(models.verbs.usage, input, { actor })

  const pages: string[] = []
  let cursor: string | undefined
  do {
    const page = await list(agent, { limit: 2, ...(cursor ? { cursor } : {}) })
    pages.push(...page.items.map((item) => item.id))
    cursor = page.next
  } while (cursor)
  expect(new Set(pages).size).toBe(5)
  expect(pages).toEqual(pages.toSorted().toReversed())

  const bob: Actor = { kind: 'person', id: 'usr_bob', name: 'bob', orgs: { org_bob: ['*'] } }
  expect((await list(bob, { attempt: 'att_1' })).total.calls).toBe(0)
  const elsewhere: Actor = { ...agent, projects: ['prj_2'] }
  expect((await list(elsewhere)).items).toEqual([])
  await expect(list({ ...agent, orgs: { org_alice: ['models:use'] } })).rejects.toMatchObject({ kind: 'forbidden' })
  for (const limit of [0, 201]) await expect(list(agent, { limit })).rejects.toMatchObject({ kind: 'invalid' })
  await kernel.stop()
  await place.remove()
})

test('only who may use models is let through, and only where one is configured', async () => {
  const place = await testPlace()
  const kernel = await createKernel(place.config)
  let configured = false
  const models = createModels(kernel, { settings: { model: async () => (configured ? provider : undefined) } })
  await expect(models.admit({ ...agent, orgs: { org_alice: ['*:read'] } })).rejects.toMatchObject({
    code: 'models.forbidden',
  })
  await expect(models.admit(agent)).rejects.toMatchObject({ code: 'models.not_configured' })
  configured = true
  const many: Actor = { ...agent, orgs: { org_reader: ['*:read'], org_payer: ['*'] } }
  const admission = await models.admit(many)
  expect(admission.org).toBe('org_payer')
  expect(['devflow', 'default', undefined, 'gpt-5'].map((name) => models.resolve(name, admission))).toEqual([
    'local',
    'local',
    'local',
    undefined,
  ])
  await kernel.start()
  await kernel.stop()
  await place.remove()
})
