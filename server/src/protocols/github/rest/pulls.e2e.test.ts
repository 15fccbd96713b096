import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

const LIST = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`

/** A public repository with a branch `topic` that changes a line, and the pull request for it. */
async function pullRequest(name: string) {
  const base = await github.repository(name, { 'list.txt': text(LIST) }, 'public')
  const { git } = github.app.modules
  const { id } = await github.app.api('GET', `/projects/alice/${name}`)
  const branch = async (branchName: string, files: Record<string, string>, from = 'main') => {
    await git.createBranch(id, { branch: branchName, from }).catch(() => undefined)
    const author = { name: 'alice', email: 'alice@example.com' }
    return git.importFiles(id, { branch: branchName, files, message: `on ${branchName}`, author })
  }
  const head = await branch('topic', { 'list.txt': text(LIST.with(2, 'THREE')) })
  const at = { owner: 'alice', repo: name }
  const { data: pull } = await github.alice.rest.pulls.create({
    ...at,
    title: 'Shout',
    body: 'Louder.',
    head: 'alice:topic',
    base: 'main',
  })
  return { at, on: { ...at, pull_number: pull.number }, pull, base, head, branch, id }
}

test('a pull request is opened, read, changed, listed and merged by Octokit', async () => {
  const { at, on, pull, base, head } = await pullRequest('merged')
  const { alice } = github
  expect(pull).toMatchObject({
    number: 1,
    state: 'open',
    draft: false,
    merged: false,
    mergeable: true,
    mergeable_state: 'clean',
    head: { ref: 'topic', sha: head, label: 'alice:topic', repo: { full_name: 'alice/merged' } },
    base: { ref: 'main', sha: base },
    commits: 1,
    additions: 1,
    deletions: 1,
    changed_files: 1,
    user: { login: 'alice' },
    author_association: 'OWNER',
  })
  const { data: changed } = await alice.rest.pulls.update({ ...on, title: 'Shout louder', body: '' })
  expect(changed).toMatchObject({ title: 'Shout louder', body: null })
  const { data: files } = await alice.rest.pulls.listFiles(on)
  expect(files).toMatchObject([{ filename: 'list.txt', status: 'modified', patch: expect.stringContaining('+THREE') }])
  const { data: commits } = await alice.rest.pulls.listCommits(on)
  expect(commits.map(({ sha }) => sha)).toEqual([head])
  const find = async (query: object) => (await alice.rest.pulls.list({ ...at, ...query })).data.map((one) => one.number)
  expect([
    await find({}),
    await find({ head: 'alice:topic' }),
    await find({ head: 'alice:other' }),
    await find({ state: 'closed' }),
  ]).toEqual([[1], [1], [], []])
  await expect(alice.rest.pulls.checkIfMerged(on)).rejects.toMatchObject({ status: 404 })
  await expect(alice.rest.pulls.merge({ ...on, sha: base })).rejects.toMatchObject({ status: 409 })
  const { data: merged } = await alice.rest.pulls.merge({
    ...on,
    sha: head,
    merge_method: 'squash',
    commit_title: 'Loud',
  })
  expect(merged).toMatchObject({ merged: true })
  expect((await alice.rest.pulls.checkIfMerged(on)).status).toBe(204)
  expect((await alice.rest.pulls.get(on)).data).toMatchObject({
    state: 'closed',
    merged: true,
    merge_commit_sha: merged.sha,
    merged_by: { login: 'alice' },
  })
  const { data: associated } = await alice.rest.repos.listPullRequestsAssociatedWithCommit({
    ...at,
    commit_sha: merged.sha,
  })
  expect(associated.map(({ number }) => number)).toEqual([1])
  await expect(alice.rest.pulls.merge({ ...on, sha: base })).rejects.toMatchObject({ status: 405 })
})

test('its diff and its patches come as text', async () => {
  await pullRequest('texts')
  const as = async (format: string) => {
    const headers = { accept: `application/vnd.github.${format}` }
    return (await github.request('GET', '/repos/alice/texts/pulls/1', { headers })).body
  }
  expect(await as('diff')).toContain('-three\n+THREE')
  expect(await as('v3.patch')).toMatch(/^From [0-9a-f]{40} [\s\S]*Subject: \[PATCH\] on topic[\s\S]*\+THREE/)
})

test('what GitHub refuses is refused with its status', async () => {
  const { at, on } = await pullRequest('refused')
  const { alice } = github
  const make = (input: object) => alice.rest.pulls.create({ ...at, title: 't', head: 'topic', base: 'main', ...input })
  for (const input of [{}, { head: 'nowhere' }, { head: 'main' }, { base: 'nowhere' }]) {
    await expect(make(input), JSON.stringify(input)).rejects.toMatchObject({ status: 422 })
  }
  await expect(alice.rest.pulls.get({ ...at, pull_number: 99 })).rejects.toMatchObject({ status: 404 })
  await expect(github.bob.rest.pulls.merge(on)).rejects.toMatchObject({ status: 403 })
  await expect(github.nobody.rest.pulls.createReview({ ...on, event: 'APPROVE' })).rejects.toMatchObject({
    status: 401,
  })
  await expect(alice.rest.pulls.createReview({ ...on, event: 'APPROVE' })).rejects.toMatchObject({ status: 422 })
  const { data: closed } = await alice.rest.pulls.update({ ...on, state: 'closed' })
  expect(closed).toMatchObject({ state: 'closed', merged: false, closed_at: expect.any(String) })
  await expect(alice.rest.pulls.merge(on)).rejects.toMatchObject({ status: 405 })
  expect((await alice.rest.pulls.update({ ...on, state: 'open' })).data.state).toBe('open')
})

test('reviewers are asked and let go, and the branch is brought up to date', async () => {
  const { on, branch } = await pullRequest('asked')
  const { alice } = github
  const { data: asked } = await alice.rest.pulls.requestReviewers({ ...on, reviewers: ['bob'] })
  expect(asked.requested_reviewers?.map((user) => user && 'login' in user && user.login)).toEqual(['bob'])
  expect((await alice.rest.pulls.listRequestedReviewers(on)).data.users.map(({ login }) => login)).toEqual(['bob'])
  expect(
    (await alice.rest.pulls.removeRequestedReviewers({ ...on, reviewers: ['bob'] })).data.requested_reviewers,
  ).toEqual([])
  await branch('main', { 'other.txt': 'x' })
  expect((await alice.rest.pulls.updateBranch(on)).status).toBe(202)
  await expect(alice.rest.pulls.updateBranch(on)).rejects.toMatchObject({ status: 422 })
})

test('a review is drafted with comments, sent, answered and dismissed', async () => {
  const { on, head } = await pullRequest('reviewed')
  const { alice, bob } = github
  const { data: draft } = await bob.rest.pulls.createReview({
    ...on,
    commit_id: head,
    comments: [
      { path: 'list.txt', line: 4, start_line: 3, side: 'RIGHT', start_side: 'RIGHT', body: 'both' },
      { path: 'list.txt', position: 3, body: 'by position' },
    ],
  })
  expect(draft).toMatchObject({ state: 'PENDING', user: { login: 'bob' } })
  expect((await alice.rest.pulls.listReviews(on)).data).toEqual([])
  const review = { ...on, review_id: draft.id }
  const { data: sent } = await bob.rest.pulls.submitReview({ ...review, event: 'REQUEST_CHANGES', body: 'hm' })
  expect(sent).toMatchObject({
    state: 'CHANGES_REQUESTED',
    body: 'hm',
    commit_id: head,
    submitted_at: expect.any(String),
  })
  const { data: comments } = await alice.rest.pulls.listCommentsForReview(review)
  expect(comments).toHaveLength(2)
  const { data: all } = await alice.rest.pulls.listReviewComments(on)
  expect(all[0]).toMatchObject({
    path: 'list.txt',
    line: 4,
    start_line: 3,
    side: 'RIGHT',
    pull_request_review_id: draft.id,
    commit_id: head,
    diff_hunk: expect.stringContaining('+THREE'),
    author_association: 'NONE',
  })
  const { data: answer } = await alice.rest.pulls.createReplyForReviewComment({
    ...on,
    comment_id: all[0]!.id,
    body: 'why?',
  })
  expect(answer).toMatchObject({ in_reply_to_id: all[0]!.id, line: 4 })
  expect((await alice.rest.pulls.dismissReview({ ...review, message: 'settled' })).data.state).toBe('DISMISSED')
  await expect(alice.rest.pulls.dismissReview({ ...review, message: 'again' })).rejects.toMatchObject({ status: 422 })
  expect((await bob.rest.pulls.updateReview({ ...review, body: 'better' })).data.body).toBe('better')

  await alice.rest.pulls.requestReviewers({ ...on, reviewers: ['bob'] })
  const issue = { owner: on.owner, repo: on.repo, issue_number: on.pull_number }
  const { data: timeline } = await alice.rest.issues.listEventsForTimeline(issue)
  expect(timeline).toMatchObject([
    { event: 'committed', sha: head, message: 'on topic', parents: [{}] },
    { event: 'reviewed', state: 'dismissed', user: { login: 'bob' }, commit_id: head },
    { event: 'review_dismissed', dismissed_review: { review_id: draft.id, dismissal_message: 'settled' } },
    { event: 'review_requested', requested_reviewer: { login: 'bob' }, review_requester: { login: 'alice' } },
  ])
  const { data: events } = await alice.rest.issues.listEvents(issue)
  expect(events.map(({ event }) => event)).toEqual(['review_dismissed', 'review_requested'])
})

test('single comments are made, changed, listed for the repository and deleted', async () => {
  const { at, on, head } = await pullRequest('commented')
  const { alice, bob } = github
  const { data: comment } = await bob.rest.pulls.createReviewComment({
    ...on,
    body: 'here',
    commit_id: head,
    path: 'list.txt',
    line: 3,
    side: 'LEFT',
  })
  expect(comment).toMatchObject({ side: 'LEFT', line: 3, original_line: 3, start_line: null })
  const { data: file } = await bob.rest.pulls.createReviewComment({
    ...on,
    body: 'all',
    commit_id: head,
    path: 'list.txt',
    subject_type: 'file',
  } as never)
  expect(file).toMatchObject({ subject_type: 'file' })
  const single = { ...at, comment_id: comment.id }
  expect((await bob.rest.pulls.updateReviewComment({ ...single, body: 'there' })).data.body).toBe('there')
  const { data: listed } = await alice.rest.pulls.listReviewCommentsForRepo({ ...at, per_page: 1, direction: 'asc' })
  expect(listed.map(({ body }) => body)).toEqual(['there'])
  await expect(
    bob.rest.pulls.createReviewComment({ ...on, body: 'x', commit_id: head, path: 'list.txt', line: 99 }),
  ).rejects.toMatchObject({ status: 422 })
  await alice.rest.pulls.deleteReviewComment(single)
  await expect(alice.rest.pulls.getReviewComment(single)).rejects.toMatchObject({ status: 404 })
  await expect(github.nobody.rest.pulls.listReviews(on)).resolves.toMatchObject({ status: 200 })
})
