import { createHmac, createPrivateKey, createPublicKey } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { exceeding, grantedBy } from './permissions.ts'

const nowSeconds = () => Math.floor(Date.now() / 1000)

/** As an app's library makes it. */
function sign(privateKey: string, issuer: string | number, claims: JWTPayload = {}): Promise<string> {
  const payload = { iss: String(issuer), iat: nowSeconds() - 30, exp: nowSeconds() + 540, ...claims }
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256' }).sign(createPrivateKey(privateKey))
}

/** alice's app, with a key, and her projects shop and safe. */
async function withApp(app: TestApp, input: object = {}) {
  for (const name of ['shop', 'safe']) await app.api('POST', '/projects', { owner: 'alice', name })
  const made = await app.api('POST', '/orgs/alice/apps', {
    name: 'Robo Reviewer',
    homepage: 'https://robo.example.com',
    permissions: { issues: 'write', contents: 'read' },
    events: ['issues'],
    ...input,
  })
  const key = await app.api('POST', '/orgs/alice/apps/robo-reviewer/keys')
  const jwt = await sign(key.privateKey, made.databaseId)
  return { made, key, jwt }
}

async function install(app: TestApp, projects: string[] | null = null) {
  return app.api('POST', '/orgs/alice/installations', { app: 'robo-reviewer', projects })
}

async function tokenFor(app: TestApp, jwt: string, installation: number, narrow: object = {}): Promise<string> {
  return (await app.api('POST', `/app/installations/${installation}/access-tokens`, narrow, jwt)).token
}

const code = (fact: string) => expect.objectContaining({ code: fact })

test('permissions of an app grant what they say and what goes with them', () => {
  expect(grantedBy({})).toEqual(['projects:read'])
  expect(grantedBy({ issues: 'read' })).toEqual(['projects:read', 'issues:read'])
  expect(grantedBy({ contents: 'write' })).not.toContain('pulls:merge')
  expect(grantedBy({ contents: 'write', pull_requests: 'write' })).toContain('pulls:merge')
  expect(grantedBy({ pull_requests: 'write' })).not.toContain('pulls:merge')
  expect(grantedBy({ no_such_thing: 'admin' })).toEqual(['projects:read'])
  expect(exceeding({ issues: 'read' }, { issues: 'write' })).toBeUndefined()
  expect(exceeding({ metadata: 'read' }, {})).toBeUndefined()
  expect(exceeding({ issues: 'write' }, { issues: 'read' })).toBe('issues')
  expect(exceeding({ checks: 'read' }, { issues: 'read' })).toBe('checks')
})

test('an app proves itself with the key it was shown once, by its number or its client id', async () => {
  await using app = await testApp()
  const { made, key, jwt } = await withApp(app)
  expect(key.privateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/)
  expect(await app.api('GET', '/app', undefined, jwt)).toMatchObject({ slug: 'robo-reviewer' })
  const byClientId = await sign(key.privateKey, made.clientId)
  expect(await app.api('GET', '/app', undefined, byClientId)).toMatchObject({ id: made.id })
  const shown = await app.api('GET', '/orgs/alice/apps/robo-reviewer')
  expect(shown.keys).toMatchObject([{ id: key.id, fingerprint: key.fingerprint }])
  const kept = await app.kernel.db.system((tx) =>
    tx.query(
      `select (select string_agg(k::text, '') from apps.keys k) || (select string_agg(output::text, '') from kernel.actions) as text`,
    ),
  )
  expect(kept[0].text).not.toContain('PRIVATE KEY')
})

