import { execFile } from 'node:child_process'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

const address = { owner: 'alice', name: 'tool' }
const content = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))
let app: TestApp

beforeAll(async () => {
  app = await testApp()
  const { modules, alice, kernel } = app
  const { id } = await kernel.call(modules.projects.verbs.create, address, { actor: alice })
  const author = { name: 'Alice', email: 'alice@example.com' }
  await modules.git.importFiles(id, { branch: 'main', files: { a: '1' }, message: 'begin', author })
  const release = await kernel.call(modules.releases.verbs.create, { ...address, tag: 'cli/v1' }, { actor: alice })
  await modules.releases.upload(alice, address, {
    release: release.id,
    name: 'page.html',
    contentType: 'text/html',
    content: Readable.from([content]),
  })
})
afterAll(() => app[Symbol.asyncDispose]())

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${app.url}/alice/tool/releases/${path}`, {
    method,
    headers: { authorization: `Bearer ${app.token}`, ...headers },
  })

test('a file is downloaded by its tag or as the latest, and a browser never shows it', async () => {
  for (const path of ['download/cli/v1/page.html', 'download/cli%2Fv1/page.html', 'latest/download/page.html']) {
    const answer = await get(path)
    expect(answer.status, path).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-length': '100000',
      'content-disposition': `attachment; filename="page.html"; filename*=UTF-8''page.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true)
  }
})

test('ranges, conditions and HEAD are understood', async () => {
  const path = 'latest/download/page.html'
  const part = await get(path, { range: 'bytes=99990-' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 99990-99999/100000'])
  expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(99_990))
  expect((await get(path, { range: 'bytes=-1' })).headers.get('content-range')).toBe('bytes 99999-99999/100000')
  expect((await get(path, { range: 'bytes=100000-' })).status).toBe(416)
  const etag = part.headers.get('etag')!
  expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  expect((await get(path, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200)
  const head = await get(path, {}, 'HEAD')
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '100000', ''])
})

test('curl goes on with a download that broke off', async () => {
  const url = `${app.url}/alice/tool/releases/latest/download/page.html`
  const curl = (...more: string[]) =>
    promisify(execFile)('curl', ['-sS', '--fail', '-H', `Authorization: Bearer ${app.token}`, ...more, url], {
      encoding: 'buffer',
    })
  const { stdout } = await curl('--range', '50000-')
  expect(stdout.equals(content.subarray(50_000))).toBe(true)
})

test('bob, nobody, and who asks for what is not there are refused in a sentence', async () => {
  const path = 'latest/download/page.html'
  expect((await get(path, { authorization: `Bearer ${app.bobToken}` })).status).toBe(404)
  const nobody = await fetch(`${app.url}/alice/tool/releases/${path}`)
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')])
  const missing = await get('download/cli/v1/..%2f..%2fetc')
  expect([missing.status, await missing.text()]).toEqual([404, 'The release cli/v1 has no asset ../../etc.\n'])
  expect((await get('download/v9/page.html')).status).toBe(404)
})

test('everybody may download from a public project, and downloads are counted', async () => {
  await app.api('PATCH', '/projects/alice/tool', { visibility: 'public' })
  const answer = await fetch(`${app.url}/alice/tool/releases/latest/download/page.html`)
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 100_000])
  await expect
    .poll(async () => (await app.api('GET', '/projects/alice/tool/releases/latest')).assets[0].downloads)
    .toBe(5)
})
