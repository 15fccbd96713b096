import { createServer } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testPlace } from '#testing'
import { createApp } from '../src/app.ts'

/** Each thing that can be wrong gets one sentence with the way out; nothing is lost and nothing is half done. */
let app: TestApp

beforeAll(async () => {
  app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'app' })
}, 120_000)
afterAll(() => app[Symbol.asyncDispose]())

async function ask(path: string, init: RequestInit & { token?: string } = {}) {
  const { token = app.token, ...rest } = init
  const headers = { authorization: `Bearer ${token}`, ...rest.headers }
  const response = await fetch(app.url + path, { ...rest, headers })
  const text = await response.text()
  expect(text, path).not.toMatch(/\n\s+at |node_modules|\.ts:\d/)
  return { status: response.status, text, error: text.startsWith('{') ? JSON.parse(text).error : undefined }
}

const counts = () =>
  app.kernel.db.system(
    async (tx) =>
      (
        await tx.query(
          'select (select count(*) from projects.projects) as projects, (select count(*) from specs.specs) as specs',
        )
      )[0],
  )

test('a port in use: says which, and how to take another; nothing stays behind', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => squatter.once('listening', done))
  const { port } = squatter.address() as { port: number }
  const place = await testPlace()
  const second = await createApp({ ...place.config, port })
  await expect(second.start()).rejects.toMatchObject({
    code: 'serve.port_in_use',
    message: `Port ${port} is in use by another program; stop it, or start with another one: PORT=${port + 1} npm start.`,
  })
  await second.stop()
  squatter.close()
  // The same folder starts on another port.
  const third = await createApp({ ...place.config, port: 0 })
  await third.start()
  expect((await fetch(`${third.url}/readyz`)).status).toBe(200)
  await third.stop()
  await place.remove()
})

test('a data folder of a newer version: refused before anything is touched, and the port is free again', async () => {
  const place = await testPlace()
  const first = await createApp(place.config)
  await first.start()
  await first.kernel.db.system((tx) =>
    tx.query(`insert into kernel.migrations (module, name, hash) values ('specs', '0999_later', 'x')`),
  )
  await first.stop()
  const second = await createApp(place.config)
  await expect(second.start()).rejects.toMatchObject({
    code: 'kernel.newer_data',
    message: expect.stringMatching(
      /newer DevFlow .*specs\/0999_later.*start that version, or point DEVFLOW_DATA at another folder/,
    ),
  })
  const { url } = second
  await second.stop()
  await expect(fetch(`${url}/readyz`)).rejects.toThrow()
  await place.remove()
})

test('a second server on the same folder: refused, the first goes on', async () => {
  await expect(createApp(app.kernel.config)).rejects.toMatchObject({ code: 'kernel.already_running' })
  expect((await ask('/api/me')).status).toBe(200)
})

test.each([
  ['unknown', 'dfl_nobody-has-ever-had-this-token'],
  ['that is no token', 'x'],
  ['of another scheme', 'Bearer'],
])('a token %s: 401, with the way to a new one', async (_what, token) => {
  const { status, error } = await ask('/api/me', { token })
  expect(status).toBe(401)
  expect(error).toMatchObject({ code: 'identity.bad_token', message: expect.stringContaining('create a new one') })
})

test('a token that has expired or was revoked: 401 at once', async () => {
  const { modules, kernel, alice } = app
  const issue = (expiresAt?: Date) =>
    kernel.db.system((tx) =>
      modules.identity.issueToken(tx, {
        kind: 'person',
        subject: alice.id,
        name: 'x',
        permissions: ['*'],
        ...(expiresAt ? { expiresAt } : {}),
      }),
    )
  const expired = await issue(new Date(Date.now() - 1000))
  expect(await ask('/api/me', { token: expired.secret })).toMatchObject({
    status: 401,
    error: { code: 'identity.bad_token' },
  })
  const revoked = await issue()
  expect((await ask('/api/me', { token: revoked.secret })).status).toBe(200)
  await app.api('DELETE', `/tokens/${revoked.id}`)
  expect((await ask('/api/me', { token: revoked.secret })).status).toBe(401)
})

