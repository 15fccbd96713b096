import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Problem } from '#kernel'
import { testPlace } from '#testing'
import { allEvents } from '../../code/git/events.kit.ts'
import { type GitServer, gitClient, startGitServer } from './git.kit.ts'

let server: GitServer
let client: Awaited<ReturnType<typeof gitClient>>
let removePlace: () => Promise<void>

beforeAll(async () => {
  const place = await testPlace()
  removePlace = place.remove
  server = await startGitServer(place.config)
  client = await gitClient()
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await removePlace()
})

const events = (project: string) => allEvents(server.kernel, { project, names: ['git.pushed'] })
const projectOf = (path: string) => {
  const [owner, name] = path.split('/') as [string, string]
  return server.kernel.db.system((tx) => server.modules.projects.get(tx, { owner, name }))
}

/** A local repository with some commits, its origin a project that does not exist yet. */
async function localRepository(folder: string, path: string, commits = 3): Promise<string> {
  await mkdir(join(client.home, folder))
  await client.run(folder, 'init', '-q', '-b', 'main')
  for (let i = 1; i <= commits; i++) await commitFile(folder, `file-${i}.txt`, `line ${i}\n`)
  await client.run(folder, 'remote', 'add', 'origin', server.remote(path, server.alice.token))
  return folder
}

async function commitFile(folder: string, path: string, text: string): Promise<string> {
  await mkdir(join(client.home, folder, path, '..'), { recursive: true })
  await appendFile(join(client.home, folder, path), text)
  await client.run(folder, 'add', '-A')
  await client.run(folder, 'commit', '-q', '-m', `change ${path}`)
  return client.run(folder, 'rev-parse', 'HEAD')
}

test('a first push creates the project, and is announced with its commits', async () => {
  await localRepository('first', 'alice/first')
  await client.run('first', 'push', '-q', 'origin', 'main')
  const head = await client.run('first', 'rev-parse', 'HEAD')
  const { id } = await projectOf('alice/first')
  const [event, ...more] = await events(id)
  expect(more).toEqual([])
  expect(event).toMatchObject({ actor: { kind: 'person', name: 'alice' }, links: { commit: head } })
  expect(event!.data).toMatchObject({ ref: 'refs/heads/main', before: '0'.repeat(40), after: head, forced: false })
  expect(event!.data.commits.map((c: { message: string }) => c.message)).toEqual([
    'change file-1.txt',
    'change file-2.txt',
    'change file-3.txt',
  ])
})

test('clone, shallow clone, partial clone and fetch give what was pushed', async () => {
  await localRepository('origin1', 'alice/clones', 5)
  await client.run('origin1', 'tag', '-a', 'v1', '-m', 'one')
  await client.run('origin1', 'push', '-q', 'origin', 'main', 'v1')
  const remote = server.remote('alice/clones', server.alice.token)
  const head = await client.run('origin1', 'rev-parse', 'HEAD')

  await client.run('', 'clone', '-q', remote, 'full')
  expect(await client.run('full', 'rev-parse', 'HEAD')).toBe(head)
  expect(await client.run('full', 'tag')).toBe('v1')
  expect(await client.run('full', 'fsck', '--full')).toBe('')

  await client.run('', 'clone', '-q', '--depth', '1', remote, 'shallow')
  expect(await client.run('shallow', 'rev-list', '--count', 'HEAD')).toBe('1')
  await client.run('shallow', 'fetch', '-q', '--deepen', '2')
  expect(await client.run('shallow', 'rev-list', '--count', 'HEAD')).toBe('3')

  await client.run('', 'clone', '-q', '--filter=blob:none', '--no-checkout', remote, 'partial')
  expect((await client.run('partial', 'rev-list', '--objects', '--missing=print', 'HEAD')).match(/^\?/gm)).toHaveLength(
    5,
  )
  await client.run('partial', 'checkout', '-q', 'main')
  expect(await client.run('partial', 'status', '--porcelain')).toBe('')

  await client.run('', '-c', 'protocol.version=0', 'clone', '-q', remote, 'version0')
  expect(await client.run('version0', 'rev-parse', 'HEAD')).toBe(head)

  await client.run('origin1', 'push', '-q', 'origin', 'main:refs/heads/other')
  await client.run('full', 'fetch', '-q')
  expect(await client.run('full', 'rev-parse', 'origin/other')).toBe(head)
})

