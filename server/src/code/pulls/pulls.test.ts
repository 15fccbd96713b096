import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { systemActor } from '#kernel'
import { author, workshop } from './pulls.kit.ts'

const run = promisify(execFile)

test('from draft to merged, with an event for every step', async () => {
  const { kernel, pulls, alice, address, git, project, topic, open, get, merge, review, events } = await workshop()
  const head = await topic('feature/login', { 'login.txt': 'x\ny\n' })
  const draft = await open('feature/login', { draft: true, body: 'why', labels: ['auth'], spec: 'spec_1' })
  expect(draft).toMatchObject({
    number: 1,
    state: 'draft',
    additions: 2,
    deletions: 0,
    changedFiles: 1,
    mergeable: true,
    spec: 'spec_1',
    labels: [{ name: 'auth' }],
  })
  expect(draft.blockedBy).toEqual(['It is a draft; mark it ready first.'])
  await expect(merge(1, head)).rejects.toMatchObject({ code: 'pulls.illegal_state' })
  await kernel.call(pulls.verbs.ready, { ...address, number: 1 }, { actor: alice })
  expect(
    await kernel.call(pulls.verbs.update, { ...address, number: 1, reviewers: ['reviewer'] }, { actor: alice }),
  ).toMatchObject({ state: 'review' })
  await review(1, 'approve', head)
  expect((await get(1)).state).toBe('approved')
  const merged = await merge(1, head)
  expect(merged).toMatchObject({ state: 'merged', blockedBy: [], head: { sha: head } })
  expect(await git.resolve(project, 'main')).toBe(merged.mergeSha)
  expect((await git.log(project, { from: merged.mergeSha! }))[0]!.message).toBe(
    'Merge pull request #1 from alice/feature/login\n\nMerge feature/login',
  )
  // The same call again has the same answer and no second effect.
  expect(await merge(1, head)).toMatchObject({ state: 'merged', mergeSha: merged.mergeSha })
  const told = (
    await events(
      'pull.opened',
      'pull.ready',
      'pull.review_requested',
      'issue.labeled',
      'review.submitted',
      'pull.approved',
      'pull.merged',
      'issue.closed',
    )
  ).map(({ name }) => name)
  expect(told).toEqual([
    'issue.labeled',
    'pull.opened',
    'pull.ready',
    'pull.review_requested',
    'review.submitted',
    'pull.approved',
    'pull.merged',
  ])
  const [fact] = await events('pull.merged')
  expect(fact).toMatchObject({
    links: { pull: merged.id, spec: 'spec_1' },
    data: { number: 1, mergeSha: merged.mergeSha },
  })
  await expect(kernel.call(pulls.verbs.close, { ...address, number: 1 }, { actor: alice })).rejects.toMatchObject({
    code: 'pulls.illegal_state',
  })
  const { items } = await kernel.call(pulls.verbs.files, { ...address, number: 1 }, { actor: alice })
  expect(items).toMatchObject([{ path: 'login.txt', status: 'added', additions: 2 }])
})

test('what makes no sense is refused when opening', async () => {
  const { topic, open, git, project } = await workshop()
  await topic('topic')
  await git.createBranch(project, { branch: 'empty', from: 'main' })
  await expect(open('main')).rejects.toMatchObject({ code: 'pulls.same_branch' })
  await expect(open('nowhere')).rejects.toMatchObject({ code: 'pulls.no_branch' })
  await expect(open('empty')).rejects.toMatchObject({ code: 'pulls.nothing_new' })
  await expect(open('--option')).rejects.toMatchObject({ kind: 'invalid' })
  await expect(open('topic', { title: '  ' })).rejects.toMatchObject({ kind: 'invalid' })
  const attempts = await Promise.allSettled([open('topic'), open('topic'), open('topic')])
  expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  await expect(open('topic')).rejects.toMatchObject({ code: 'pulls.exists' })
})

