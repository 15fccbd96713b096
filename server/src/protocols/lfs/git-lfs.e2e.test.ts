import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { missingProgram } from '../../../test/clients.ts'
import { gitClient } from '../git/git.kit.ts'
import { api, oidOf, testLfs } from './lfs.kit.ts'

const missing = missingProgram('git-lfs')

const server = await testLfs()
const client = await gitClient()
const { app, project, blobPath } = server
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

function remote(path: string, token = app.token): string {
  const url = new URL(`${app.url}/${path}.git`)
  url.username = 'git'
  url.password = token
  return url.href
}

/** A clone in which `*.bin` are large files, with one of them pushed. */
async function workspace(name: string, content: Buffer, { made = true } = {}): Promise<string> {
  if (made) await project(name)
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

test.skipIf(missing)('a first push makes the project and brings its large files', async () => {
  const content = randomBytes(1000)
  await workspace('first', content, { made: false })
  expect((await app.api('GET', '/projects/alice/first/lfs/objects')).items).toMatchObject([{ oid: oidOf(content) }])
})

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
