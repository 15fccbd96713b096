import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type TestApp, testApp, testPlace } from '#testing'
import { allEvents } from '../../code/git/events.kit.ts'
import { type GitServer, gitClient, startGitServer } from './git.kit.ts'

/** `here` is the server under test; `there` is another forge, which only git itself is spoken with. */
let here: TestApp
let there: GitServer
let client: Awaited<ReturnType<typeof gitClient>>
let removePlace: () => Promise<void>

beforeAll(async () => {
  const place = await testPlace()
  removePlace = place.remove
  ;[here, there, client] = await Promise.all([
    testApp({ egressAllow: ['127.0.0.1', 'localhost'] }),
    startGitServer(place.config),
    gitClient(),
  ])
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await here[Symbol.asyncDispose]()
  await there[Symbol.asyncDispose]()
  await removePlace()
})

/** A repository on the other forge with commits on `trunk`, which is its default branch. */
async function origin(name: string, branch = 'trunk'): Promise<string> {
  await mkdir(join(client.home, name))
  await client.run(name, 'init', '-q', '-b', branch)
  await client.run(name, 'remote', 'add', 'origin', there.remote(`alice/${name}`, there.alice.token))
  await commit(name, 'readme.md', name)
  await client.run(name, 'push', '-q', 'origin', branch)
  await there.kernel.call(
    there.modules.projects.verbs.update,
    { owner: 'alice', name, settings: { protection: [] } },
    { actor: there.alice.actor },
  )
  return `${there.url}/alice/${name}.git`
}

async function commit(folder: string, path: string, text: string): Promise<string> {
  await writeFile(join(client.home, folder, path), text)
  await client.run(folder, 'add', '-A')
  await client.run(folder, 'commit', '-q', '-m', `change ${path}`)
  return client.run(folder, 'rev-parse', 'HEAD')
}

const credentials = () => ({ username: 'alice', password: there.alice.token })
const mirrorsOf = (name: string) => `/projects/alice/${name}/mirrors`
const get = (name: string, id: string) => here.api('GET', `${mirrorsOf(name)}/${id}`)
const settled = (name: string, id: string) =>
  expect.poll(async () => (await get(name, id)).status, { timeout: 20_000 }).not.toMatch(/waiting|running/)
const logOf = async (id: string) => (await here.api('GET', `/logs/${id}`)).lines.map((l: { text: string }) => l.text)
const refsHere = async (name: string) => {
  const { id } = await here.api('GET', `/projects/alice/${name}`)
  return Object.fromEntries((await here.modules.git.refs(id, 'refs/heads/')).map(({ ref, sha }) => [ref, sha]))
}

test('an import brings branches, tags and the default branch, with a log, and starts no work of its own', async () => {
  const url = await origin('legacy')
  await client.run('legacy', 'tag', '-a', 'v1', '-m', 'one')
  await client.run('legacy', 'push', '-q', 'origin', 'trunk:refs/heads/topic', 'v1')
  const head = await client.run('legacy', 'rev-parse', 'HEAD')
  const mirror = await here.api('POST', '/imports', { owner: 'alice', name: 'imported', url, ...credentials() })
  expect(mirror).toMatchObject({ direction: 'import', status: 'waiting', hasPassword: true, url })
  await settled('imported', mirror.id)
  const done = await get('imported', mirror.id)
  expect(done).toMatchObject({ status: 'synced', problem: null, diverged: [] })
  expect(await refsHere('imported')).toEqual({ 'refs/heads/trunk': head, 'refs/heads/topic': head })
  const project = await here.api('GET', '/projects/alice/imported')
  expect(project.defaultBranch).toBe('trunk')
  expect(project.settings.protection[0]).toMatchObject({ pattern: 'trunk', requirePull: true })
  const log = (await logOf(done.log)).join('\n')
  expect(log).toContain('Done. Refs moved: 3, left alone: 0.')
  expect(log).not.toContain(there.alice.token)
  const told = await allEvents(here.kernel, { project: project.id, names: ['git.pushed', 'mirror.synced'] })
  expect(told.map(({ name }) => name).sort()).toEqual(['git.pushed', 'git.pushed', 'git.pushed', 'mirror.synced'])
  // Nothing that was recorded or announced holds the password.
  const kept = await here.kernel.db.system((tx) =>
    tx.query(
      `select 1 from kernel.actions where input::text || coalesce(output::text, '') like $1
       union all select 1 from kernel.events where data::text like $1
       union all select 1 from mirrors.mirrors where encode(sealed, 'escape') like $1`,
      [`%${there.alice.token}%`],
    ),
  )
  expect(kept).toEqual([])
  // What the mirror has fetched is its own; clients see the project's refs alone.
  const remote = `${here.url.replace('://', `://git:${here.token}@`)}/alice/imported.git`
  expect((await client.run('', 'ls-remote', remote)).split('\n').map((line) => line.split('\t')[1])).toEqual([
    'HEAD',
    'refs/heads/topic',
    'refs/heads/trunk',
    'refs/tags/v1',
    'refs/tags/v1^{}',
  ])
})

