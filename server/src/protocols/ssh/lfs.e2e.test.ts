import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { missingProgram } from '../../../test/clients.ts'
import { type SshClient, sshClient } from './ssh.kit.ts'

const missing = missingProgram('git-lfs')

let app: TestApp
let alice: SshClient
beforeAll(async () => {
  app = await testApp()
  alice = await sshClient(app.app)
  await app.api('POST', '/ssh-keys', { key: alice.publicKey })
  await app.api('POST', '/projects', { owner: 'alice', name: 'ship', settings: { protection: [] } })
})
afterAll(async () => {
  await alice[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

const authenticate = (client: SshClient, operation: string) =>
  client.ssh('git@127.0.0.1', `git-lfs-authenticate alice/ship.git ${operation}`)

test.skipIf(missing)(
  'large files of a repository that is known by SSH are pushed, cloned and locked by git-lfs',
  async () => {
    const content = randomBytes(300_000)
    await mkdir(join(alice.home, 'ship'))
    await alice.run('ship', 'init', '-q', '-b', 'main')
    await alice.run('ship', 'lfs', 'install', '--local')
    await alice.run('ship', 'lfs', 'track', '*.bin')
    await writeFile(join(alice.home, 'ship/hull.bin'), content)
    await alice.run('ship', 'add', '-A')
    await alice.run('ship', 'commit', '-q', '-m', 'a hull')
    await alice.run('ship', 'remote', 'add', 'origin', alice.remote('alice/ship'))
    await alice.run('ship', 'push', '-q', 'origin', 'main')
    await alice.run('ship', 'lfs', 'lock', 'hull.bin')
    expect(await alice.run('ship', 'lfs', 'locks')).toMatch(/hull\.bin\s+alice/)

    await alice.run('', 'lfs', 'install', '--skip-repo')
    await alice.run('', 'clone', '-q', alice.remote('alice/ship'), 'copy')
    expect(Buffer.compare(await readFile(join(alice.home, 'copy/hull.bin')), content)).toBe(0)
  },
)

test('the token of git-lfs-authenticate is for this project and this purpose, and no other', async () => {
  const { stdout, code } = await authenticate(alice, 'download')
  expect(code).toBe(0)
  const answer = JSON.parse(stdout) as { href: string; header: { Authorization: string }; expires_in: number }
  expect(answer.href).toBe(`${app.url}/alice/ship.git/info/lfs`)
  const token = answer.header.Authorization.replace('Bearer ', '')
  await expect(app.api('POST', '/projects', { owner: 'alice', name: 'more' }, token)).rejects.toMatchObject({
    status: 403,
  })
})

test('a deploy key that may only read gets no token to upload, and bob none at all', async () => {
  await using reader = await sshClient(app.app)
  await using bob = await sshClient(app.app)
  await app.api('POST', '/projects/alice/ship/keys', { key: reader.publicKey, title: 'server 1' })
  await app.api('POST', '/ssh-keys', { key: bob.publicKey }, app.bobToken)
  expect((await authenticate(reader, 'download')).stdout).toContain('Authorization')
  expect(await authenticate(reader, 'upload')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('DevFlow: deploy key server 1 may not push to alice/ship'),
  })
  expect(await authenticate(bob, 'download')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('DevFlow: There is no project alice/ship that you can see'),
  })
})
