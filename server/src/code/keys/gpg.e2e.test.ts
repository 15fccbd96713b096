import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { missingProgram } from '../../../test/clients.ts'
import { gitClient } from '../../protocols/git/git.kit.ts'
import { createGpg } from './gpg.ts'

const missing = missingProgram('gpg') ?? missingProgram('gpgv')

let app: TestApp
let client: Awaited<ReturnType<typeof gitClient>>
/** A home of gpg with the keys of alice; short, because its agent's socket has a path of 108 bytes at most. */
let home: string
const gpg = (...args: string[]) =>
  execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
const makeKey = (email: string): string => {
  gpg('--passphrase', '', '--quick-gen-key', `Alice <${email}>`, 'ed25519', 'sign', '1y')
  return gpg('--armor', '--export', email)
}

beforeAll(async () => {
  app = await testApp()
  client = await gitClient()
  home = await mkdtemp(join(tmpdir(), 'gpg-'))
  await app.api('POST', '/projects', { owner: 'alice', name: 'signed', settings: { protection: [] } })
  await app.api('POST', '/emails', { email: 'alice@example.com' })
  await app.api('POST', '/emails/alice@example.com/confirm')
})
afterAll(async () => {
  if (!missing) execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' })
  await rm(home, { recursive: true, force: true })
  await client[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

test.skipIf(missing)('a commit that git has signed with gpg is verified by the key of its committer', async () => {
  const armored = makeKey('alice@example.com')
  Object.assign(client.env, { GNUPGHOME: home })
  await mkdir(join(client.home, 'work'))
  const run = (...args: string[]) => client.run('work', ...args)
  await run('init', '-q', '-b', 'main')
  await run('commit', '-q', '--allow-empty', '-S', '-m', 'signed')
  const sha = await run('rev-parse', 'HEAD')
  const tampered = await client.attempt('work', 'cat-file', 'commit', sha)
  await run('push', '-q', `http://git:${app.token}@${new URL(app.url).host}/alice/signed.git`, 'main')
  const signature = () => app.api('GET', `/projects/alice/signed/commits/${sha}/signature`)
  expect(await signature()).toMatchObject({ verified: false, reason: 'unknown_key', kind: 'gpg' })

  const key = await app.api('POST', '/gpg-keys', { key: armored })
  expect(key).toMatchObject({
    title: 'alice@example.com',
    emails: ['alice@example.com'],
    canSign: true,
    key: armored.trim(),
  })
  await expect.poll(signature).toMatchObject({ verified: true, reason: 'valid', signer: { name: 'alice' } })
  const block = await signature()
  const reader = createGpg(process.env.PATH)
  expect(await reader.verify(block.signature, Buffer.from(block.payload), [armored])).toEqual({
    outcome: 'good',
    fingerprint: key.fingerprint,
  })
  expect(await reader.verify(block.signature, Buffer.from(tampered.stdout), [armored])).toEqual({ outcome: 'bad' })

  expect(await app.api('GET', `/gpg-keys/${key.databaseId}`)).toEqual(key)
  await expect(app.api('POST', '/gpg-keys', { key: armored })).rejects.toMatchObject({ code: 'keys.in_use' })
  await expect(app.api('GET', `/gpg-keys/${key.id}`, undefined, app.bobToken)).rejects.toMatchObject({ status: 404 })
  await app.api('DELETE', `/gpg-keys/${key.id}`)
  await expect.poll(async () => (await signature()).reason).toBe('unknown_key')
})

test.skipIf(missing)('what is not one public key is refused with a sentence', async () => {
  const two = [makeKey('a@example.com'), makeKey('b@example.com')]
  const both = gpg('--armor', '--export', 'a@example.com', 'b@example.com')
  const secret = gpg(
    '--passphrase',
    '',
    '--pinentry-mode',
    'loopback',
    '--armor',
    '--export-secret-keys',
    'a@example.com',
  )
  const cut = two[0]!.split('\n').toSpliced(3, 2).join('\n')
  for (const [key, code] of [
    ['ssh-ed25519 AAAA', 'keys.invalid'],
    ['', 'keys.invalid'],
    [both, 'keys.invalid'],
    [cut, 'keys.invalid'],
    [secret, 'keys.private_key'],
    ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----', 'keys.invalid'],
  ]) {
    await expect(app.api('POST', '/gpg-keys', { key })).rejects.toMatchObject({ status: 400, code })
  }
  expect((await app.api('GET', '/gpg-keys')).total).toBe(0)
})

test('a server without gpg says so', async () => {
  const reader = createGpg('/nonexistent')
  const armored = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----'
  await expect(reader.inspect(armored)).rejects.toMatchObject({ code: 'keys.no_gpg' })
  expect(await reader.verify('x', Buffer.from('y'), [])).toEqual({ outcome: 'unavailable' })
})
