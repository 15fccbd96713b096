import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ghMissing, type TestGh, testGh } from './gh.kit.ts'

const missing = await ghMissing()

describe.skipIf(missing)(`gh pr${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kit: TestGh
  let clone: string
  beforeAll(async () => {
    kit = await testGh()
    await kit.github.repository('work', { 'README.md': '# work\n' })
    await kit.gh(['repo', 'clone', 'alice/work'])
    clone = join(kit.folder, 'work')
    await kit.git(['checkout', '-q', '-b', 'greeting'], { cwd: clone })
    await writeFile(join(clone, 'hello.txt'), 'hello\n')
    await kit.git(['add', '.'], { cwd: clone })
    await kit.git(['commit', '-q', '-m', 'say hello'], { cwd: clone })
    await kit.git(['push', '-q', 'origin', 'greeting'], { cwd: clone })
  })
  afterAll(() => kit[Symbol.asyncDispose]())

  const gh = (...args: string[]) => kit.gh([...args, '-R', 'alice/work'])
  const show = async (...fields: string[]) => JSON.parse(await gh('pr', 'view', '1', '--json', fields.join(',')))

  test('a pull request is opened from a clone, shown and listed', async () => {
    const order = [
      'pr',
      'create',
      '--title',
      'Say hello',
      '--body',
      'A file.',
      '--base',
      'main',
      '--label',
      'enhancement',
    ]
    const said = await gh(...order, '--head', 'greeting')
    expect(said).toContain('github.localhost/alice/work/pull/1')
    expect(await gh('pr', 'view', '1')).toMatch(/title:\s+Say hello[\s\S]*state:\s+OPEN/)
    expect(await gh('pr', 'list')).toMatch(/^1\tSay hello\tgreeting/)
    expect(await gh('pr', 'list', '--label', 'enhancement')).toMatch(/^1\tSay hello/)
    expect(await kit.gh(['pr', 'status'], { cwd: clone })).toContain('Say hello')
    expect(
      await show(
        'state',
        'files',
        'commits',
        'mergeable',
        'mergeStateStatus',
        'reviewDecision',
        'headRefName',
        'labels',
      ),
    ).toMatchObject({
      state: 'OPEN',
      files: [{ path: 'hello.txt', additions: 1, deletions: 0 }],
      commits: [{ messageHeadline: 'say hello' }],
      mergeable: 'MERGEABLE',
      mergeStateStatus: 'CLEAN',
      headRefName: 'greeting',
      labels: [{ name: 'enhancement' }],
    })
    expect(await gh('pr', 'diff', '1')).toContain('+hello')
  })

  test('it is made a draft, ready, commented, reviewed and changed', async () => {
    await gh('pr', 'ready', '1', '--undo')
    expect((await show('isDraft')).isDraft).toBe(true)
    await gh('pr', 'ready', '1')
    await gh('pr', 'comment', '1', '--body', 'Please look.')
    await gh('pr', 'review', '1', '--comment', '--body', 'Looks fine.')
    await gh('pr', 'edit', '1', '--title', 'Say hello twice')
    expect(await show('title', 'comments', 'reviews')).toMatchObject({
      title: 'Say hello twice',
      comments: [{ body: 'Please look.' }],
      reviews: [{ body: 'Looks fine.', state: 'COMMENTED', author: { login: 'alice' } }],
    })
  })

  test('checks and statuses of its head are shown', async () => {
    const { headRefOid } = await show('headRefOid')
    await kit.github.alice.rest.repos.createCommitStatus({
      owner: 'alice',
      repo: 'work',
      sha: headRefOid,
      state: 'success',
      context: 'lint',
    })
    expect(await gh('pr', 'checks', '1')).toMatch(/^lint\tpass/m)
  })

  test('it is closed, reopened and merged', async () => {
    await gh('pr', 'close', '1')
    expect((await show('state')).state).toBe('CLOSED')
    await gh('pr', 'reopen', '1')
    await gh('pr', 'merge', '1', '--squash')
    expect(await show('state', 'mergedBy')).toMatchObject({ state: 'MERGED', mergedBy: { login: 'alice' } })
  })

  test('a neighbour sees none of it', async () => {
    await expect(kit.gh(['pr', 'view', '1', '-R', 'alice/work'], { token: kit.github.app.bobToken })).rejects.toThrow(
      /Could not resolve to a Repository/,
    )
  })
})
