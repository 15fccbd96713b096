import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { missingProgram } from '../../../test/clients.ts'
import { gitClient } from '../git/git.kit.ts'

const missing = missingProgram('git-lfs')

const run = promisify(execFile)

let app: TestApp
let client: Awaited<ReturnType<typeof gitClient>>

beforeAll(async () => {
  app = await testApp()
  client = await gitClient()
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

const oidOf = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex')
const blobPath = (oid: string): string => join(app.kernel.config.dataDir, 'blobs', oid.slice(0, 2), oid)
const incoming = (): Promise<string[]> =>
  readdir(join(app.kernel.config.dataDir, 'blobs', 'incoming')).catch(() => [] as string[])

function remote(path: string, token = app.token): string {
  const url = new URL(`${app.url}/${path}.git`)
  url.username = 'git'
  url.password = token
  return url.href
}

async function project(name: string, owner = 'alice', token = app.token): Promise<void> {
  await app.api('POST', '/projects', { owner, name, settings: { protection: [] } }, token)
}

/** A clone in which `*.bin` are large files, with one of them pushed. */
async function workspace(name: string, content: Buffer): Promise<string> {
  await project(name)
  await mkdir(join(client.home, name))
  await client.run(name, 'init', '-q', '-b', 'main')
  await client.run(name, 'lfs', 'install', '--local')
  await client.run(name, 'lfs', 'track', '*.bin', '--lockable')
  await client.run(name, 'remote', 'add', 'origin', remote(`alice/${name}`))
  await change(name, 'models/ship.bin', content)
  await client.run(name, 'push', '-q', '-u', 'origin', 'main')
  return name
}

async function change(folder: string, path: string, content: Buffer): Promise<void> {
  const file = join(client.home, folder, path)
  await mkdir(join(file, '..'), { recursive: true })
  await rm(file, { force: true }) // lockable files are read-only until they are locked
  await writeFile(file, content)
  await client.run(folder, 'add', '-A')
  await client.run(folder, 'commit', '-q', '-m', `change ${path}`)
}

async function clone(from: string, to: string, token = app.token): Promise<void> {
  await client.run(
    '',
    'clone',
    '-q',
    '-c',
    'filter.lfs.process=git-lfs filter-process',
    '-c',
    'filter.lfs.required=true',
    '-c',
    'filter.lfs.smudge=git-lfs smudge -- %f',
    '-c',
    'filter.lfs.clean=git-lfs clean -- %f',
    remote(`alice/${from}`, token),
    to,
  )
}

/** A request as git-lfs makes them, for what a well-behaved client never sends. */
async function lfs(
  method: string,
  path: string,
  options: { body?: unknown; token?: string | undefined; accept?: string } = {},
) {
  const token = 'token' in options ? options.token : app.token
  const response = await fetch(`${app.url}/${path}`, {
    method,
    headers: {
      accept: options.accept ?? 'application/vnd.git-lfs+json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      'content-type': 'application/vnd.git-lfs+json',
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  })
  const text = await response.text()
  // biome-ignore lint/suspicious/noExplicitAny: the wire's own shape
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as any }
}

const api = (name: string, rest: string): string => `alice/${name}.git/info/lfs/${rest}`

async function put(name: string, oid: string, content: Buffer, options: { size?: number; token?: string } = {}) {
  const response = await fetch(`${app.url}/${api(name, `objects/${oid}/${options.size ?? content.length}`)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${options.token ?? app.token}` },
    body: content,
  })
  return { status: response.status, text: await response.text() }
}