test('a protected branch refuses direct pushes, force and deletion by the name of the rule, and nothing moves', async () => {
  await localRepository('protected', 'alice/protected')
  await client.run('protected', 'push', '-q', 'origin', 'main')
  const before = await client.run('protected', 'rev-parse', 'HEAD')
  const { id } = await projectOf('alice/protected')

  await commitFile('protected', 'direct.txt', 'x')
  const direct = await client.attempt('protected', 'push', 'origin', 'main')
  expect(direct.code).not.toBe(0)
  expect(direct.stderr).toContain('remote: DevFlow refused refs/heads/main: main changes only through pull requests')
  expect(direct.stderr).toContain('(rule protection.require_pull)')

  await server.kernel.call(
    server.modules.projects.verbs.update,
    { owner: 'alice', name: 'protected', settings: { protection: [{ pattern: 'main', requirePull: false }] } },
    { actor: server.alice.actor },
  )
  await client.run('protected', 'push', '-q', 'origin', 'main')
  await client.run('protected', 'reset', '-q', '--hard', before)
  await commitFile('protected', 'other.txt', 'y')
  expect((await client.attempt('protected', 'push', 'origin', 'main')).stderr).toContain('non-fast-forward')
  expect((await client.attempt('protected', 'push', '--force', 'origin', 'main')).stderr).toContain(
    '(rule protection.force_push)',
  )
  expect((await client.attempt('protected', 'push', 'origin', ':main')).stderr).toContain(
    '(rule protection.default_branch)',
  )
  expect(await events(id)).toHaveLength(2)

  // An unprotected branch may be rewritten and deleted.
  await client.run('protected', 'push', '-q', 'origin', 'main:topic')
  await client.run('protected', 'commit', '-q', '--amend', '-m', 'rewritten')
  await client.run('protected', 'push', '-q', '--force', 'origin', 'main:topic')
  await client.run('protected', 'push', '-q', 'origin', ':topic')
  const told = (await events(id)).slice(2).map(({ data }) => [data.ref, data.forced, /^0+$/.test(data.after)])
  expect(told).toEqual([
    ['refs/heads/topic', false, false],
    ['refs/heads/topic', true, false],
    ['refs/heads/topic', false, true],
  ])
})

test('an atomic push of several refs moves all or none; push options and tags are taken', async () => {
  await localRepository('atomic', 'alice/atomic')
  await client.run('atomic', 'push', '-q', 'origin', 'main')
  const { id } = await projectOf('alice/atomic')
  await commitFile('atomic', 'more.txt', 'x')
  const refused = await client.attempt('atomic', 'push', '--atomic', 'origin', 'main', 'main:one', 'main:two')
  expect(refused.code).not.toBe(0)
  expect(await client.run('atomic', 'ls-remote', '--heads', 'origin')).not.toContain('one')
  expect(await events(id)).toHaveLength(1)

  await client.run('atomic', 'tag', 'v2')
  await client.run('atomic', 'push', '-q', '--atomic', '-o', 'ci.skip', 'origin', 'main:one', 'main:two', 'v2')
  expect((await events(id)).map(({ data }) => data.ref).sort()).toEqual([
    'refs/heads/main',
    'refs/heads/one',
    'refs/heads/two',
    'refs/tags/v2',
  ])
})

