import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

let app: TestApp
let cookie: string
beforeAll(async () => {
  app = await testApp()
  const { code } = await app.api('POST', '/login-links', {})
  const session = await fetch(`${app.url}/api/session`, { method: 'POST', body: JSON.stringify({ code }) })
  cookie = session.headers.get('set-cookie')!.split(';')[0]!
})
afterAll(() => app[Symbol.asyncDispose]())

const manifest = {
  name: 'Proposed <b>Bot</b>',
  url: 'https://bot.example.com',
  redirect_url: 'https://bot.example.com/setup?from=here',
  hook_attributes: { url: 'https://bot.example.com/hooks' },
  default_permissions: { issues: 'write' },
  default_events: ['issues'],
}

const post = (fields: Record<string, string>, headers: Record<string, string> = {}, path = '/settings/apps/new') =>
  fetch(app.url + path, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' })

const proposal = { manifest: JSON.stringify(manifest), state: 'abc' }
const confirmed = { ...proposal, confirmed: 'yes' }

test('a program proposes an app, a person agrees, and the program fetches its secrets', async () => {
  // From another site the browser brings no session, and only a question comes back.
  const question = await post(proposal, { origin: 'https://bot.example.com' })
  expect(question.status).toBe(200)
  const text = await question.text()
  expect(text).toContain('issues: write')
  expect(text).not.toContain('<b>Bot</b>')
  expect(question.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect((await app.api('GET', '/orgs/alice/apps')).items).toEqual([])

  const agreed = await post(confirmed, { cookie, origin: app.url })
  expect(agreed.status).toBe(302)
  const target = new URL(agreed.headers.get('location')!)
  expect(target.origin + target.pathname).toBe('https://bot.example.com/setup')
  expect(target.searchParams.get('from')).toBe('here')
  expect(target.searchParams.get('state')).toBe('abc')
  const path = `/api/v3/app-manifests/${target.searchParams.get('code')}/conversions`
  const made = await fetch(app.url + path, { method: 'POST' })
  expect(made.status).toBe(201)
  expect(await made.json()).toMatchObject({
    slug: 'proposed-b-bot-b',
    owner: { login: 'alice' },
    permissions: { issues: 'write' },
    pem: expect.stringContaining('PRIVATE KEY'),
    webhook_secret: expect.any(String),
  })
})

test('an organisation gets the app where its admin agrees, and nowhere else', async () => {
  await app.api('POST', '/orgs', { slug: 'studio' })
  const named = { ...confirmed, manifest: JSON.stringify({ ...manifest, name: 'Studio Bot' }) }
  const path = '/organizations/studio/settings/apps/new'
  expect((await post(named, { cookie, origin: app.url }, path)).status).toBe(302)
  expect((await app.api('GET', '/orgs/studio/apps')).items).toMatchObject([{ slug: 'studio-bot' }])
  const asBob = { authorization: `Bearer ${app.bobToken}` }
  expect((await post(named, asBob, path)).status).toBe(404)
})

test('without a person, from another site, or with nonsense nothing is registered', async () => {
  const before = (await app.api('GET', '/orgs/alice/apps')).items.length
  const fresh = (change: object) => ({
    ...confirmed,
    manifest: JSON.stringify({ ...manifest, name: 'Fresh', ...change }),
  })
  const own = { cookie, origin: app.url }
  const refused: [Response, number, string][] = [
    [await post(fresh({}), { origin: app.url }), 401, 'Nobody is signed in'],
    [await post(fresh({}), { cookie, origin: 'https://evil.example.com' }), 403, 'another site'],
    [await post({ manifest: '{', confirmed: 'yes' }, own), 400, 'JSON'],
    [await post({}, own), 400, 'manifest'],
    [await post(fresh({ redirect_url: 'javascript:alert(1)' }), own), 400, 'redirect_url'],
    [await post(fresh({ hook_attributes: { url: 'http://127.0.0.1/' } }), own), 400, 'internal address'],
    [await post({ manifest: 'x'.repeat(70_000) }, own), 413, '64 KiB'],
  ]
  for (const [response, status, text] of refused) {
    expect(response.status, text).toBe(status)
    expect(await response.text()).toContain(text)
  }
  expect((await app.api('GET', '/orgs/alice/apps')).items).toHaveLength(before)
})