test.skipIf(missing)(
  'a pushed large file comes back whole by clone, fetch and checkout, and git holds only its pointer',
  async () => {
    const content = randomBytes(3_000_000)
    await workspace('models', content)
    const oid = oidOf(content)
    expect(await client.run('models', 'show', 'HEAD:models/ship.bin')).toContain(`oid sha256:${oid}\nsize 3000000`)
    expect((await stat(blobPath(oid))).size).toBe(3_000_000)
    expect(await app.api('GET', '/projects/alice/models/lfs/objects')).toMatchObject({
      items: [{ oid, sizeBytes: 3_000_000 }],
      total: 1,
      usedBytes: 3_000_000,
    })

    await clone('models', 'models-clone')
    expect((await readFile(join(client.home, 'models-clone/models/ship.bin'))).equals(content)).toBe(true)

    const next = randomBytes(1_000_000)
    await change('models', 'models/dock.bin', next)
    await change('models', 'models/empty.bin', Buffer.alloc(0))
    await client.run('models', 'push', '-q')
    await client.run('models-clone', 'pull', '-q')
    expect((await readFile(join(client.home, 'models-clone/models/dock.bin'))).equals(next)).toBe(true)
    await client.run('models-clone', 'lfs', 'fsck')
  },
)

test.skipIf(missing)(
  'locks are taken, listed and given back by git lfs, and a push of what bob has locked is refused',
  async () => {
    await workspace('locks', randomBytes(1000))
    await app.api('PUT', '/orgs/alice/members/bob', { role: 'supervisor' })
    try {
      await clone('locks', 'locks-bob', app.bobToken)
      await client.run('locks-bob', 'lfs', 'lock', 'models/ship.bin')
      expect(await client.run('locks', 'lfs', 'locks')).toMatch(/^models\/ship\.bin\tbob\tID:lck_/)
      const again = await client.attempt('locks', 'lfs', 'lock', 'models/ship.bin')
      expect(again.code).not.toBe(0)
      expect(again.stderr + again.stdout).toMatch(/locked by bob/)

      await change('locks', 'models/ship.bin', randomBytes(1000))
      const honest = await client.attempt('locks', 'push', 'origin', 'main')
      expect(honest.code).not.toBe(0)
      // A client that does not ask, as one without git-lfs, meets the rule in the quarantine.
      const refused = await client.attempt(
        'locks',
        '-c',
        'lfs.locksverify=false',
        'push',
        '--no-verify',
        'origin',
        'main:refs/heads/side',
      )
      expect(refused.code).not.toBe(0)
      expect(refused.stderr).toContain('models/ship.bin is locked by bob; ask for it to be unlocked')
      expect(refused.stderr).toContain('(rule lfs.locked)')
      expect(await client.run('locks', 'ls-remote', 'origin', 'refs/heads/side')).toBe('')

      // Bob's own change passes, and so does alice's merge that only brings it along.
      await change('locks-bob', 'models/ship.bin', randomBytes(1000))
      await client.run('locks-bob', 'push', '-q', 'origin', 'HEAD:refs/heads/of-bob')
      await client.run('locks', 'reset', '-q', '--hard', 'origin/main')
      await change('locks', 'readme.md', Buffer.from('unlocked\n'))
      await client.run('locks', 'fetch', '-q')
      await client.run('locks', 'merge', '-q', '--no-edit', 'origin/of-bob')
      await client.run('locks', 'push', '-q', 'origin', 'main')

      const notHers = await client.attempt('locks', 'lfs', 'unlock', 'models/ship.bin')
      expect(notHers.stderr + notHers.stdout).toMatch(/locked by bob/)
      await client.run('locks-bob', 'lfs', 'unlock', 'models/ship.bin')
      expect(await client.run('locks', 'lfs', 'locks')).toBe('')

      await client.run('locks-bob', 'lfs', 'lock', 'models/ship.bin')
      await client.run('locks', 'lfs', 'unlock', '--force', 'models/ship.bin')
      expect(await client.run('locks-bob', 'lfs', 'locks')).toBe('')
    } finally {
      await app.api('DELETE', '/orgs/alice/members/bob')
    }
  },
)

