import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
})
afterAll(() => github[Symbol.asyncDispose]())

const at = (repo: string) => ({ owner: 'alice', repo })

test('an issue lives its life through Octokit', async () => {
  const { alice } = github
  await github.repository('life')
  const { data: issue } = await alice.rest.issues.create({
    ...at('life'),
    title: 'It breaks',
    body: 'Since yesterday.',
    labels: ['bug', { name: 'urgent' }],
    assignees: ['alice'],
  })
  expect(issue).toMatchObject({
    number: 1,
    state: 'open',
    user: { login: 'alice', type: 'User' },
    author_association: 'OWNER',
    labels: [{ name: 'bug', color: 'd73a4a', default: true }, { name: 'urgent' }],
    assignee: { login: 'alice' },
    reactions: { total_count: 0 },
  })
  expect(issue.html_url).toBe(`${github.app.url}/alice/life/issues/1`)
  const one = { ...at('life'), issue_number: 1 }
  const closed = await alice.rest.issues.update({ ...one, state: 'closed', state_reason: 'not_planned', title: 'Gone' })
  expect(closed.data).toMatchObject({ state: 'closed', state_reason: 'not_planned', closed_by: { login: 'alice' } })
  await alice.rest.issues.update({ ...one, state: 'open', body: null as never, milestone: null })
  expect((await alice.rest.issues.get(one)).data).toMatchObject({
    node_id: issue.node_id,
    title: 'Gone',
    body: null,
    state_reason: 'reopened',
  })
  await alice.rest.issues.lock({ ...one, lock_reason: 'resolved' })
  expect((await alice.rest.issues.get(one)).data).toMatchObject({ locked: true, active_lock_reason: 'resolved' })
  await alice.rest.issues.unlock(one)
  await expect(alice.rest.issues.get({ ...at('life'), issue_number: 7 })).rejects.toMatchObject({ status: 404 })
  await expect(alice.rest.issues.create({ ...at('life'), title: '' })).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ field: 'title' }] } },
  })
})

test('lists are filtered as GitHub filters them, and paged by Link', async () => {
  const { alice, bob } = github
  await github.repository('many', {}, 'public')
  for (const n of [1, 2, 3]) await alice.rest.issues.create({ ...at('many'), title: `issue ${n}` })
  await bob.rest.issues.create({ ...at('many'), title: 'of bob', labels: ['bug'] })
  await alice.rest.issues.update({ ...at('many'), issue_number: 2, state: 'closed', labels: ['bug'] })
  const titles = async (filter: object) =>
    (await alice.rest.issues.listForRepo({ ...at('many'), ...filter })).data.map(({ title }) => title)
  expect(await titles({})).toEqual(['of bob', 'issue 3', 'issue 1'])
  expect(await titles({ state: 'all', labels: 'bug' })).toEqual(['issue 2'])
  expect(await titles({ creator: 'bob' })).toEqual(['of bob'])
  expect(await titles({ assignee: 'none', sort: 'updated', direction: 'asc' })).toHaveLength(3)
  const paged = await alice.paginate(alice.rest.issues.listForRepo, { ...at('many'), state: 'all', per_page: 2 })
  expect(paged.map(({ number }) => number)).toEqual([4, 3, 2, 1])
  expect((await alice.rest.repos.get(at('many'))).data.open_issues_count).toBe(3)
  const { headers } = await alice.rest.issues.listForRepo({ ...at('many'), state: 'all', per_page: 2 })
  expect(headers.link).toContain('per_page=2&page=2>; rel="next"')
  for (const bad of ['state=banana', 'sort=banana', 'per_page=x', 'milestone=banana', 'since=banana']) {
    expect((await github.request('GET', `/repos/alice/many/issues?${bad}`)).status, bad).toBe(422)
  }
})

