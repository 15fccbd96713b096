import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { parseRange } from './range.ts'

const run = promisify(execFile)
const author = { name: 'Alice', email: 'alice@example.com' }
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
const large = Buffer.alloc(3_000_000, '0123456789')

let app: TestApp
const shas: Record<string, string> = {}

beforeAll(async () => {
  app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'open', visibility: 'public' })
  await app.api('POST', '/projects', { owner: 'alice', name: 'closed' })
  for (const name of ['open', 'closed']) {
    const { id } = await app.api('GET', `/projects/alice/${name}`)
    shas[name] = await app.modules.git.importFiles(id, {
      branch: 'feature/one',
      files: {
        'a b/ü.txt': 'hällo\n',
        'page.html': '<script>alert(1)</script>',
        'evil.svg': svg,
        'data.bin': Buffer.from([0, 1, 2, 3]),
        large,
        empty: '',
        '.gitattributes': 'secret export-ignore\n',
        secret: 'not for archives',
      },
      message: 'files',
      author,
    })
  }
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${app.url}${path}`, { method, headers })
const asAlice = () => ({ authorization: `Bearer ${app.token}` })
const raw = (path: string, headers?: Record<string, string>, method?: string) =>
  get(`/alice/open/raw/feature/one/${path}`, headers, method)

test('a raw file is text or a picture, never a page, and no script in it can run', async () => {
  const text = await raw('a%20b/%C3%BC.txt')
  expect([text.status, text.headers.get('content-type'), await text.text()]).toEqual([
    200,
    'text/plain; charset=utf-8',
    'hällo\n',
  ])
  const page = await raw('page.html')
  expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const picture = await raw('evil.svg')
  expect(picture.headers.get('content-type')).toBe('image/svg+xml')
  for (const { headers } of [text, page, picture]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox")
  }
  const binary = await raw('data.bin')
  expect([binary.headers.get('content-type'), binary.headers.get('content-disposition')]).toEqual([
    'application/octet-stream',
    'attachment',
  ])
  const empty = await raw('empty')
  expect([empty.status, empty.headers.get('content-length'), await empty.text()]).toEqual([200, '0', ''])
})

test('ranges, HEAD and what a client has already are answered without sending the rest', async () => {
  const range = await raw('large', { range: 'bytes=2999995-' })
  expect([range.status, range.headers.get('content-range'), await range.text()]).toEqual([
    206,
    'bytes 2999995-2999999/3000000',
    '56789',
  ])
  expect(await (await raw('large', { range: 'bytes=-3' })).text()).toBe('789')
  expect(await (await raw('large', { range: 'bytes=0-0' })).text()).toBe('0')
  expect((await raw('large', { range: 'bytes=3000000-' })).status).toBe(416)
  expect((await raw('large', { range: 'bytes=1-2', 'if-range': '"other"' })).status).toBe(200)
  const whole = await raw('large')
  expect(large.equals(Buffer.from(await whole.arrayBuffer()))).toBe(true)
  const etag = whole.headers.get('etag')!
  expect((await raw('large', { 'if-none-match': `W/"x", ${etag}` })).status).toBe(304)
  const head = await raw('large', {}, 'HEAD')
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '3000000', ''])
  expect(whole.headers.get('cache-control')).toBe('private, no-cache')
  expect((await get(`/alice/open/raw/${shas.open}/empty`)).headers.get('cache-control')).toContain('immutable')
})

test('the edges of a range', () => {
  expect(parseRange('bytes=0-9', 10)).toEqual([0, 9])
  expect(parseRange('bytes=5-99', 10)).toEqual([5, 9])
  expect(parseRange('bytes=-99', 10)).toEqual([0, 9])
  expect(parseRange('bytes=10-', 10)).toBe('unsatisfiable')
  expect(parseRange('bytes=-0', 10)).toBe('unsatisfiable')
  expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
  for (const ignored of [undefined, 'bytes=-', 'bytes=4-2', 'bytes=0-1,4-5', 'lines=1-2'])
    expect(parseRange(ignored, 10)).toBeUndefined()
})

test('an archive has the files below one folder, without what is not to be exported', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'devflow-archive-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const answer = await get('/alice/open/archive/refs/heads/feature/one.tar.gz')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename=open-feature-one.tar.gz')
  await writeFile(join(folder, 'a.tar.gz'), Buffer.from(await answer.arrayBuffer()))
  const { stdout } = await run('tar', ['tzf', join(folder, 'a.tar.gz')])
  expect(stdout).toContain('open-feature-one/page.html\n')
  expect(stdout).not.toContain('secret')
  const zip = Buffer.from(await (await get('/alice/open/archive/feature/one.zip')).arrayBuffer())
  expect(zip.toString('latin1', 0, 2)).toBe('PK')
  expect(zip.includes('open-feature-one/page.html')).toBe(true)
  expect((await get('/alice/open/archive/feature/one.zip', {}, 'HEAD')).status).toBe(200)
  expect((await get(`/alice/open/archive/${shas.open}.tgz`)).status).toBe(200)
  expect((await get('/alice/open/archive/feature/one.rar')).status).toBe(404)
  expect((await get('/alice/open/archive/feature/one/large.zip')).status).toBe(404)
})

test('a public repository is open to anybody, a private one to its members alone', async () => {
  for (const path of ['raw/feature/one/empty', 'archive/feature/one.zip']) {
    expect((await get(`/alice/open/${path}`)).status).toBe(200)
    expect([401, 404]).toContain((await get(`/alice/closed/${path}`)).status)
    const bob = await get(`/alice/closed/${path}`, { authorization: `Bearer ${app.bobToken}` })
    expect(bob.status).toBe(404)
    expect(await bob.text()).not.toContain(shas.closed)
    expect((await get(`/alice/closed/${path}`, asAlice())).status).toBe(200)
  }
})

test('addresses that lead out of the repository or mean nothing are refused in a sentence', async () => {
  for (const [path, status] of [
    ['raw/feature/one/..%2f..%2fconfig', 400],
    ['raw/feature/one/a%00b', 400],
    ['raw/feature/one/%', 400],
    ['raw/feature/one/a%20b', 404],
    ['raw/feature/one/missing', 404],
    ['raw/--output=x/y', 404],
    ['raw/', 404],
    ['archive/--remote=x.zip', 404],
    ['archive/.zip', 404],
  ] as const) {
    const answer = await get(`/alice/open/${path}`)
    expect([path, answer.status]).toEqual([path, status])
    expect(answer.headers.get('content-type')).toContain('text/plain')
    expect(await answer.text()).toMatch(/^[^{<]+\.\n$/)
  }
})
