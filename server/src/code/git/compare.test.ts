import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

const author = { name: 'Bob', email: 'bob@example.com' }
let app: TestApp

beforeAll(async () => {
  app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'app', visibility: 'public' })
  const { id } = await app.api('GET', '/projects/alice/app')
  await app.modules.git.importFiles(id, { branch: 'main', files: { a: 'one\n' }, message: 'begin', author })
  const fork = await app.api('POST', '/projects/alice/app/forks', {}, app.bobToken)
  const change = { branch: 'topic', files: { b: 'two\n' }, message: 'from a fork', author }
  await app.modules.git.createBranch(fork.id, { branch: 'topic', from: 'main' })
  await app.modules.git.importFiles(fork.id, change)
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

const compare = (head: string, token?: string) =>
  app.api('GET', `/projects/alice/app/compare?base=main&head=${encodeURIComponent(head)}`, undefined, token)

test('a branch of a fork is compared without a trace in the repository', async () => {
  const { ahead, behind, commits, files } = await compare('bob:topic')
  expect([ahead, behind, commits[0].message, files[0].path]).toEqual([1, 0, 'from a fork', 'b'])
  expect(await compare('Bob:topic', app.bobToken)).toMatchObject({ ahead: 1 })
  expect(await compare('alice:main')).toMatchObject({ ahead: 0, behind: 0, files: [] })
  const { id } = await app.api('GET', '/projects/alice/app')
  expect(await app.modules.git.resolve(id, commits[0].sha)).toBeUndefined()
})

test('a fork that cannot be seen, and one that is none, are not found alike', async () => {
  await app.api('PATCH', '/projects/bob/app', { visibility: 'private' }, app.bobToken)
  const nobody = { owner: 'alice', name: 'app', base: 'main', head: 'bob:topic' }
  const verb = app.modules.git.verbs.compare
  await expect(app.kernel.call(verb, nobody, { actor: undefined })).rejects.toMatchObject({ code: 'git.ref_not_found' })
  for (const head of ['nobody:main', 'bob:missing', ':main', 'bob:', 'bob:../x', 'bob:--all'])
    await expect(compare(head, app.bobToken)).rejects.toMatchObject({ code: 'git.ref_not_found' })
})
