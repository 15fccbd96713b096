import { expect, test } from 'vitest'
import { tracker } from './issues.kit.ts'

test('an issue is opened, changed, closed and reopened, with an event for every step', async () => {
  const { create, get, update, events } = await tracker()
  const opened = await create('It breaks', {
    body: 'Since yesterday.',
    labels: ['bug', 'Urgent'],
    assignees: ['alice'],
  })
  expect(opened).toMatchObject({
    number: 1,
    kind: 'issue',
    title: 'It breaks',
    state: 'open',
    stateReason: null,
    author: { kind: 'person', name: 'alice' },
    labels: [
      { name: 'bug', color: 'd73a4a', isDefault: true },
      { name: 'Urgent', color: 'ededed', isDefault: false },
    ],
    assignees: [{ name: 'alice' }],
    milestone: null,
    commentCount: 0,
    reactions: {},
  })
  expect(opened.databaseId).toBeGreaterThan(0)
  await update(1, { title: 'It breaks on start', labels: ['bug'], assignees: [] })
  const closed = await update(1, { state: 'closed', reason: 'not_planned' })
  expect(closed).toMatchObject({ state: 'closed', stateReason: 'not_planned', closedBy: { name: 'alice' } })
  expect(await update(1, { state: 'open' })).toMatchObject({ state: 'open', stateReason: 'reopened', closedAt: null })
  expect(await get(1)).toMatchObject({ title: 'It breaks on start', labels: [{ name: 'bug' }], assignees: [] })
  const told = await events(
    'issue.opened',
    'issue.labeled',
    'issue.unlabeled',
    'issue.assigned',
    'issue.unassigned',
    'issue.edited',
    'issue.closed',
    'issue.reopened',
  )
  expect(told.map(({ name }) => name)).toEqual([
    'issue.opened',
    'issue.labeled',
    'issue.labeled',
    'issue.assigned',
    'issue.edited',
    'issue.unlabeled',
    'issue.unassigned',
    'issue.closed',
    'issue.reopened',
  ])
  expect(told[4]!.data).toMatchObject({ issue: opened.id, number: 1, changes: { title: 'It breaks' } })
})

test('a change that changes nothing says nothing', async () => {
  const { create, update, events } = await tracker()
  const opened = await create('Same', { body: 'text', labels: ['bug'] })
  const again = await update(1, { title: 'Same', body: 'text', labels: ['BUG'], state: 'open', milestone: null })
  expect(again).toEqual(opened)
  expect(await events('issue.edited', 'issue.labeled', 'issue.reopened')).toHaveLength(1)
})

test('fifty issues and pull requests at once are numbered without a gap and none twice', async () => {
  const { create, openPull } = await tracker()
  const rows = await Promise.all(
    Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? create(`issue ${i}`) : openPull(`pull ${i}`))),
  )
  const numbers = rows.map(({ number }) => number).sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  await expect(create('not this', { milestone: 9 })).rejects.toMatchObject({ code: 'issues.no_milestone' })
  expect(await create('after a refusal')).toMatchObject({ number: 51 })
})

test('lists are filtered, sorted and paged', async () => {
  const { create, list, update, openPull } = await tracker()
  await create('one', { labels: ['bug'], assignees: ['alice'] })
  await create('two', { labels: ['bug', 'question'], body: 'for @bob' })
  await openPull('three', { labels: ['bug'] })
  await update(1, { state: 'closed' })
  const titles = async (filter: object) => (await list(filter)).items.map(({ title }) => title)
  expect(await titles({})).toEqual(['three', 'two'])
  expect(await titles({ kind: 'issue', state: 'all', direction: 'asc' })).toEqual(['one', 'two'])
  expect(await titles({ labels: ['Bug', 'question'] })).toEqual(['two'])
  expect(await titles({ state: 'closed', assignee: 'alice' })).toEqual(['one'])
  expect(await titles({ assignee: 'none' })).toEqual(['three', 'two'])
  expect(await titles({ state: 'all', assignee: '*' })).toEqual(['one'])
  expect(await titles({ mentioned: 'Bob' })).toEqual(['two'])
  expect(await titles({ milestone: 'none', kind: 'pull' })).toEqual(['three'])
  expect(await titles({ author: 'bob' })).toEqual([])
  expect(await titles({ state: 'all', sort: 'updated' })).toEqual(['one', 'three', 'two'])
  const page = await list({ state: 'all', limit: 2, page: 2 })
  expect(page).toMatchObject({ total: 3, items: [{ title: 'one' }] })
  await expect(list({ milestone: "1' or true" })).rejects.toMatchObject({ code: 'issues.milestone' })
  for (const limit of [0, 101]) await expect(list({ limit })).rejects.toMatchObject({ kind: 'invalid' })
})