test('pull requests stand among the issues with their pull_request member', async () => {
  const { alice, app } = github
  await github.repository('mixed')
  const author = { name: 'alice', email: 'alice@example.com' }
  const { id } = await app.api('GET', '/projects/alice/mixed')
  await app.modules.git.createBranch(id, { branch: 'topic', from: 'main' })
  await app.modules.git.importFiles(id, { branch: 'topic', files: { 'a.txt': 'a' }, message: 'a', author })
  const pull = await app.api('POST', '/projects/alice/mixed/pulls', { title: 'Topic', head: 'topic' })
  const { data } = await alice.rest.issues.get({ ...at('mixed'), issue_number: pull.number })
  expect(data).toMatchObject({
    title: 'Topic',
    draft: false,
    html_url: `${app.url}/alice/mixed/pull/${pull.number}`,
    pull_request: { merged_at: null },
  })
  const closed = await alice.rest.issues.update({ ...at('mixed'), issue_number: pull.number, state: 'closed' })
  expect(closed.data.state).toBe('closed')
  expect(await app.api('GET', `/projects/alice/mixed/pulls/${pull.number}`)).toMatchObject({ state: 'closed' })
})

test('what a commit or a merged pull request fixes is closed by it', async () => {
  const { alice, app } = github
  await github.repository('fixed')
  for (const title of ['one', 'two']) await alice.rest.issues.create({ ...at('fixed'), title })
  const author = { name: 'alice', email: 'alice@example.com' }
  const { id } = await app.api('GET', '/projects/alice/fixed')
  const commit = (branch: string, message: string) =>
    app.modules.git.importFiles(id, {
      branch,
      files: { [`${branch}.txt`]: message },
      message,
      author,
      actor: app.alice,
    })
  const closing = await commit('main', 'Mend it\n\nFixes #1')
  const state = async (issue_number: number) =>
    (await alice.rest.issues.get({ ...at('fixed'), issue_number })).data.state
  await expect.poll(() => state(1), { timeout: 15_000 }).toBe('closed')
  const { data: events } = await alice.rest.issues.listEvents({ ...at('fixed'), issue_number: 1 })
  expect(events).toMatchObject([
    { event: 'referenced', commit_id: closing },
    { event: 'closed', commit_id: closing, actor: { login: 'alice' } },
  ])
  await app.modules.git.createBranch(id, { branch: 'topic', from: 'main', actor: app.alice })
  const sha = await commit('topic', 'more')
  const pull = await app.api('POST', '/projects/alice/fixed/pulls', { title: 'Mend', head: 'topic', body: 'Closes #2' })
  await app.api('POST', `/projects/alice/fixed/pulls/${pull.number}/merge`, { sha })
  expect(await state(2), 'in the transaction of the merge').toBe('closed')
  const { data: timeline } = await alice.rest.issues.listEventsForTimeline({ ...at('fixed'), issue_number: 2 })
  expect(timeline.map(({ event }) => event)).toEqual(expect.arrayContaining(['cross-referenced', 'closed']))
  const merged = await alice.rest.issues.get({ ...at('fixed'), issue_number: pull.number })
  expect(merged.data.pull_request?.merged_at).toEqual(expect.any(String))
})

