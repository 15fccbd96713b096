import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { api, oidOf, testLfs } from './lfs.kit.ts'

const run = promisify(execFile)

const server = await testLfs()
const { app, project, lfs, put, blobPath, incoming } = server
afterAll(() => server[Symbol.asyncDispose]())

test('the batch API answers each object by itself, in the words of its specification', async () => {
  await project('batch')
  const content = Buffer.from('batch content')
  const oid = oidOf(content)
  const batch = (body: object, token = app.token) => lfs('POST', api('batch', 'objects/batch'), { body, token })
  const upload = await batch({ operation: 'upload', transfers: ['basic'], objects: [{ oid, size: content.length }] })
  expect(upload.headers.get('content-type')).toBe('application/vnd.git-lfs+json')
  const { actions } = upload.body.objects[0]
  expect(upload.body).toMatchObject({ transfer: 'basic', hash_algo: 'sha256', objects: [{ oid, authenticated: true }] })
  const header = { Authorization: `Bearer ${app.token}` }
  expect(actions).toEqual({
    upload: { href: `${app.url}/${api('batch', `objects/${oid}/13`)}`, header },
    verify: { href: `${app.url}/${api('batch', 'objects/verify')}`, header },
  })
  const verify = () => lfs('POST', api('batch', 'objects/verify'), { body: { oid, size: content.length } })
  expect((await verify()).status).toBe(404)
  expect((await put('batch', oid, content)).status).toBe(200)
  expect((await verify()).status).toBe(200)

  // What is there needs nothing to be done; what is wrong is said of that object only.
  const other = oidOf('another')
  const objects = [
    { oid, size: content.length },
    { oid, size: 12 },
    { oid: other, size: 7 },
    { oid: 'nonsense', size: 1 },
    { oid: other, size: -1 },
  ]
  const again = await batch({ operation: 'upload', objects })
  expect(again.body.objects[0]).toEqual({ oid, size: content.length })
  expect(again.body.objects.map((o: { error?: { code: number } }) => o.error?.code)).toEqual([
    undefined,
    422,
    undefined,
    422,
    422,
  ])
  const download = await batch({ operation: 'download', ref: { name: 'refs/heads/main' }, objects })
  expect(download.body.objects.map((o: { error?: { code: number } }) => o.error?.code)).toEqual([
    undefined,
    422,
    404,
    422,
    422,
  ])
  expect(download.body.objects[0].actions.download.href).toContain(`/objects/${oid}`)
  const sha512 = await batch({ operation: 'download', hash_algo: 'sha512', objects: [{ oid, size: 13 }] })
  expect(sha512.body.objects[0].error.code).toBe(409)
})

test('requests that are none are refused with the status of the specification and one sentence', async () => {
  await project('refusals')
  const batch = api('refusals', 'objects/batch')
  const status = async (path: string, options: Parameters<typeof lfs>[2], method = 'POST') => {
    const answer = await lfs(method, path, options)
    expect(answer.body.message, path).toMatch(/^\S.* /)
    return answer.status
  }
  const good = { operation: 'download', objects: [] }
  expect(await status(batch, { body: good, token: undefined })).toBe(401)
  expect(await status(batch, { body: good, token: 'dfl_wrong' })).toBe(401)
  expect(await status(batch, { body: good, accept: 'text/html' })).toBe(406)
  for (const body of [
    '{',
    '[]',
    '""',
    { operation: 'delete', objects: [] },
    { operation: 'upload' },
    { ...good, objects: [{ oid: 1, size: 1 }] },
  ]) {
    expect(await status(batch, { body }), JSON.stringify(body)).toBe(422)
  }
  const object = { oid: oidOf('x'), size: 1 }
  expect(await status(batch, { body: { ...good, objects: Array.from({ length: 1001 }, () => object) } })).toBe(413)
  expect(
    (await lfs('POST', batch, { body: { ...good, objects: Array.from({ length: 1000 }, () => object) } })).status,
  ).toBe(200)
  expect(await status(batch, { body: { ...good, filler: 'x'.repeat(1024 * 1024) } })).toBe(413)
  expect(await status(api('refusals', 'nothing'), {}, 'GET')).toBe(404)
  expect(await status(api('refusals', 'objects/nonsense'), {}, 'GET')).toBe(422)
  expect(await status(api('refusals', `objects/${oidOf('absent')}`), {}, 'GET')).toBe(404)
  expect(await status(api('refusals', 'locks/lck_none/unlock'), { body: {} })).toBe(404)
  for (const path of ['', '/etc/passwd', '../up', 'a//b', 'a/./b', 'line\nbreak', '.git/config']) {
    expect(await status(api('refusals', 'locks'), { body: { path } }), path).toBe(422)
  }
})