test('a pull mirror follows its source, refuses pushes, and reports what it would have to lose', async () => {
  const url = await origin('source', 'main')
  const body = { owner: 'alice', name: 'followed', url, ...credentials(), follow: true, everyMinutes: 60 }
  const { id, project } = await here.api('POST', '/imports', body)
  await settled('followed', id)
  const second = await commit('source', 'two.txt', '2')
  await client.run('source', 'push', '-q', 'origin', 'main')
  await here.api('POST', `${mirrorsOf('followed')}/${id}/sync`)
  await settled('followed', id)
  expect(await refsHere('followed')).toEqual({ 'refs/heads/main': second })

  const remote = `${here.url.replace('://', `://git:${here.token}@`)}/alice/followed.git`
  const refused = await client.attempt('source', 'push', remote, 'main:refs/heads/mine')
  expect(refused.stderr).toContain(`DevFlow refused refs/heads/mine: It follows ${url}; push there`)
  await expect(
    here.api('POST', '/projects/alice/followed/branches', { branch: 'mine', from: 'main' }),
  ).rejects.toMatchObject({ code: 'mirrors.read_only' })

  // The source takes a commit back and a branch away: nothing here is lost by it.
  await client.run('source', 'push', '-q', 'origin', 'main:refs/heads/gone')
  await here.api('POST', `${mirrorsOf('followed')}/${id}/sync`)
  await settled('followed', id)
  await client.run('source', 'reset', '-q', '--hard', 'HEAD~')
  const other = await commit('source', 'other.txt', 'x')
  await client.run('source', 'push', '-q', '--force', 'origin', 'main', ':gone')
  await here.api('POST', `${mirrorsOf('followed')}/${id}/sync`)
  await settled('followed', id)
  expect(await get('followed', id)).toMatchObject({
    status: 'diverged',
    diverged: [{ ref: 'refs/heads/main', reason: 'Both sides have commits that the other has not.' }],
  })
  expect(await refsHere('followed')).toEqual({ 'refs/heads/main': second, 'refs/heads/gone': second })

  // By force it becomes the same, and still not against the protection of the branch.
  await here.api('PATCH', `${mirrorsOf('followed')}/${id}`, { force: true })
  await settled('followed', id)
  expect((await get('followed', id)).diverged[0].reason).toContain('main must not lose commits')
  await here.api('PATCH', '/projects/alice/followed', { settings: { protection: [] } })
  await here.api('POST', `${mirrorsOf('followed')}/${id}/sync`)
  await settled('followed', id)
  expect(await refsHere('followed')).toEqual({ 'refs/heads/main': other })
  expect((await get('followed', id)).status).toBe('synced')

  const waiting = await here.kernel.db.system((tx) =>
    tx.query(`select run_at > now() + interval '50 minutes' as later from graphile_worker.jobs where key = $1`, [
      `mirrors.next:${id}`,
    ]),
  )
  expect(waiting).toEqual([{ later: true }])
  await here.api('DELETE', `${mirrorsOf('followed')}/${id}`)
  expect(await here.modules.git.refs(project, 'refs/devflow/')).toEqual([])
  await expect
    .poll(async () => (await client.attempt('source', 'push', '-q', remote, 'main:refs/heads/mine')).code)
    .toBe(0)
})