test('a token that is not the app’s, or not for now, is refused with the reason', async () => {
  await using app = await testApp()
  const { made, key } = await withApp(app)
  const other = await app.api('POST', '/orgs/alice/apps', { name: 'Other', homepage: 'https://other.example.com' })
  const otherKey = await app.api('POST', '/orgs/alice/apps/other/keys')
  const id = made.databaseId
  const publicPem = createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = part({ iss: String(id), iat: nowSeconds(), exp: nowSeconds() + 60 })
  const forged = `${part({ alg: 'HS256' })}.${claims}`
  const wrong: [string, string][] = [
    [await sign(otherKey.privateKey, id), 'None of the keys'],
    [await sign(key.privateKey, other.databaseId), 'None of the keys'],
    [await sign(key.privateKey, 999_999), 'None of the keys'],
    [await sign(key.privateKey, id, { exp: nowSeconds() - 61 }), 'expired'],
    [await sign(key.privateKey, id, { exp: nowSeconds() + 661 }), 'more than 10 minutes'],
    [await sign(key.privateKey, id, { iat: nowSeconds() + 120 }), 'iat'],
    // The public key as the secret of another algorithm, and no signature at all.
    [`${forged}.${createHmac('sha256', publicPem).update(forged).digest('base64url')}`, 'RS256'],
    [`${part({ alg: 'none' })}.${claims}.AA`, 'RS256'],
    [`${part({ alg: 'RS256' })}.${part({})}.AA`, 'names no issuer'],
    [`${part({ alg: 'RS256' })}.bm90IGpzb24.AA`, 'names no issuer'],
  ]
  for (const [token, why] of wrong) {
    await expect(app.api('GET', '/app', undefined, token), why).rejects.toMatchObject({
      status: 401,
      code: 'apps.jwt',
      message: expect.stringContaining(why),
    })
  }
  // At the edge: ten minutes and what clocks may differ.
  await app.api('GET', '/app', undefined, await sign(key.privateKey, id, { exp: nowSeconds() + 600 }))
  await app.api('DELETE', `/orgs/alice/apps/robo-reviewer/keys/${key.id}`)
  await expect(app.api('GET', '/app', undefined, await sign(key.privateKey, id))).rejects.toMatchObject({ status: 401 })
})

test('with its key an app asks about itself and does nothing else', async () => {
  await using app = await testApp()
  const { jwt } = await withApp(app)
  for (const path of ['/projects', '/projects/alice/shop', '/me', '/orgs/alice/apps', '/tokens']) {
    await expect(app.api('GET', path, undefined, jwt), path).rejects.toMatchObject({
      status: expect.toBeOneOf([403, 404]),
    })
  }
  await expect(app.api('GET', '/app')).rejects.toMatchObject({ code: 'apps.not_an_app' })
  await expect(app.api('GET', '/app', undefined, app.bobToken)).rejects.toMatchObject({ status: 403 })
})

test('an installation token acts for its app where it was installed, as far as was agreed', async () => {
  await using app = await testApp()
  const { jwt } = await withApp(app)
  const { databaseId } = await install(app, ['shop'])
  const token = await tokenFor(app, jwt, databaseId)
  expect((await app.api('GET', '/projects', undefined, token)).items).toMatchObject([{ name: 'shop' }])
  await expect(app.api('GET', '/projects/alice/safe', undefined, token)).rejects.toMatchObject({ status: 404 })
  const issue = await app.api('POST', '/projects/alice/shop/issues', { title: 'Found it' }, token)
  expect(issue.author).toMatchObject({ kind: 'system', name: 'robo-reviewer[bot]' })
  await expect(app.api('POST', '/projects/alice/safe/issues', { title: 'Not here' }, token)).rejects.toMatchObject({
    status: 404,
  })
  // Contents are agreed to for reading, settings not at all.
  await expect(app.api('PATCH', '/projects/alice/shop', { description: 'mine' }, token)).rejects.toMatchObject({
    status: 403,
  })
  // Who acts by itself is not the server.
  await expect(app.api('GET', '/app', undefined, token)).rejects.toMatchObject({ status: 403 })
})

test('a program that was installed does not pass for the server', async () => {
  await using app = await testApp()
  const { jwt } = await withApp(app, { permissions: { checks: 'write' } })
  const { databaseId } = await install(app)
  const token = await tokenFor(app, jwt, databaseId)
  const report = { sha: 'a'.repeat(40), check: 'guardian', status: 'completed', conclusion: 'success' }
  const path = '/projects/alice/shop/checks'
  await expect(app.api('POST', path, { ...report, source: 'guardian' }, token)).rejects.toMatchObject({ status: 403 })
  expect(await app.api('POST', path, report, token)).toMatchObject({ source: 'external' })
})

