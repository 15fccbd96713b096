import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testPlace } from '#testing'
import { type GitServer, gitClient, startGitServer } from './git.kit.ts'

/** `here` is the server under test, `there` another forge, which is entered over SSH. */
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

async function origin(name: string): Promise<string> {
  await mkdir(join(client.home, name))
  await client.run(name, 'init', '-q', '-b', 'main')
  await client.run(name, 'remote', 'add', 'origin', there.remote(`alice/${name}`, there.alice.token))
  await commit(name, 'readme.md')
  await client.run(name, 'push', '-q', 'origin', 'main')
  await there.kernel.call(
    there.modules.projects.verbs.update,
    { owner: 'alice', name, settings: { protection: [] } },
    { actor: there.alice.actor },
  )
  return `ssh://git@127.0.0.1:${there.ssh.port()}/alice/${name}.git`
}

async function commit(folder: string, path: string): Promise<string> {
  await writeFile(join(client.home, folder, path), path)
  await client.run(folder, 'add', '-A')
  await client.run(folder, 'commit', '-q', '-m', `change ${path}`)
  return client.run(folder, 'rev-parse', 'HEAD')
}

/** What somebody does on the other side with the key that the mirror shows. */
const admit = (name: string, key: string, readOnly = true) =>
  there.kernel.call(
    there.modules.keys.verbs.deploy.create,
    { owner: 'alice', name, title: 'mirror', key, readOnly },
    { actor: there.alice.actor },
  )

const mirrorsOf = (name: string) => `/projects/alice/${name}/mirrors`
const get = (name: string, id: string) => here.api('GET', `${mirrorsOf(name)}/${id}`)
async function settled(name: string, id: string) {
  await expect.poll(async () => (await get(name, id)).status, { timeout: 30_000 }).not.toMatch(/waiting|running/)
  return get(name, id)
}
const again = async (name: string, id: string) => {
  await here.api('POST', `${mirrorsOf(name)}/${id}/sync`)
  return settled(name, id)
}
const headHere = async (name: string) => {
  const { id } = await here.api('GET', `/projects/alice/${name}`)
  return here.modules.git.resolve(id, 'refs/heads/main')
}

test('an import over SSH shows the key that it signs in with, and runs once the other side takes it', async () => {
  const url = await origin('legacy')
  const { id, publicKey } = await here.api('POST', '/imports', { owner: 'alice', name: 'imported', url })
  expect(publicKey).toMatch(/^ssh-ed25519 [\w+/=]+ devflow mir_\w+$/)
  const refused = await settled('imported', id)
  expect(refused).toMatchObject({ status: 'failed', hasPassword: false, publicKey })
  expect(refused.problem).toBe(
    '127.0.0.1 did not accept the key of this mirror; add its public key there as a deploy key, then run the mirror again.',
  )
  await admit('legacy', publicKey)
  expect(await again('imported', id)).toMatchObject({
    status: 'synced',
    problem: null,
    hostKey: there.ssh.hostKey()!.fingerprint,
  })
  expect(await headHere('imported')).toBe(await client.run('legacy', 'rev-parse', 'HEAD'))
  // The private half is sealed, and nothing that is shown, recorded or announced holds it.
  const kept = await here.kernel.db.system((tx) =>
    tx.query(
      `select 1 from kernel.actions where input::text || coalesce(output::text, '') like $1
       union all select 1 from mirrors.mirrors where encode(ssh_key, 'escape') like $1`,
      ['%OPENSSH PRIVATE%'],
    ),
  )
  expect(kept).toEqual([])
})

test('a pull mirror follows over SSH, and a push mirror copies when its key may write', async () => {
  const url = await origin('both')
  const { id, publicKey } = await here.api('POST', '/imports', {
    owner: 'alice',
    name: 'followed',
    url,
    follow: true,
    everyMinutes: null,
  })
  await admit('both', publicKey)
  await settled('followed', id)
  const second = await commit('both', 'two.txt')
  await client.run('both', 'push', '-q', 'origin', 'main')
  expect(await again('followed', id)).toMatchObject({ problem: null, status: 'synced' })
  expect(await headHere('followed')).toBe(second)

  await here.api('POST', '/projects', { owner: 'alice', name: 'work', settings: { protection: [] } })
  const remote = `${here.url.replace('://', `://git:${here.token}@`)}/alice/work.git`
  await client.run('both', 'push', '-q', remote, 'main')
  const copy = await here.api('POST', mirrorsOf('work'), { direction: 'push', url, refs: ['refs/heads/*'] })
  expect(copy.publicKey).not.toBe(publicKey)
  const key = copy.publicKey
  await settled('work', copy.id)
  await admit('both', key, false)
  expect(await again('work', copy.id)).toMatchObject({ status: 'synced' })
  const third = await commit('both', 'three.txt')
  await client.run('both', 'push', '-q', remote, 'main')
  const copied = async () => ({
    ...(await get('work', copy.id)),
    heads: await client.run('both', 'ls-remote', '--heads', 'origin'),
  })
  await expect.poll(copied, { timeout: 30_000 }).toMatchObject({ problem: null, heads: `${third}\trefs/heads/main` })
})

