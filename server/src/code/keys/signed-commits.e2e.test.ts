import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { gitClient } from '../../protocols/git/git.kit.ts'
import { makeKeyPair } from './keys.kit.ts'

let app: TestApp
let client: Awaited<ReturnType<typeof gitClient>>
let remote: string

beforeAll(async () => {
  app = await testApp()
  client = await gitClient()
  const key = makeKeyPair('ed25519', { home: client.home })
  await app.api('POST', '/ssh-signing-keys', { key: key.line })
  await app.api('POST', '/emails', { email: 'alice@example.com' })
  await app.api('POST', '/emails/alice@example.com/confirm')
  await app.api('POST', '/projects', { owner: 'alice', name: 'proven', settings: { protection: [] } })
  remote = `http://git:${app.token}@${new URL(app.url).host}/alice/proven.git`
  await mkdir(join(client.home, 'work'))
  await client.run('work', 'init', '-q', '-b', 'main')
  await client.run('work', 'config', 'gpg.format', 'ssh')
  await client.run('work', 'config', 'user.signingKey', key.file)
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

const protect = (rule: object) =>
  app.api('PATCH', '/projects/alice/proven', {
    settings: { protection: [{ pattern: '{main,release/*}', requirePull: false, requireSigned: true, ...rule }] },
  })
async function commit(...args: string[]): Promise<string> {
  await client.run('work', 'commit', '-q', '--allow-empty', '-m', 'one more', ...args)
  return client.run('work', 'rev-parse', 'HEAD')
}
const push = (what: string) => client.attempt('work', 'push', '-q', remote, what)
const heads = async () =>
  Object.fromEntries(
    (await client.run('work', 'ls-remote', remote, 'refs/heads/*'))
      .split('\n')
      .map((line) => line.split('\t').reverse()),
  ) as Record<string, string>

test('a branch that wants signatures takes proven commits alone, from its first push on, and none of a refused push', async () => {
  await protect({})
  const plain = await commit('--no-gpg-sign')
  const first = await push('main')
  expect(first.stderr).toContain(`only commits with a verified signature, and ${plain.slice(0, 7)} has none (unsigned)`)
  expect(first.stderr).toContain('rule protection.signatures')

  await client.run('work', 'commit', '-q', '--allow-empty', '--amend', '--no-edit', '-S')
  expect((await push('main')).code).toBe(0)
  const signed = await commit('-S')
  expect((await push('main')).code).toBe(0)

  // A signed commit does not vouch for the one below it.
  const below = await commit('--no-gpg-sign')
  await commit('-S')
  expect((await push('main')).stderr).toContain(`${below.slice(0, 7)} has none (unsigned)`)
  // Another branch may have them; a new one that the rule names may not get them from there.
  expect((await push('main:topic')).code).toBe(0)
  expect((await push('main:release/1')).stderr).toContain(`${below.slice(0, 7)} has none (unsigned)`)
  expect((await push(`${signed}:refs/heads/release/2`)).code).toBe(0)
  const now = await heads()
  expect(now['refs/heads/main']).toBe(signed)
  expect(Object.keys(now)).toEqual(['refs/heads/main', 'refs/heads/release/2', 'refs/heads/topic'])
})

test('a signature that is of nobody here proves nothing', async () => {
  await client.run('work', 'checkout', '-q', '-B', 'stranger', 'main~2')
  const stranger = makeKeyPair('ed25519', { home: client.home })
  await client.run(
    'work',
    '-c',
    `user.signingKey=${stranger.file}`,
    'commit',
    '-q',
    '--allow-empty',
    '-S',
    '-m',
    'hello',
  )
  expect((await push('stranger:main')).stderr).toContain('has none (unknown key)')
})

test('what the server would commit is refused with the way out, which a fast-forward is; whom the rule does not bind may', async () => {
  await client.run('work', 'checkout', '-q', '-B', 'next', 'main~2')
  await commit('-S')
  expect((await push('next')).code).toBe(0)
  const pull = await app.api('POST', '/projects/alice/proven/pulls', { title: 'next', head: 'next', base: 'main' })
  const merge = (method: string) =>
    app.api('POST', `/projects/alice/proven/pulls/${pull.number}/merge`, { sha: pull.head.sha, method })
  for (const method of ['merge', 'squash']) {
    await expect(merge(method)).rejects.toThrow(/the server signs nothing; choose one of: fast-forward/)
  }
  const before = (await heads())['refs/heads/main']
  expect(before).not.toBe(pull.head.sha)
  await merge('fast_forward')
  expect((await heads())['refs/heads/main']).toBe(pull.head.sha)

  await protect({ bypass: { people: ['alice'] } })
  await client.run('work', 'checkout', '-q', '-B', 'main', 'next')
  const plain = await commit('--no-gpg-sign')
  expect((await push('main')).code).toBe(0)
  expect((await heads())['refs/heads/main']).toBe(plain)
})

test('a push of more commits than are verified at once is refused, and one of just so many is looked at', async () => {
  const numbered = async (count: number, branch: string) => {
    const commit = (index: number) =>
      `commit refs/heads/${branch}\ncommitter Alice <alice@example.com> ${index} +0000\ndata 1\nx\n`
    const stream = join(client.home, 'stream')
    await writeFile(stream, Array.from({ length: count }, (_, index) => commit(index)).join(''))
    await promisify(execFile)('sh', ['-c', 'git fast-import --quiet --force < "$1"', 'sh', stream], {
      cwd: join(client.home, 'work'),
      env: client.env,
    })
    return (await push(`${branch}:release/${branch}`)).stderr
  }
  await protect({})
  expect(await numbered(1000, 'most')).toContain('has none (unsigned)')
  expect(await numbered(1001, 'more')).toContain('at most 1000 commits are verified at once')
})