test('a push mirror copies after each push, only what its patterns name, and overwrites only by force', async () => {
  const url = await origin('copy', 'main')
  await here.api('POST', '/projects', { owner: 'alice', name: 'work', settings: { protection: [] } })
  const remote = `${here.url.replace('://', `://git:${here.token}@`)}/alice/work.git`
  await client.run('copy', 'push', '-q', remote, 'main')
  const refs = ['refs/heads/main', 'refs/heads/release/*']
  const mirror = await here.api('POST', mirrorsOf('work'), { direction: 'push', url, ...credentials(), refs })
  await settled('work', mirror.id)
  const head = await commit('copy', 'new.txt', 'x')
  await client.run('copy', 'push', '-q', remote, 'main', 'main:refs/heads/release/1', 'main:refs/heads/private')
  const copied = () => client.run('copy', 'ls-remote', '--heads', 'origin')
  await expect.poll(copied, { timeout: 20_000 }).toContain(`${head}\trefs/heads/release/1`)
  expect(await copied()).toBe(`${head}\trefs/heads/main\n${head}\trefs/heads/release/1`)

  // Somebody pushed to the copy: it is not overwritten, and that is said.
  const theirs = await commit('copy', 'theirs.txt', 'x')
  await client.run('copy', 'push', '-q', 'origin', 'main')
  await client.run('copy', 'reset', '-q', '--hard', 'HEAD~')
  await commit('copy', 'ours.txt', 'y')
  await client.run('copy', 'push', '-q', remote, 'main')
  await expect.poll(async () => (await get('work', mirror.id)).status, { timeout: 20_000 }).toBe('diverged')
  expect((await get('work', mirror.id)).diverged).toEqual([
    { ref: 'refs/heads/main', reason: expect.stringMatching(/did not take it: (fetch first|non-fast-forward)/) },
  ])
  expect(await copied()).toContain(`${theirs}\trefs/heads/main`)
})

test('a password goes to no other server: a new host forgets it', async () => {
  const url = await origin('secretive', 'main')
  const { id } = await here.api('POST', '/imports', {
    owner: 'alice',
    name: 'moving',
    url,
    ...credentials(),
    follow: true,
    everyMinutes: null,
  })
  await settled('moving', id)
  const seen: (string | undefined)[] = []
  const thief = await listen((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
  })
  const changed = await here.api('PATCH', `${mirrorsOf('moving')}/${id}`, { url: `${thief}/alice/secretive.git` })
  expect(changed.hasPassword).toBe(false)
  await settled('moving', id)
  expect((await get('moving', id)).problem).toContain('did not accept the user and password')
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.filter(Boolean)).toEqual([])
})

test('no redirect, dumb alternate or foreign protocol leads anywhere else', async () => {
  const hits: string[] = []
  const inside = await listen((request, response) => {
    hits.push(request.url ?? '')
    response.end()
  })
  const redirecting = await listen((request, response) =>
    response.writeHead(302, { location: `${inside}${request.url}` }).end(),
  )
  const dumb = await listen((request, response) => {
    if (request.url?.includes('info/refs')) response.end(`${'1'.repeat(40)}\trefs/heads/main\n`)
    else if (request.url?.endsWith('/HEAD')) response.end('ref: refs/heads/main\n')
    else if (request.url?.includes('alternates')) response.end(`${inside}/objects\n`)
    else response.writeHead(404).end()
  })
  for (const [i, source] of [redirecting, dumb].entries()) {
    const name = `lured-${i}`
    const { id } = await here.api('POST', '/imports', { owner: 'alice', name, url: `${source}/a.git` })
    await settled(name, id)
    expect(await get(name, id)).toMatchObject({ status: 'failed', problem: expect.any(String) })
  }
  expect(hits).toEqual([])
  for (const [url, code] of [
    ['ext::sh -c id', 'egress.scheme'],
    ['file:///etc', 'egress.scheme'],
    ['/etc', 'egress.address'],
    ['ftp://example.com/a.git', 'egress.scheme'],
    ['--upload-pack=id', 'egress.address'],
    ['http://169.254.169.254/a.git', 'egress.internal_address'],
    ['http://[::1]/a.git', 'egress.internal_address'],
    ['https://user:secret@example.com/a.git', 'kernel.input'],
  ]) {
    await expect(here.api('POST', '/imports', { owner: 'alice', name: 'bad', url }), url).rejects.toMatchObject({
      code,
    })
  }
  await expect(here.api('GET', '/projects/alice/bad')).rejects.toMatchObject({ status: 404 })
})