test.skipIf(missing)('a download that broke off goes on where it stopped', async () => {
  const content = randomBytes(400_000)
  await workspace('resume', content)
  const oid = oidOf(content)
  await client.run('', 'clone', '-q', remote('alice/resume'), 'resume-clone')
  await client.run('resume-clone', 'lfs', 'install', '--local')
  const partial = join(client.home, 'resume-clone/.git/lfs/incomplete')
  await mkdir(partial, { recursive: true })
  await writeFile(join(partial, `${oid}.part`), content.subarray(0, 150_000))
  await client.run('resume-clone', 'lfs', 'pull')
  expect((await readFile(join(client.home, 'resume-clone/models/ship.bin'))).equals(content)).toBe(true)

  const part = async (range: string, more: Record<string, string> = {}) => {
    const response = await fetch(`${app.url}/${api('resume', `objects/${oid}`)}`, {
      headers: { authorization: `Bearer ${app.token}`, range, ...more },
    })
    return {
      status: response.status,
      range: response.headers.get('content-range'),
      body: Buffer.from(await response.arrayBuffer()),
    }
  }
  const last = content.length - 1
  expect(await part('bytes=150000-')).toEqual({
    status: 206,
    range: `bytes 150000-${last}/400000`,
    body: content.subarray(150_000),
  })
  expect(await part('bytes=0-0')).toEqual({ status: 206, range: 'bytes 0-0/400000', body: content.subarray(0, 1) })
  expect(await part('bytes=-10')).toEqual({
    status: 206,
    range: `bytes 399990-${last}/400000`,
    body: content.subarray(-10),
  })
  expect(await part('bytes=399999-9999999')).toMatchObject({ status: 206, range: `bytes ${last}-${last}/400000` })
  expect(await part('bytes=400000-')).toMatchObject({ status: 416, range: 'bytes */400000' })
  for (const whole of ['bytes=5-2,7-9', 'lines=1-2', 'bytes=-']) expect((await part(whole)).status, whole).toBe(200)
  expect((await part('bytes=0-0', { 'if-range': '"another"' })).status).toBe(200)
})

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

test('bob next door learns nothing and changes nothing', async () => {
  await project('private')
  const content = Buffer.from('of alice alone')
  const oid = oidOf(content)
  await put('private', oid, content)
  const lock = (await lfs('POST', api('private', 'locks'), { body: { path: 'a.bin' } })).body.lock
  const token = app.bobToken
  const objects = [{ oid, size: content.length }]
  const tries: [string, string, object?][] = [
    ['POST', 'objects/batch', { operation: 'download', objects }],
    ['POST', 'objects/batch', { operation: 'upload', objects }],
    ['POST', 'objects/verify', objects[0]],
    ['GET', `objects/${oid}`],
    ['GET', 'locks'],
    ['POST', 'locks', { path: 'b.bin' }],
    ['POST', 'locks/verify', {}],
    ['POST', `locks/${lock.id}/unlock`, { force: true }],
  ]
  for (const [method, path, body] of tries) {
    const answer = await lfs(method, api('private', path), { token, ...(body ? { body } : {}) })
    expect(answer.status, `${method} ${path}`).toBe(404)
    expect(JSON.stringify(answer.body)).not.toContain('a.bin')
  }
  expect((await put('private', oid, content, { token })).status).toBe(404)

  // In a project of his own, alice's object is as unknown as one that nobody has.
  await project('mine', 'bob', token)
  const own = (size: number, hash: string) =>
    lfs('POST', 'bob/mine.git/info/lfs/objects/batch', {
      token,
      body: { operation: 'upload', objects: [{ oid: hash, size }] },
    })
  const known = await own(content.length, oid)
  const unknown = await own(content.length, oidOf('nobody has this'))
  expect(Object.keys(known.body.objects[0])).toEqual(Object.keys(unknown.body.objects[0]))
  expect((await lfs('GET', api('private', 'locks'))).body.locks).toHaveLength(1)
})

