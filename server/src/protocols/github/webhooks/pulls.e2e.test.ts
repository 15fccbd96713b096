import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWebhooks, testWebhooks } from './webhooks.kit.ts'

let kit: TestWebhooks
let project: { id: string }
const at = { owner: 'alice', repo: 'pulled' }
const author = { name: 'Alice', email: 'alice@example.com' }

beforeAll(async () => {
  kit = await testWebhooks()
  await kit.github.repository('pulled', { 'a.txt': 'one\ntwo\n' }, 'public')
  project = await kit.github.app.api('GET', '/projects/alice/pulled')
  const config = { url: kit.url, content_type: 'json', secret: kit.secret }
  await kit.github.alice.rest.repos.createWebhook({ ...at, config, events: ['*'] })
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

async function openPull(branch: string): Promise<number> {
  const { git } = kit.github.app.modules
  await git.createBranch(project.id, { branch, from: 'main' })
  await change(branch, `one\n${branch}\n`)
  const { data } = await kit.github.alice.rest.pulls.create({ ...at, title: branch, head: branch, base: 'main' })
  return data.number
}

const change = (branch: string, text: string) =>
  kit.github.app.modules.git.importFiles(project.id, { branch, files: { 'a.txt': text }, message: text, author })

test('the life of a pull request is told step by step', async () => {
  const { pulls, issues } = kit.github.alice.rest
  const pull_number = await openPull('topic')
  const one = { ...at, pull_number }
  const opened = await kit.next('pull_request', 'opened')
  expect(opened).toMatchObject({
    number: pull_number,
    pull_request: { title: 'topic', head: { ref: 'topic' }, base: { ref: 'main' }, commits: 1, changed_files: 1 },
    repository: { full_name: 'alice/pulled' },
    sender: { login: 'alice' },
  })
  const after = await change('topic', 'one\nagain\n')
  expect(await kit.next('pull_request', 'synchronize')).toMatchObject({ before: opened.pull_request.head.sha, after })
  await pulls.update({ ...one, title: 'Topic' })
  expect(await kit.next('pull_request', 'edited')).toMatchObject({ changes: { title: { from: 'topic' } } })
  await issues.createLabel({ ...at, name: 'speed', color: 'ff0000' })
  await issues.addLabels({ ...at, issue_number: pull_number, labels: ['speed'] })
  expect(await kit.next('pull_request', 'labeled')).toMatchObject({ label: { name: 'speed' } })
  await issues.removeLabel({ ...at, issue_number: pull_number, name: 'speed' })
  expect(await kit.next('pull_request', 'unlabeled')).toMatchObject({ label: { name: 'speed' } })
  await issues.addAssignees({ ...at, issue_number: pull_number, assignees: ['alice'] })
  expect(await kit.next('pull_request', 'assigned')).toMatchObject({ assignee: { login: 'alice' } })
  await issues.removeAssignees({ ...at, issue_number: pull_number, assignees: ['alice'] })
  expect(await kit.next('pull_request', 'unassigned')).toMatchObject({ assignee: { login: 'alice' } })
  const { data: milestone } = await issues.createMilestone({ ...at, title: 'soon' })
  await issues.update({ ...at, issue_number: pull_number, milestone: milestone.number })
  expect(await kit.next('pull_request', 'milestoned')).toMatchObject({ milestone: { title: 'soon' } })
  await issues.update({ ...at, issue_number: pull_number, milestone: null })
  expect(await kit.next('pull_request', 'demilestoned')).toMatchObject({ milestone: { title: 'soon' } })
  await issues.lock({ ...at, issue_number: pull_number, lock_reason: 'resolved' })
  await kit.next('pull_request', 'locked')
  await issues.unlock({ ...at, issue_number: pull_number })
  await kit.next('pull_request', 'unlocked')
  await kit.github.app.api('PUT', '/projects/alice/pulled/collaborators/bob', { role: 'write' })
  await pulls.requestReviewers({ ...one, reviewers: ['bob'] })
  expect(await kit.next('pull_request', 'review_requested')).toMatchObject({ requested_reviewer: { login: 'bob' } })
  await pulls.removeRequestedReviewers({ ...one, reviewers: ['bob'] })
  await kit.next('pull_request', 'review_request_removed')
  await pulls.update({ ...one, state: 'closed' })
  expect(await kit.next('pull_request', 'closed')).toMatchObject({ pull_request: { state: 'closed', merged: false } })
  await pulls.update({ ...one, state: 'open' })
  await kit.next('pull_request', 'reopened')
  await pulls.merge(one)
  expect(await kit.next('pull_request', 'closed')).toMatchObject({
    pull_request: { merged: true, merged_by: { login: 'alice' } },
  })
  // A pull request is never told as an issue.
  expect(kit.told.filter(({ event }) => event === 'issues')).toEqual([])
})

test('a pull request is told as it becomes a draft and ready again, and waits to merge or does not', async () => {
  const { api } = kit.github.app
  const pull = `/projects/alice/pulled/pulls/${await openPull('waits')}`
  await kit.next('pull_request', 'opened')
  await api('POST', `${pull}/draft`)
  expect(await kit.next('pull_request', 'converted_to_draft')).toMatchObject({ pull_request: { draft: true } })
  await api('POST', `${pull}/ready`)
  expect(await kit.next('pull_request', 'ready_for_review')).toMatchObject({ pull_request: { draft: false } })
  await api('PATCH', '/projects/alice/pulled', {
    settings: { protection: [{ pattern: 'main', requiredChecks: ['build'] }] },
  })
  await api('PUT', `${pull}/auto-merge`, { method: 'squash' })
  expect(await kit.next('pull_request', 'auto_merge_enabled')).toMatchObject({
    pull_request: { auto_merge: { merge_method: 'squash', enabled_by: { login: 'alice' } } },
  })
  await api('DELETE', `${pull}/auto-merge`)
  expect(await kit.next('pull_request', 'auto_merge_disabled')).toMatchObject({ pull_request: { auto_merge: null } })
  await api('PATCH', '/projects/alice/pulled', { settings: { protection: [] } })
})

test('reviews, comments on lines and threads are told', async () => {
  const { alice, bob } = kit.github
  const pull_number = await openPull('reviewed')
  await kit.next('pull_request', 'opened')
  const one = { ...at, pull_number }
  const comments = [{ path: 'a.txt', line: 2, side: 'RIGHT', body: 'Why?' }]
  const { data: review } = await bob.rest.pulls.createReview({ ...one, event: 'COMMENT', body: 'Hm.', comments })
  expect(await kit.next('pull_request_review', 'submitted')).toMatchObject({
    review: { id: review.id, state: 'commented', body: 'Hm.', user: { login: 'bob' } },
    pull_request: { number: pull_number },
  })
  const comment = await kit.next('pull_request_review_comment', 'created')
  expect(comment).toMatchObject({ comment: { body: 'Why?', path: 'a.txt', line: 2, side: 'RIGHT' } })
  const comment_id = comment.comment.id
  await bob.rest.pulls.updateReviewComment({ ...at, comment_id, body: 'Why so?' })
  expect(await kit.next('pull_request_review_comment', 'edited')).toMatchObject({ changes: { body: { from: 'Why?' } } })
  const { items } = await kit.github.app.api('GET', `/projects/alice/pulled/pulls/${pull_number}/threads`)
  const thread = `/projects/alice/pulled/pulls/${pull_number}/threads/${items[0].id}`
  await kit.github.app.api('POST', `${thread}/resolve`)
  expect(await kit.next('pull_request_review_thread', 'resolved')).toMatchObject({
    thread: { comments: [{ body: 'Why so?' }] },
  })
  await kit.github.app.api('POST', `${thread}/unresolve`)
  await kit.next('pull_request_review_thread', 'unresolved')
  await bob.rest.pulls.deleteReviewComment({ ...at, comment_id })
  expect(await kit.next('pull_request_review_comment', 'deleted')).toMatchObject({ comment: { body: 'Why so?' } })
  await bob.rest.pulls.updateReview({ ...one, review_id: review.id, body: 'Hm, hm.' })
  await kit.next('pull_request_review', 'edited')
  const { data: blocking } = await bob.rest.pulls.createReview({ ...one, event: 'REQUEST_CHANGES', body: 'No.' })
  expect(await kit.next('pull_request_review', 'submitted')).toMatchObject({ review: { state: 'changes_requested' } })
  await alice.rest.pulls.dismissReview({ ...one, review_id: blocking.id, message: 'Talked about it' })
  expect(await kit.next('pull_request_review', 'dismissed')).toMatchObject({ review: { state: 'dismissed' } })
})

test('a fork is told, and a pull request from it with both repositories', async () => {
  const { app } = kit.github
  const fork = await app.api('POST', '/projects/alice/pulled/forks', {}, app.bobToken)
  expect(await kit.next('fork')).toMatchObject({
    forkee: { full_name: 'bob/pulled', fork: true },
    repository: { full_name: 'alice/pulled' },
    sender: { login: 'bob' },
  })
  const { git } = app.modules
  await git.createBranch(fork.id, { branch: 'from-outside', from: 'main' })
  await git.importFiles(fork.id, { branch: 'from-outside', files: { b: 'b' }, message: 'b', author })
  const pull = { title: 'From outside', head: 'bob:from-outside', base: 'main' }
  await kit.github.bob.rest.pulls.create({ ...at, ...pull })
  const told = await kit.next('pull_request', 'opened')
  expect(told.pull_request).toMatchObject({
    title: 'From outside',
    head: { label: 'bob:from-outside', repo: { full_name: 'bob/pulled' } },
    base: { repo: { full_name: 'alice/pulled' } },
  })
})
