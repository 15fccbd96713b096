import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { gitClient } from '../../protocols/git/git.kit.ts'
import { makeKeyPair } from './keys.kit.ts'

let app: TestApp
let client: Awaited<ReturnType<typeof gitClient>>
let key: ReturnType<typeof makeKeyPair>
/** A commit of alice@example.com, one of alice@elsewhere.example, one without a signature, and a tag. */
let commits: { signed: string; elsewhere: string; plain: string; tag: string }

beforeAll(async () => {
  app = await testApp()
  client = await gitClient()
  key = makeKeyPair('ed25519', { home: client.home })
  await app.api('POST', '/projects', { owner: 'alice', name: 'signed', settings: { protection: [] } })
  const remote = new URL(`${app.url}/alice/signed.git`)
  Object.assign(remote, { username: 'git', password: app.token })
  await mkdir(join(client.home, 'work'))
  const run = (...args: string[]) => client.run('work', ...args)
  await run('init', '-q', '-b', 'main')
  await run('config', 'gpg.format', 'ssh')
  await run('config', 'user.signingKey', key.file)
  const commit = async (...args: string[]) => {
    await run('commit', '-q', '--allow-empty', '-m', 'ein Gruß\n\nwith a body', ...args)
    return run('rev-parse', 'HEAD')
  }
  const signed = await commit('-S')
  const plain = await commit('--no-gpg-sign')
  Object.assign(client.env, { GIT_COMMITTER_EMAIL: 'alice@elsewhere.example' })
  const elsewhere = await commit('-S')
  Object.assign(client.env, { GIT_COMMITTER_EMAIL: 'alice@example.com' })
  await run('tag', '-s', 'v1', '-m', 'one')
  commits = { signed, plain, elsewhere, tag: await run('rev-parse', 'v1') }
  await run('push', '-q', remote.href, 'main', 'v1')
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

const signature = (sha: string, token = app.token) =>
  app.api('GET', `/projects/alice/signed/commits/${sha}/signature`, undefined, token)
/** What is remembered of a signature is dropped when the event of a key has arrived. */
const reason = async (sha: string) => (await signature(sha)).reason

test('a commit that git has signed is verified once its key and its address are known to be of one person', async () => {
  expect(await signature(commits.signed)).toMatchObject({ verified: false, reason: 'unknown_key', kind: 'ssh' })
  await app.api('POST', '/ssh-signing-keys', { key: key.line })
  await expect.poll(() => reason(commits.signed)).toBe('no_user')

  await app.api('POST', '/emails', { email: 'Alice@example.com' })
  app.modules.git.forgetSignatures()
  expect(await reason(commits.signed)).toBe('unverified_email')

  await app.api('POST', '/emails/alice@example.com/confirm')
  app.modules.git.forgetSignatures()
  const proven = await signature(commits.signed)
  expect(proven).toMatchObject({ verified: true, reason: 'valid', signer: { kind: 'person', name: 'alice' } })
  expect(proven.signature).toMatch(/^-----BEGIN SSH SIGNATURE-----\n[\w+/=\n]+\n-----END SSH SIGNATURE-----$/)
  expect(proven.payload).toContain('ein Gruß\n\nwith a body\n')
  expect(proven.payload).not.toContain('gpgsig')
  expect(await signature(commits.tag)).toMatchObject({ verified: true, reason: 'valid' })
  expect(await signature(commits.plain)).toMatchObject({ verified: false, reason: 'unsigned', signature: null })
  expect(await reason(commits.elsewhere)).toBe('no_user')
})

test("a signature of alice's key on a commit that says it is bob's proves nothing", async () => {
  await app.api('POST', '/emails', { email: 'alice@elsewhere.example' }, app.bobToken)
  await app.api('POST', '/emails/alice@elsewhere.example/confirm')
  app.modules.git.forgetSignatures()
  expect(await signature(commits.elsewhere)).toMatchObject({ verified: false, reason: 'bad_email', signer: null })
})

test('a signature is of this content: one moved to another commit is invalid, one that is cut is malformed', async () => {
  const raw = await client.attempt('work', 'cat-file', 'commit', commits.signed)
  const make = async (text: string) => {
    await writeFile(join(client.home, 'object'), text)
    const sha = await client.run('work', 'hash-object', '-t', 'commit', '-w', join(client.home, 'object'))
    await client.run(
      'work',
      'push',
      '-q',
      `http://git:${app.token}@${new URL(app.url).host}/alice/signed.git`,
      `${sha}:refs/heads/x${sha}`,
    )
    return sha
  }
  expect(await reason(await make(raw.stdout.replace('with a body', 'with another')))).toBe('invalid')
  expect(await reason(await make(raw.stdout.replace(/ U1NIU0lH.*\n/, ' AAAA\n')))).toBe('malformed_signature')
})

test('a signature is told only to who may read the repository, also when it is remembered from another one', async () => {
  await app.api('POST', '/projects', { owner: 'bob', name: 'empty' }, app.bobToken)
  await expect(signature(commits.signed, app.bobToken)).rejects.toMatchObject({ status: 404 })
  const elsewhere = await app.api(
    'GET',
    `/projects/bob/empty/commits/${commits.signed}/signature`,
    undefined,
    app.bobToken,
  )
  expect(elsewhere).toMatchObject({ reason: 'unsigned', payload: null })
})
