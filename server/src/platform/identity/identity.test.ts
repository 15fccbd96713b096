import { expect, test } from 'vitest'
import { testApp } from '#testing'
import { intersect } from './permissions.ts'

test('two lists of permissions meet in exactly what both grant', () => {
  expect(intersect(['*'], ['specs:read'])).toEqual(['specs:read'])
  expect(intersect(['*:read', 'specs:*'], ['specs:approve', 'tasks:write', '*:read'])).toEqual([
    '*:read',
    'specs:approve',
    'specs:read',
  ])
  expect(intersect(['specs:*'], ['*:read'])).toEqual(['specs:read'])
  expect(intersect(['specs:read'], ['tasks:*'])).toEqual([])
})

test('a one-time link signs in once, by a cookie that scripts cannot read', async () => {
  await using app = await testApp()
  const { code } = await app.api('POST', '/login-links', {})
  const signIn = () => fetch(`${app.url}/api/session`, { method: 'POST', body: JSON.stringify({ code }) })
  const first = await signIn()
  expect(first.status).toBe(200)
  const cookie = first.headers.get('set-cookie')!
  expect(cookie).toMatch(/^devflow_session=.*HttpOnly; SameSite=Lax/)
  expect(await first.text()).not.toContain('dfl_')
  const second = await signIn()
  expect(second.status).toBe(401)
  expect(await second.text()).toContain('used already')

  const headers = { cookie: cookie.split(';')[0]! }
  const me = await fetch(`${app.url}/api/me`, { headers })
  expect(await me.json()).toMatchObject({ user: { login: 'alice' }, serverAdmin: true })
  const forged = await fetch(`${app.url}/api/orgs`, {
    method: 'POST',
    headers: { ...headers, origin: 'http://evil.localhost' },
    body: '{"slug":"x"}',
  })
  expect(forged.status).toBe(403)
  const own = await fetch(`${app.url}/api/orgs`, {
    method: 'POST',
    headers: { ...headers, origin: app.url },
    body: '{"slug":"studio"}',
  })
  expect(own.status).toBe(200)
})

test('a revoked, expired or unknown token is refused at once with a way out', async () => {
  await using app = await testApp()
  const { id, token } = await app.api('POST', '/tokens', { name: 'laptop' })
  expect((await app.api('GET', '/me', undefined, token)).user.login).toBe('alice')
  await app.api('DELETE', `/tokens/${id}`)
  await expect(app.api('GET', '/me', undefined, token)).rejects.toMatchObject({ status: 401 })
  await expect(app.api('GET', '/me', undefined, 'nonsense')).rejects.toMatchObject({ code: 'identity.bad_token' })
  const expired = await app.kernel.db.system((tx) =>
    app.modules.identity.issueToken(tx, {
      kind: 'person',
      subject: app.alice.id,
      name: 'old',
      permissions: ['*'],
      expiresAt: new Date(Date.now() - 1),
    }),
  )
  await expect(app.api('GET', '/me', undefined, expired.secret)).rejects.toMatchObject({ status: 401 })
})

test('a token grants no more than it was given', async () => {
  await using app = await testApp()
  const { token } = await app.api('POST', '/tokens', { name: 'reader', permissions: ['*:read'] })
  expect((await app.api('GET', '/projects', undefined, token)).items).toEqual([])
  await expect(app.api('POST', '/projects', { owner: 'alice', name: 'shop' }, token)).rejects.toMatchObject({
    status: 403,
  })
  await expect(app.api('POST', '/tokens', { name: 'more' }, token)).rejects.toMatchObject({ status: 403 })
})

test('a token makes no other that may more than itself', async () => {
  await using app = await testApp()
  const { token } = await app.api('POST', '/tokens', { name: 'desk', permissions: ['account:*', 'specs:read'] })
  const make = (permissions: string[]) => app.api('POST', '/tokens', { name: 'next', permissions }, token)
  for (const permission of ['*', '*:read', 'specs:*', 'git:push']) {
    await expect(make([permission]), permission).rejects.toMatchObject({ status: 403, code: 'identity.beyond_token' })
  }
  await expect(app.api('POST', '/tokens', { name: 'next' }, token)).rejects.toMatchObject({ status: 403 })
  const link = app.api('POST', '/login-links', {}, token)
  await expect(link).rejects.toMatchObject({ status: 403, code: 'identity.beyond_token' })
  const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOnLNWP0ONuRaTc4oDOQTsIq6x2o0pIO0ioItiSr5qZ'
  const key = app.api('POST', '/ssh-keys', { key: line }, token)
  await expect(key).rejects.toMatchObject({ status: 403, code: 'keys.beyond_token' })
  const { token: next } = await make(['specs:read', 'account:read'])
  expect((await app.api('GET', '/me', undefined, next)).user.login).toBe('alice')
  await expect(app.api('POST', '/tokens', { name: 'more', permissions: ['specs:read'] }, next)).rejects.toMatchObject({
    status: 403,
  })
})

