import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { FILE_ALONE_BYTES } from './diff-verbs.ts'

const author = { name: 'Alice', email: 'alice@example.com' }
const AT = '/projects/alice/app'
let app: TestApp
let before: string
let after: string

beforeAll(async () => {
  app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'app' })
  const lines = (mark: string) => Array.from({ length: 40_000 }, (_, at) => `line ${at} ${mark}\n`).join('')
  const put = async (files: unknown[], parent?: string) => {
    const tree = await app.api('POST', `${AT}/trees`, { changes: files, ...(parent ? { base: parent } : {}) })
    const made = { message: 'm', tree: tree.sha, parents: parent ? [parent] : [], author }
    return (await app.api('POST', `${AT}/git-commits`, made)).sha as string
  }
  before = await put([
    { path: 'large.txt', mode: '100644', content: lines('a') },
    { path: 'run.sh', mode: '100644', content: 'ls\n' },
    { path: 'plain', mode: '100644', content: 'x\n' },
    { path: 'old.txt', mode: '100644', content: 'one\ntwo\nthree\nfour\nfive\n' },
    { path: '*', mode: '100644', content: '1\n' },
    { path: 'sub', mode: '160000', sha: 'a'.repeat(40) },
  ])
  after = await put(
    [
      { path: 'large.txt', mode: '100644', content: lines('b') },
      { path: 'run.sh', mode: '100755', content: 'ls\n' },
      { path: 'plain', mode: '120000', content: 'run.sh' },
      { path: 'old.txt', sha: null },
      { path: 'new.txt', mode: '100644', content: 'one\ntwo\nthree\nfour\n5\n' },
      { path: '*', mode: '100644', content: '2\n' },
      { path: 'sub', mode: '160000', sha: 'b'.repeat(40) },
    ],
    before,
  )
  for (const [branch, sha] of [
    ['main', before],
    ['topic', after],
  ]) {
    await app.api('POST', `${AT}/refs`, { ref: `refs/heads/${branch}`, sha })
  }
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

const fileDiff = (path: string, more: Record<string, string> = {}, token?: string) =>
  app.api('GET', `${AT}/diff?${new URLSearchParams({ base: before, head: after, path, ...more })}`, undefined, token)

test('a diff says what became of links, submodules and permissions', async () => {
  const { files } = await app.api('GET', `${AT}/compare?base=main&head=topic`)
  const modes = Object.fromEntries(
    files.map((file: { path: string; oldMode?: string; mode?: string }) => [file.path, [file.oldMode, file.mode]]),
  )
  expect(modes).toEqual({
    '*': [undefined, undefined],
    'large.txt': [undefined, undefined],
    'new.txt': [undefined, undefined],
    'run.sh': ['100644', '100755'],
    plain: ['100644', '120000'],
    sub: ['160000', '160000'],
  })
})

test('a patch that a list had to cut is had whole by itself', async () => {
  const { files } = await app.api('GET', `${AT}/compare?base=main&head=topic`)
  const listed = files.find(({ path }: { path: string }) => path === 'large.txt')
  expect(listed).toMatchObject({ truncated: true, additions: 40_000 })
  const whole = await fileDiff('large.txt')
  expect(whole).toMatchObject({ truncated: false, additions: 40_000, blob: listed.blob })
  expect(whole.patch).toContain('+line 39999 b\n')
  expect(whole.patch.length).toBeLessThan(FILE_ALONE_BYTES)
})

test('one file is told by its name alone, also one that was renamed and one that looks like a pattern', async () => {
  expect(await fileDiff('new.txt', { oldPath: 'old.txt' })).toMatchObject({ status: 'renamed', oldPath: 'old.txt' })
  expect(await fileDiff('new.txt')).toMatchObject({ status: 'added' })
  expect((await fileDiff('*')).patch).toContain('+2')
  const everything = new URLSearchParams({ head: after, path: 'run.sh' })
  expect(await app.api('GET', `${AT}/diff?${everything}`)).toMatchObject({ status: 'added', mode: '100755' })
})

test('what did not change, paths that are none, and bob are refused', async () => {
  await expect(fileDiff('nothing')).rejects.toMatchObject({ code: 'git.no_change' })
  await expect(fileDiff('../etc/passwd')).rejects.toMatchObject({ code: 'git.path' })
  await expect(fileDiff('run.sh', { base: '--output=x' })).rejects.toMatchObject({ code: 'git.ref_not_found' })
  await expect(fileDiff('run.sh', {}, app.bobToken)).rejects.toMatchObject({ kind: 'not_found' })
})

test('of several commits only those that are signed are named, and what is elsewhere is not told', async () => {
  const ask = (shas: string[], token?: string) =>
    app.api(
      'GET',
      `${AT}/signatures?${new URLSearchParams(shas.map((sha): [string, string] => ['shas', sha]))}`,
      undefined,
      token,
    )
  expect(await ask([before, after])).toEqual({ items: [] })
  expect(await ask(['f'.repeat(40)])).toEqual({ items: [] })
  await expect(ask(['main'])).rejects.toMatchObject({ kind: 'invalid' })
  await expect(ask(Array.from({ length: 101 }, () => before))).rejects.toMatchObject({ kind: 'invalid' })
  expect((await ask(Array.from({ length: 100 }, () => before))).items).toEqual([])
  await expect(ask([before], app.bobToken)).rejects.toMatchObject({ kind: 'not_found' })
})