test('an upload with another hash, another length or a broken connection leaves nothing', async () => {
  await project('wrong')
  const content = randomBytes(300_000)
  const oid = oidOf(content)
  const flipped = Buffer.from(content)
  flipped[12_345]! ^= 1
  expect(await put('wrong', oid, flipped)).toMatchObject({
    status: 422,
    text: expect.stringContaining('The content is not the 300000 bytes'),
  })
  expect(await put('wrong', oid, content, { size: 300_001 })).toMatchObject({
    status: 422,
    text: expect.stringContaining('announced with 300001 bytes'),
  })
  expect(await put('wrong', oid.toUpperCase(), content)).toMatchObject({ status: 422 })

  const abort = new AbortController()
  const begun = Promise.withResolvers<void>()
  const broken = fetch(`${app.url}/${api('wrong', `objects/${oid}/${content.length}`)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${app.token}` },
    body: new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(content.subarray(0, 100_000)))
        begun.resolve()
      },
    }),
    duplex: 'half',
    signal: abort.signal,
  } as RequestInit)
  await begun.promise
  await expect.poll(incoming).toHaveLength(1)
  abort.abort()
  await expect(broken).rejects.toThrow()

  await expect.poll(incoming).toEqual([])
  expect(await stat(blobPath(oid)).catch(() => undefined)).toBeUndefined()
  expect(await app.api('GET', '/projects/alice/wrong/lfs/objects')).toMatchObject({ items: [], usedBytes: 0 })
  expect((await put('wrong', oid, content)).status).toBe(200)
})

test('the same object from two at once is one blob, and each project has it only after sending it', async () => {
  await project('twice')
  await project('other')
  const content = randomBytes(2_000_000)
  const oid = oidOf(content)
  const both = await Promise.all([put('twice', oid, content), put('twice', oid, content)])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect((await app.api('GET', '/projects/alice/twice/lfs/objects')).total).toBe(1)

  // To another project, even of the same owner, the object is unknown until its content has been sent there, too.
  const ask = (operation: string) =>
    lfs('POST', api('other', 'objects/batch'), { body: { operation, objects: [{ oid, size: content.length }] } })
  expect((await ask('download')).body.objects[0].error.code).toBe(404)
  expect((await ask('upload')).body.objects[0].actions.upload.href).toContain(oid)
  expect((await lfs('GET', api('other', `objects/${oid}`))).status).toBe(404)
  expect((await put('other', oid, Buffer.from('guess'), { size: 5 })).status).toBe(422)
  expect((await ask('download')).body.objects[0].error.code).toBe(404)
  expect((await put('other', oid, content)).status).toBe(200)
  expect((await ask('download')).body.objects[0].actions.download.href).toContain(oid)
})

test('locks are paged, and a path is locked once', async () => {
  await project('pages')
  for (const path of ['a.bin', 'b.bin', 'c.bin']) {
    expect(
      (await lfs('POST', api('pages', 'locks'), { body: { path, ref: { name: 'refs/heads/main' } } })).status,
    ).toBe(201)
  }
  const twice = await lfs('POST', api('pages', 'locks'), { body: { path: 'b.bin' } })
  expect(twice).toMatchObject({
    status: 409,
    body: { message: expect.stringContaining('locked by you'), lock: { path: 'b.bin', owner: { name: 'alice' } } },
  })
  const first = (await lfs('GET', api('pages', 'locks?limit=2'))).body
  expect(first.locks.map((lock: { path: string }) => lock.path)).toEqual(['a.bin', 'b.bin'])
  const rest = (await lfs('GET', api('pages', `locks?limit=2&cursor=${first.next_cursor}`))).body
  expect(rest).toMatchObject({ locks: [{ path: 'c.bin' }] })
  expect(rest.next_cursor).toBeUndefined()
  expect((await lfs('GET', api('pages', 'locks?path=b.bin'))).body.locks).toHaveLength(1)
  expect((await lfs('GET', api('pages', `locks?id=${first.locks[0].id}`))).body.locks).toMatchObject([
    { path: 'a.bin' },
  ])
})

test('200 MB stream in and out while memory stays flat', async () => {
  await project('large')
  const folder = await mkdtemp(join(tmpdir(), 'devflow-lfs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'large.bin')
  const hash = createHash('sha256')
  const chunk = randomBytes(1024 * 1024)
  await writeFile(
    path,
    (function* () {
      for (let i = 0; i < 200; i++) {
        chunk.writeUInt32BE(i)
        hash.update(chunk)
        yield Buffer.from(chunk)
      }
    })(),
  )
  const oid = hash.digest('hex')
  const size = 200 * 1024 * 1024
  const before = process.memoryUsage().rss
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before)
  }, 20)
  try {
    const header = ['-sS', '--fail', '-H', `authorization: Bearer ${app.token}`]
    const at = `${app.url}/${api('large', `objects/${oid}`)}`
    await run('curl', [...header, '-T', path, `${at}/${size}`])
    await run('curl', [...header, '-o', `${path}.back`, at])
  } finally {
    clearInterval(watch)
  }
  expect((await stat(`${path}.back`)).size).toBe(size)
  expect((await run('cmp', [path, `${path}.back`])).stdout).toBe('')
  // A body that is held anywhere would be 200 MB.
  expect(most).toBeLessThan(100 * 1024 * 1024)
})
