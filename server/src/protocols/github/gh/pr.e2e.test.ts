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
    const order = ['pr', 'create', '--title', 'Say hello', '--body', 'A file.', '--base', 'main', '--head', 'greeting']
    const said = await gh(...order, '--label', 'enhancement')
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

  test('all fields that gh knows of pull requests are told', async () => {
    expect(await kit.json(['pr', 'view', '1', '-R', 'alice/work'])).toMatchObject({
      number: 1,
      isCrossRepository: false,
      headRepositoryOwner: { login: 'alice' },
      reviews: [{ state: 'COMMENTED' }],
    })
    expect(await kit.json(['pr', 'list', '-R', 'alice/work'])).toMatchObject([{ number: 1, headRefName: 'greeting' }])
  })

  test('it is listed by branch, author, draft and words', async () => {
    const listed = (...args: string[]) => gh('pr', 'list', ...args)
    const found = /^1\tSay hello twice/
    expect(await listed('--head', 'greeting', '--base', 'main')).toMatch(found)
    expect(await listed('--author', 'alice', '--state', 'all')).toMatch(found)
    expect(await listed('--search', 'hello is:open in:title')).toMatch(found)
    expect(await listed('--draft')).not.toContain('hello')
    expect(await listed('--head', 'main')).not.toContain('hello')
    expect(await gh('pr', 'diff', '1', '--patch')).toMatch(/^From [0-9a-f]{40}[\s\S]*\+hello/)
    expect(await gh('pr', 'view', 'greeting', '--comments')).toContain('Please look.')
  })

  test('it is closed, reopened and merged', async () => {
    await gh('pr', 'lock', '1', '--reason', 'resolved')
    await gh('pr', 'unlock', '1')
    await gh('pr', 'close', '1', '--comment', 'Later.')
    expect((await show('state')).state).toBe('CLOSED')
    await gh('pr', 'reopen', '1')
    const stale = ['pr', 'merge', '1', '--squash', '--match-head-commit', '0'.repeat(40)]
    await expect(gh(...stale)).rejects.toThrow(/has moved/)
    await gh('pr', 'merge', '1', '--squash', '--subject', 'Hello', '--body', 'Said twice.')
    expect(await show('state', 'mergedBy')).toMatchObject({ state: 'MERGED', mergedBy: { login: 'alice' } })
    await kit.git(['fetch', '-q'], { cwd: clone })
    expect(await kit.git(['log', '-1', '--format=%B', 'origin/main'], { cwd: clone })).toMatch(/^Hello\n\nSaid twice\./)
  })

  test('what the branch says fills in the rest, and a merge takes the branch away', async () => {
    await kit.git(['checkout', '-q', '-B', 'main', 'origin/main'], { cwd: clone })
    for (const [branch, method] of [
      ['second', '--rebase'],
      ['third', '--merge'],
    ] as const) {
      await kit.git(['checkout', '-q', 'main'], { cwd: clone })
      await kit.git(['pull', '-q'], { cwd: clone })
      await kit.push('work', branch, { [branch]: `${branch}\n` }, `the ${branch} file`)
      await kit.gh(['pr', 'create', '--fill'], { cwd: clone })
      expect(await kit.gh(['pr', 'view'], { cwd: clone })).toContain(`the ${branch} file`)
      await kit.gh(['pr', 'merge', method, '--delete-branch'], { cwd: clone })
    }
    expect(await kit.git(['ls-remote', '--heads', 'origin'], { cwd: clone })).not.toMatch(/second|third/)
  })

  test('one that waits for checks merges by itself, and not once that is taken back', async () => {
    await kit.git(['pull', '-q'], { cwd: clone })
    await kit.push('work', 'waiting', { 'wait.txt': 'wait\n' })
    const { number } = JSON.parse(
      await kit.gh(['api', 'repos/alice/work/pulls', '-f', 'title=Wait', ...from('waiting')]),
    )
    await kit.github.app.api('PATCH', '/projects/alice/work', {
      settings: { protection: [{ pattern: 'main', requiredChecks: ['build'] }] },
    })
    await gh('pr', 'merge', String(number), '--auto', '--squash')
    const asked = async () => (await gh('pr', 'view', String(number), '--json', 'state,mergeStateStatus')).trim()
    expect(JSON.parse(await asked())).toEqual({ state: 'OPEN', mergeStateStatus: 'BLOCKED' })
    expect(await gh('pr', 'checks', String(number), '--required').catch(String)).toMatch(/no required checks|build/)
    await gh('pr', 'merge', String(number), '--disable-auto')
    const sha = (await kit.git(['rev-parse', 'waiting'], { cwd: clone })).trim()
    const passed = { owner: 'alice', repo: 'work', sha, state: 'success', context: 'build' } as const
    await gh('pr', 'merge', String(number), '--auto', '--squash')
    await kit.github.alice.rest.repos.createCommitStatus(passed)
    await expect.poll(asked, { timeout: 30_000 }).toContain('MERGED')
    expect(await gh('pr', 'checks', String(number), '--required')).toMatch(/^build\tpass/m)
  })

  test('a pull request of a fork is opened, reviewed, checked out and seen on both sides', async () => {
    const { bob } = kit
    await kit.github.repository('open', { 'README.md': '# open\n' }, 'public')
    await bob.gh(['repo', 'fork', 'alice/open', '--clone'])
    await bob.push('open', 'patch', { 'patch.txt': 'from bob\n' }, 'a patch of bob')
    const cwd = join(bob.folder, 'open')
    await bob.gh(['repo', 'set-default', 'alice/open'], { cwd })
    const order = ['pr', 'create', '--title', 'A patch', '--body', 'Please.', '--head', 'bob:patch']
    expect(await bob.gh(order, { cwd })).toContain('alice/open/pull/1')
    expect(await bob.gh(['pr', 'status'], { cwd })).toMatch(/Created by you[\s\S]*A patch/)
    const about = (...args: string[]) => kit.gh([...args, '-R', 'alice/open'])
    expect(JSON.parse(await about('pr', 'view', '1', '--json', 'isCrossRepository,headRepositoryOwner'))).toMatchObject(
      {
        isCrossRepository: true,
        headRepositoryOwner: { login: 'bob' },
      },
    )
    for (const [flag, state] of [
      ['--approve', 'APPROVED'],
      ['--request-changes', 'CHANGES_REQUESTED'],
    ] as const) {
      await about('pr', 'review', '1', flag, '--body', 'As I said.')
      const { latestReviews } = JSON.parse(await about('pr', 'view', '1', '--json', 'latestReviews'))
      expect(latestReviews).toMatchObject([{ state, author: { login: 'alice' } }])
    }
    await expect(bob.gh(['pr', 'review', '1', '--approve', '-R', 'alice/open'])).rejects.toThrow(/their own/)
    await kit.gh(['repo', 'clone', 'alice/open'])
    const own = join(kit.folder, 'open')
    const refs = () => kit.git(['ls-remote', 'origin', 'refs/pull/*'], { cwd: own })
    await expect.poll(refs, { timeout: 30_000 }).toContain('refs/pull/1/head')
    await kit.gh(['pr', 'checkout', '1'], { cwd: own })
    expect(await kit.git(['log', '-1', '--format=%s'], { cwd: own })).toBe('a patch of bob\n')
    expect(await kit.gh(['search', 'prs', 'patch', '--repo', 'alice/open', '--author', 'bob'])).toContain('A patch')
  })

  test('a neighbour sees none of it', async () => {
    await expect(kit.gh(['pr', 'view', '1', '-R', 'alice/work'], { token: kit.github.app.bobToken })).rejects.toThrow(
      /Could not resolve to a Repository/,
    )
  })
})

const from = (head: string) => ['-f', `head=${head}`, '-f', 'base=main']