test('comments are written, read, changed and deleted', async () => {
  const { alice, bob } = github
  await github.repository('talk', {}, 'public')
  await alice.rest.issues.create({ ...at('talk'), title: 'Talk' })
  const one = { ...at('talk'), issue_number: 1 }
  const { data: comment } = await bob.rest.issues.createComment({ ...one, body: 'Hello @alice' })
  expect(comment).toMatchObject({ user: { login: 'bob' }, author_association: 'NONE', body: 'Hello @alice' })
  expect(comment.html_url).toMatch(/\/alice\/talk\/issues\/1#issuecomment-\d+$/)
  await alice.rest.issues.createComment({ ...one, body: 'Hello bob' })
  const by = { ...at('talk'), comment_id: comment.id }
  expect((await bob.rest.issues.updateComment({ ...by, body: 'Hello!' })).data.body).toBe('Hello!')
  expect((await github.nobody.rest.issues.getComment(by)).data.body).toBe('Hello!')
  expect((await alice.rest.issues.listComments({ ...one, per_page: 1, page: 2 })).data).toMatchObject([
    { body: 'Hello bob' },
  ])
  const { data: all } = await alice.rest.issues.listCommentsForRepo({
    ...at('talk'),
    sort: 'updated',
    direction: 'desc',
  })
  expect(all).toHaveLength(2)
  const other = { ...at('talk'), comment_id: all.find(({ user }) => user?.login === 'alice')!.id }
  await expect(bob.rest.issues.deleteComment(other)).rejects.toMatchObject({ status: 403 })
  await bob.rest.issues.deleteComment(by)
  await expect(bob.rest.issues.getComment(by)).rejects.toMatchObject({ status: 404 })
  await expect(github.nobody.rest.issues.createComment({ ...one, body: 'hi' })).rejects.toMatchObject({ status: 401 })
})

test('labels and milestones are kept', async () => {
  const { alice } = github
  await github.repository('plan')
  const labels = await alice.paginate(alice.rest.issues.listLabelsForRepo, { ...at('plan'), per_page: 4 })
  expect(labels.map(({ name }) => name)).toContain('good first issue')
  const { data: label } = await alice.rest.issues.createLabel({ ...at('plan'), name: 'area/ui 100%', color: 'ABCDEF' })
  expect((await alice.request({ method: 'GET', url: label.url })).data).toMatchObject({ id: label.id, color: 'abcdef' })
  await expect(alice.rest.issues.createLabel({ ...at('plan'), name: 'BUG' })).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ code: 'already_exists' }] } },
  })
  const renamed = { ...at('plan'), name: 'area/ui 100%', new_name: 'ui', description: 'What is seen' }
  expect((await alice.rest.issues.updateLabel(renamed)).data).toMatchObject({ id: label.id, name: 'ui' })
  const { data: milestone } = await alice.rest.issues.createMilestone({
    ...at('plan'),
    title: '1.0',
    due_on: '2026-12-24T00:00:00Z',
  })
  expect(milestone).toMatchObject({ number: 1, open_issues: 0, creator: { login: 'alice' } })
  await alice.rest.issues.create({ ...at('plan'), title: 'one', milestone: 1, labels: ['ui'] })
  const one = { ...at('plan'), issue_number: 1 }
  const names = ({ data }: { data: { name: string }[] }) => data.map(({ name }) => name)
  expect(names(await alice.rest.issues.addLabels({ ...one, labels: ['bug'] }))).toEqual(['bug', 'ui'])
  expect(names(await alice.rest.issues.setLabels({ ...one, labels: ['ui', 'question'] }))).toEqual(['question', 'ui'])
  expect(names(await alice.rest.issues.removeLabel({ ...one, name: 'ui' }))).toEqual(['question'])
  expect(names(await alice.rest.issues.listLabelsForMilestone({ ...at('plan'), milestone_number: 1 }))).toEqual([
    'question',
  ])
  await alice.rest.issues.removeAllLabels(one)
  expect(names(await alice.rest.issues.listLabelsOnIssue(one))).toEqual([])
  const by = { ...at('plan'), milestone_number: 1 }
  const closed = await alice.rest.issues.updateMilestone({ ...by, state: 'closed', title: '1.0.0' })
  expect(closed.data).toMatchObject({ state: 'closed', title: '1.0.0', open_issues: 1 })
  expect((await alice.rest.issues.listMilestones({ ...at('plan'), state: 'all' })).data).toHaveLength(1)
  expect((await alice.rest.issues.get(one)).data.milestone).toMatchObject({ title: '1.0.0' })
  await alice.rest.issues.deleteMilestone(by)
  await alice.rest.issues.deleteLabel({ ...at('plan'), name: 'ui' })
  await expect(alice.rest.issues.getLabel({ ...at('plan'), name: 'ui' })).rejects.toMatchObject({ status: 404 })
})

