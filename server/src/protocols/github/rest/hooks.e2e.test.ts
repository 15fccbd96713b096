import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWebhooks, testWebhooks } from '../webhooks/webhooks.kit.ts'

let kit: TestWebhooks
beforeAll(async () => {
  kit = await testWebhooks()
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

const at = { owner: 'alice', repo: 'hooked' }

test('Octokit makes, reads, changes and deletes a hook of a repository', async () => {
  const { alice, bob, repository } = kit.github
  await repository('hooked')
  const config = { url: kit.url, content_type: 'json', secret: kit.secret, insecure_ssl: '0' }
  const made = await alice.rest.repos.createWebhook({ ...at, config, events: ['push'] })
  expect(made.data).toMatchObject({
    type: 'Repository',
    name: 'web',
    active: true,
    events: ['push'],
    config: { url: kit.url, content_type: 'json', insecure_ssl: '0', secret: '********' },
  })
  const hook_id = made.data.id
  const ping = await kit.next('ping')
  expect(ping).toMatchObject({ hook_id, hook: { id: hook_id }, repository: { full_name: 'alice/hooked' } })
  expect((await alice.rest.repos.listWebhooks(at)).data).toMatchObject([{ id: hook_id }])

  const changed = await alice.rest.repos.updateWebhook({ ...at, hook_id, add_events: ['create'], active: true })
  expect(changed.data.events).toEqual(['push', 'create'])
  const fewer = await alice.rest.repos.updateWebhook({ ...at, hook_id, remove_events: ['create'] })
  expect(fewer.data.events).toEqual(['push'])
  const kept = await alice.rest.repos.updateWebhookConfigForRepo({ ...at, hook_id, secret: '********' })
  expect(kept.data).toMatchObject({ url: kit.url, secret: '********' })
  expect((await alice.rest.repos.getWebhookConfigForRepo({ ...at, hook_id })).data.content_type).toBe('json')

  await alice.rest.repos.pingWebhook({ ...at, hook_id })
  await kit.next('ping') // still signed with the secret it began with
  await alice.rest.repos.testPushWebhook({ ...at, hook_id })
  expect(await kit.next('push')).toMatchObject({ ref: 'refs/heads/main', repository: { full_name: 'alice/hooked' } })

  await expect(bob.rest.repos.getWebhook({ ...at, hook_id })).rejects.toMatchObject({ status: 404 })
  await alice.rest.repos.deleteWebhook({ ...at, hook_id })
  await expect(alice.rest.repos.getWebhook({ ...at, hook_id })).rejects.toMatchObject({ status: 404 })
})

test('deliveries are listed by cursor, read and sent again under the same guid', async () => {
  const { alice, repository } = kit.github
  await repository('again')
  const repo = { owner: 'alice', repo: 'again' }
  const config = { url: kit.url, content_type: 'json', secret: kit.secret }
  const hook_id = (await alice.rest.repos.createWebhook({ ...repo, config })).data.id
  await kit.next('ping')
  await alice.rest.repos.pingWebhook({ ...repo, hook_id })
  await kit.next('ping')
  const first = await alice.rest.repos.listWebhookDeliveries({ ...repo, hook_id, per_page: 1 })
  const cursor = /cursor=(\d+)/.exec(first.headers.link!)![1]!
  const second = await alice.rest.repos.listWebhookDeliveries({ ...repo, hook_id, per_page: 1, cursor })
  expect(second.data[0]!.id).toBeLessThan(Number(first.data[0]!.id))

  const delivery_id = Number(first.data[0]!.id)
  const read = () => alice.rest.repos.getWebhookDelivery({ ...repo, hook_id, delivery_id })
  await expect.poll(async () => (await read()).data.status).toBe('OK')
  const { data } = await read()
  expect(data).toMatchObject({ event: 'ping', status_code: 200, redelivery: false })
  expect(data.request.headers).toMatchObject({
    'X-GitHub-Event': 'ping',
    'X-GitHub-Hook-ID': String(hook_id),
    'X-GitHub-Hook-Installation-Target-Type': 'repository',
    'User-Agent': expect.stringMatching(/^GitHub-Hookshot\//),
  })
  await alice.rest.repos.redeliverWebhookDelivery({ ...repo, hook_id, delivery_id })
  await kit.next('ping')
  expect(kit.told.filter(({ guid }) => guid === data.guid)).toHaveLength(2)
})

test('an organisation has hooks, too, which hear of its new repositories', async () => {
  const { alice, app } = kit.github
  await app.api('POST', '/orgs', { slug: 'studio' })
  const made = await alice.rest.orgs.createWebhook({
    org: 'studio',
    name: 'web',
    config: { url: kit.url, content_type: 'json', secret: kit.secret },
    events: ['*'],
  })
  expect(made.data).toMatchObject({ type: 'Organization', events: ['*'] })
  await kit.next('ping')
  await alice.rest.repos.createInOrg({ org: 'studio', name: 'site' })
  expect(await kit.next('repository', 'created')).toMatchObject({
    repository: { full_name: 'studio/site' },
    organization: { login: 'studio' },
    sender: { login: 'alice' },
  })
  expect((await alice.rest.orgs.listWebhooks({ org: 'studio' })).data).toHaveLength(1)
  await alice.rest.orgs.deleteWebhook({ org: 'studio', hook_id: made.data.id })
})

test('a target on an internal address is refused with its sentence', async () => {
  const { alice, repository } = kit.github
  await repository('inward')
  for (const url of ['http://10.0.0.1/', 'http://[::1]:8080/', 'http://169.254.169.254/latest/', 'http://localhost/']) {
    await expect(
      alice.rest.repos.createWebhook({ owner: 'alice', repo: 'inward', config: { url } }),
      url,
    ).rejects.toMatchObject({
      status: 422,
      response: { data: { message: expect.stringContaining('internal address') } },
    })
  }
  await expect(
    alice.rest.repos.createWebhook({
      owner: 'alice',
      repo: 'inward',
      config: { url: kit.url },
      events: ['earthquake'],
    }),
  ).rejects.toMatchObject({ status: 422 })
  expect((await alice.rest.repos.listWebhooks({ owner: 'alice', repo: 'inward' })).data).toEqual([])
})