test('a token may be narrowed and never widened', async () => {
  await using app = await testApp()
  const { jwt } = await withApp(app)
  const { databaseId } = await install(app)
  const narrowed = await tokenFor(app, jwt, databaseId, { projects: ['safe'], permissions: { issues: 'read' } })
  expect((await app.api('GET', '/projects', undefined, narrowed)).items).toMatchObject([{ name: 'safe' }])
  await expect(app.api('POST', '/projects/alice/safe/issues', { title: 'x' }, narrowed)).rejects.toMatchObject({
    status: 403,
  })
  const ask = (narrow: object) => tokenFor(app, jwt, databaseId, narrow)
  await expect(ask({ permissions: { administration: 'write' } })).rejects.toThrow(code('apps.permission'))
  await expect(ask({ permissions: { contents: 'write' } })).rejects.toThrow(code('apps.permission'))
  await expect(ask({ projects: ['nowhere'] })).rejects.toThrow(code('apps.project'))
  await app.api('PUT', `/orgs/alice/installations/${databaseId}/projects`, { projects: ['shop'] })
  await expect(ask({ projects: ['safe'] })).rejects.toThrow(code('apps.project'))
  await expect(ask({ projects: ['shop'] })).resolves.toMatch(/^dfl_/)
})

test('what narrows, suspends or removes an installation ends its tokens at once', async () => {
  await using app = await testApp()
  const { jwt } = await withApp(app)
  const { databaseId } = await install(app)
  const path = `/orgs/alice/installations/${databaseId}`
  const ends = async (act: () => Promise<unknown>) => {
    const token = await tokenFor(app, jwt, databaseId)
    await app.api('GET', '/projects', undefined, token)
    await act()
    await expect(app.api('GET', '/projects', undefined, token)).rejects.toMatchObject({ status: 401 })
  }
  await ends(() => app.api('PUT', `${path}/projects`, { projects: ['shop'] }))
  await ends(() => app.api('PUT', `${path}/suspension`))
  await expect(tokenFor(app, jwt, databaseId)).rejects.toThrow(code('apps.suspended'))
  await expect(app.api('DELETE', `/app/installations/${databaseId}/suspension`, undefined, jwt)).rejects.toThrow(
    code('apps.suspended'),
  )
  await app.api('DELETE', `${path}/suspension`)
  await ends(async () => {
    const token = await tokenFor(app, jwt, databaseId)
    await app.api('POST', '/tokens/revocations', { token })
    await expect(app.api('GET', '/projects', undefined, token)).rejects.toMatchObject({ status: 401 })
    await app.api('DELETE', path)
  })
  await expect(tokenFor(app, jwt, databaseId)).rejects.toMatchObject({ status: 404 })
})

test('what an app asks for later is granted when somebody agrees', async () => {
  await using app = await testApp()
  const { jwt } = await withApp(app)
  const { databaseId } = await install(app)
  const change = { permissions: { issues: 'write', contents: 'read', administration: 'write' } }
  await app.api('PATCH', '/orgs/alice/apps/robo-reviewer', change)
  expect((await app.api('GET', '/orgs/alice/installations')).items).toMatchObject([
    { outdated: true, permissions: { issues: 'write', contents: 'read' } },
  ])
  const rename = async () =>
    app.api('PATCH', '/projects/alice/shop', { description: 'robo' }, await tokenFor(app, jwt, databaseId))
  await expect(rename()).rejects.toMatchObject({ status: 403 })
  await app.api('PUT', `/orgs/alice/installations/${databaseId}/permissions`)
  await rename()
})