test('a guest opens issues, and changes and closes only their own', async () => {
  const { create, update, guest, events } = await tracker()
  await create('of alice')
  const own = await create('of bob', { labels: ['bug'], assignees: ['alice'] }, guest)
  expect(own, 'who may not tend issues labels and assigns nobody').toMatchObject({ labels: [], assignees: [] })
  await expect(update(1, { title: 'mine now' }, guest)).rejects.toMatchObject({ code: 'issues.not_yours' })
  await expect(update(1, { state: 'closed' }, guest)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(update(2, { labels: ['bug'] }, guest)).rejects.toMatchObject({ code: 'issues.needs_write' })
  expect(await update(2, { title: 'still of bob', state: 'closed' }, guest)).toMatchObject({ state: 'closed' })
  expect(await update(2, { state: 'open' }, guest)).toMatchObject({ state: 'open' })
  await update(2, { state: 'closed' })
  await expect(update(2, { state: 'open' }, guest)).rejects.toMatchObject({ code: 'issues.closed_by_other' })
  expect((await events('issue.edited')).map(({ data }) => data.number)).toEqual([2])
})

test('the neighbour sees no issue, no comment and no label', async () => {
  const { kernel, issues, bob, address, create, comment } = await tracker()
  await create('secret plan', { labels: ['bug'] })
  const { id } = await comment(1, 'secret')
  const at = { ...address, number: 1 }
  const { verbs } = issues
  const actor = { actor: bob }
  for (const call of [
    () => kernel.call(verbs.list, address, actor),
    () => kernel.call(verbs.get, at, actor),
    () => kernel.call(verbs.create, { ...address, title: 'hello' }, actor),
    () => kernel.call(verbs.comment, { ...at, body: 'hello' }, actor),
    () => kernel.call(verbs.getComment, { ...address, comment: id }, actor),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: 'projects.not_found' })
  }
  for (const table of ['issues', 'comments', 'labels', 'issue_labels', 'timeline', 'trackers']) {
    expect(await kernel.db.as(bob, (tx) => tx.query(`select from issues.${table}`)), table).toEqual([])
  }
})

test('bad input is refused and writes nothing', async () => {
  const { create, list, comment, events } = await tracker()
  const body = 'x'.repeat(65_536)
  for (const bad of [
    { title: ' ' },
    { title: 'x'.repeat(257) },
    { body: `${body}x` },
    { labels: ['x'.repeat(51)] },
    { labels: Array.from({ length: 101 }, (_, i) => `l${i}`) },
    { assignees: Array.from({ length: 11 }, (_, i) => `u${i}`) },
  ]) {
    await expect(create('fine', bad)).rejects.toMatchObject({ kind: 'invalid' })
  }
  await expect(create('fine', { labels: ['new'], assignees: ['nobody'] })).rejects.toMatchObject({
    code: 'issues.not_assignable',
    message: 'nobody cannot be assigned here; add them to the project first.',
  })
  await expect(comment(1, 'hello')).rejects.toMatchObject({ code: 'issues.not_found' })
  expect((await list({ state: 'all' })).total).toBe(0)
  expect(await events('issue.opened', 'issue.labeled', 'comment.created')).toEqual([])
  await create('as long as it may be', { body })
  for (const text of ['', '  \n', `${body}x`]) {
    await expect(comment(1, text)).rejects.toMatchObject({ kind: 'invalid' })
  }
})

