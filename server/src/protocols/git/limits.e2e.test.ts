import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPlace } from '#testing'
import { allEvents } from '../../code/git/events.kit.ts'
import { type GitServer, gitClient, startGitServer } from './git.kit.ts'
import { HOSTILE_MODULES } from './hostile.kit.ts'

/** Each repository may hold 200 KiB here, and each push bring 100 KiB. */
const KIB = 1024
let server: GitServer
let client: Awaited<ReturnType<typeof gitClient>>
let removePlace: () => Promise<void>

beforeAll(async () => {
  const place = await testPlace()
  removePlace = place.remove
  server = await startGitServer({
    ...place.config,
    pushLimitBytes: 100 * KIB,
    repositoryLimitBytes: 200 * KIB,
  })
  client = await gitClient()
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await removePlace()
})

const projectOf = (name: string) =>
  server.kernel.db.system((tx) => server.modules.projects.get(tx, { owner: 'alice', name }))
const quarantines = async (project: string) =>
  (await readdir(join(server.modules.git.path(project), 'objects'))).filter((name) => name.includes('incoming'))

async function local(folder: string): Promise<void> {
  await mkdir(join(client.home, folder))
  await client.run(folder, 'init', '-q', '-b', 'main')
  await client.run(folder, 'remote', 'add', 'origin', server.remote(`alice/${folder}`, server.alice.token))
  await commit(folder, { 'readme.md': folder })
}

async function commit(folder: string, files: Record<string, string | Buffer>): Promise<string> {
  for (const [path, content] of Object.entries(files)) await writeFile(join(client.home, folder, path), content)
  await client.run(folder, 'add', '-A')
  await client.run(folder, 'commit', '-q', '-m', 'change')
  return client.run(folder, 'rev-parse', 'HEAD')
}