test('a token for some projects changes nothing of the account, the organisation or the server', async () => {
  await using app = await testApp()
  const { id } = await app.api('POST', '/projects', { owner: 'alice', name: 'shop' })
  const { secret } = await app.kernel.db.system((tx) =>
    app.modules.identity.issueToken(tx, {
      ...{ kind: 'person', subject: app.alice.id, name: 'shop', permissions: ['*'], projects: [id] },
    }),
  )
  expect((await app.api('PATCH', '/projects/alice/shop', { description: 'hers' }, secret)).description).toBe('hers')
  for (const [method, path, body] of [
    ['POST', '/tokens', { name: 'wider' }],
    ['POST', '/emails', { email: 'alice@example.com' }],
    ['POST', '/orgs', { slug: 'studio' }],
    ['PATCH', '/orgs/alice', { name: 'Alice' }],
    ['PUT', '/orgs/alice/members/bob', { role: 'admin' }],
    ['POST', '/orgs/alice/teams', { title: 'crew' }],
    ['POST', '/orgs/alice/hooks', { url: 'https://example.com/' }],
    ['POST', '/projects', { owner: 'alice', name: 'second' }],
    ['POST', '/users', { login: 'second' }],
    ['POST', '/login-links', {}],
  ] as const) {
    const refused = app.api(method, path, body, secret)
    await expect(refused, `${method} ${path}`).rejects.toMatchObject({ status: 403 })
  }
})

test('members act by their role until they are removed', async () => {
  await using app = await testApp()
  await app.api('POST', '/orgs', { slug: 'studio' })
  await app.api('POST', '/projects', { owner: 'studio', name: 'shop' })
  await expect(app.api('GET', '/projects/studio/shop', undefined, app.bobToken)).rejects.toMatchObject({ status: 404 })
  await app.api('PUT', '/orgs/studio/members/bob', { role: 'viewer' })
  expect((await app.api('GET', '/projects/studio/shop', undefined, app.bobToken)).name).toBe('shop')
  await expect(app.api('PATCH', '/projects/studio/shop', { description: 'mine' }, app.bobToken)).rejects.toMatchObject({
    status: 403,
  })
  await app.api('DELETE', '/orgs/studio/members/bob')
  await expect(app.api('GET', '/projects/studio/shop', undefined, app.bobToken)).rejects.toMatchObject({ status: 404 })
  await expect(app.api('DELETE', '/orgs/studio/members/alice')).rejects.toMatchObject({ code: 'identity.last_admin' })
})

test('names that would collide with an address or another owner are refused', async () => {
  await using app = await testApp()
  for (const slug of ['api', 'Über', '-x', 'a'.repeat(40), '../x']) {
    await expect(app.api('POST', '/orgs', { slug })).rejects.toMatchObject({ status: 400 })
  }
  await expect(app.api('POST', '/orgs', { slug: 'bob' })).rejects.toMatchObject({ status: 409 })
})

test('bodies that are malformed or too large get a sentence', async () => {
  await using app = await testApp()
  const send = (body: string) =>
    fetch(`${app.url}/api/orgs`, { method: 'POST', body, headers: { authorization: `Bearer ${app.token}` } })
  expect(await (await send('{"slug":')).json()).toMatchObject({ error: { code: 'kernel.json' } })
  expect(await (await send('[]')).json()).toMatchObject({ error: { code: 'kernel.json' } })
  expect((await send(`{"slug":"${'x'.repeat(1_100_000)}"}`)).status).toBe(413)
  expect((await fetch(`${app.url}/api/nowhere`)).status).toBe(404)
})

test('a live stream ends when the token it was opened with is revoked', async () => {
  await using app = await testApp()
  const { id, token } = await app.api('POST', '/tokens', { name: 'laptop' })
  const stream = await fetch(`${app.url}/api/events`, { headers: { authorization: `Bearer ${token}` } })
  const reader = stream.body!.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toContain('connected')
  await app.api('DELETE', `/tokens/${id}`)
  const rest = async (): Promise<boolean> => (await reader.read()).done || rest()
  await expect(rest().catch(() => true)).resolves.toBe(true)
})

test('mail addresses wait for a server admin, who alone sees whose they are', async () => {
  await using app = await testApp()
  const waiting = async (token?: string) => (await app.api('GET', '/emails/unconfirmed', undefined, token)).items
  expect(await waiting()).toEqual([])
  await app.api('POST', '/emails', { email: 'bob@example.com' }, app.bobToken)
  expect(await waiting()).toEqual([{ email: 'bob@example.com', login: 'bob', name: expect.any(String) }])
  await expect(waiting(app.bobToken)).rejects.toMatchObject({ status: 403 })
  await expect(app.api('POST', '/emails/bob@example.com/confirm', {}, app.bobToken)).rejects.toMatchObject({
    status: 403,
  })
  await app.api('POST', '/emails/bob@example.com/confirm', {})
  expect(await waiting()).toEqual([])
  expect((await app.api('GET', '/emails', undefined, app.bobToken)).items).toMatchObject([{ verified: true }])
})

test('a person changes the name they are shown by, and nobody else’s', async () => {
  await using app = await testApp()
  const rename = (name: string) => app.api('PATCH', '/me', { name }, app.bobToken)
  expect(await rename('  Robert B. ')).toMatchObject({ login: 'bob', name: 'Robert B.' })
  const { user, orgs } = await app.api('GET', '/me', undefined, app.bobToken)
  expect(user.name).toBe('Robert B.')
  expect(orgs).toMatchObject([{ slug: 'bob', name: 'Robert B.' }])
  expect((await app.api('GET', '/me')).user.name).not.toBe('Robert B.')
  for (const wrong of ['', '   ', 'x'.repeat(101)]) await expect(rename(wrong)).rejects.toMatchObject({ status: 400 })
  expect((await rename('x'.repeat(100))).name).toHaveLength(100)
})