test('a public project gives its large files to everybody and takes them from its people only', async () => {
  await project('public')
  const content = Buffer.from('for everybody')
  const objects = [{ oid: oidOf(content), size: content.length }]
  await put('public', oidOf(content), content)
  await lfs('POST', api('public', 'locks'), { body: { path: 'a.bin' } })
  const ask = (operation: string, token?: string) =>
    lfs('POST', api('public', 'objects/batch'), { body: { operation, objects }, token })
  expect((await ask('download')).status).toBe(401)
  await app.api('PATCH', '/projects/alice/public', { visibility: 'public' })

  for (const token of [undefined, app.bobToken]) {
    const answer = await ask('download', token)
    expect(answer.status).toBe(200)
    const { href, header } = answer.body.objects[0].actions.download
    expect(await (await fetch(href, { headers: header ?? {} })).text()).toBe('for everybody')
    expect((await lfs('GET', api('public', 'locks'), { token })).body.locks).toHaveLength(1)
    const refused = token ? 403 : 401
    expect((await ask('upload', token)).status).toBe(refused)
    expect((await lfs('POST', api('public', 'locks'), { body: { path: 'b.bin' }, token })).status).toBe(refused)
    expect((await lfs('POST', api('public', 'locks/verify'), { body: {}, token })).status).toBe(refused)
  }

  // Somebody who was let in to work on it may both, with their own locks.
  await app.api('PUT', '/projects/alice/public/collaborators/bob', { role: 'write' })
  expect((await ask('upload', app.bobToken)).status).toBe(200)
  expect((await put('public', oidOf('by bob'), Buffer.from('by bob'), { token: app.bobToken })).status).toBe(200)
  const lock = await lfs('POST', api('public', 'locks'), { body: { path: 'b.bin' }, token: app.bobToken })
  expect(lock.body.lock.owner).toEqual({ name: 'bob' })
  const notHis = (await lfs('GET', api('public', 'locks?path=a.bin'))).body.locks[0]
  const force = await lfs('POST', api('public', `locks/${notHis.id}/unlock`), {
    body: { force: true },
    token: app.bobToken,
  })
  expect(force.status).toBe(403)
})

test('whoever may only read downloads, and neither uploads nor locks', async () => {
  await project('readable')
  const content = Buffer.from('for readers')
  const oid = oidOf(content)
  await put('readable', oid, content)
  await app.api('PUT', '/orgs/alice/members/bob', { role: 'viewer' })
  try {
    const as = (method: string, path: string, body?: object) =>
      lfs(method, api('readable', path), { token: app.bobToken, ...(body ? { body } : {}) })
    const objects = [{ oid, size: content.length }]
    expect(
      (await as('POST', 'objects/batch', { operation: 'download', objects })).body.objects[0].actions,
    ).toBeDefined()
    expect((await as('GET', 'locks')).status).toBe(200)
    expect((await as('POST', 'objects/batch', { operation: 'upload', objects })).status).toBe(403)
    expect((await as('POST', 'locks', { path: 'a.bin' })).status).toBe(403)
    expect((await as('POST', 'locks/verify', {})).status).toBe(403)
    expect((await put('readable', oidOf('new'), Buffer.from('new'), { token: app.bobToken })).status).toBe(403)
  } finally {
    await app.api('DELETE', '/orgs/alice/members/bob')
  }
})

test('the limits of the server hold at their edge, also for two uploads at once', async () => {
  await project('limits')
  await app.api('PATCH', '/settings/storage', { lfsObjectBytes: 1000, lfsProjectBytes: 1500 })
  try {
    const [a, b, c, large] = [randomBytes(1000), randomBytes(500), randomBytes(501), randomBytes(1001)] as const
    const batch = (contents: Buffer[]) =>
      lfs('POST', api('limits', 'objects/batch'), {
        body: {
          operation: 'upload',
          objects: contents.map((content) => ({ oid: oidOf(content), size: content.length })),
        },
      })
    const tooLarge = await batch([large, a])
    expect(tooLarge.body.objects[0].error).toEqual({ code: 422, message: expect.stringContaining('1000 bytes') })
    expect(tooLarge.body.objects[1].actions).toBeDefined()
    expect((await put('limits', oidOf(large), large)).status).toBe(413)
    expect(await batch([a, c])).toMatchObject({ status: 507, body: { message: expect.stringContaining('do not fit') } })
    expect((await batch([a, b])).status).toBe(200)

    expect((await put('limits', oidOf(a), a)).status).toBe(200)
    // Each fits alone; together they do not.
    const d = randomBytes(500)
    const both = await Promise.all([put('limits', oidOf(b), b), put('limits', oidOf(d), d)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 507])
    const { items, usedBytes } = await app.api('GET', '/projects/alice/limits/lfs/objects')
    expect(usedBytes).toBe(1500)
    // Sending what is there again takes no more room, and what was refused is not kept.
    expect((await put('limits', oidOf(a), a)).status).toBe(200)
    const kept = new Set(items.map((item: { oid: string }) => item.oid))
    const dropped = [b, d].map(oidOf).find((oid) => !kept.has(oid))!
    await expect.poll(() => stat(blobPath(dropped)).catch(() => undefined)).toBeUndefined()
  } finally {
    await app.api('PATCH', '/settings/storage', { lfsObjectBytes: 5 * 1024 ** 3, lfsProjectBytes: 50 * 1024 ** 3 })
  }
})