test('twenty pushes at once to different branches all arrive and are announced once each', async () => {
  await localRepository('many', 'alice/many')
  await client.run('many', 'push', '-q', 'origin', 'main')
  const { id } = await projectOf('alice/many')
  const names = Array.from({ length: 20 }, (_, i) => `topic-${i}`)
  const results = await Promise.all(
    names.map((name) =>
      client.attempt('many', 'push', 'origin', `main~${Number(name.slice(6)) % 3}:refs/heads/${name}`),
    ),
  )
  expect(results.map(({ code }) => code)).toEqual(names.map(() => 0))
  const told = (await events(id)).map(({ data }) => data.ref)
  expect(told.sort()).toEqual(['refs/heads/main', ...names.map((name) => `refs/heads/${name}`)].sort())
})

test('a stranger can neither see nor clone nor push, and learns nothing from the answers', async () => {
  await localRepository('private', 'alice/private')
  await client.run('private', 'push', '-q', 'origin', 'main')
  const anonymous = await fetch(`${server.url}/alice/private.git/info/refs?service=git-upload-pack`)
  expect(anonymous.status).toBe(401)
  expect(anonymous.headers.get('www-authenticate')).toContain('Basic realm="DevFlow"')
  const existing = server.remote('alice/private', server.bob.token)
  const absent = server.remote('alice/nothing', server.bob.token)
  for (const command of [
    (remote: string) => client.attempt('', 'clone', remote, 'stolen'),
    (remote: string) => client.attempt('private', 'push', remote, 'main:stolen'),
    (remote: string) => client.attempt('', 'ls-remote', remote),
  ]) {
    const [one, two] = [await command(existing), await command(absent)]
    expect(one.code).not.toBe(0)
    const anonymised = ({ stderr }: { stderr: string }) =>
      stderr
        .replaceAll('alice/private', 'X')
        .replaceAll('alice/nothing', 'X')
        .replaceAll('--name private', '')
        .replaceAll('--name nothing', '')
    expect(anonymised(one)).toBe(anonymised(two))
  }
  for (const service of ['git-upload-pack', 'git-receive-pack']) {
    const answer = await fetch(`${server.url}/alice/private.git/${service}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.bob.token}`, 'content-type': `application/x-${service}-request` },
      body: '0000',
    })
    expect(answer.status).toBe(404)
  }
  const { branches, recordPush } = server.modules.git.verbs
  const address = { owner: 'alice', name: 'private' }
  await expect(server.kernel.call(branches, address, { actor: server.bob.actor })).rejects.toMatchObject({
    kind: 'not_found',
  })
  await expect(
    server.kernel.call(recordPush, { ...address, refs: ['refs/heads/main'] }, { actor: server.bob.actor }),
  ).rejects.toMatchObject({ kind: 'not_found' })
})

test('a token that may only read clones, and is told why it cannot push', async () => {
  await localRepository('reading', 'alice/reading')
  await client.run('reading', 'push', '-q', 'origin', 'main')
  const remote = server.remote('alice/reading', await server.tokenFor(server.alice.actor, ['*:read']))
  await client.run('', 'clone', '-q', remote, 'read-only')
  const push = await client.attempt('reading', 'push', remote, 'main:topic')
  expect(push.stderr).toContain('may not push to alice/reading; it needs the permission git:push')
  const bad = await client.attempt('', 'ls-remote', server.remote('alice/reading', 'nonsense'))
  expect(bad.code).not.toBe(0)
})

test('the first push decides what the default branch is, protection included', async () => {
  await localRepository('old', 'alice/old')
  await client.run('old', 'branch', '-m', 'master')
  await client.run('old', 'push', '-q', 'origin', 'master')
  expect((await projectOf('alice/old')).defaultBranch).toBe('master')
  await client.run('', 'clone', '-q', server.remote('alice/old', server.alice.token), 'old-clone')
  expect(await client.run('old-clone', 'branch', '--show-current')).toBe('master')
  await commitFile('old', 'direct.txt', 'x')
  expect((await client.attempt('old', 'push', 'origin', 'master')).stderr).toContain('(rule protection.require_pull)')
  await client.run('old', 'push', '-q', 'origin', 'master:main')
  expect((await projectOf('alice/old')).defaultBranch).toBe('master')
})

