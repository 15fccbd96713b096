import { execFile, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { testPlace } from '#testing'
import { allEvents } from '../../code/git/events.kit.ts'
import { makeKeyPair } from '../../code/keys/keys.kit.ts'
import { CRASHING_SERVER } from '../git/crash.kit.ts'
import { type GitServer, openGitServer, startGitServer } from '../git/git.kit.ts'
import { HOSTILE_MODULES } from '../git/hostile.kit.ts'
import { type SshClient, sshClient } from './ssh.kit.ts'

let server: GitServer
let alice: SshClient
let bob: SshClient
let removePlace: () => Promise<void>

beforeAll(async () => {
  const place = await testPlace()
  removePlace = place.remove
  server = await startGitServer(place.config)
  alice = await sshClient(server)
  bob = await sshClient(server, 'ecdsa')
  await addKey(alice.publicKey, 'alice')
  await addKey(bob.publicKey, 'bob')
})
afterAll(async () => {
  await alice[Symbol.asyncDispose]()
  await bob[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await removePlace()
})

function addKey(key: string, who: 'alice' | 'bob') {
  return server.kernel.call(server.modules.keys.verbs.account.create, { key }, { actor: server[who].actor })
}
const pushes = async (path: string) => {
  const [owner, name] = path.split('/') as [string, string]
  const project = await server.kernel.db.system((tx) => server.modules.projects.get(tx, { owner, name }))
  return allEvents(server.kernel, { project: project.id, names: ['git.pushed'] })
}

/** A local repository with some commits, its origin a project that does not exist yet. */
async function localRepository(client: SshClient, folder: string, path: string, commits = 3): Promise<void> {
  await mkdir(join(client.home, folder))
  await client.run(folder, 'init', '-q', '-b', 'main')
  await client.run(folder, 'remote', 'add', 'origin', client.remote(path))
  for (let i = 1; i <= commits; i++) await commitFile(client, folder, `file-${i}.txt`, `line ${i}\n`)
}

async function commitFile(client: SshClient, folder: string, path: string, text: string): Promise<string> {
  await writeFile(join(client.home, folder, path), text)
  await client.run(folder, 'add', '-A')
  await client.run(folder, 'commit', '-q', '-m', `change ${path}`)
  return client.run(folder, 'rev-parse', 'HEAD')
}

test('a first push creates the project, and is announced with its commits', async () => {
  await localRepository(alice, 'first', 'alice/first')
  await alice.run('first', 'push', '-q', 'origin', 'main')
  const head = await alice.run('first', 'rev-parse', 'HEAD')
  const [event, ...more] = await pushes('alice/first')
  expect(more).toEqual([])
  expect(event).toMatchObject({
    actor: { kind: 'person', name: 'alice' },
    data: { ref: 'refs/heads/main', after: head },
  })
  expect(event!.data.commits).toHaveLength(3)
})

test('clone, shallow clone, partial clone, fetch and archive give what was pushed, by protocol v2', async () => {
  await localRepository(alice, 'origin1', 'alice/clones', 5)
  await alice.run('origin1', 'tag', '-a', 'v1', '-m', 'one')
  await alice.run('origin1', 'push', '-q', 'origin', 'main', 'v1')
  const remote = alice.remote('alice/clones')
  const head = await alice.run('origin1', 'rev-parse', 'HEAD')

  await alice.run('', 'clone', '-q', remote, 'full')
  expect(await alice.run('full', 'rev-parse', 'HEAD')).toBe(head)
  expect(await alice.run('full', 'tag')).toBe('v1')
  expect(await alice.run('full', 'fsck', '--full')).toBe('')
  await alice.run('', 'clone', '-q', '--depth=1', remote, 'shallow')
  expect(await alice.run('shallow', 'rev-list', '--count', 'HEAD')).toBe('1')
  await alice.run('shallow', 'fetch', '-q', '--unshallow')
  expect(await alice.run('shallow', 'rev-list', '--count', 'HEAD')).toBe('5')
  await alice.run('', 'clone', '-q', '--no-checkout', '--filter=blob:none', remote, 'partial')
  expect(await alice.run('partial', 'rev-list', '--objects', '--missing=print', 'HEAD')).toContain('?')
  await alice.run('partial', 'checkout', '-q', 'main')
  expect(await readFile(join(alice.home, 'partial/file-5.txt'), 'utf8')).toBe('line 5\n')

  const newer = await commitFile(alice, 'origin1', 'later.txt', 'later\n')
  await alice.run('origin1', 'push', '-q', 'origin', 'main:later')
  await alice.run('full', 'fetch', '-q', 'origin')
  expect(await alice.run('full', 'rev-parse', 'origin/later')).toBe(newer)

  const traced = await alice.attempt('full', '-c', 'protocol.version=2', 'ls-remote', 'origin')
  expect(traced.stdout).toContain(`${newer}\trefs/heads/later`)
  Object.assign(alice.env, { GIT_TRACE_PACKET: '1' })
  const { stderr } = await alice.attempt('full', 'ls-remote', 'origin')
  Reflect.deleteProperty(alice.env, 'GIT_TRACE_PACKET')
  expect(stderr).toContain('< version 2')

  await alice.run('', 'archive', `--remote=${remote}`, '--output=out.tar', 'main', 'file-1.txt')
  expect((await stat(join(alice.home, 'out.tar'))).size).toBeGreaterThan(512)
})

test('what a policy refuses is told behind remote:, and neither objects nor events remain', async () => {
  await localRepository(alice, 'ruled', 'alice/ruled')
  await alice.run('ruled', 'push', '-q', 'origin', 'main')
  const before = await pushes('alice/ruled')
  await commitFile(alice, 'ruled', 'more.txt', 'more\n')
  const refused = await alice.attempt('ruled', 'push', 'origin', 'main')
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('remote: DevFlow refused refs/heads/main: main changes only through pull requests')
  expect(await pushes('alice/ruled')).toEqual(before)

  const atomic = await alice.attempt('ruled', 'push', '--atomic', 'origin', 'main', 'main:topic')
  expect(atomic.code).not.toBe(0)
  expect(await alice.run('ruled', 'ls-remote', 'origin', 'refs/heads/topic')).toBe('')
  await alice.run('ruled', 'push', '-q', '--atomic', '-o', 'ci.skip', 'origin', 'main:one', 'main:two')
  expect(await alice.run('ruled', 'ls-remote', '--heads', 'origin')).toMatch(/heads\/one\n.*heads\/two/)
})

test("bob's key is refused on alice's private repository with a sentence, for reading and for writing", async () => {
  await localRepository(alice, 'private', 'alice/private')
  await alice.run('private', 'push', '-q', 'origin', 'main')
  const read = await bob.attempt('', 'clone', bob.remote('alice/private'), 'stolen')
  expect(read.code).not.toBe(0)
  expect(read.stderr).toContain('DevFlow: There is no project alice/private that you can see')
  await localRepository(bob, 'attack', 'alice/private')
  const write = await bob.attempt('attack', 'push', '--force', 'origin', 'main')
  expect(write.code).not.toBe(0)
  expect(write.stderr).toMatch(/DevFlow: .+\./)
  expect(await pushes('alice/private')).toHaveLength(1)
})

test('a deploy key reads its one project; it pushes only if it was told so, and opens nothing else', async () => {
  await localRepository(alice, 'deployed', 'alice/deployed')
  await alice.run('deployed', 'push', '-q', 'origin', 'main')
  await using reader = await sshClient(server)
  await using writer = await sshClient(server, 'rsa')
  const address = { owner: 'alice', name: 'deployed' }
  const add = (key: string, title: string, readOnly: boolean) =>
    server.kernel.call(
      server.modules.keys.verbs.deploy.create,
      { ...address, key, title, readOnly },
      { actor: server.alice.actor },
    )
  await add(reader.publicKey, 'server 1', true)
  await add(writer.publicKey, 'robot', false)

  await reader.run('', 'clone', '-q', reader.remote('alice/deployed'), 'work')
  await commitFile(reader, 'work', 'a.txt', 'a\n')
  const refused = await reader.attempt('work', 'push', 'origin', 'main:by-reader')
  expect(refused.stderr).toContain('DevFlow: deploy key server 1 may not push to alice/deployed')
  const elsewhere = await reader.attempt('', 'clone', reader.remote('alice/clones'), 'elsewhere')
  expect(elsewhere.stderr).toContain('DevFlow: There is no project alice/clones that you can see')

  await writer.run('', 'clone', '-q', writer.remote('alice/deployed'), 'work')
  await commitFile(writer, 'work', 'a.txt', 'a\n')
  await writer.run('work', 'push', '-q', 'origin', 'main:by-writer')
  expect((await pushes('alice/deployed')).at(-1)).toMatchObject({
    actor: { kind: 'system', name: 'deploy key robot' },
    data: { ref: 'refs/heads/by-writer' },
  })
  const created = await writer.attempt('work', 'push', writer.remote('alice/made-by-robot'), 'main')
  expect(created.stderr).toMatch(/DevFlow: .+\./)
  const listed = await server.kernel.call(server.modules.keys.verbs.deploy.list, address, { actor: server.alice.actor })
  expect(listed.items.map(({ lastUsedAt }) => lastUsedAt !== null)).toEqual([true, true])
})

test('two pushes of one branch at once: one wins, the other is told so, and each stand is announced once', async () => {
  await localRepository(alice, 'race', 'alice/race')
  await alice.run('race', 'push', '-q', 'origin', 'main', 'main:topic')
  await alice.run('', 'clone', '-q', alice.remote('alice/race'), 'race2')
  await commitFile(alice, 'race', 'one.txt', 'one\n')
  await commitFile(alice, 'race2', 'two.txt', 'two\n')
  const outcomes = await Promise.all(
    ['race', 'race2'].map((folder) => alice.attempt(folder, 'push', 'origin', 'HEAD:topic')),
  )
  expect(outcomes.map(({ code }) => code === 0).sort()).toEqual([false, true])
  const topic = (await pushes('alice/race')).filter(({ data }) => data.ref === 'refs/heads/topic')
  expect(topic).toHaveLength(2)
})

test('a push that the client breaks off leaves nothing behind, and the next one works', async () => {
  await localRepository(alice, 'broken', 'alice/broken')
  await writeFile(join(alice.home, 'broken/large.bin'), randomBytes(20 * 1024 * 1024))
  await alice.run('broken', 'add', '-A')
  await alice.run('broken', 'commit', '-q', '-m', 'large')
  const child = execFile('git', ['push', '-q', 'origin', 'main'], { cwd: join(alice.home, 'broken'), env: alice.env })
  const gone = new Promise((done) => child.once('close', done))
  await expect.poll(() => server.modules.git.running()).toBe(1)
  child.kill('SIGKILL')
  await gone
  await expect.poll(() => server.modules.git.running()).toBe(0)
  await alice.run('broken', 'push', '-q', 'origin', 'main')
  expect((await pushes('alice/broken')).map(({ data }) => data.ref)).toEqual(['refs/heads/main'])
})

test('a client that stops reading makes git wait, and gets everything when it reads on', async () => {
  await localRepository(alice, 'slow', 'alice/slow', 1)
  await writeFile(join(alice.home, 'slow/large.bin'), randomBytes(24 * 1024 * 1024))
  await alice.run('slow', 'add', '-A')
  await alice.run('slow', 'commit', '-q', '-m', 'large')
  await alice.run('slow', 'push', '-q', 'origin', 'main')
  const child = spawn('ssh', [...alice.options, 'git@127.0.0.1', "git-upload-pack '/alice/slow.git'"], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const head = await alice.run('slow', 'rev-parse', 'HEAD')
  const packet = (line: string) => (line.length + 4).toString(16).padStart(4, '0') + line
  child.stdin.write(`${packet(`want ${head} side-band-64k\n`)}0000${packet('done\n')}`)
  await once(child.stdout, 'data')
  child.stdout.pause()
  expect(server.modules.git.running()).toBe(1)
  child.stdin.end()
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => (size += chunk.length)).resume()
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  expect(size).toBeGreaterThan(24 * 1024 * 1024)
  await expect.poll(() => server.modules.git.running()).toBe(0)
})

test('a client that sends on while git does not read is ended', async () => {
  const client = new ssh2.Client()
  onTestFinished(() => void client.destroy())
  client.connect({
    host: '127.0.0.1',
    port: server.ssh.port()!,
    username: 'git',
    privateKey: await readFile(alice.keyFile),
  })
  await once(client, 'ready')
  const closed = new Promise<void>((done) => client.once('close', () => done()))
  client.on('error', () => {}) // the connection is cut while it sends
  // git writes an archive that nobody takes, and so reads nothing more.
  client.exec("git-upload-archive '/alice/slow.git'", (_error, channel) => {
    channel.write(`${'0011argument HEAD'}0000`)
    channel.once('readable', () => {
      // What no honest client does: the window it was given does not count.
      Object.assign((channel as unknown as { outgoing: object }).outgoing, { window: 2 ** 31 })
      for (let i = 0; i < 500; i++) channel.write(Buffer.alloc(30_000))
    })
  })
  await closed
  await expect.poll(() => server.modules.git.running()).toBe(0)
})

test('everybody with a key reads a public project, and pushes nothing to it', async () => {
  await localRepository(alice, 'open', 'alice/open')
  await alice.run('open', 'push', '-q', 'origin', 'main')
  const { projects } = server.modules
  const address = { owner: 'alice', name: 'open' }
  await server.kernel.call(projects.verbs.update, { ...address, visibility: 'public' }, { actor: server.alice.actor })
  await bob.run('', 'clone', '-q', bob.remote('alice/open'), 'open')
  await commitFile(bob, 'open', 'b.txt', 'b\n')
  const refused = await bob.attempt('open', 'push', 'origin', 'main:by-bob')
  expect(refused.stderr).toContain('DevFlow: bob may not push to alice/open; it needs the permission git:push.')
})

test('a push whose server is killed after the branch moved is announced exactly once after the restart', async () => {
  const place = await testPlace()
  onTestFinished(place.remove)
  const { environment: _, ...config } = place.config
  const key = makeKeyPair('ed25519', { home: alice.home })
  const settings = JSON.stringify({ ...config, environment: { PATH: alice.env.PATH } })
  const child = spawn(process.execPath, [CRASHING_SERVER, settings, key.line], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const died = once(child, 'exit')
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const crashing = JSON.parse(line) as { sshPort: number; hostKey: string }
  await using client = await sshClient(
    { ssh: { port: () => crashing.sshPort, hostKey: () => ({ line: crashing.hostKey, fingerprint: '' }) } },
    key,
  )
  await localRepository(client, 'work', 'alice/app', 1)
  await client.run('work', 'push', '-q', 'origin', 'main')
  const head = await commitFile(client, 'work', 'b.txt', 'the commit that must not be lost')
  await client.attempt('work', 'push', '-q', 'origin', 'main:topic') // the client may see the connection break
  expect((await died)[1]).toBe('SIGKILL')

  await using again = await openGitServer(place.config)
  const told = (await allEvents(again.kernel, { names: ['git.pushed'] })).filter(
    ({ data }) => data.ref === 'refs/heads/topic',
  )
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ actor: { kind: 'person', name: 'alice' }, data: { after: head } })
  expect(again.ssh.hostKey()?.line).toBe(crashing.hostKey)
})

test('hostile names, truncated packs and a hostile .gitmodules move nothing over SSH either', async () => {
  await localRepository(alice, 'odd', 'alice/odd', 1)
  await alice.run('odd', 'push', '-q', 'origin', 'main')
  for (const path of [
    '../../etc/passwd',
    'alice/../bob/odd',
    'alice/..',
    '--upload-pack=id',
    'a\\0b/c',
    'alice/odd/../../x',
  ]) {
    const answer = await alice.ssh('git@127.0.0.1', `git-receive-pack '${path}'`)
    expect(answer.code, path).not.toBe(0)
    expect(answer.stdout, path).toBe('')
  }
  const base = await alice.run('odd', 'rev-parse', 'HEAD')
  const head = await commitFile(alice, 'odd', 'next.txt', 'x')
  const pack = spawnSync('git', ['pack-objects', '--revs', '--stdout', '-q'], {
    cwd: join(alice.home, 'odd'),
    env: alice.env,
    input: `${head}\n^${base}\n`,
  }).stdout
  const command = (ref: string) => {
    const line = `${'0'.repeat(40)} ${head} ${ref}\0 report-status`
    return Buffer.from(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`)
  }
  /** What a client that is no git would send. */
  const send = async (ref: string, content: Buffer): Promise<string> => {
    const child = spawn('ssh', [...alice.options, 'git@127.0.0.1', "git-receive-pack 'alice/odd.git'"], {
      env: alice.env,
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(Buffer.concat([command(ref), content]))
    const said = child.stdout.toArray()
    await once(child, 'close')
    return Buffer.concat(await said).toString('latin1')
  }
  for (const cut of [0, 12, pack.length - 1]) {
    expect(await send('refs/heads/topic', pack.subarray(0, cut)), `${cut} bytes`).not.toContain('unpack ok')
  }
  for (const ref of ['refs/heads/a..b', 'refs/pull/1/head', 'refs/devflow/x', 'HEAD', 'refs/heads/x.lock']) {
    expect(await send(ref, pack), ref).not.toContain(`ok ${ref}`)
  }
  for (const [what, content, check] of HOSTILE_MODULES) {
    await commitFile(alice, 'odd', '.gitmodules', content)
    const refused = await alice.attempt('odd', 'push', 'origin', 'main:topic')
    expect(refused.code, what).not.toBe(0)
    expect(refused.stderr, what).toContain(check)
    await alice.run('odd', 'reset', '-q', '--hard', head)
  }
  expect(await alice.run('odd', 'ls-remote', 'origin')).toBe(`${base}\tHEAD\n${base}\trefs/heads/main`)
  expect(await pushes('alice/odd')).toHaveLength(1)
  expect(await send('refs/heads/topic', pack)).toContain('unpack ok')
})

test('a push over SSH to a deleted repository, and one over its limit, keep nothing', async () => {
  await localRepository(alice, 'gone', 'alice/gone', 1)
  await alice.run('gone', 'push', '-q', 'origin', 'main')
  const address = { owner: 'alice', name: 'gone', confirm: 'alice/gone' }
  await server.kernel.call(server.modules.projects.verbs.delete, address, { actor: server.alice.actor })
  const refused = await alice.attempt('gone', 'push', 'origin', 'main')
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('was deleted on')

  const place = await testPlace()
  onTestFinished(() => place.remove())
  await using small = await startGitServer({ ...place.config, repositoryLimitBytes: 20_000 })
  const add = small.modules.keys.verbs.account.create
  await using client = await sshClient(small)
  await small.kernel.call(add, { key: client.publicKey }, { actor: small.alice.actor })
  await localRepository(client, 'large', 'alice/large', 1)
  await client.run('large', 'push', '-q', 'origin', 'main')
  await commitFile(client, 'large', 'noise', randomBytes(40_000).toString('hex'))
  const large = await client.attempt('large', 'push', 'origin', 'main:topic')
  expect(large.code).not.toBe(0)
  expect(large.stderr).toContain('(rule git.quota)')
  expect(await client.run('large', 'ls-remote', 'origin', 'refs/heads/topic')).toBe('')
})
