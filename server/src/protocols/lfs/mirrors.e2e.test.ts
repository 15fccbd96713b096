import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type TestApp, testApp, testPlace } from '#testing'
import { createApp } from '../../app.ts'
import { gitClient } from '../git/git.kit.ts'
import { oidOf } from './lfs.kit.ts'

/** `here` mirrors what is `there`, on another server. */
let here: TestApp
let there: TestApp
let client: Awaited<ReturnType<typeof gitClient>>

beforeAll(async () => {
  ;[here, there, client] = await Promise.all([
    testApp({ egressAllow: ['127.0.0.1', 'localhost'] }),
    testApp(),
    gitClient(),
  ])
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await here[Symbol.asyncDispose]()
  await there[Symbol.asyncDispose]()
})

const remote = (app: TestApp, name: string) => `${app.url.replace('://', `://git:${app.token}@`)}/alice/${name}.git`

async function put(app: TestApp, name: string, content: Buffer): Promise<void> {
  const response = await fetch(`${app.url}/alice/${name}.git/info/lfs/objects/${oidOf(content)}/${content.length}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${app.token}` },
    body: new Uint8Array(content),
  })
  expect(response.status, await response.text()).toBe(200)
}

async function read(app: TestApp, name: string, content: Buffer) {
  const response = await fetch(`${app.url}/alice/${name}.git/info/lfs/objects/${oidOf(content)}`, {
    headers: { authorization: `Bearer ${app.token}` },
  })
  return response.status === 200 && Buffer.from(await response.arrayBuffer()).equals(content)
}

/** A repository there with a pointer to each content; what `stored` says is there itself, too. */
async function origin(name: string, contents: readonly Buffer[], stored = contents): Promise<string> {
  await there.api('POST', '/projects', { owner: 'alice', name, settings: { protection: [] } })
  await mkdir(join(client.home, name))
  await client.run(name, 'init', '-q', '-b', 'main')
  await client.run(name, 'remote', 'add', 'origin', remote(there, name))
  await push(name, contents)
  for (const content of stored) await put(there, name, content)
  return `${there.url}/alice/${name}.git`
}

async function push(name: string, contents: readonly Buffer[]): Promise<void> {
  for (const content of contents) {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oidOf(content)}\nsize ${content.length}\n`
    await writeFile(join(client.home, name, `${oidOf(content).slice(0, 8)}.bin`), pointer)
    await client.run(name, 'add', '-A')
    await client.run(name, 'commit', '-q', '-m', 'a large file')
  }
  await client.run(name, 'push', '-q', 'origin', 'main')
}

const start = (name: string, url: string, more: object = {}) =>
  here.api('POST', '/imports', { owner: 'alice', name, url, username: 'alice', password: there.token, ...more })
async function settled(name: string, id: string) {
  const get = () => here.api('GET', `/projects/alice/${name}/mirrors/${id}`)
  await expect.poll(async () => (await get()).status, { timeout: 60_000 }).not.toMatch(/waiting|running/)
  return get()
}
async function again(name: string, id: string) {
  await here.api('POST', `/projects/alice/${name}/mirrors/${id}/sync`)
  return settled(name, id)
}

test('an import brings the large files that its commits name, and names those that the source has lost', async () => {
  const [kept, lost] = [randomBytes(300_000), randomBytes(2_000)]
  const url = await origin('models', [kept, lost], [kept])
  const { id } = await start('models', url)
  const done = await settled('models', id)
  const name = oidOf(lost)
  expect(done).toMatchObject({
    status: 'synced',
    problem: null,
    largeFiles: { brought: 1, missing: 1, reasons: [{ oid: name, sizeBytes: 2_000 }] },
  })
  expect(done.largeFiles.reasons[0].reason).toContain(`The project has no object ${name.slice(0, 12)}`)
  const { lines } = await here.api('GET', `/logs/${done.log}`)
  const log = lines.map(({ text }: { text: string }) => text).join('\n')
  expect(log).toContain('Large files brought: 1, missing: 1.')
  expect(log).toContain(`Large file ${name} (2000 bytes): `)
  expect(await read(here, 'models', kept)).toBe(true)
  expect(await read(here, 'models', lost)).toBe(false)

  // Once the source has it again, so has the copy; what was brought is not brought twice.
  await put(there, 'models', lost)
  expect((await again('models', id)).largeFiles).toEqual({ brought: 1, missing: 0, reasons: [] })
  expect(await read(here, 'models', lost)).toBe(true)
  expect((await again('models', id)).largeFiles).toEqual({ brought: 0, missing: 0, reasons: [] })
})

test('a pull mirror brings new large files with new commits, and a push mirror sends them before the commits', async () => {
  const [first, second, third] = [randomBytes(1_000), randomBytes(1_000), randomBytes(0)]
  const url = await origin('source', [first])
  const { id } = await start('followed', url, { follow: true, everyMinutes: null })
  await settled('followed', id)
  await put(there, 'source', second)
  await put(there, 'source', third)
  await push('source', [second, third])
  expect((await again('followed', id)).largeFiles).toEqual({ brought: 2, missing: 0, reasons: [] })
  for (const content of [first, second, third]) expect(await read(here, 'followed', content)).toBe(true)

  await there.api('POST', '/projects', { owner: 'alice', name: 'copy', settings: { protection: [] } })
  const { id: copy } = await here.api('POST', '/projects/alice/followed/mirrors', {
    direction: 'push',
    url: `${there.url}/alice/copy.git`,
    username: 'alice',
    password: there.token,
  })
  expect(await settled('followed', copy)).toMatchObject({ status: 'synced', largeFiles: { brought: 3, missing: 0 } })
  for (const content of [first, second, third]) expect(await read(there, 'copy', content)).toBe(true)
  expect((await again('followed', copy)).largeFiles).toEqual({ brought: 0, missing: 0, reasons: [] })
})

const PASSED_ON = ['authorization', 'content-type', 'content-encoding', 'git-protocol', 'accept']

/** What git asks goes there; large files are answered here. */
async function sourceWith(url: string, batch: RequestListener): Promise<string> {
  const server = createServer(async (request, response) => {
    if (request.url?.includes('/info/lfs/')) return batch(request, response)
    const body = Buffer.concat(await request.toArray())
    const answer = await fetch(`${new URL(url).origin}${request.url}`, {
      method: request.method!,
      headers: Object.entries(request.headers).filter(([name]) => PASSED_ON.includes(name)) as [string, string][],
      ...(body.length > 0 ? { body } : {}),
    })
    const told = ['content-type', 'www-authenticate'].map((name) => [name, answer.headers.get(name)])
    response.writeHead(answer.status, Object.fromEntries(told.filter(([, value]) => value)))
    if (answer.body) Readable.fromWeb(answer.body as ReadableStream).pipe(response)
    else response.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(url).pathname}`
}