const commandOf = (head: string, ref: string): Buffer => {
  const line = `${'0'.repeat(40)} ${head} ${ref}\0 report-status side-band-64k`
  return Buffer.from(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`)
}

const packOf = (folder: string, revisions: string): Buffer =>
  spawnSync('git', ['pack-objects', '--revs', '--stdout', '-q'], {
    cwd: join(client.home, folder),
    env: client.env,
    input: revisions,
  }).stdout

async function send(name: string, body: Buffer | ReadableStream): Promise<string> {
  const answer = await fetch(`${server.url}/alice/${name}.git/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.alice.token}`,
      'content-type': 'application/x-git-receive-pack-request',
    },
    body: body instanceof Buffer ? new Uint8Array(body) : body,
    duplex: 'half',
  } as RequestInit)
  return answer.text()
}

/** Many small files, so that git keeps the pack as it came. */
const noise = (name: string, sizeKib: number) =>
  Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`${name}-${i}`, randomBytes((sizeKib * KIB) / 120)]))

test('a repository over its limit takes no more, says so, and still lets branches be deleted', async () => {
  await local('quota')
  await client.run('quota', 'push', '-q', 'origin', 'main')
  const { id } = await projectOf('quota')
  for (const part of ['one', 'two']) {
    await commit('quota', noise(part, 80))
    await client.run('quota', 'push', '-q', 'origin', `main:refs/heads/${part}`)
  }
  await commit('quota', noise('three', 80))
  const over = await client.attempt('quota', 'push', 'origin', 'main:refs/heads/three')
  expect(over.code).not.toBe(0)
  expect(over.stderr).toMatch(
    /remote: DevFlow refused refs\/heads\/three: alice\/quota would grow to 2\d\d(\.\d)? KiB, and a repository may have 200 KiB here/,
  )
  expect(over.stderr).toContain('(rule git.quota)')
  await client.run('quota', 'push', '-q', 'origin', ':refs/heads/one')
  expect((await server.modules.git.refs(id)).map(({ ref }) => ref)).toEqual(['refs/heads/main', 'refs/heads/two'])
  expect(await quarantines(id)).toEqual([])
})

test('a push over its limit is refused while it arrives, and the next smaller one works', async () => {
  await local('heavy')
  await client.run('heavy', 'push', '-q', 'origin', 'main')
  await commit('heavy', noise('big', 110))
  const refused = await client.attempt('heavy', 'push', 'origin', 'main:topic')
  expect(refused.stderr).toContain('413')
  await client.run('heavy', 'reset', '-q', '--hard', 'HEAD~')
  await commit('heavy', noise('small', 40))
  await client.run('heavy', 'push', '-q', 'origin', 'main:topic')
})

test('a pack that ends in the middle moves nothing and leaves nothing', async () => {
  await local('truncated')
  await client.run('truncated', 'push', '-q', 'origin', 'main')
  const { id } = await projectOf('truncated')
  const base = await client.run('truncated', 'rev-parse', 'HEAD')
  const head = await commit('truncated', noise('part', 40))
  const pack = packOf('truncated', `${head}\n^${base}\n`)
  const push = (ref: string, content: Buffer) => send('truncated', Buffer.concat([commandOf(head, ref), content]))
  for (const cut of [0, 12, 40, pack.length - 20, pack.length - 1]) {
    const answer = await push('refs/heads/topic', pack.subarray(0, cut))
    expect(answer, `${cut} of ${pack.length} bytes`).not.toContain('unpack ok')
  }
  const damaged = Buffer.from(pack)
  damaged[Math.floor(pack.length / 2)]! ^= 0xff
  expect(await push('refs/heads/topic', damaged)).not.toContain('unpack ok')
  expect(await server.modules.git.resolve(id, 'topic')).toBeUndefined()
  expect(await quarantines(id)).toEqual([])
  expect(await push('refs/heads/topic', pack)).toContain('unpack ok')
  expect(await server.modules.git.resolve(id, 'topic')).toBe(head)
})

test.each(HOSTILE_MODULES)(
  'a .gitmodules with %s is refused, and no clone ever sees it',
  async (_what, content, rule) => {
    const folder = `modules-${rule.toLowerCase()}`
    await local(folder)
    await client.run(folder, 'push', '-q', 'origin', 'main')
    const bad = await commit(folder, { '.gitmodules': content })
    const refused = await client.attempt(folder, 'push', 'origin', 'main:topic')
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toMatch(new RegExp(`remote: (fatal|error): .*${rule}`))
    expect(await server.modules.git.resolve((await projectOf(folder)).id, bad)).toBeUndefined()
  },
)

test('a push that arrives after its project was deleted keeps nothing and tells nobody', async () => {
  await local('doomed')
  await client.run('doomed', 'push', '-q', 'origin', 'main')
  const { id } = await projectOf('doomed')
  const head = await commit('doomed', { late: 'x' })
  const deleted = Promise.withResolvers<void>()
  async function* body() {
    yield commandOf(head, 'refs/heads/topic')
    await deleted.promise
    yield packOf('doomed', `${head}\n`)
  }
  const answer = send('doomed', ReadableStream.from(body()))
  await expect.poll(() => server.modules.git.running()).toBe(1)
  const address = { owner: 'alice', name: 'doomed' }
  await server.kernel.call(
    server.modules.projects.verbs.delete,
    { ...address, confirm: 'alice/doomed' },
    { actor: server.alice.actor },
  )
  deleted.resolve()
  expect(await answer).not.toContain('ok refs/heads/topic')
  await expect.poll(() => server.modules.git.running()).toBe(0)
  const told = await allEvents(server.kernel, { project: id, names: ['git.pushed'] })
  expect(told.map(({ data }) => data.ref)).toEqual(['refs/heads/main'])
})

test('a request for the refs that git cannot read is the mistake of its sender, and said so', async () => {
  await local('asking')
  await client.run('asking', 'push', '-q', 'origin', 'main')
  const ask = (body: string) =>
    fetch(`${server.url}/alice/asking.git/git-upload-pack`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.alice.token}`,
        'content-type': 'application/x-git-upload-pack-request',
        'git-protocol': 'version=2',
      },
      body,
    })
  const broken = await ask('0014command=ls-refs\n0001zzzz')
  expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('git does not understand')])
  const asked = await Promise.all(Array.from({ length: 20 }, () => ask('0014command=ls-refs\n00010000')))
  const answers = await Promise.all(asked.map((answer) => answer.text()))
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('refs/heads/main')
})

test('a push does not bring a deleted repository back; made anew on purpose it takes pushes again', async () => {
  await local('buried')
  await client.run('buried', 'push', '-q', 'origin', 'main')
  const { verbs } = server.modules.projects
  const address = { owner: 'alice', name: 'buried' }
  const { actor } = server.alice
  await server.kernel.call(verbs.delete, { ...address, confirm: 'alice/buried' }, { actor })
  const refused = await client.attempt('buried', 'push', 'origin', 'main')
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toMatch(
    /remote: alice\/buried was deleted on \d{4}-\d\d-\d\d, and a push does not bring it back/,
  )
  await expect(projectOf('buried')).rejects.toMatchObject({ code: 'projects.not_found' })
  await server.kernel.call(verbs.create, address, { actor })
  await client.run('buried', 'push', '-q', 'origin', 'main')
})