test('gzipped requests are understood, the list of refs is always current, and a client that hangs up ends the process', async () => {
  await localRepository('large-pack', 'alice/large-pack')
  await writeFile(join(client.home, 'large-pack', 'noise'), randomBytes(30_000_000))
  const head = await commitFile('large-pack', 'more.txt', 'x')
  await client.run('large-pack', 'push', '-q', 'origin', 'main')
  const headers = {
    authorization: `Bearer ${server.alice.token}`,
    'content-type': 'application/x-git-upload-pack-request',
    'git-protocol': 'version=2',
  }
  const post = (body: string | Uint8Array<ArrayBuffer>, more: object = {}) =>
    fetch(`${server.url}/alice/large-pack.git/git-upload-pack`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body,
    })
  const list = '0014command=ls-refs\n00010000'
  const refs = await (await post(list)).text()
  expect(refs).toContain(`${head} refs/heads/main`)
  expect(await (await post(new Uint8Array(gzipSync(list)), { 'content-encoding': 'gzip' })).text()).toBe(refs)
  expect(await (await post(list)).text()).toBe(refs)
  await client.run('large-pack', 'push', '-q', 'origin', 'main:second')
  expect(await (await post(list)).text()).toContain(`${head} refs/heads/second`)

  const want = `want ${head}\n`
  const answer = await post(
    `0011command=fetch0001${(want.length + 4).toString(16).padStart(4, '0')}${want}0009done\n0000`,
  )
  const reader = answer.body!.getReader()
  expect((await reader.read()).value!.length).toBeGreaterThan(0)
  expect(server.modules.git.running()).toBe(1)
  await reader.cancel()
  await expect.poll(() => server.modules.git.running()).toBe(0)
})

test('a policy sees the objects of a push in quarantine, and what it refuses leaves no trace', async () => {
  const seen: string[] = []
  server.modules.git.addPolicy({
    name: 'secrets',
    async check({ project, updates, gitEnv, gitDir, blob, diff }) {
      if (project.name !== 'policy') return
      expect(gitEnv.GIT_QUARANTINE_PATH).toContain(gitDir)
      for (const { ref, before, after } of updates) {
        const secret = await blob(after, 'secret.txt')
        if (!secret) continue
        seen.push(...(await diff(before, after)).map(({ path }) => path))
        throw new Problem(
          'forbidden',
          'guardian.secret',
          'secret.txt looks like a secret; remove it from the commits.',
          { details: { ref } },
        )
      }
    },
  })
  await localRepository('policy', 'alice/policy')
  await client.run('policy', 'push', '-q', 'origin', 'main')
  const bad = await commitFile('policy', 'secret.txt', 'hunter2')
  const refused = await client.attempt('policy', 'push', 'origin', 'main:topic')
  expect(refused.stderr).toContain(
    'remote: DevFlow refused refs/heads/topic: secret.txt looks like a secret; remove it from the commits. (rule guardian.secret)',
  )
  expect(seen).toEqual(['file-1.txt', 'file-2.txt', 'file-3.txt', 'secret.txt'])
  const { id } = await projectOf('alice/policy')
  expect(await server.modules.git.resolve(id, bad)).toBeUndefined()
  expect(await events(id)).toHaveLength(1)
})