const pointing = (contents: readonly Buffer[], href: (oid: string) => string) =>
  JSON.stringify({
    objects: contents.map((content) => ({
      oid: oidOf(content),
      size: content.length,
      actions: { download: { href: href(oidOf(content)) } },
    })),
  })

test('a source cannot make the server reach inside, and what is sent under another name is not kept', async () => {
  const [inner, other] = [randomBytes(500), randomBytes(500)]
  const url = await origin('hostile', [inner, other])
  const liar = await sourceWith(url, (request, response) => {
    if (request.method === 'GET') return response.end(randomBytes(500))
    const { host } = request.headers
    const bad = pointing([inner, other], (oid) =>
      oid === oidOf(inner) ? 'http://169.254.169.254/latest/meta-data' : `http://${host}/info/lfs/other`,
    )
    response.end(bad)
  })
  const { id } = await start('hostile', liar)
  const { largeFiles } = await settled('hostile', id)
  expect(largeFiles).toMatchObject({ brought: 0, missing: 2 })
  const reasons = new Map(largeFiles.reasons.map((each: { oid: string; reason: string }) => [each.oid, each.reason]))
  expect(reasons.get(oidOf(inner))).toContain('169.254.169.254 is an internal address')
  expect(reasons.get(oidOf(other))).toMatch(/not|other/)
  expect((await here.api('GET', '/projects/alice/hostile/lfs/objects')).total).toBe(0)
})

test('a source that answers for no large files is imported all the same, and says so', async () => {
  const content = randomBytes(500)
  const url = await origin('without', [content])
  const deaf = await sourceWith(url, (_, response) => response.writeHead(404).end('no such page'))
  const { id } = await start('without', deaf)
  expect(await settled('without', id)).toMatchObject({
    status: 'synced',
    largeFiles: {
      brought: 0,
      missing: 1,
      reasons: [{ reason: expect.stringContaining('does not answer for large files') }],
    },
  })
})

test('an import whose server stops in the middle goes on where it stopped: what has arrived is not asked for again', async () => {
  const place = await testPlace()
  onTestFinished(() => place.remove())
  const contents = Array.from({ length: 6 }, () => randomBytes(1_000))
  const url = await origin('interrupted', contents)
  const asked: string[] = []
  let stuck = true
  const slow = await sourceWith(url, async (request, response) => {
    if (request.method === 'POST') {
      const { objects } = JSON.parse(Buffer.concat(await request.toArray()).toString()) as {
        objects: { oid: string }[]
      }
      const wanted = contents.filter((content) => objects.some(({ oid }) => oid === oidOf(content)))
      response.end(pointing(wanted, (oid) => `http://${request.headers.host}/info/lfs/${oid}`))
      return
    }
    const oid = request.url!.split('/').at(-1)!
    asked.push(oid)
    // All but two hang until the server is gone.
    if (stuck && asked.length > 2) return
    response.end(contents.find((content) => oidOf(content) === oid))
  })
  const config = {
    ...place.config,
    egressAllow: ['127.0.0.1'],
    adminToken: 'dvf_p_alice-who-is-the-admin-of-this-server',
  }
  const call = async (at: string, method: string, path: string, body?: object) => {
    const response = await fetch(`${at}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${config.adminToken}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the verb's
    return (await response.json()) as any
  }
  const first = await createApp(config)
  await first.start()
  await first.modules.identity.prepareAdmin()
  const made = await call(first.url, 'POST', '/imports', {
    owner: 'admin',
    name: 'interrupted',
    url: slow,
    username: 'alice',
    password: there.token,
  })
  const stored = (at: string) => call(at, 'GET', '/projects/admin/interrupted/lfs/objects')
  await expect.poll(async () => (await stored(first.url)).total, { timeout: 60_000 }).toBe(2)
  await first.stop()
  stuck = false
  const before = asked.length
  const second = await createApp(config)
  await second.start()
  onTestFinished(() => second.stop())
  const mirror = () => call(second.url, 'GET', `/projects/admin/interrupted/mirrors/${made.id}`)
  await expect.poll(async () => (await mirror()).status, { timeout: 60_000 }).toBe('synced')
  expect((await mirror()).largeFiles).toEqual({ brought: 4, missing: 0, reasons: [] })
  const arrived = asked.slice(0, 2)
  expect(asked.slice(before).filter((oid) => arrived.includes(oid))).toEqual([])
  expect((await stored(second.url)).total).toBe(6)
})