test('an approval counts for the head that was shown, and pushing takes it back', async () => {
  const { kernel, pulls, alice, address, topic, open, get, merge, review, commit, events } = await workshop({
    requiredApprovals: 1,
  })
  const old = await topic('topic')
  await open('topic')
  await expect(review(1, 'approve', old, alice)).rejects.toMatchObject({ code: 'pulls.own_approval' })
  expect((await get(1)).blockedBy).toEqual([`It needs 1 more approval of ${old.slice(0, 7)}.`])
  await review(1, 'approve', old)
  expect(await get(1)).toMatchObject({ state: 'approved', blockedBy: [] })
  const head = await commit('topic', { 'c.txt': 'more' })
  await expect.poll(async () => (await get(1)).head.sha).toBe(head)
  const moved = await get(1)
  expect(moved.state).toBe('review')
  expect(moved.blockedBy).toEqual([
    `It needs 1 more approval of ${head.slice(0, 7)} (reviewer's is of ${old.slice(0, 7)}, which is no longer the head).`,
  ])
  expect((await events('pull.updated')).map(({ data }) => [data.before, data.head.sha])).toEqual([[old, head]])
  // Approving what was shown before the push is kept, and still does not count.
  await review(1, 'approve', old)
  expect((await get(1)).state).toBe('review')
  await expect(merge(1, old)).rejects.toMatchObject({ code: 'pulls.head_moved' })
  await expect(merge(1, head)).rejects.toMatchObject({ code: 'pulls.blocked' })
  await review(1, 'request_changes', head)
  expect((await get(1)).blockedBy[0]).toBe('reviewer asked for changes and has not reviewed it again.')
  await review(1, 'approve', head)
  expect(await merge(1, head)).toMatchObject({ state: 'merged' })
  const { items } = await kernel.call(pulls.verbs.reviews, { ...address, number: 1 }, { actor: alice })
  expect(items.map(({ verdict, sha }) => [verdict, sha])).toEqual([
    ['approve', old],
    ['approve', old],
    ['request_changes', head],
    ['approve', head],
  ])
})

test('a policy of the server may approve what it opened itself', async () => {
  const { kernel, pulls, topic, address, org, review, get } = await workshop({ requiredApprovals: 1 })
  const head = await topic('topic')
  const policy = systemActor(org, 'policy')
  await kernel.call(pulls.verbs.create, { ...address, title: 't', head: 'topic' }, { actor: policy })
  await review(1, 'approve', head, policy)
  expect((await get(1)).state).toBe('approved')
})

test('required checks block until they pass, and nobody can report in the name of CI', async () => {
  const { kernel, checks, topic, open, get, merge, org, project, address, alice, events } = await workshop({
    requiredChecks: ['build', 'Guardian'],
  })
  const head = await topic('topic')
  await open('topic')
  const ci = { actor: systemActor(org, 'ci') }
  expect((await get(1)).blockedBy).toEqual([
    `The required check build has not reported on ${head.slice(0, 7)} yet.`,
    `The required check Guardian has not reported on ${head.slice(0, 7)} yet.`,
  ])
  await checks.report(ci, { project, sha: head, name: 'build', source: 'ci', status: 'in_progress', run: 'run_1' })
  await checks.report(ci, {
    project,
    sha: head,
    name: 'Guardian',
    source: 'guardian',
    status: 'completed',
    conclusion: 'failure',
  })
  expect((await get(1)).blockedBy).toEqual([
    'The required check build is still running.',
    'The required check Guardian ended with failure.',
  ])
  await expect(merge(1, head)).rejects.toMatchObject({
    code: 'pulls.blocked',
    details: ['The required check build is still running.', 'The required check Guardian ended with failure.'],
  })
  const claim = { ...address, sha: head, check: 'Guardian', status: 'completed', conclusion: 'success' } as const
  await expect(
    kernel.call(checks.verbs.report, { ...claim, source: 'guardian' }, { actor: alice }),
  ).rejects.toMatchObject({ code: 'checks.source' })
  await expect(kernel.call(checks.verbs.report, claim, { actor: alice })).rejects.toMatchObject({
    code: 'checks.other_source',
  })
  await expect(
    kernel.call(checks.verbs.report, { ...claim, check: 'x', conclusion: null }, { actor: alice }),
  ).rejects.toMatchObject({ code: 'checks.conclusion' })
  await checks.report(ci, {
    project,
    sha: head,
    name: 'build',
    source: 'ci',
    status: 'completed',
    conclusion: 'success',
  })
  await checks.report(ci, {
    project,
    sha: head,
    name: 'build',
    source: 'ci',
    status: 'completed',
    conclusion: 'success',
  })
  await checks.report(ci, {
    project,
    sha: head,
    name: 'Guardian',
    source: 'guardian',
    status: 'completed',
    conclusion: 'neutral',
  })
  expect((await get(1)).blockedBy).toEqual([])
  const told = (await events('check.created', 'check.completed')).map(
    ({ name, data }) => `${name} ${data.name} ${data.conclusion}`,
  )
  expect(told).toEqual([
    'check.created build null',
    'check.created Guardian failure',
    'check.completed Guardian failure',
    'check.completed build success',
    'check.completed Guardian neutral',
  ])
  const { items } = await kernel.call(checks.verbs.list, { ...address, sha: head }, { actor: alice })
  expect(
    items.map(({ name, run: id, startedAt, completedAt }) => [name, id, startedAt !== null, completedAt !== null]),
  ).toEqual([
    ['build', 'run_1', true, true],
    ['Guardian', null, true, true],
  ])
  expect(await merge(1, head)).toMatchObject({ state: 'merged' })
})

