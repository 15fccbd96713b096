import { expect, test } from 'vitest'
import type { Actor } from '#kernel'
import { workshop } from './pulls.kit.ts'

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`

/** A pull request that changes line 5 of ten. */
async function reviewed() {
  const shop = await workshop()
  await shop.commit('main', { 'list.txt': text(LINES) }, 'a list')
  const sha = await shop.topic('topic', { 'list.txt': text(LINES.with(4, 'FIVE')) })
  await shop.open('topic')
  const { kernel, pulls, address, alice } = shop
  const on = { ...address, number: 1 }
  const comment = (input: object, actor: Actor = alice) =>
    kernel.call(pulls.verbs.comment, { ...on, body: 'hm', path: 'list.txt', ...input }, { actor })
  const threads = async () => (await kernel.call(pulls.verbs.threads, on, { actor: alice })).items
  return { ...shop, sha, on, comment, threads }
}

test('a comment knows its lines, its hunk and its position, and refuses what the diff does not show', async () => {
  const { comment, sha } = await reviewed()
  expect(await comment({ line: 5 })).toMatchObject({
    number: 1,
    path: 'list.txt',
    subject: 'line',
    line: 5,
    side: 'new',
    startLine: null,
    sha,
    originalSha: sha,
    originalLine: 5,
    position: 5,
    diffHunk: '@@ -2,7 +2,7 @@ one\n two\n three\n four\n-five\n+FIVE',
    outdated: false,
    resolved: false,
  })
  expect(await comment({ line: 5, side: 'old' })).toMatchObject({ side: 'old', position: 4 })
  expect(await comment({ line: 6, startLine: 4 })).toMatchObject({ startLine: 4, startSide: 'new', line: 6 })
  expect(await comment({ position: 4 })).toMatchObject({ side: 'old', line: 5 })
  expect(await comment({ subject: 'file' })).toMatchObject({ subject: 'file', line: null, diffHunk: '' })
  const refused = [
    { line: 1 },
    { line: 99 },
    { line: 5, startLine: 5 },
    { path: 'b.txt', line: 1 },
    { position: 40 },
    {},
  ]
  for (const place of refused) {
    await expect(comment(place), JSON.stringify(place)).rejects.toMatchObject({ code: 'pulls.comment_place' })
  }
})

test('a thread follows its line through pushes and is outdated when the line changes', async () => {
  const { comment, commit, threads, get, sha } = await reviewed()
  await comment({ line: 5, body: 'follows' })
  await comment({ line: 7, startLine: 6, body: 'changes' })
  await comment({ line: 5, side: 'old', body: 'of the base' })
  const head = await commit('topic', { 'list.txt': text(['zero', ...LINES.with(4, 'FIVE').with(6, 'SEVEN')]) })
  await expect.poll(async () => (await get(1)).head.sha).toBe(head)
  expect(
    (await threads()).map(({ line, startLine, outdated, originalLine }) => [line, startLine, outdated, originalLine]),
  ).toEqual([
    [6, null, false, 5],
    [null, null, true, 7],
    [5, null, false, 5],
  ])
  // What is said about the old commit afterwards lands where the line is now.
  expect(await comment({ line: 6, sha, body: 'late' })).toMatchObject({ line: 7, originalLine: 6, sha: head })
})

test('a thread is answered, resolved and opened again', async () => {
  const { kernel, pulls, on, comment, threads, alice, reviewer, events } = await reviewed()
  const first = await comment({ line: 5 })
  const answer = await comment({ path: undefined, replyTo: String(first.databaseId) }, reviewer)
  const again = await comment({ path: undefined, replyTo: answer.id })
  expect([answer.replyTo, again.replyTo, again.line]).toEqual([first.id, first.id, 5])
  const [thread] = await threads()
  expect(thread!.comments.map(({ id }) => id)).toEqual([first.id, answer.id, again.id])
  const { resolveThread, unresolveThread } = pulls.verbs
  const at = { ...on, thread: thread!.id }
  for (let twice = 0; twice < 2; twice++) {
    expect(await kernel.call(resolveThread, at, { actor: alice })).toMatchObject({ resolvedBy: { name: 'alice' } })
  }
  expect(await kernel.call(unresolveThread, at, { actor: alice })).toMatchObject({ resolvedBy: null, resolvedAt: null })
  expect((await events('review_thread.resolved', 'review_thread.unresolved')).map(({ name }) => name)).toEqual([
    'review_thread.resolved',
    'review_thread.unresolved',
  ])
  await expect(kernel.call(resolveThread, { ...on, thread: 'thr_no' }, { actor: alice })).rejects.toMatchObject({
    code: 'pulls.no_thread',
  })
  await expect(comment({ path: undefined, replyTo: 'cmt_no' })).rejects.toMatchObject({ code: 'pulls.no_comment' })
})

test('comments are collected in a review that nobody sees before it is sent', async () => {
  const { kernel, pulls, on, sha, alice, reviewer, comment, threads, events } = await reviewed()
  const as = { actor: reviewer }
  const begun = await kernel.call(
    pulls.verbs.review,
    { ...on, verdict: 'pending', comments: [{ path: 'list.txt', line: 5, body: 'first' }] },
    as,
  )
  expect(begun).toMatchObject({ state: 'pending', sha, submittedAt: null, comments: [{ body: 'first' }] })
  await expect(kernel.call(pulls.verbs.review, { ...on, verdict: 'pending' }, as)).rejects.toMatchObject({
    code: 'pulls.review_pending',
  })
  await comment({ line: 6, body: 'second', pending: true }, reviewer)
  await expect(comment({ line: 6, pending: true })).rejects.toMatchObject({ code: 'pulls.no_pending_review' })
  const seen = async (actor: Actor) => ({
    reviews: (await kernel.call(pulls.verbs.reviews, on, { actor })).items.length,
    comments: (await kernel.call(pulls.verbs.comments, on, { actor })).items.length,
  })
  expect([await seen(alice), await seen(reviewer)]).toEqual([
    { reviews: 0, comments: 0 },
    { reviews: 1, comments: 2 },
  ])
  expect(await threads()).toEqual([])
  const address = { ...on, review: begun.id }
  await expect(kernel.call(pulls.verbs.getReview, address, { actor: alice })).rejects.toMatchObject({
    code: 'pulls.no_review',
  })
  expect(await events('review.submitted', 'review_comment.created')).toEqual([])
  const sent = await kernel.call(
    pulls.verbs.submitReview,
    { ...address, verdict: 'request_changes', body: 'two things' },
    as,
  )
  expect(sent).toMatchObject({ state: 'submitted', verdict: 'request_changes', comments: [{}, {}] })
  expect(await seen(alice)).toEqual({ reviews: 1, comments: 2 })
  expect((await events('review.submitted', 'review_comment.created')).map(({ name }) => name)).toEqual([
    'review.submitted',
    'review_comment.created',
    'review_comment.created',
  ])
  await expect(kernel.call(pulls.verbs.submitReview, { ...address, verdict: 'approve' }, as)).rejects.toMatchObject({
    code: 'pulls.review_sent',
  })
  await expect(kernel.call(pulls.verbs.deleteReview, address, as)).rejects.toMatchObject({ code: 'pulls.review_sent' })
  await expect(
    kernel.call(pulls.verbs.updateReview, { ...address, body: 'not mine' }, { actor: alice }),
  ).rejects.toMatchObject({ code: 'pulls.not_yours' })
  expect(await kernel.call(pulls.verbs.updateReview, { ...address, body: 'mine' }, as)).toMatchObject({ body: 'mine' })
})

test('a review that is thrown away takes its threads along and leaves those of others', async () => {
  const { kernel, pulls, on, reviewer, comment, threads } = await reviewed()
  const theirs = await comment({ line: 5 })
  const begun = await kernel.call(
    pulls.verbs.review,
    { ...on, verdict: 'pending', comments: [{ path: 'list.txt', line: 6, body: 'x' }] },
    { actor: reviewer },
  )
  await comment({ path: undefined, replyTo: theirs.id, pending: true }, reviewer)
  await kernel.call(pulls.verbs.deleteReview, { ...on, review: begun.id }, { actor: reviewer })
  expect((await threads()).map(({ comments }) => comments.map(({ id }) => id))).toEqual([[theirs.id]])
  await kernel.call(
    pulls.verbs.deleteComment,
    { owner: on.owner, name: on.name, comment: theirs.id },
    { actor: reviewer },
  )
  expect(await threads()).toEqual([])
})

test('a dismissed review no longer counts, says why, and what was said before it does not return', async () => {
  const { kernel, pulls, on, sha, review, get, alice } = await reviewed()
  await review(1, 'approve', sha)
  const against = await review(1, 'request_changes', sha)
  expect((await get(1)).blockedBy).toHaveLength(1)
  const dismiss = (id: string) =>
    kernel.call(pulls.verbs.dismissReview, { ...on, review: id, message: 'was a misunderstanding' }, { actor: alice })
  expect(await dismiss(against.id)).toMatchObject({
    state: 'dismissed',
    dismissal: { by: { name: 'alice' }, message: 'was a misunderstanding' },
  })
  expect(await get(1)).toMatchObject({ state: 'review', blockedBy: [] })
  await expect(dismiss(against.id)).rejects.toMatchObject({ code: 'pulls.not_dismissible' })
  const approval = await review(1, 'approve', sha)
  expect((await get(1)).state).toBe('approved')
  await dismiss(approval.id)
  expect((await get(1)).state).toBe('review')
})

test('what a guest says is kept and decides nothing', async () => {
  const { review, sha, get, org } = await reviewed()
  const guest: Actor = { kind: 'person', id: 'usr_guest', name: 'guest', orgs: { [org]: ['*:read', 'pulls:create'] } }
  expect(await review(1, 'approve', sha, guest)).toMatchObject({ counts: false, verdict: 'approve' })
  expect((await get(1)).state).toBe('review')
  await review(1, 'request_changes', sha, guest)
  expect((await get(1)).blockedBy).toEqual([])
})

test('comments of all pull requests are listed by page, and found by number', async () => {
  const { kernel, pulls, address, comment, alice } = await reviewed()
  const first = await comment({ line: 5, body: 'first' })
  await comment({ line: 6, body: 'second' })
  const list = (input: object) => kernel.call(pulls.verbs.projectComments, { ...address, ...input }, { actor: alice })
  expect(await list({ limit: 1, direction: 'desc' })).toMatchObject({ items: [{ body: 'second' }], total: 2 })
  expect(await list({ page: 3, limit: 1 })).toMatchObject({ items: [], total: 2 })
  const { getComment, updateComment } = pulls.verbs
  const at = { ...address, comment: String(first.databaseId) }
  await kernel.call(updateComment, { ...at, body: 'changed' }, { actor: alice })
  expect(await kernel.call(getComment, at, { actor: alice })).toMatchObject({ id: first.id, body: 'changed' })
  expect((await list({ sort: 'updated', direction: 'desc' })).items[0]).toMatchObject({ body: 'changed' })
})