test('bob installs what is public, in his own house, and alice gains nothing there but what he agreed to', async () => {
  await using app = await testApp()
  const { jwt } = await withApp(app)
  const asBob = (method: string, path: string, body?: object) => app.api(method, path, body, app.bobToken)
  await expect(asBob('GET', '/apps/robo-reviewer')).rejects.toMatchObject({ status: 404 })
  await expect(asBob('POST', '/orgs/bob/installations', { app: 'robo-reviewer' })).rejects.toMatchObject({
    status: 404,
  })
  await app.api('PATCH', '/orgs/alice/apps/robo-reviewer', { public: true })
  const found = await asBob('GET', '/apps/robo-reviewer')
  expect(found).toMatchObject({ slug: 'robo-reviewer' })
  expect(found).not.toHaveProperty('hook')
  await asBob('POST', '/projects', { owner: 'bob', name: 'tools' })
  await asBob('POST', '/projects', { owner: 'bob', name: 'diary' })
  const mine = await asBob('POST', '/orgs/bob/installations', { app: 'robo-reviewer', projects: ['tools'] })
  const token = await tokenFor(app, jwt, mine.databaseId)
  expect((await app.api('GET', '/projects', undefined, token)).items).toMatchObject([{ owner: 'bob', name: 'tools' }])
  await expect(app.api('GET', '/projects/bob/tools')).rejects.toMatchObject({ status: 404 })
  await expect(app.api('DELETE', `/orgs/alice/installations/${mine.databaseId}`)).rejects.toMatchObject({ status: 404 })
  await expect(asBob('POST', '/orgs/bob/installations', { app: 'robo-reviewer' })).rejects.toThrow(
    code('apps.installed'),
  )
  await expect(asBob('PATCH', '/orgs/bob/apps/robo-reviewer', { name: 'Stolen' })).rejects.toMatchObject({
    status: 404,
  })
  // The app is deleted, and with it everything it could do.
  await app.api('DELETE', '/orgs/alice/apps/robo-reviewer')
  await expect(app.api('GET', '/projects', undefined, token)).rejects.toMatchObject({ status: 401 })
  expect((await asBob('GET', '/orgs/bob/installations')).items).toEqual([])
})

test('a program that proposes an app fetches its secrets once', async () => {
  await using app = await testApp()
  const manifest = {
    name: 'Proposed',
    homepage: 'https://proposed.example.com',
    hookUrl: 'https://proposed.example.com/',
  }
  const { code: secret } = await app.api('POST', '/orgs/alice/app-manifests', manifest)
  const convert = () => fetch(`${app.url}/api/app-manifests/${secret}/conversions`, { method: 'POST' })
  const first = await convert()
  expect(first.status).toBe(201)
  const made = (await first.json()) as { app: { databaseId: number }; privateKey: string; hookSecret: string }
  expect(made).toMatchObject({ app: { slug: 'proposed' }, hookSecret: expect.stringMatching(/^[0-9a-f]{40}$/) })
  const jwt = await sign(made.privateKey, made.app.databaseId)
  expect(await app.api('GET', '/app', undefined, jwt)).toMatchObject({ hook: { hasSecret: true } })
  expect((await convert()).status).toBe(404)
})

test('bad input registers nothing', async () => {
  await using app = await testApp()
  const fine = { name: 'Fine', homepage: 'https://fine.example.com' }
  await app.api('POST', '/orgs/alice/apps', fine)
  const wrong: [object, string][] = [
    [{ ...fine }, 'apps.name_taken'],
    [{ ...fine, name: '!!!' }, 'kernel.input'],
    [{ ...fine, name: 'n'.repeat(35) }, 'kernel.input'],
    [{ ...fine, name: 'A', homepage: 'javascript:alert(1)' }, 'kernel.input'],
    [{ ...fine, name: 'A', hookUrl: 'http://127.0.0.1/' }, 'egress.internal_address'],
    [{ ...fine, name: 'A', permissions: { issues: 'everything' } }, 'kernel.input'],
  ]
  for (const [input, fact] of wrong) {
    await expect(app.api('POST', '/orgs/alice/apps', input), fact).rejects.toThrow(code(fact))
  }
  expect((await app.api('GET', '/orgs/alice/apps')).items).toHaveLength(1)
})