test('a host whose key has changed is told nothing until somebody forgets the old one', async () => {
  const url = await origin('moved')
  const { id, publicKey } = await here.api('POST', '/imports', { owner: 'alice', name: 'moved', url })
  await admit('moved', publicKey)
  await settled('moved', id)
  expect(await again('moved', id)).toMatchObject({ problem: null, status: 'synced' })
  // As if it had been another host that was met first.
  const { publicKey: other } = await here.api('POST', mirrorsOf('moved'), { direction: 'push', url })
  await here.kernel.db.system((tx) =>
    tx.query('update mirrors.mirrors set host_key = $2 where id = $1', [id, other.split(' ').slice(0, 2).join(' ')]),
  )
  const refused = await again('moved', id)
  expect(refused).toMatchObject({ status: 'failed' })
  expect(refused.problem).toBe(
    '127.0.0.1 shows another host key than when it was first met, so nothing was sent; if its operator has changed it, forget the old one in the mirror and run it again.',
  )
  const forgotten = await here.api('PATCH', `${mirrorsOf('moved')}/${id}`, { hostKey: null })
  expect(forgotten).toMatchObject({ hostKey: null, publicKey })
  expect(await settled('moved', id)).toMatchObject({
    status: 'synced',
    hostKey: there.ssh.hostKey()!.fingerprint,
  })
})

test('a key is for the host it was made for: another host gets another', async () => {
  const url = await origin('elsewhere')
  const { id, publicKey } = await here.api('POST', '/imports', { owner: 'alice', name: 'elsewhere', url })
  await settled('elsewhere', id)
  const same = await here.api('PATCH', `${mirrorsOf('elsewhere')}/${id}`, { url: url.replace('elsewhere', 'legacy') })
  expect(same.publicKey).toBe(publicKey)
  await settled('elsewhere', id)
  const changed = await here.api('PATCH', `${mirrorsOf('elsewhere')}/${id}`, {
    url: url.replace('127.0.0.1', 'localhost'),
  })
  expect(changed.publicKey).not.toBe(publicKey)
  expect(changed.hostKey).toBe(null)
  await settled('elsewhere', id)
  const plain = await here.api('PATCH', `${mirrorsOf('elsewhere')}/${id}`, { url: `${there.url}/alice/elsewhere.git` })
  expect(plain).toMatchObject({ publicKey: null, hostKey: null })
})

test('ssh addresses are judged as all others are, in both forms, and nothing is made of a bad one', async () => {
  for (const [url, code] of [
    ['git@169.254.169.254:a.git', 'egress.internal_address'],
    ['ssh://git@[::1]/a.git', 'egress.internal_address'],
    ['git@localhost.:a.git', 'egress.internal_address'],
    ['ssh://git@example.com:25/a.git', 'egress.port'],
    ['ssh://git@example.com/', 'mirrors.address'],
    ['ssh://-oProxyCommand=id/a.git', 'egress.address'],
    ['git@example.com:-x', 'egress.address'],
    ['ssh://git:secret@example.com/a.git', 'kernel.input'],
  ]) {
    await expect(here.api('POST', '/imports', { owner: 'alice', name: 'bad', url }), url).rejects.toMatchObject({
      code,
    })
  }
  await expect(
    here.api('POST', '/imports', { owner: 'alice', name: 'bad', url: 'git@example.com:a.git', password: 'x' }),
  ).rejects.toMatchObject({ code: 'mirrors.password' })
  await expect(here.api('GET', '/projects/alice/bad')).rejects.toMatchObject({ status: 404 })
})

test('a repository that the host does not have, and a host that is not there, are sentences', async () => {
  const url = await origin('known')
  const { id, publicKey } = await here.api('POST', '/imports', { owner: 'alice', name: 'unknown', url })
  await admit('known', publicKey)
  await settled('unknown', id)
  await here.api('PATCH', `${mirrorsOf('unknown')}/${id}`, { url: url.replace('known', 'nowhere') })
  expect((await settled('unknown', id)).problem).toMatch(/has no repository at this address/)
  await here.api('PATCH', `${mirrorsOf('unknown')}/${id}`, { url: 'ssh://git@127.0.0.1:1/a.git' })
  expect((await settled('unknown', id)).problem).toMatch(/could not be reached over SSH/)
})
