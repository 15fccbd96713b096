import type { TestGithub } from '../github.kit.ts'
import { askGraphql } from './query.kit.ts'

export interface Prepared {
  at: { owner: string; repo: string }
  /** Of each mutation, in an order in which all of them can be done one after the other: an input that is right. */
  inputs: [mutation: string, input: object][]
}

/** A private project of alice's organisation with everything that a mutation can be about. Bob was there and left. */
export async function prepareMutations(github: TestGithub): Promise<Prepared> {
  const { app, alice, bob } = github
  const ask = askGraphql(github)
  const at = { owner: 'guild', repo: 'hall' }
  await app.api('POST', '/orgs', { slug: 'guild', name: 'The Guild' })
  const { id } = await app.api('POST', '/projects', {
    owner: 'guild',
    name: 'hall',
    settings: {
      protection: [{ pattern: 'guarded', requirePull: false, requiredChecks: ['lint'] }],
      merging: { autoMerge: true },
    },
  })
  const { git } = app.modules
  const write = (branch: string, files: Record<string, string>) =>
    git.importFiles(id, { branch, files, message: branch, author: { name: 'alice', email: 'alice@example.com' } })
  const first = await write('main', { 'a.txt': 'one\ntwo\n' })
  const branchOff = async (branch: string) => {
    await git.createBranch(id, { branch, from: first })
    return write(branch, { 'a.txt': `one\n${branch}\n` })
  }
  for (const branch of ['guarded', 'old', 'base']) await git.createBranch(id, { branch, from: first })
  const free = await branchOff('free')
  const second = await write('main', { 'b.txt': 'b\n' })
  await alice.rest.repos.addCollaborator({ ...at, username: 'bob', permission: 'push' })

  const issue = async (title: string, more: object = {}) => {
    const { data } = await alice.rest.issues.create({ ...at, title, ...more })
    return { id: data.node_id, issue_number: data.number }
  }
  const pull = async (head: string, more: { base?: string; draft?: boolean } = {}) => {
    await branchOff(head)
    const { data } = await alice.rest.pulls.create({ ...at, title: head, head, base: 'main', ...more })
    return { id: data.node_id, pull_number: data.number }
  }
  const label = async (name: string) =>
    (await alice.rest.issues.createLabel({ ...at, name, color: '112233' })).data.node_id
  const [moss, wish, stale] = [await label('moss'), await label('wish'), await label('stale')]
  const open = await issue('open', { labels: ['moss'], assignees: ['alice'] })
  const closed = await issue('closed', { labels: ['moss'] })
  const doomed = await issue('doomed')
  const locked = await issue('locked')
  await alice.rest.issues.update({ ...at, issue_number: closed.issue_number, state: 'closed' })
  await alice.rest.issues.lock({ ...at, issue_number: locked.issue_number })
  await alice.rest.reactions.createForIssue({ ...at, issue_number: open.issue_number, content: 'heart' })
  const comment = async (body: string) =>
    (await alice.rest.issues.createComment({ ...at, issue_number: open.issue_number, body })).data.node_id
  const [kept, dropped] = [await comment('kept'), await comment('dropped')]

  const talked = await pull('talked')
  const line = (body: string) => ({ path: 'a.txt', line: 2, body })
  const review = { ...at, pull_number: talked.pull_number }
  const { data: approval } = await bob.rest.pulls.createReview({
    ...review,
    event: 'APPROVE',
    comments: [line('first'), line('second')],
  })
  const { data: own } = await alice.rest.pulls.createReview({
    ...review,
    event: 'COMMENT',
    comments: [line('mine'), line('mine, too')],
  })
  const { data: lines } = await alice.rest.pulls.listCommentsForReview({ ...review, review_id: own.id })
  const threads = await ask(
    `query ($id: ID!) { node(id: $id) { ... on PullRequest { reviewThreads(first: 9) { nodes { id } } } } }`,
    { id: talked.id },
  )
  const [unsettled, settled] = threads.data.node.reviewThreads.nodes.map((node: { id: string }) => node.id)
  await ask('mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { clientMutationId } }', {
    id: settled,
  })
  const begun = async (head: string) => {
    const { pull_number } = await pull(head)
    return (await alice.rest.pulls.createReview({ ...at, pull_number, comments: [line('begun')] })).data.node_id
  }
  const [toSend, toDrop] = [await begun('to-send'), await begun('to-drop')]
  const shut = await pull('shut')
  await alice.rest.pulls.update({ ...at, pull_number: shut.pull_number, state: 'closed' })
  const draft = await pull('draft', { draft: true })
  const [shuts, merges, behind] = [await pull('shuts'), await pull('merges'), await pull('behind')]
  const [waits, waited] = [await pull('waits', { base: 'guarded' }), await pull('waited', { base: 'guarded' })]
  await ask('mutation ($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }', {
    id: waited.id,
  })
  const { data: team } = await alice.rest.teams.create({ org: 'guild', name: 'Masons' })
  const { data: repository } = await alice.rest.repos.get(at)
  const { data: viewer } = await alice.rest.users.getAuthenticated()
  const ref = async (name: string) => (await alice.rest.git.getRef({ ...at, ref: `heads/${name}` })).data.node_id
  await git.createBranch(id, { branch: 'gone', from: first })
  const [old, gone] = [await ref('old'), await ref('gone')]
  await alice.rest.repos.removeCollaborator({ ...at, username: 'bob' })

  const there = { repositoryId: repository.node_id }
  const committed = {
    branch: { repositoryNameWithOwner: 'guild/hall', branchName: 'free' },
    expectedHeadOid: free,
    message: { headline: 'written' },
    fileChanges: { additions: [{ path: 'c.txt', contents: 'Yw==' }] },
  }
  return {
    at,
    inputs: [
      ['createRepository', { ownerId: repository.owner.node_id, name: 'annex', visibility: 'PRIVATE' }],
      ['updateRepository', { ...there, description: 'changed' }],
      ['updateTopics', { ...there, topicNames: ['stone'] }],
      ['createIssue', { ...there, title: 'made' }],
      ['updateIssue', { id: open.id, title: 'changed' }],
      ['closeIssue', { issueId: open.id }],
      ['reopenIssue', { issueId: closed.id }],
      ['deleteIssue', { issueId: doomed.id }],
      ['addComment', { subjectId: open.id, body: 'made' }],
      ['updateIssueComment', { id: kept, body: 'changed' }],
      ['deleteIssueComment', { id: dropped }],
      ['addLabelsToLabelable', { labelableId: open.id, labelIds: [wish] }],
      ['removeLabelsFromLabelable', { labelableId: open.id, labelIds: [moss] }],
      ['clearLabelsFromLabelable', { labelableId: closed.id }],
      ['addAssigneesToAssignable', { assignableId: closed.id, assigneeIds: [viewer.node_id] }],
      ['removeAssigneesFromAssignable', { assignableId: open.id, assigneeIds: [viewer.node_id] }],
      ['lockLockable', { lockableId: open.id }],
      ['unlockLockable', { lockableId: locked.id }],
      ['addReaction', { subjectId: closed.id, content: 'HEART' }],
      ['removeReaction', { subjectId: open.id, content: 'HEART' }],
      ['createLabel', { ...there, name: 'made', color: '112233' }],
      ['updateLabel', { id: wish, name: 'changed' }],
      ['deleteLabel', { id: stale }],
      ['createRef', { ...there, name: 'refs/heads/made', oid: first }],
      ['updateRef', { refId: old, oid: second }],
      ['updateRefs', { ...there, refUpdates: [{ name: 'refs/tags/made', afterOid: first }] }],
      ['deleteRef', { refId: gone }],
      ['createCommitOnBranch', committed],
      ['mergeBranch', { ...there, base: 'base', head: 'free' }],
      ['createPullRequest', { ...there, title: 'made', headRefName: 'free', baseRefName: 'main' }],
      ['updatePullRequest', { pullRequestId: talked.id, title: 'changed' }],
      ['closePullRequest', { pullRequestId: shuts.id }],
      ['reopenPullRequest', { pullRequestId: shut.id }],
      ['markPullRequestReadyForReview', { pullRequestId: draft.id }],
      ['convertPullRequestToDraft', { pullRequestId: draft.id }],
      ['updatePullRequestBranch', { pullRequestId: behind.id }],
      ['mergePullRequest', { pullRequestId: merges.id }],
      ['enablePullRequestAutoMerge', { pullRequestId: waits.id }],
      ['disablePullRequestAutoMerge', { pullRequestId: waited.id }],
      ['requestReviews', { pullRequestId: talked.id, teamIds: [team.node_id] }],
      ['addPullRequestReview', { pullRequestId: talked.id, event: 'COMMENT', body: 'made' }],
      ['addPullRequestReviewComment', { pullRequestReviewId: toSend, path: 'a.txt', position: 1, body: 'made' }],
      ['addPullRequestReviewThread', { pullRequestReviewId: toSend, ...line('made') }],
      ['addPullRequestReviewThreadReply', { pullRequestReviewThreadId: unsettled, body: 'made' }],
      ['submitPullRequestReview', { pullRequestReviewId: toSend, event: 'COMMENT' }],
      ['deletePullRequestReview', { pullRequestReviewId: toDrop }],
      ['updatePullRequestReview', { pullRequestReviewId: own.node_id, body: 'changed' }],
      ['dismissPullRequestReview', { pullRequestReviewId: approval.node_id, message: 'changed' }],
      ['updatePullRequestReviewComment', { pullRequestReviewCommentId: lines[0]!.node_id, body: 'changed' }],
      ['deletePullRequestReviewComment', { id: lines[1]!.node_id }],
      ['resolveReviewThread', { threadId: unsettled }],
      ['unresolveReviewThread', { threadId: settled }],
      ['replaceActorsForAssignable', { assignableId: open.id, actorLogins: ['alice'] }],
      ['requestReviewsByLogin', { pullRequestId: talked.id, teamSlugs: [] }],
      ['archiveRepository', there],
      ['unarchiveRepository', there],
    ],
  }
}