test('comments are counted, changed and deleted by their authors', async () => {
  const { kernel, issues, address, alice, guest, create, get, comment, events } = await tracker()
  await create('talk')
  const first = await comment(1, 'first', guest)
  const second = await comment(1, 'second')
  expect(first).toMatchObject({ number: 1, kind: 'issue', author: { name: 'bob' }, body: 'first', editedAt: null })
  expect((await get(1)).commentCount).toBe(2)
  const verbs = issues.verbs
  const at = { ...address, comment: String(second.databaseId) }
  await expect(kernel.call(verbs.updateComment, { ...at, body: 'no' }, { actor: guest })).rejects.toMatchObject({
    code: 'issues.not_yours',
  })
  await expect(kernel.call(verbs.deleteComment, at, { actor: guest })).rejects.toMatchObject({ kind: 'forbidden' })
  const edited = await kernel.call(verbs.updateComment, { ...at, body: 'second thoughts' }, { actor: alice })
  expect(edited).toMatchObject({ id: second.id, body: 'second thoughts', editedAt: expect.any(String) })
  await kernel.call(verbs.deleteComment, { ...address, comment: first.id }, { actor: alice })
  const { items, total } = await kernel.call(verbs.comments, { ...address, number: 1 }, { actor: alice })
  expect([items.map(({ id }) => id), total]).toEqual([[second.id], 1])
  expect((await get(1)).commentCount).toBe(1)
  const told = await events('comment.created', 'comment.edited', 'comment.deleted')
  expect(told.map(({ name }) => name)).toEqual([
    'comment.created',
    'comment.created',
    'comment.edited',
    'comment.deleted',
  ])
  expect(told[2]!.data).toMatchObject({ comment: second.id, before: 'second' })
})

test('of ten people who close an issue at once, one does', async () => {
  const { create, update, events, call, address } = await tracker()
  await create('one', { body: 'like #2' })
  await create('two', { body: 'like #1' })
  await Promise.all(Array.from({ length: 10 }, () => update(1, { state: 'closed' })))
  expect(await events('issue.closed')).toHaveLength(1)
  const { items } = await call('issues.events', { ...address, number: 1 })
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['closed'])
})

test('a deleted issue is gone with its conversation, and its number is not given again', async () => {
  const { kernel, create, comment, call, address, guest, openPull, get, events } = await tracker()
  const issue = await create('mistake', { body: 'like #2', labels: ['bug'] })
  await create('stays')
  const said = await comment(1, 'oops')
  await call('reactions.add', { ...address, kind: 'comment', subject: said.id, content: 'eyes' })
  await call('issues.update', { ...address, number: 1, body: 'like #2, too' })
  const remove = (number: number, actor?: typeof guest) => call('issues.delete', { ...address, number }, actor)
  await expect(remove(1, guest)).rejects.toMatchObject({ kind: 'forbidden' })
  await remove(1)
  await expect(get(1)).rejects.toMatchObject({ code: 'issues.not_found' })
  expect((await call('issues.timeline', { ...address, number: 2 })).items).toEqual([])
  expect(await kernel.db.system((tx) => tx.query('select from issues.reactions'))).toEqual([])
  expect(await events('issue.deleted')).toMatchObject([{ data: { issue: issue.id, row: { title: 'mistake' } } }])
  expect(await openPull('next')).toMatchObject({ number: 3 })
  await expect(remove(3)).rejects.toMatchObject({ code: 'issues.pull_stays' })
})

test('two issues that mention each other are changed at once', async () => {
  const { create, update } = await tracker()
  await create('one')
  await create('two')
  const edits = Array.from({ length: 10 }, (_, i) => update((i % 2) + 1, { body: `like #${((i + 1) % 2) + 1}, ${i}` }))
  expect(await Promise.all(edits)).toHaveLength(10)
})