test('people are assigned, and asked about', async () => {
  const { alice } = github
  await github.repository('work')
  await alice.rest.issues.create({ ...at('work'), title: 'one' })
  const one = { ...at('work'), issue_number: 1 }
  expect((await alice.rest.issues.listAssignees(at('work'))).data).toMatchObject([{ login: 'alice' }])
  await alice.rest.issues.checkUserCanBeAssigned({ ...at('work'), assignee: 'alice' })
  await expect(alice.rest.issues.checkUserCanBeAssigned({ ...at('work'), assignee: 'bob' })).rejects.toMatchObject({
    status: 404,
  })
  expect((await alice.rest.issues.addAssignees({ ...one, assignees: ['alice'] })).data.assignees).toHaveLength(1)
  expect((await alice.rest.issues.removeAssignees({ ...one, assignees: ['alice'] })).data.assignees).toEqual([])
})

test('reactions are given once and taken back', async () => {
  const { alice, bob } = github
  await github.repository('nice', {}, 'public')
  await alice.rest.issues.create({ ...at('nice'), title: 'Nice' })
  const one = { ...at('nice'), issue_number: 1 }
  const first = await bob.rest.reactions.createForIssue({ ...one, content: 'heart' })
  const again = await bob.rest.reactions.createForIssue({ ...one, content: 'heart' })
  expect([first.status, again.status, again.data.id]).toEqual([201, 200, first.data.id])
  await alice.rest.reactions.createForIssue({ ...one, content: '+1' })
  expect((await alice.rest.issues.get(one)).data.reactions).toMatchObject({ total_count: 2, heart: 1, '+1': 1 })
  expect((await alice.rest.reactions.listForIssue({ ...one, content: 'heart' })).data).toMatchObject([
    { user: { login: 'bob' } },
  ])
  await bob.rest.reactions.deleteForIssue({ ...one, reaction_id: first.data.id })
  const { data: comment } = await alice.rest.issues.createComment({ ...one, body: 'Indeed' })
  const by = { ...at('nice'), comment_id: comment.id }
  const { data: rocket } = await bob.rest.reactions.createForIssueComment({ ...by, content: 'rocket' })
  expect((await alice.rest.reactions.listForIssueComment(by)).data).toHaveLength(1)
  await bob.rest.reactions.deleteForIssueComment({ ...by, reaction_id: rocket.id })

  const { data: release } = await alice.rest.repos.createRelease({ ...at('nice'), tag_name: 'v1' })
  const { data: hooray } = await bob.rest.reactions.createForRelease({
    ...at('nice'),
    release_id: release.id,
    content: 'hooray',
  })
  await bob.rest.reactions.deleteForRelease({ ...at('nice'), release_id: release.id, reaction_id: hooray.id })
  const draft = await alice.rest.repos.createRelease({ ...at('nice'), tag_name: 'v2', draft: true })
  await expect(
    bob.rest.reactions.createForRelease({ ...at('nice'), release_id: draft.data.id, content: 'eyes' }),
  ).rejects.toMatchObject({ status: 404 })
})

test('reactions to a comment on a line', async () => {
  const { bob, app } = github
  await github.repository('lines', { 'a.txt': 'a\n' }, 'public')
  const { id } = await app.api('GET', '/projects/alice/lines')
  await app.modules.git.createBranch(id, { branch: 'topic', from: 'main' })
  const author = { name: 'alice', email: 'alice@example.com' }
  await app.modules.git.importFiles(id, { branch: 'topic', files: { 'a.txt': 'b\n' }, message: 'b', author })
  const { number } = await app.api('POST', '/projects/alice/lines/pulls', { title: 'Topic', head: 'topic' })
  const place = { path: 'a.txt', line: 1, side: 'new', body: 'b?' }
  const comment = await app.api('POST', `/projects/alice/lines/pulls/${number}/comments`, place)
  const by = { ...at('lines'), comment_id: comment.databaseId }
  const { data: reaction } = await bob.rest.reactions.createForPullRequestReviewComment({ ...by, content: '+1' })
  expect((await bob.rest.reactions.listForPullRequestReviewComment(by)).data).toMatchObject([{ content: '+1' }])
  await bob.rest.reactions.deleteForPullRequestComment({ ...by, reaction_id: reaction.id })
})

