import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { api, oidOf, testLfs } from './lfs.kit.ts'

const server = await testLfs()
const { app, project, lfs, put, blobPath } = server
afterAll(() => server[Symbol.asyncDispose]())

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

  // And those of a deploy key are the key's, whichever way it comes.
  const key = { kind: 'system' as const, id: 'dk_1', name: 'deploy key', orgs: app.alice.orgs }
  const byKey = (await app.modules.lfs.authenticate(key, at, 'upload')).header.Authorization.slice('Bearer '.length)
  await lfs('POST', api('ssh', 'locks'), { body: { path: 'b.bin' }, token: byKey })
  const { items } = await app.kernel.call(app.modules.lfs.verbs.locks, { ...at, path: 'b.bin' }, { actor: key })
  expect(items).toMatchObject([{ mine: true, owner: { id: 'dk_1', name: 'deploy key' } }])
})

test('a fork has the large files of its origin, counted once, and keeps them when that is gone', async () => {
  const { token, bobToken } = { token: app.token, bobToken: app.bobToken }
  await project('network')
  const [first, later, secret] = [randomBytes(700), randomBytes(500), randomBytes(300)]
  await put('network', oidOf(first), first)
  const { importFiles } = app.modules.git
  const pointer = (content: Buffer) =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${oidOf(content)}\nsize ${content.length}\n`
  const author = { name: 'Alice', email: 'alice@example.com' }
  const { id } = await app.api('GET', '/projects/alice/network')
  await importFiles(id, {
    branch: 'main',
    files: { 'a.bin': pointer(first) },
    message: 'one',
    author,
    actor: app.alice,
  })
  await app.api('PATCH', '/projects/alice/network', { visibility: 'public' })
  await app.api('POST', '/projects/alice/network/forks', {}, bobToken)
  const stored = (path: string, by = token) => app.api('GET', `/projects/${path}/lfs/objects`, undefined, by)
  await expect.poll(async () => (await stored('bob/network', bobToken)).total).toBe(1)
  expect(await stored('bob/network', bobToken)).toMatchObject({ usedBytes: 0 })

  // What comes to the origin later comes to the fork with the commit that names it.
  await put('network', oidOf(later), later)
  await importFiles(id, {
    branch: 'main',
    files: { 'b.bin': pointer(later) },
    message: 'two',
    author,
    actor: app.alice,
  })
  await app.api('POST', '/projects/bob/network/merge-upstream', { branch: 'main' }, bobToken)
  await expect.poll(async () => (await stored('bob/network', bobToken)).total).toBe(2)

  // The other way round, too: a pull request brings along what its commits name, and that alone.
  const [named, beside] = [randomBytes(400), randomBytes(200)]
  const upload = (content: Buffer) =>
    fetch(`${app.url}/bob/network.git/info/lfs/objects/${oidOf(content)}/${content.length}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${bobToken}` },
      body: new Uint8Array(content),
    })
  for (const content of [named, beside]) expect((await upload(content)).status).toBe(200)
  const fork = await app.api('GET', '/projects/bob/network', undefined, bobToken)
  await app.modules.git.createBranch(fork.id, { branch: 'topic', from: 'main', actor: app.bob })
  await importFiles(fork.id, {
    branch: 'topic',
    files: { 'c.bin': pointer(named) },
    message: 'c',
    author,
    actor: app.bob,
  })
  const open = { title: 'A large file', head: 'bob:topic', base: 'main' }
  await app.api('POST', '/projects/alice/network/pulls', open, bobToken)
  await expect.poll(async () => (await stored('alice/network')).total).toBe(3)
  expect((await stored('alice/network')).items.map(({ oid }: { oid: string }) => oid)).not.toContain(oidOf(beside))

  // A push to the fork of what the origin has needs no upload; of what a stranger has, it does, though it is named by its oid.
  const extra = randomBytes(600)
  await put('network', oidOf(extra), extra)
  await project('stranger')
  await put('stranger', oidOf(secret), secret)
  const objects = [extra, secret].map((content) => ({ oid: oidOf(content), size: content.length }))
  const { body } = await lfs('POST', 'bob/network.git/info/lfs/objects/batch', {
    token: bobToken,
    body: { operation: 'upload', objects },
  })
  expect(body.objects.map(({ actions }: { actions?: object }) => Object.keys(actions ?? {}))).toEqual([
    [],
    ['upload', 'verify'],
  ])
  await importFiles(fork.id, {
    branch: 'guess',
    files: { 's.bin': pointer(secret) },
    message: 's',
    author,
    actor: app.bob,
  })
  const guessed = await lfs('GET', `bob/network.git/info/lfs/objects/${oidOf(secret)}`, { token: bobToken })
  expect(guessed.status).toBe(404)

  // Once the origin is closed to him, bob gets nothing more from there.
  const late = randomBytes(100)
  await put('network', oidOf(late), late)
  await app.api('PATCH', '/projects/alice/network', { visibility: 'private' })
  const refused = await lfs('POST', 'bob/network.git/info/lfs/objects/batch', {
    token: bobToken,
    body: { operation: 'upload', objects: [{ oid: oidOf(late), size: late.length }] },
  })
  expect(Object.keys(refused.body.objects[0].actions)).toEqual(['upload', 'verify'])

  const usedBefore = (await stored('bob/network', bobToken)).usedBytes
  expect(usedBefore).toBe(named.length + beside.length)
  await app.api('DELETE', '/projects/alice/network', { confirm: 'alice/network' })
  const shared = first.length + later.length + extra.length
  await expect.poll(async () => (await stored('bob/network', bobToken)).usedBytes).toBe(usedBefore + shared)
  const kept = await fetch(`${app.url}/bob/network.git/info/lfs/objects/${oidOf(first)}`, {
    headers: { authorization: `Bearer ${bobToken}` },
  })
  expect(Buffer.from(await kept.arrayBuffer()).equals(first)).toBe(true)
})