test('an import that hangs is cancelled at once, with its processes, and can be run again', async () => {
  const connected = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const hanging = await listen((request) => {
    connected.resolve()
    request.socket.once('close', () => closed.resolve())
  })
  const { id } = await here.api('POST', '/imports', { owner: 'alice', name: 'hanging', url: `${hanging}/a.git` })
  await connected.promise
  await here.api('POST', `${mirrorsOf('hanging')}/${id}/cancel`)
  await closed.promise
  expect((await get('hanging', id)).status).toBe('cancelled')
  const url = await origin('works', 'main')
  await here.api('PATCH', `${mirrorsOf('hanging')}/${id}`, { url, ...credentials() })
  await settled('hanging', id)
  expect(await get('hanging', id)).toMatchObject({ status: 'synced' })
})

test('git:// is spoken, too', async () => {
  const url = await origin('plain', 'main')
  await client.run('', 'clone', '-q', '--bare', url.replace('://', `://git:${there.alice.token}@`), 'served/plain.git')
  const port = await freePort()
  const daemon = spawn(
    'git',
    ['daemon', '--export-all', `--base-path=${join(client.home, 'served')}`, '--listen=127.0.0.1', `--port=${port}`],
    { stdio: 'ignore', detached: true },
  )
  onTestFinished(() => void process.kill(-daemon.pid!, 'SIGKILL'))
  const from = `git://127.0.0.1:${port}/plain.git`
  await expect.poll(async () => (await client.attempt('', 'ls-remote', from)).code, { timeout: 10_000 }).toBe(0)
  const { id } = await here.api('POST', '/imports', { owner: 'alice', name: 'plain', url: from })
  await settled('plain', id)
  expect(await get('plain', id)).toMatchObject({ status: 'synced', problem: null })
  expect(Object.keys(await refsHere('plain'))).toEqual(['refs/heads/main'])
})

test('a source larger than a repository may be is refused and leaves no ref', async () => {
  await using small = await testApp({ egressAllow: ['127.0.0.1', 'localhost'], repositoryLimitBytes: 100 })
  const url = await origin('huge', 'main')
  const { id } = await small.api('POST', '/imports', { owner: 'alice', name: 'huge', url, ...credentials() })
  const read = () => small.api('GET', `${mirrorsOf('huge')}/${id}`)
  await expect.poll(async () => (await read()).status, { timeout: 20_000 }).toBe('failed')
  expect((await read()).problem).toContain('The repository is larger than 100 bytes')
  const { id: project } = await small.api('GET', '/projects/alice/huge')
  expect(await small.modules.git.refs(project, 'refs/heads/')).toEqual([])
})

test('bob neither sees nor runs a mirror of alice, and a second source is refused', async () => {
  const { items } = await here.api('GET', mirrorsOf('imported'))
  const path = `${mirrorsOf('imported')}/${items[0].id}`
  for (const [method, at] of [
    ['GET', mirrorsOf('imported')],
    ['GET', path],
    ['POST', `${path}/sync`],
    ['POST', `${path}/cancel`],
    ['DELETE', path],
  ] as const) {
    await expect(here.api(method, at, undefined, here.bobToken), `${method} ${at}`).rejects.toMatchObject({
      status: 404,
    })
  }
  const pull = { direction: 'pull', url: `${there.url}/alice/legacy.git` }
  await here.api('POST', mirrorsOf('imported'), pull) // the finished import makes way
  await expect(here.api('POST', mirrorsOf('imported'), pull)).rejects.toMatchObject({ code: 'mirrors.source' })
  await expect(here.api('GET', path)).rejects.toMatchObject({ status: 404 })
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