test('events and the timeline tell what happened', async () => {
  const { alice } = github
  await github.repository('story')
  await alice.rest.issues.create({ ...at('story'), title: 'one' })
  const one = { ...at('story'), issue_number: 1 }
  await alice.rest.issues.createMilestone({ ...at('story'), title: 'first' })
  await alice.rest.issues.update({ ...one, title: 'uno', labels: ['bug'], assignees: ['alice'], milestone: 1 })
  await alice.rest.issues.createComment({ ...one, body: 'see' })
  await alice.rest.issues.create({ ...at('story'), title: 'two', body: 'like #1' })
  await alice.rest.issues.lock({ ...one, lock_reason: 'spam' })
  await alice.rest.issues.update({ ...one, state: 'closed', labels: [], assignees: [], milestone: null })
  const { data: timeline } = await alice.rest.issues.listEventsForTimeline(one)
  expect(timeline.map(({ event }) => event)).toEqual([
    'renamed',
    'labeled',
    'assigned',
    'milestoned',
    'commented',
    'cross-referenced',
    'locked',
    'unlabeled',
    'unassigned',
    'demilestoned',
    'closed',
  ])
  const { data: events } = await alice.rest.issues.listEvents({ ...one, per_page: 3 })
  expect(events).toMatchObject([
    { event: 'renamed', rename: { from: 'one', to: 'uno' } },
    { event: 'labeled', label: { name: 'bug' } },
    { event: 'assigned', assignee: { login: 'alice' }, assigner: { login: 'alice' } },
  ])
  const { data: all } = await alice.rest.issues.listEventsForRepo({ ...at('story'), per_page: 1 })
  expect(all).toMatchObject([{ event: 'closed', issue: { number: 1 } }])
  const { data: event } = await alice.rest.issues.getEvent({ ...at('story'), event_id: Number(all[0]!.id) })
  expect(event.id).toBe(all[0]!.id)
})

test('issues are searched with qualifiers, by guests of a public repository, too', async () => {
  const { alice, bob } = github
  await github.repository('find', {}, 'public')
  await github.repository('hide')
  await alice.rest.issues.create({ ...at('find'), title: 'The zebra runs', labels: ['bug'] })
  await alice.rest.issues.create({ ...at('hide'), title: 'The zebra hides' })
  const search = async (octokit: typeof alice, q: string) =>
    (await octokit.rest.search.issuesAndPullRequests({ q })).data.items.map(({ title }) => title)
  expect((await search(alice, 'zebra')).sort()).toEqual(['The zebra hides', 'The zebra runs'])
  expect(await search(alice, 'zebra label:bug is:open repo:alice/find author:@me')).toEqual(['The zebra runs'])
  expect(await search(bob, 'zebra repo:alice/find')).toEqual(['The zebra runs'])
  expect(await search(bob, 'zebra')).toEqual([])
  await expect(search(bob, 'zebra repo:alice/hide')).rejects.toMatchObject({ status: 404 })
  await expect(search(alice, 'is:banana')).rejects.toMatchObject({ status: 422 })
  await expect(search(alice, ' ')).rejects.toMatchObject({ status: 422 })
})

test('one’s own issues are listed over all repositories', async () => {
  const { alice } = github
  await github.repository('mine')
  await alice.rest.issues.create({ ...at('mine'), title: 'assigned', assignees: ['alice'], labels: ['own'] })
  await alice.rest.issues.create({ ...at('mine'), title: 'not assigned', labels: ['own'] })
  const { data } = await alice.rest.issues.list({ labels: 'own' })
  expect(data).toMatchObject([{ title: 'assigned', repository: { full_name: 'alice/mine' } }])
  expect((await alice.rest.issues.listForAuthenticatedUser({ filter: 'created', labels: 'own' })).data).toHaveLength(2)
  expect((await alice.rest.issues.listForOrg({ org: 'alice', filter: 'all', labels: 'own' })).data).toHaveLength(2)
  expect((await alice.rest.issues.listForOrg({ org: 'bob', filter: 'all', labels: 'own' })).data).toHaveLength(0)
  await expect(github.nobody.rest.issues.list()).rejects.toMatchObject({ status: 401 })
})