test.each([
  ['no JSON', '{"title": "x"', 400, 'kernel.json'],
  ['a list', '[]', 400, 'kernel.json'],
  ['no title', '{"owner":"alice","name":"app"}', 400, 'kernel.input'],
  ['an empty title', '{"owner":"alice","name":"app","title":"  "}', 400, 'kernel.input'],
  ['a title that is a number', '{"owner":"alice","name":"app","title":7}', 400, 'kernel.input'],
  ['a NUL in its title', '{"owner":"alice","name":"app","title":"a\\u0000"}', 400, 'kernel.text'],
  ['an unknown project', '{"owner":"alice","name":"nowhere","title":"x"}', 404, 'projects.not_found'],
  ['an owner that is a path', '{"owner":"../..","name":"app","title":"x"}', 404, 'projects.not_found'],
  [
    'more than a mebibyte',
    JSON.stringify({ owner: 'alice', name: 'app', title: 'x', body: 'x'.repeat(1_100_000) }),
    413,
    'kernel.body',
  ],
])('a spec with %s: refused, and there is none', async (_what, body, status, code) => {
  const before = await counts()
  const answer = await ask('/api/specs', { method: 'POST', body })
  expect(answer).toMatchObject({ status, error: { code } })
  expect(answer.error.message).toMatch(/^["A-Z].*[.;:]?/)
  expect(await counts()).toEqual(before)
})

test('an illegal change of state: 409, and the state stays', async () => {
  const spec = await app.api('POST', '/specs', { owner: 'alice', name: 'app', title: 'x' })
  const answer = await ask(`/api/specs/${spec.id}/reject`, { method: 'POST', body: '{"reason":"x"}' })
  expect(answer.status).toBe(409)
  expect((await app.api('GET', `/specs/${spec.id}`)).state).toBe('draft')
})

test.each([
  ['/api/nowhere', 404],
  ['/api/projects/alice/nowhere', 404],
  ['/api/projects/%E0%A4%A/x', 404],
  ['/api/timeline?limit=0', 400],
  ['/api/timeline?limit=1e9', 400],
  ['/api/timeline?before=nonsense', 400],
  ['/api/timeline?project=%00', 400],
  ['/api/logs/log_nowhere', 404],
  ['/api/logs/log_nowhere/stream', 404],
  ['/api/events?after=nonsense', 400],
  ['/alice/nowhere.git/info/refs?service=git-upload-pack', 404],
  ['/alice/app.git/info/refs?service=git-anything', 403],
])('GET %s: %i in a sentence', async (path, status) => {
  const answer = await ask(path)
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(/\w/)])
})

test.each([
  ['a malformed path', 'GET /%E0%A4%A HTTP/1.1'],
  ['a path that climbs', 'GET /../../../../etc/passwd HTTP/1.1'],
  ['a path that climbs, encoded', 'GET /assets/..%2f..%2f..%2f..%2fetc%2fpasswd HTTP/1.1'],
  ['an unknown method', 'BREW /api/me HTTP/1.1'],
  ['no HTTP at all', 'hello'],
  ['a header without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}`],
])('a request with %s hurts nobody', async (_what, head) => {
  const { port, hostname } = new URL(app.url)
  const answer = await new Promise<string>((done) => {
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname)
    let text = ''
    socket.on('data', (chunk) => (text += chunk))
    socket.on('error', () => done(text))
    socket.on('close', () => done(text))
    socket.end(`${head}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  })
  expect(answer).not.toMatch(/^HTTP\/1.1 500|root:.*:0:0:/)
  expect((await ask('/api/me')).status).toBe(200)
})

test('the same idempotency key twice is one effect and one answer; another call under it is refused', async () => {
  const body = JSON.stringify({ owner: 'alice', name: 'app', title: 'once' })
  const headers = { 'idempotency-key': 'bad-input-1' }
  const before = Number((await counts()).specs)
  const [first, second] = await Promise.all([1, 2].map(() => ask('/api/specs', { method: 'POST', body, headers })))
  expect(JSON.parse(first!.text)).toEqual(JSON.parse(second!.text))
  expect(Number((await counts()).specs)).toBe(before + 1)
  const other = await ask('/api/specs', { method: 'POST', body: body.replace('once', 'twice'), headers })
  expect(other).toMatchObject({ status: 409, error: { code: 'kernel.key_reused' } })
})