test('a viewer of the organisation tends issues where a team of theirs does', async () => {
  const { kernel, identity, projects, alice, bob, call } = await tracker()
  const as = { actor: alice }
  const { id: org } = await kernel.call(identity.verbs.createOrg, { slug: 'acme' }, as)
  const admin = { ...alice, orgs: { ...alice.orgs, [org]: ['*'] } }
  const viewer = { ...bob, orgs: { ...bob.orgs, [org]: ['*:read', 'issues:create'] } }
  const act = (name: string, input: object, actor = admin) => call(name, input, actor)
  const tool = { owner: 'acme', name: 'tool' }
  await act('projects.create', tool)
  await act('orgs.setMember', { org: 'acme', user: 'bob', role: 'viewer' })
  await act('issues.create', { ...tool, title: 'one' })
  const label = () => act('issues.addLabels', { ...tool, number: 1, labels: ['bug'] }, viewer)
  await expect(label()).rejects.toMatchObject({ code: 'issues.needs_write' })
  await act('teams.create', { org: 'acme', title: 'Carers', members: ['bob'] })
  await kernel.call(projects.verbs.setTeam, { ...tool, team: 'carers', role: 'triage' }, { actor: admin })
  expect((await label()).labels).toMatchObject([{ name: 'bug' }])
})

test('a locked conversation takes comments only from those who tend issues', async () => {
  const { kernel, issues, address, alice, guest, create, comment, events } = await tracker()
  await create('heated', {}, guest)
  const at = { ...address, number: 1 }
  const lock = (reason: 'spam' | 'too heated' | null, actor = alice) =>
    kernel.call(issues.verbs.lock, { ...at, reason }, { actor })
  await expect(lock(null, guest)).rejects.toMatchObject({ code: 'issues.needs_write' })
  expect(await lock('too heated')).toMatchObject({ locked: true, lockReason: 'too heated' })
  await lock('too heated')
  await expect(comment(1, 'but', guest)).rejects.toMatchObject({
    code: 'issues.locked',
    message: 'The conversation of 1 is locked as too heated; only those with issues:write may add to it.',
  })
  await comment(1, 'calm down')
  await kernel.call(issues.verbs.unlock, at, { actor: alice })
  await comment(1, 'sorry', guest)
  expect((await events('issue.locked', 'issue.unlocked')).map(({ name }) => name)).toEqual([
    'issue.locked',
    'issue.unlocked',
  ])
})

test('a pull request is an issue with its own way to close', async () => {
  const { issues, openPull, update, get, within, events, comment } = await tracker()
  const pull = await openPull('Topic', { id: 'pull_1', labels: ['bug'], draft: true, terms: ['head:topic'] })
  expect(pull).toMatchObject({ id: 'pull_1', number: 1, kind: 'pull', draft: true, labels: [{ name: 'bug' }] })
  issues.movePulls(async (context, row, state) => {
    await issues.setState(context, row, { state })
    await issues.note(context, row, { name: 'head_ref_deleted' })
  })
  expect(await update(1, { state: 'closed' })).toMatchObject({ state: 'closed', stateReason: null })
  await comment(1, 'why?')
  await within((context) => issues.setState(context, pull, { state: 'open' }))
  expect(await get(1)).toMatchObject({ state: 'closed' })
  expect((await events('issue.opened', 'issue.closed')).length, 'pulls says that itself').toBe(0)
  expect(await events('issue.labeled')).toMatchObject([{ data: { kind: 'pull', name: 'bug' } }])
})

test('a merged pull request closes what it fixes, on the default branch only', async () => {
  const { issues, create, get, openPull, within, events } = await tracker()
  await create('first')
  await create('second')
  const body = 'Fixes #1, resolves alice/app#2, closes #3 and fixes bob/app#2'
  const aside = await openPull('Aside', { body })
  const merged = { commit: 'a'.repeat(40), base: 'release' }
  await within((context) => issues.setState(context, aside, { state: 'closed', merged }))
  expect(await get(1)).toMatchObject({ state: 'open' })
  const pull = await openPull('Fix', { body })
  const done = await within((context) =>
    issues.setState(context, pull, { state: 'closed', merged: { ...merged, base: 'main' } }),
  )
  expect(done).toMatchObject({ state: 'closed', stateReason: null, mergedAt: expect.any(String) })
  for (const number of [1, 2]) expect(await get(number)).toMatchObject({ state: 'closed', stateReason: 'completed' })
  const closed = await events('issue.closed')
  expect(closed.map(({ data }) => [data.number, data.commit])).toEqual([
    [1, merged.commit],
    [2, merged.commit],
  ])
})