test('hostile input is refused in a sentence: names, paths, services, packs', async () => {
  await localRepository('hostile', 'alice/hostile')
  await client.run('hostile', 'push', '-q', 'origin', 'main')
  const headers = { authorization: `Bearer ${server.alice.token}` }
  const get = (path: string) => fetch(`${server.url}${path}`, { headers })
  expect((await get('/alice/hostile.git/info/refs')).status).toBe(403)
  expect((await get('/alice/hostile.git/info/refs?service=git-upload-archive')).status).toBe(403)
  expect((await get('/alice/..%2f..%2fetc.git/info/refs?service=git-upload-pack')).status).toBe(404)
  expect((await get('/alice/--upload-pack=touch.git/info/refs?service=git-receive-pack')).status).toBe(400)
  expect((await get('/alice/a%00b.git/info/refs?service=git-upload-pack')).status).toBe(404)
  expect((await get('/nobody/thing.git/info/refs?service=git-receive-pack')).status).toBe(404)

  const post = (body: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) =>
    fetch(`${server.url}/alice/hostile.git/git-receive-pack`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-git-receive-pack-request', ...more },
      body,
    })
  expect((await post('x', { 'content-type': 'text/plain' })).status).toBe(400)
  expect((await post('x', { 'content-encoding': 'br' })).status).toBe(400)
  const head = await client.run('hostile', 'rev-parse', 'HEAD')
  const packet = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`
  // A ref name with "..", one the server keeps, a pack that stops in the middle, and no pack at all.
  for (const ref of [
    'refs/heads/a..b',
    'refs/pull/1/head',
    'refs/devflow/x',
    '--upload-pack=x',
    'refs/heads/-x',
    'HEAD',
    'refs/heads/main.lock',
  ]) {
    const body = `${packet(`${'0'.repeat(40)} ${head} ${ref}\0 report-status`)}0000`
    const answer = await (
      await post(
        `${body}PACK\0\0\0\x02\0\0\0\0\x02\x9d\x08\x82\x3b\xd8\xa8\xea\xb5\x10\xad\x6a\xc7\x5c\x82\x3c\xfd\x3e\xd3\x1e`,
      )
    ).text()
    expect(answer, ref).not.toContain(`ok ${ref}`)
  }
  await (
    await post(
      `${packet(`${'0'.repeat(40)} ${head.replace(/^./, '0')} refs/heads/broken\0 report-status`)}0000PACK\0\0\0\x02\0\0\0\x05abc`,
    )
  ).text()
  await (await post('00zz')).text()
  await (await post(new Uint8Array([0x1f, 0x8b, 1, 2, 3]), { 'content-encoding': 'gzip' })).text()
  expect(await client.run('hostile', 'ls-remote', 'origin')).toBe(`${head}\tHEAD\n${head}\trefs/heads/main`)
})

test('a push that the client breaks off leaves nothing behind and the next one works', async () => {
  await localRepository('broken', 'alice/broken')
  await client.run('broken', 'push', '-q', 'origin', 'main')
  const stop = new AbortController()
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(
        new TextEncoder().encode(`00a0${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/never\0 report-status`),
      )
    },
  })
  const request = fetch(`${server.url}/alice/broken.git/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.alice.token}`,
      'content-type': 'application/x-git-receive-pack-request',
    },
    body,
    duplex: 'half',
    signal: stop.signal,
  } as RequestInit)
  const failed = expect(request).rejects.toThrow()
  await expect.poll(() => server.modules.git.running()).toBe(1)
  stop.abort()
  await failed
  await expect.poll(() => server.modules.git.running()).toBe(0)
  await commitFile('broken', 'after.txt', 'x')
  await client.run('broken', 'push', '-q', 'origin', 'main:topic')
})

test('a body past the limit is refused with 413, whether its length was announced or not', async () => {
  const place = await testPlace()
  const small = await startGitServer({ ...place.config, pushLimitBytes: 2000 })
  try {
    await mkdir(join(client.home, 'large'))
    await client.run('large', 'init', '-q', '-b', 'main')
    await writeFile(
      join(client.home, 'large', 'noise'),
      Buffer.from(Array.from({ length: 5000 }, () => Math.floor(Math.random() * 256))),
    )
    await client.run('large', 'add', '-A')
    await client.run('large', 'commit', '-q', '-m', 'large')
    const remote = small.remote('alice/large', small.alice.token)
    for (const buffer of ['1000000', '1000']) {
      const push = await client.attempt('large', '-c', `http.postBuffer=${buffer}`, 'push', remote, 'main')
      expect(push.code).not.toBe(0)
      expect(push.stderr).toContain('413')
    }
    expect(await client.run('large', 'ls-remote', remote)).toBe('')
  } finally {
    await small[Symbol.asyncDispose]()
    await place.remove()
  }
})
