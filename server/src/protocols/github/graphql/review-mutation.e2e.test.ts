import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { type Ask, graphqlAs, octokitGraphql } from './graphql.kit.ts'

let github: TestGithub
let alice: Ask
let bob: Ask
beforeAll(async () => {
  github = await testGithub()
  if ('missing' in octokitGraphql) return
  alice = await graphqlAs(github.app, github.app.token)
  bob = await graphqlAs(github.app, github.app.bobToken)
}, 60_000)
beforeEach(({ skip }) => {
  if ('missing' in octokitGraphql) skip(octokitGraphql.missing)
})
afterAll(() => github[Symbol.asyncDispose]())

/** A pull request of alice that bob, who may write, can review. */
async function pullRequest(name: string) {
  await github.repository(name, { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n' })
  const at = { owner: 'alice', repo: name }
  await github.alice.rest.repos.addCollaborator({ ...at, username: 'bob', permission: 'push' })
  const main = await github.alice.rest.git.getRef({ ...at, ref: 'heads/main' })
  await github.alice.rest.git.createRef({ ...at, ref: 'refs/heads/topic', sha: main.data.object.sha })
  const content = Buffer.from('one\nTWO\nthree\nfour\n').toString('base64')
  const { data: file } = await github.alice.rest.repos.getContent({ ...at, path: 'a.txt' })
  const sha = (file as { sha: string }).sha
  await github.alice.rest.repos.createOrUpdateFileContents({
    ...at,
    path: 'a.txt',
    branch: 'topic',
    message: 'change',
    content,
    sha,
  })
  const { data: pull } = await github.alice.rest.pulls.create({ ...at, title: 'change', head: 'topic', base: 'main' })
  return { ...at, number: pull.number, id: pull.node_id, head: pull.head.sha }
}

const REVIEW =
  'id databaseId state body author { login } comments(first: 10) { nodes { id path line body state replyTo { id } } }'
const THREAD =
  'id isResolved resolvedBy { login } line path diffSide subjectType comments(first: 10) { nodes { id body author { login } } }'

// biome-ignore lint/suspicious/noExplicitAny: as the query asks
type Answer = any

const begin = (ask: Ask, input: object) =>
  ask<Answer>(
    `mutation ($input: AddPullRequestReviewInput!) { addPullRequestReview(input: $input) {
    clientMutationId reviewEdge { node { id } } pullRequestReview { ${REVIEW} } } }`,
    { input },
  )
const submit = (ask: Ask, input: object) =>
  ask<Answer>(
    `mutation ($input: SubmitPullRequestReviewInput!) { submitPullRequestReview(input: $input) {
    pullRequestReview { ${REVIEW} submittedAt } } }`,
    { input },
  )
const thread = (ask: Ask, input: object) =>
  ask<Answer>(
    `mutation ($input: AddPullRequestReviewThreadInput!) { addPullRequestReviewThread(input: $input) {
    thread { ${THREAD} } } }`,
    { input },
  )
const reply = (ask: Ask, input: object) =>
  ask<Answer>(
    `mutation ($input: AddPullRequestReviewThreadReplyInput!) { addPullRequestReviewThreadReply(input: $input) {
    comment { id body state replyTo { id } } } }`,
    { input },
  )
const seen = async (ask: Ask, id: string) =>
  (
    await ask<Answer>(
      `query ($id: ID!) { node(id: $id) { ... on PullRequest { reviewDecision
    reviews(first: 10) { nodes { ${REVIEW} } } reviewThreads(first: 10) { nodes { ${THREAD} } } } } }`,
      { id },
    )
  ).node

test('a review is begun, added to, sent, answered, settled and dismissed', async () => {
  const pull = await pullRequest('round')
  const begun = await begin(bob, {
    pullRequestId: pull.id,
    clientMutationId: 'one',
    threads: [{ path: 'a.txt', line: 2, body: 'why capitals?' }],
    comments: [{ path: 'a.txt', position: 5, body: 'four?' }],
  })
  const { pullRequestReview: review, reviewEdge, clientMutationId } = begun.addPullRequestReview
  expect(clientMutationId).toBe('one')
  expect(reviewEdge.node.id).toBe(review.id)
  expect(review).toMatchObject({ state: 'PENDING', author: { login: 'bob' } })
  expect(review.comments.nodes).toMatchObject([
    { path: 'a.txt', line: 4, body: 'four?', state: 'PENDING' },
    { path: 'a.txt', line: 2, body: 'why capitals?', state: 'PENDING' },
  ])

  const ranged = { path: 'a.txt', startLine: 1, line: 3, body: 'all of it' }
  const more = await thread(bob, { pullRequestId: pull.id, ...ranged })
  expect(more.addPullRequestReviewThread.thread).toMatchObject({ line: 3, diffSide: 'RIGHT', subjectType: 'LINE' })
  const onFile = { pullRequestReviewId: review.id, path: 'a.txt', subjectType: 'FILE', body: 'the file' }
  expect((await thread(bob, onFile)).addPullRequestReviewThread.thread).toMatchObject({
    line: null,
    subjectType: 'FILE',
  })
  const old = { pullRequestReviewId: review.id, path: 'a.txt', line: 2, side: 'LEFT', body: 'was better' }
  expect((await thread(bob, old)).addPullRequestReviewThread.thread).toMatchObject({ line: 2, diffSide: 'LEFT' })

  // Nobody else sees any of it, by list or by id.
  expect(await seen(alice, pull.id)).toMatchObject({ reviews: { nodes: [] }, reviewThreads: { nodes: [] } })
  for (const id of [review.id, review.comments.nodes[0].id, more.addPullRequestReviewThread.thread.id])
    await expect(alice('query ($id: ID!) { node(id: $id) { id } }', { id })).rejects.toMatchObject({
      errors: [{ type: 'NOT_FOUND', path: ['node'] }],
    })

  const sent = await submit(bob, { pullRequestId: pull.id, event: 'REQUEST_CHANGES', body: 'not yet' })
  expect(sent.submitPullRequestReview.pullRequestReview).toMatchObject({
    id: review.id,
    state: 'CHANGES_REQUESTED',
    body: 'not yet',
  })
  await expect(submit(bob, { pullRequestReviewId: review.id, event: 'APPROVE' })).rejects.toMatchObject({
    errors: [{ type: 'UNPROCESSABLE' }],
  })
  const shown = await seen(alice, pull.id)
  expect(shown).toMatchObject({ reviewDecision: 'CHANGES_REQUESTED', reviews: { nodes: [{ id: review.id }] } })
  expect(shown.reviewThreads.nodes).toHaveLength(5)
  const [first] = shown.reviewThreads.nodes

  // An answer is there at once, unless it belongs to a review that was begun.
  const answer = await reply(alice, { pullRequestReviewThreadId: first.id, body: 'because' })
  expect(answer.addPullRequestReviewThreadReply.comment).toMatchObject({
    state: 'SUBMITTED',
    replyTo: { id: first.comments.nodes[0].id },
  })
  expect((await seen(bob, pull.id)).reviewThreads.nodes[0].comments.nodes).toHaveLength(2)

  const settle = (ask: Ask, name: string) =>
    ask<Answer>(`mutation ($id: ID!) { ${name}(input: { threadId: $id }) { thread { ${THREAD} } } }`, { id: first.id })
  const { resolveReviewThread } = await settle(alice, 'resolveReviewThread')
  expect(resolveReviewThread.thread).toMatchObject({ isResolved: true, resolvedBy: { login: 'alice' } })
  const { unresolveReviewThread } = await settle(bob, 'unresolveReviewThread')
  expect(unresolveReviewThread.thread).toMatchObject({ isResolved: false, resolvedBy: null })

  const edited = await bob<Answer>(
    `mutation ($id: ID!) { updatePullRequestReview(input: { pullRequestReviewId: $id, body: "still not" }) { pullRequestReview { body } } }`,
    { id: review.id },
  )
  expect(edited.updatePullRequestReview.pullRequestReview.body).toBe('still not')
  const dismissed = await alice<Answer>(
    `mutation ($id: ID!) { dismissPullRequestReview(input: { pullRequestReviewId: $id, message: "done" }) { pullRequestReview { state } } }`,
    { id: review.id },
  )
  expect(dismissed.dismissPullRequestReview.pullRequestReview.state).toBe('DISMISSED')
  const approved = await begin(bob, { pullRequestId: pull.id, event: 'APPROVE', body: 'now', commitOID: pull.head })
  expect(approved.addPullRequestReview.pullRequestReview).toMatchObject({ state: 'APPROVED' })
  expect((await seen(alice, pull.id)).reviewDecision).toBe('APPROVED')
})

test('a comment begins a review, is changed and deleted, and a review that was not sent is thrown away', async () => {
  const pull = await pullRequest('remarks')
  const comment = (input: object) =>
    bob<Answer>(
      `mutation ($input: AddPullRequestReviewCommentInput!) { addPullRequestReviewComment(input: $input) {
      commentEdge { node { id } } comment { id body line state } } }`,
      { input },
    )
  const { addPullRequestReviewComment: made } = await comment({
    pullRequestId: pull.id,
    path: 'a.txt',
    position: 3,
    body: 'hm',
  })
  expect(made.comment).toMatchObject({ body: 'hm', line: 2, state: 'PENDING' })
  expect(made.commentEdge.node.id).toBe(made.comment.id)
  const [review] = (await seen(bob, pull.id)).reviews.nodes
  expect(review).toMatchObject({ state: 'PENDING' })
  const answer = await comment({ pullRequestReviewId: review.id, inReplyTo: made.comment.id, body: 'hm, too' })
  expect(answer.addPullRequestReviewComment.comment).toMatchObject({ body: 'hm, too', state: 'PENDING' })

  const changed = await bob<Answer>(
    `mutation ($id: ID!) { updatePullRequestReviewComment(input: { pullRequestReviewCommentId: $id, body: "ah" }) { pullRequestReviewComment { body } } }`,
    { id: made.comment.id },
  )
  expect(changed.updatePullRequestReviewComment.pullRequestReviewComment.body).toBe('ah')
  const deleted = await bob<Answer>(
    `mutation ($id: ID!) { deletePullRequestReviewComment(input: { id: $id }) { pullRequestReview { id comments(first: 5) { totalCount } } pullRequestReviewComment { id } } }`,
    { id: answer.addPullRequestReviewComment.comment.id },
  )
  expect(deleted.deletePullRequestReviewComment.pullRequestReview).toEqual({
    id: review.id,
    comments: { totalCount: 1 },
  })

  const drop = () =>
    bob<Answer>(
      `mutation ($id: ID!) { deletePullRequestReview(input: { pullRequestReviewId: $id }) { pullRequestReview { id } } }`,
      {
        id: review.id,
      },
    )
  expect((await drop()).deletePullRequestReview.pullRequestReview.id).toBe(review.id)
  await expect(drop()).rejects.toMatchObject({ errors: [{ type: 'NOT_FOUND' }] })
  expect(await seen(bob, pull.id)).toMatchObject({ reviews: { nodes: [] }, reviewThreads: { nodes: [] } })
})

test('a review that says nothing, stands nowhere, or is not one’s own is refused, and leaves nothing', async () => {
  const pull = await pullRequest('refused')
  const refused = (error: object) => ({ errors: [expect.objectContaining(error)] })
  const on = { pullRequestId: pull.id }
  for (const [what, ask, input] of [
    ['approve one’s own', alice, { ...on, event: 'APPROVE' }],
    ['say nothing', bob, { ...on, event: 'COMMENT' }],
    ['begin by dismissing', bob, { ...on, event: 'DISMISS' }],
    ['a file that is not changed', bob, { ...on, threads: [{ path: 'b.txt', line: 1, body: 'x' }] }],
    ['a line outside of the diff', bob, { ...on, threads: [{ path: 'a.txt', line: 99, body: 'x' }] }],
    [
      'one good and one bad place',
      bob,
      {
        ...on,
        threads: [
          { path: 'a.txt', line: 1, body: 'x' },
          { path: '../a', line: 1, body: 'x' },
        ],
      },
    ],
    ['a commit that is not there', bob, { ...on, event: 'APPROVE', commitOID: 'nonsense' }],
  ] as const)
    await expect(begin(ask, input), what).rejects.toMatchObject(refused({ message: expect.stringMatching(/\w/) }))
  await expect(thread(bob, { ...on, path: 'a.txt', body: 'where?' })).rejects.toMatchObject(
    refused({ message: expect.stringContaining('"line"') }),
  )
  await expect(thread(bob, { ...on, path: 'a.txt', line: 77, body: 'x' })).rejects.toMatchObject(
    refused({ type: 'UNPROCESSABLE' }),
  )
  await expect(thread(bob, { path: 'a.txt', line: 1, body: 'x' })).rejects.toMatchObject(
    refused({ type: 'UNPROCESSABLE' }),
  )
  await expect(submit(bob, { ...on, event: 'APPROVE' })).rejects.toMatchObject(refused({ type: 'NOT_FOUND' }))
  expect(await seen(bob, pull.id)).toMatchObject({ reviews: { nodes: [] }, reviewThreads: { nodes: [] } })

  const sent = (await begin(bob, { ...on, event: 'COMMENT', body: 'hello' })).addPullRequestReview.pullRequestReview
  const begun = (await begin(bob, on)).addPullRequestReview.pullRequestReview
  await expect(begin(bob, on)).rejects.toMatchObject(refused({ type: 'UNPROCESSABLE' }))
  const into = (id: string) => thread(bob, { pullRequestReviewId: id, path: 'a.txt', line: 1, body: 'x' })
  await expect(into(sent.id)).rejects.toMatchObject(refused({ type: 'UNPROCESSABLE' }))
  for (const mutation of [
    'submitPullRequestReview(input: { pullRequestReviewId: $id, event: COMMENT, body: "x" })',
    'updatePullRequestReview(input: { pullRequestReviewId: $id, body: "x" })',
    'deletePullRequestReview(input: { pullRequestReviewId: $id })',
  ])
    await expect(
      alice(`mutation ($id: ID!) { ${mutation} { clientMutationId } }`, { id: begun.id }),
    ).rejects.toMatchObject(refused({ type: 'NOT_FOUND' }))
  await expect(
    alice(
      'mutation ($id: ID!) { updatePullRequestReview(input: { pullRequestReviewId: $id, body: "x" }) { clientMutationId } }',
      { id: sent.id },
    ),
  ).rejects.toMatchObject(refused({ type: 'FORBIDDEN', message: 'Only bob can change this review.' }))
})