test('conflicts are named and block; what moved underneath is seen', async () => {
  const { topic, open, get, merge, commit } = await workshop({ requirePull: false })
  const head = await topic('topic', { 'a.txt': 'mine\n' })
  await open('topic')
  expect((await get(1)).mergeable).toBe(true)
  await commit('main', { 'a.txt': 'theirs\n' })
  const stuck = await get(1)
  expect(stuck.mergeable).toBe(false)
  expect(stuck.blockedBy).toEqual(['It conflicts with main in a.txt; merge main into it and resolve that.'])
  await expect(merge(1, head)).rejects.toMatchObject({ code: 'pulls.blocked' })
})

test('squash and rebase merge, and several merges at once all arrive', async () => {
  const { topic, open, merge, git, project } = await workshop()
  const heads = new Map<number, string>()
  for (let i = 1; i <= 6; i++) {
    heads.set(i, await topic(`topic-${i}`, { [`file-${i}.txt`]: 'x' }))
    await open(`topic-${i}`)
  }
  const methods = ['merge', 'squash', 'rebase'] as const
  // Each twice: the same pull request is never merged a second time.
  const calls = [...heads, ...heads].map(([number, sha]) => merge(number, sha, methods[number % 3]))
  const merged = await Promise.all(calls)
  expect(new Set(merged.map(({ mergeSha }) => mergeSha)).size).toBe(6)
  const names = (await git.tree(project, 'main')).map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('file-'))).toHaveLength(6)
  const subjects = (await git.log(project, { from: (await git.resolve(project, 'main'))! })).map(
    ({ message }) => message.split('\n')[0]!,
  )
  expect(subjects.filter((subject) => subject === 'on topic-1 (#1)')).toHaveLength(1)
  expect(subjects.filter((subject) => subject === 'on topic-2')).toHaveLength(1)
})

test('a head that reaches the base by push counts as merged, a deleted or emptied branch closes', async () => {
  const { kernel, pulls, alice, address, topic, open, get, git, project, events } = await workshop({
    requirePull: false,
  })
  const head = await topic('pushed')
  await topic('deleted', { 'd.txt': 'd' })
  await topic('emptied', { 'e.txt': 'e' })
  await open('pushed')
  await open('deleted')
  await open('emptied')
  const main = (await git.resolve(project, 'main'))!
  await git.updateRef(project, { ref: 'refs/heads/main', from: main, to: head, actor: alice, via: 'push' })
  await git.deleteBranch(project, { branch: 'deleted', actor: alice })
  const emptied = (await git.resolve(project, 'emptied'))!
  await git.updateRef(project, { ref: 'refs/heads/emptied', from: emptied, to: main, actor: alice })
  await expect.poll(async () => (await get(1)).state).toBe('merged')
  await expect.poll(async () => (await get(2)).state).toBe('closed')
  await expect.poll(async () => (await get(3)).state).toBe('closed')
  expect(await get(1)).toMatchObject({ mergeSha: head })
  expect((await events('pull.closed')).map(({ data }) => data.reason).sort()).toEqual([
    'deleted was deleted',
    'emptied has no commits of its own any more',
  ])
  expect((await events('pull.merged'))[0]).toMatchObject({ actor: { id: alice.id } })
  await expect(kernel.call(pulls.verbs.reopen, { ...address, number: 2 }, { actor: alice })).rejects.toMatchObject({
    code: 'pulls.no_branch',
  })
})

