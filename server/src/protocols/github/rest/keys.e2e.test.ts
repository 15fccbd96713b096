import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { missingProgram } from '../../../../test/clients.ts'
import { makeKeyPair } from '../../../code/keys/keys.kit.ts'
import { sshClient } from '../../ssh/ssh.kit.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
})
afterAll(() => github[Symbol.asyncDispose]())

test('a key that Octokit adds opens the SSH door, is read by its number, and is removed', async () => {
  await using client = await sshClient(github.app.app)
  const { users } = github.alice.rest
  const added = await users.createPublicSshKeyForAuthenticatedUser({ title: 'laptop', key: client.publicKey })
  expect(added.data).toMatchObject({ title: 'laptop', read_only: false, verified: true })
  expect((await client.ssh('git@127.0.0.1')).stderr).toContain('Hi alice!')
  const id = { key_id: added.data.id }
  expect((await users.getPublicSshKeyForAuthenticated(id)).data.url).toBe(added.data.url)
  expect((await users.listPublicSshKeysForAuthenticatedUser()).data).toHaveLength(1)
  await users.deletePublicSshKeyForAuthenticated(id)
  await expect(users.getPublicSshKeyForAuthenticated(id)).rejects.toMatchObject({ status: 404 })
})

test('whoever may know of a person may know their keys, not what they call them; of nobody else is anything told', async () => {
  const { line } = makeKeyPair('ed25519')
  await github.alice.rest.users.createPublicSshKeyForAuthenticatedUser({ title: 'secret place', key: line })
  await github.alice.rest.users.createSshSigningKeyForAuthenticatedUser({ title: 'secret place', key: line })
  for (const kind of ['keys', 'ssh_signing_keys', 'gpg_keys']) {
    const asked = (login: string) => github.request('GET', `/users/${login}/${kind}`, { token: github.app.bobToken })
    const [hidden, missing] = [await asked('alice'), await asked('alicf')]
    expect(hidden.status).toBe(404)
    expect(JSON.stringify(hidden.body).replaceAll('alice', 'alicf')).toBe(JSON.stringify(missing.body))
  }

  await github.repository('garden', {}, 'public')
  const keys = await github.bob.rest.users.listPublicKeysForUser({ username: 'alice' })
  expect(keys.data).toEqual([expect.objectContaining({ key: line.split(' ').slice(0, 2).join(' ') })])
  const signing = await github.bob.rest.users.listSshSigningKeysForUser({ username: 'alice' })
  expect(signing.data).toHaveLength(1)
  expect(JSON.stringify([keys.data, signing.data])).not.toContain('secret place')
})

const noGpg = missingProgram('gpg')
test.skipIf(noGpg)('a GPG key is added, shown with the addresses that are proven, and removed', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gpg-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  gpg('--passphrase', '', '--quick-gen-key', 'Alice <alice@example.com>', 'default', 'default', '1y')
  const { users } = github.alice.rest
  const armored = { name: 'secret place', armored_public_key: gpg('--armor', '--export') }
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' })
  const { data } = await users.createGpgKeyForAuthenticatedUser(armored)
  expect(data).toMatchObject({
    emails: [{ email: 'alice@example.com', verified: false }],
    can_sign: true,
    revoked: false,
  })
  expect(data.subkeys).toMatchObject([{ can_encrypt_comms: true, primary_key_id: data.id }])
  await users.addEmailForAuthenticatedUser({ emails: ['alice@example.com'] })
  await github.app.api('POST', '/emails/alice@example.com/confirm')
  const id = { gpg_key_id: data.id }
  expect((await users.getGpgKeyForAuthenticated(id)).data.emails).toMatchObject([{ verified: true }])
  const seen = await github.bob.rest.users.listGpgKeysForUser({ username: 'alice' })
  expect(seen.data).toMatchObject([{ key_id: data.key_id, name: null }])
  await users.deleteGpgKeyForAuthenticated(id)
  expect((await users.listGpgKeysForAuthenticatedUser()).data).toEqual([])
})

test('a key that is in use or is none is refused as GitHub does', async () => {
  const { line } = makeKeyPair('ed25519')
  await github.alice.rest.users.createPublicSshKeyForAuthenticatedUser({ title: '', key: line })
  for (const key of [line, 'ssh-rsa AAAA', '-----BEGIN OPENSSH PRIVATE KEY-----']) {
    await expect(
      github.bob.rest.users.createPublicSshKeyForAuthenticatedUser({ title: 'mine', key }),
    ).rejects.toMatchObject({ status: 422, response: { data: { errors: [{ resource: 'PublicKey' }] } } })
  }
})

test('deploy keys are those of a repository, and only its admins see or change them', async () => {
  await github.repository('deployed', {}, 'public')
  const { repos } = github.alice.rest
  const place = { owner: 'alice', repo: 'deployed' }
  const made = await repos.createDeployKey({ ...place, title: 'robot', key: makeKeyPair('ed25519').line })
  expect(made.data).toMatchObject({ title: 'robot', read_only: false, added_by: 'alice' })
  await repos.createDeployKey({ ...place, title: 'reader', key: makeKeyPair('ecdsa').line, read_only: true })
  expect((await repos.listDeployKeys({ ...place, per_page: 1 })).headers.link).toContain('rel="next"')
  expect((await repos.getDeployKey({ ...place, key_id: made.data.id })).data).toEqual(made.data)
  await expect(github.bob.rest.repos.listDeployKeys(place)).rejects.toMatchObject({ status: 403 })
  await expect(github.bob.rest.repos.deleteDeployKey({ ...place, key_id: made.data.id })).rejects.toMatchObject({
    status: 403,
  })
  await repos.deleteDeployKey({ ...place, key_id: made.data.id })
  expect((await repos.listDeployKeys(place)).data.map((key) => key.title)).toEqual(['reader'])
})