test('a deleted project lets go of its objects; those that others have stay', async () => {
  await project('gone')
  await project('stays')
  const [shared, alone] = [randomBytes(2000), randomBytes(2000)] as const
  for (const content of [shared, alone]) await put('gone', oidOf(content), content)
  await put('stays', oidOf(shared), shared)
  await lfs('POST', api('gone', 'locks'), { body: { path: 'a.bin' } })
  await app.api('DELETE', '/projects/alice/gone', { confirm: 'alice/gone' })
  await expect.poll(() => stat(blobPath(oidOf(alone))).catch(() => undefined)).toBeUndefined()
  const left = await app.kernel.db.system((tx) =>
    tx.query(`select o.oid from lfs.objects o join projects.projects p on p.id = o.project_id where p.name = 'gone'
              union all select l.path from lfs.locks l join projects.projects p on p.id = l.project_id where p.name = 'gone'`),
  )
  expect(left).toEqual([])
  const still = await fetch(`${app.url}/${api('stays', `objects/${oidOf(shared)}`)}`, {
    headers: { authorization: `Bearer ${app.token}` },
  })
  expect(Buffer.from(await still.arrayBuffer()).equals(shared)).toBe(true)
})

test('the token for SSH clients opens this project for this operation and nothing else', async () => {
  await project('ssh')
  await project('elsewhere')
  const content = Buffer.from('over ssh')
  const objects = [{ oid: oidOf(content), size: content.length }]
  const ask = async (operation: 'download' | 'upload', granted: { header: { Authorization: string } }, name = 'ssh') =>
    (
      await lfs('POST', api(name, 'objects/batch'), {
        body: { operation, objects },
        token: granted.header.Authorization.slice('Bearer '.length),
      })
    ).status
  const at = { owner: 'alice', name: 'ssh' }
  const upload = await app.modules.lfs.authenticate(app.alice, at, 'upload')
  expect(upload).toMatchObject({ href: `${app.url}/${api('ssh', '').slice(0, -1)}`, expires_in: 3600 })
  expect(await ask('upload', upload)).toBe(200)
  expect(await ask('upload', upload, 'elsewhere')).toBe(404)
  const download = await app.modules.lfs.authenticate(app.alice, at, 'download')
  expect(await ask('download', download)).toBe(200)
  expect(await ask('upload', download)).toBe(403)
  await expect(app.modules.lfs.authenticate(app.bob, at, 'download')).rejects.toMatchObject({ kind: 'not_found' })
  const reader = { ...app.alice, orgs: { [Object.keys(app.alice.orgs)[0]!]: ['*:read'] } }
  await expect(app.modules.lfs.authenticate(reader, at, 'upload')).rejects.toMatchObject({ kind: 'forbidden' })
  // Locks taken with it are the person's own.
  const token = upload.header.Authorization.slice('Bearer '.length)
  await lfs('POST', api('ssh', 'locks'), { body: { path: 'a.bin' }, token })
  expect((await lfs('POST', api('ssh', 'locks/verify'), { body: {} })).body).toMatchObject({
    ours: [{ path: 'a.bin' }],
    theirs: [],
  })
  expect((await app.api('GET', '/tokens')).items).toHaveLength(1)
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
  const path = join(client.home, 'large.bin')
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