test('a server killed between moving the base and recording it has merged once, and says so after', async () => {
  const { topic, open, get, merge, git, project, events } = await workshop()
  const head = await topic('topic')
  await open('topic')
  // Opening ends with a look at the branches, which would take the ref below for one of a try that failed.
  await expect.poll(() => git.refs(project, 'refs/pull/1/head')).toHaveLength(1)
  // What moveBase leaves behind when the process ends right after the compare-and-swap.
  const base = (await git.resolve(project, 'main'))!
  const made = await git.merge(project, { base, head, method: 'squash', message: 'Merge topic (#1)', author })
  const sha = (made as { sha: string }).sha
  await git.keepRef(project, 'refs/devflow/merge/1', sha)
  await run('git', ['--git-dir', git.path(project), 'update-ref', 'refs/heads/main', sha, base])
  expect((await get(1)).state).toBe('open')
  await git.reconcile(project)
  await expect.poll(async () => (await get(1)).state).toBe('merged')
  expect(await get(1)).toMatchObject({ mergeSha: sha })
  expect(await merge(1, head)).toMatchObject({ mergeSha: sha })
  expect(await events('pull.merged')).toHaveLength(1)
  expect(await git.resolve(project, 'main')).toBe(sha)

  // Killed before the swap instead: the intent is dropped and the merge is made anew.
  const second = await topic('second', { 's.txt': 's' })
  await open('second')
  await git.keepRef(project, 'refs/devflow/merge/2', second)
  const merged = await merge(2, second)
  expect(merged).toMatchObject({ state: 'merged' })
  expect(merged.mergeSha).not.toBe(second)
  await expect.poll(() => git.refs(project, 'refs/devflow/')).toEqual([])
})

test('closing and reopening, comments on lines, and lists by state', async () => {
  const { kernel, pulls, alice, address, topic, open, get, review } = await workshop()
  const head = await topic('one')
  await topic('two', { 'b.txt': 'B\n' })
  await open('one')
  await open('two')
  const { close, reopen, comment, comments, list } = pulls.verbs
  expect(await kernel.call(close, { ...address, number: 1 }, { actor: alice })).toMatchObject({
    state: 'closed',
    blockedBy: ['It is closed; reopen it first.'],
  })
  await expect(review(1, 'approve', head)).rejects.toMatchObject({ code: 'pulls.illegal_state' })
  expect(await kernel.call(reopen, { ...address, number: 1 }, { actor: alice })).toMatchObject({ state: 'open' })
  await kernel.call(comment, { ...address, number: 2, body: 'why?', path: 'b.txt', line: 1 }, { actor: alice })
  expect((await kernel.call(comments, { ...address, number: 2 }, { actor: alice })).items).toMatchObject([
    { body: 'why?', path: 'b.txt', line: 1, side: 'new' },
  ])
  expect((await get(2)).state).toBe('open')
  await kernel.call(close, { ...address, number: 2 }, { actor: alice })
  const numbers = async (state: 'unfinished' | 'closed') =>
    (await kernel.call(list, { ...address, state }, { actor: alice })).items.map(({ number }) => number)
  expect(await numbers('unfinished')).toEqual([1])
  expect(await numbers('closed')).toEqual([2])
  const page = await kernel.call(list, { ...address, limit: 1 }, { actor: alice })
  expect([page.items[0]!.number, page.next]).toEqual([2, '2'])
})

test('bob next door sees nothing of it through any verb', async () => {
  const { kernel, pulls, bob, address, topic, open } = await workshop()
  const sha = await topic('topic')
  await open('topic')
  const inputs: Record<string, object> = {
    title: { title: 'x', head: 'topic' },
    review: { verdict: 'approve' },
    comment: { body: 'x' },
    report: { check: 'x', status: 'queued', message: 'x' },
    ids: { review: 'rev_1', thread: 'thr_1', comment: 'cmt_1' },
    record: { refs: ['refs/heads/main'] },
  }
  for (const verb of Object.values(pulls.verbs)) {
    const input = Object.assign(
      { ...address, number: 1, sha, path: 'a.txt', branch: 'topic', base: 'main', head: 'topic' },
      ...Object.values(inputs),
      verb.name === 'pulls.applySuggestions' ? { comments: ['cmt_1'] } : {},
    )
    await expect(kernel.call(verb as never, input as never, { actor: bob }), verb.name).rejects.toMatchObject({
      kind: 'not_found',
    })
  }
})
