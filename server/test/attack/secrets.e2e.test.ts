import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { gitClient } from '../../src/protocols/git/git.kit.ts'

/** One round through everything that is given a secret; afterwards none of them stands anywhere but in its sealed place. */
let app: TestApp
let remote: Awaited<ReturnType<typeof listen>>
const secrets: Record<string, string> = {}
/** A value nobody else has, remembered under what it is. */
const mark = (what: string): string => {
  secrets[what] = `marked-${what.replaceAll(' ', '-')}-${Math.random().toString(36).slice(2)}`
  return secrets[what]
}

beforeAll(async () => {
  remote = await listen()
  app = await testApp({ egressAllow: ['127.0.0.1'], logLevel: 'debug' })
}, 60_000)
afterAll(async () => {
  remote.close()
  await app[Symbol.asyncDispose]()
})

/** A place that hooks and mirrors are sent to: it refuses everything, but lets mirrors wait until `go` is called. */
async function listen() {
  const bodies: string[] = []
  const waiting: ServerResponse[] = []
  let open = false
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(JSON.stringify(request.headers) + Buffer.concat(chunks).toString())
      if (request.url?.includes('info/refs') && !open) waiting.push(response)
      else response.writeHead(403).end('no')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    waiting,
    go() {
      open = true
      for (const response of waiting.splice(0)) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const WORKFLOW = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    env: { TOKEN: '\${{ secrets.TOKEN }}' }
    steps: [{ run: 'echo "the secret is $TOKEN"; echo "$TOKEN" | base64' }, { run: 'exit 1' }]
`

test('no process of git shows the password of a mirror in its arguments', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'shop', settings: { protection: [] } })
  const password = mark('mirror password')
  const url = `${remote.url}/alice/there.git`
  const mirror = { direction: 'push', url, username: 'alice', password }
  const added = await app.api('POST', '/projects/alice/shop/mirrors', mirror)
  const { id } = await app.api('GET', '/projects/alice/shop')
  const author = { name: 'Alice', email: 'alice@example.com' }
  await app.modules.git.importFiles(id, { branch: 'main', files: { 'a.txt': 'a' }, message: 'a', author })
  await app.api('POST', `/projects/alice/shop/mirrors/${added.id}/sync`).catch(() => undefined)
  await vi.waitFor(() => expect(remote.waiting.length).toBeGreaterThan(0), { timeout: 30_000, interval: 100 })
  const lines = commandLines()
  remote.go()
  expect(lines.filter((line) => line.includes(password))).toEqual([])
  if (existsSync('/proc/self/cmdline')) expect(lines.some((line) => line.includes('git'))).toBe(true)
  await expect
    .poll(async () => (await app.api('GET', `/projects/alice/shop/mirrors/${added.id}`)).status, { timeout: 30_000 })
    .not.toMatch(/waiting|running/)
}, 90_000)

/** What `ps` shows to everybody on a machine. */
function commandLines(): string[] {
  if (!existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return [] // it has ended meanwhile
      }
    })
}

test('a whole round leaves no secret in a log, a row, an event, a delivery, an answer or a file', async () => {
  const answers: string[] = []
  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const answer = await app.api(method, path, body, token).catch((error) => ({ refused: String(error.message) }))
    answers.push(JSON.stringify(answer))
    return answer
  }
  /** What is shown once to the one who made it. */
  const shown = (what: string, value: unknown): string => {
    expect(value, what).toBeTypeOf('string')
    secrets[what] = String(value)
    answers.pop()
    return String(value)
  }
  const P = '/projects/alice/shop'
  await call('PUT', `${P}/secrets/TOKEN`, { value: mark('project secret') })
  await call('PUT', '/orgs/alice/secrets/SHARED', { value: mark('shared secret') })
  await call('PUT', `${P}/secrets/not a name`, { value: mark('secret with a bad name') })
  await call('PUT', `${P}/secrets/TOKEN`, { value: mark('secret in the wrong type'), extra: 1 })
  const hook = await call('POST', `${P}/hooks`, {
    url: `${remote.url}/${mark('path of a hook')}`,
    secret: mark('secret of a hook'),
    events: ['*'],
  })
  await call('PATCH', `${P}/hooks/${hook.databaseId}`, { secret: mark('second secret of a hook') })
  await call('POST', '/orgs/alice/hooks', {
    url: 'https://example.com/',
    secret: mark('secret of a refused hook'),
    events: ['nonsense'],
  })
  const robot = await call('POST', '/orgs/alice/apps', {
    name: 'Robot',
    homepage: 'https://example.com',
    hookUrl: remote.url,
    hookSecret: mark('secret of an app'),
  })
  shown('key of an app', (await call('POST', `/orgs/alice/apps/${robot.slug}/keys`)).privateKey.split('\n')[5])
  const token = shown('token', (await call('POST', '/tokens', { name: 'laptop' })).token)
  const code = shown('code of a link', (await call('POST', '/login-links', {})).code)
  const session = await fetch(`${app.url}/api/session`, { method: 'POST', body: JSON.stringify({ code }) })
  const [, cookie] = /devflow_session=([^;]+)/.exec(session.headers.get('set-cookie')!)!
  secrets.cookie = cookie!
  await call('POST', '/session', { code })
  await call('GET', '/me', undefined, mark('token that is none'))
  await fetch(`${app.url}/alice/shop.git/info/refs?service=git-upload-pack`, {
    headers: { authorization: `Basic ${Buffer.from(`alice:${mark('password that is none')}`).toString('base64')}` },
  })
  await fetch(`${app.url}/api/v3/repos/alice/shop?access_token=${token}`)

  await using client = await gitClient()
  const to = `http://alice:${token}@${new URL(app.url).host}/alice/shop.git`
  await client.run('.', 'clone', '-q', to, 'shop')
  await mkdir(join(client.home, 'shop/.github/workflows'), { recursive: true })
  await writeFile(join(client.home, 'shop/.github/workflows/ci.yml'), WORKFLOW)
  await client.run('shop', 'add', '-A')
  await client.run('shop', 'commit', '-q', '-m', 'workflow')
  await client.run('shop', 'push', '-q', 'origin', 'HEAD:main')
  const lfs = await fetch(`${app.url}/alice/shop.git/info/lfs/objects/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.git-lfs+json' },
    body: JSON.stringify({ operation: 'upload', objects: [{ oid: 'a'.repeat(64), size: 3 }] }),
  })
  expect(lfs.status).toBe(200)
  await expect
    .poll(async () => (await call('GET', `${P}/runs`)).items?.[0]?.status, { timeout: 60_000, interval: 300 })
    .toBe('completed')
  await vi.waitFor(() => expect(remote.bodies.some((body) => body.includes('workflow'))).toBe(true), {
    timeout: 30_000,
  })
  for (const path of [
    '/timeline',
    `${P}/hooks`,
    `${P}/hooks/${hook.databaseId}/deliveries`,
    `${P}/secrets`,
    '/tokens',
    '/orgs/alice/apps',
    `${P}/mirrors`,
  ])
    await call('GET', path)
  await app.api('DELETE', `/orgs/alice/apps/${robot.slug}`).catch(() => undefined)

  const places: Record<string, string> = { ...(await rows()), ...files(), answers: answers.join('\n') }
  places['what receivers were sent'] = remote.bodies.join('\n')
  const found: string[] = []
  for (const [what, secret] of Object.entries(secrets)) {
    // A receiver knows its own path, and who runs the hook where it and its ping went; a mirror is sent its password.
    const allowed =
      what === 'path of a hook'
        ? /^(hooks\.(hooks|deliveries)|answers|what receivers.*)$/
        : what === 'mirror password'
          ? /^what receivers/
          : /^$/
    const forms = [
      secret,
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      Buffer.from(secret).toString('hex'),
    ]
    for (const [place, text] of Object.entries(places))
      if (forms.some((form) => text.includes(form)) && !allowed.test(place)) found.push(`${what} in ${place}`)
  }
  expect(found).toEqual([])
  expect(Object.keys(secrets).length).toBeGreaterThan(12)
}, 180_000)

/** Every table, as text. */
async function rows(): Promise<Record<string, string>> {
  return app.kernel.db.system(async (tx) => {
    const tables = await tx.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')`,
    )
    const found: Record<string, string> = {}
    for (const { name } of tables) {
      const lines = await tx.query<{ line: string }>(`select to_jsonb(t)::text as line from ${name} t`)
      found[name] = lines.map(({ line }) => line).join('\n')
    }
    return found
  })
}

/** Every file of the data folder, logs and repositories with their configuration among them. */
function files(): Record<string, string> {
  const { dataDir } = app.kernel.config
  const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(dataDir.length), readFileSync(path, 'latin1')]
    }),
  )
}
