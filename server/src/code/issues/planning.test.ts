import { expect, test } from 'vitest'
import { tracker } from './issues.kit.ts'

test('a project begins with the labels bots look for, and a deleted one stays deleted', async () => {
  const { call, address } = await tracker()
  const names = async () => (await call('labels.list', address)).items.map(({ name }: { name: string }) => name)
  const first = await Promise.all([names(), names(), names()])
  expect(first[0]).toEqual([
    'bug',
    'documentation',
    'duplicate',
    'enhancement',
    'good first issue',
    'help wanted',
    'invalid',
    'question',
    'wontfix',
  ])
  expect(first[1]).toEqual(first[0])
  await call('labels.delete', { ...address, label: 'Invalid' })
  expect(await names()).not.toContain('invalid')
})

test('a renamed label is renamed on every issue, and its old name is free', async () => {
  const { call, address, create, get, list, events } = await tracker()
  await create('one', { labels: ['bug'] })
  const renamed = await call('labels.update', { ...address, label: 'BUG', rename: 'defect', color: 'ABCDEF' })
  expect(renamed).toMatchObject({ name: 'defect', color: 'abcdef', isDefault: true })
  expect((await get(1)).labels).toMatchObject([{ name: 'defect', color: 'abcdef' }])
  expect((await list({ labels: ['bug'] })).total).toBe(0)
  expect((await list({ labels: ['defect'] })).total).toBe(1)
  await call('labels.create', { ...address, label: 'bug' })
  await expect(call('labels.update', { ...address, label: 'defect', rename: 'Bug' })).rejects.toMatchObject({
    code: 'issues.label_exists',
  })
  await call('labels.update', { ...address, label: 'defect', rename: 'Defect' })
  await expect(call('labels.create', { ...address, label: 'DEFECT' })).rejects.toMatchObject({ kind: 'conflict' })
  for (const color of ['#ffffff', 'fff', 'gggggg']) {
    await expect(call('labels.create', { ...address, label: 'x', color })).rejects.toMatchObject({ kind: 'invalid' })
  }
  await expect(call('labels.create', { ...address, label: 'a\nb' })).rejects.toMatchObject({ kind: 'invalid' })
  await call('labels.delete', { ...address, label: 'defect' })
  expect((await get(1)).labels).toEqual([])
  const told = await events('label.created', 'label.edited', 'label.deleted')
  expect(told.map(({ name, data }) => [name, data.name])).toEqual([
    ['label.edited', 'defect'],
    ['label.created', 'bug'],
    ['label.edited', 'Defect'],
    ['label.deleted', 'Defect'],
  ])
  expect(told[0]!.data.changes).toMatchObject({ name: 'bug', color: 'd73a4a' })
})

test('labels are added to, replaced on and taken from an issue', async () => {
  const { call, address, create, guest } = await tracker()
  await create('one')
  const at = { ...address, number: 1 }
  const names = ({ labels }: { labels: { name: string }[] }) => labels.map(({ name }) => name)
  expect(names(await call('issues.addLabels', { ...at, labels: ['bug', 'new'] }))).toEqual(['bug', 'new'])
  expect(names(await call('issues.addLabels', { ...at, labels: ['NEW', 'question'] }))).toEqual([
    'bug',
    'new',
    'question',
  ])
  expect(names(await call('issues.setLabels', { ...at, labels: ['wontfix', 'bug'] }))).toEqual(['bug', 'wontfix'])
  expect(names(await call('issues.removeLabel', { ...at, label: 'Bug' }))).toEqual(['wontfix'])
  await expect(call('issues.removeLabel', { ...at, label: 'bug' })).rejects.toMatchObject({ code: 'issues.no_label' })
  await expect(call('issues.addLabels', { ...at, labels: ['bug'] }, guest)).rejects.toMatchObject({
    code: 'issues.needs_write',
  })
  await expect(call('labels.create', { ...address, label: 'mine' }, guest)).rejects.toMatchObject({ kind: 'forbidden' })
  const hundred = Array.from({ length: 100 }, (_, i) => `l${i}`)
  expect(names(await call('issues.setLabels', { ...at, labels: hundred }))).toHaveLength(100)
  await expect(call('issues.addLabels', { ...at, labels: ['one more'] })).rejects.toMatchObject({
    code: 'issues.labels',
  })
  expect(names(await call('issues.setLabels', { ...at, labels: [] }))).toEqual([])
})

test('milestones count what is open and closed in them', async () => {
  const { call, address, create, update, get, list, openPull, events } = await tracker()
  const dueOn = '2026-12-24T12:00:00.000Z'
  const made = await call('milestones.create', { ...address, title: '1.0', dueOn })
  expect(made).toMatchObject({ number: 1, state: 'open', dueOn, openIssues: 0, closedIssues: 0 })
  await create('one', { milestone: 1 })
  await create('two', { milestone: 1 })
  await openPull('three', { milestone: 1 })
  await update(1, { state: 'closed' })
  const shown = await call('milestones.get', { ...address, milestone: 1 })
  expect(shown).toMatchObject({ openIssues: 2, closedIssues: 1 })
  expect((await get(2)).milestone).toEqual(shown)
  expect((await list({ milestone: '1' })).items.map(({ number }) => number)).toEqual([3, 2])
  await expect(call('milestones.create', { ...address, title: '1.0' })).rejects.toMatchObject({
    code: 'issues.milestone_exists',
  })
  expect(await call('milestones.create', { ...address, title: '2.0' })).toMatchObject({ number: 2, dueOn: null })
  await expect(call('milestones.update', { ...address, milestone: 2, title: '1.0' })).rejects.toMatchObject({
    kind: 'conflict',
  })
  const closed = await call('milestones.update', { ...address, milestone: 1, state: 'closed', dueOn: null })
  expect(closed).toMatchObject({ state: 'closed', dueOn: null, closedAt: expect.any(String) })
  const titles = async (filter: object) =>
    (await call('milestones.list', { ...address, ...filter })).items.map(({ title }: { title: string }) => title)
  expect(await titles({})).toEqual(['2.0'])
  expect(await titles({ state: 'all', sort: 'completeness', direction: 'desc' })).toEqual(['1.0', '2.0'])
  await call('milestones.delete', { ...address, milestone: 1 })
  expect(await get(2)).toMatchObject({ milestone: null, state: 'open' })
  await expect(update(2, { milestone: 1 })).rejects.toMatchObject({ code: 'issues.no_milestone' })
  const told = await events('milestone.created', 'milestone.edited', 'milestone.closed', 'milestone.deleted')
  expect(told.map(({ name }) => name)).toEqual([
    'milestone.created',
    'milestone.created',
    'milestone.edited',
    'milestone.closed',
    'milestone.deleted',
  ])
})

test('up to ten people who work on the project are assigned', async () => {
  const { kernel, identity, projects, alice, call, address, create } = await tracker()
  await create('one')
  const at = { ...address, number: 1 }
  const assign = (...assignees: string[]) => call('issues.assign', { ...at, assignees })
  await expect(assign('bob')).rejects.toMatchObject({ code: 'issues.not_assignable' })
  await kernel.call(projects.verbs.setCollaborator, { ...address, user: 'bob', role: 'read' }, { actor: alice })
  const names = ({ assignees }: { assignees: { name: string }[] }) => assignees.map(({ name }) => name)
  expect(names(await assign('Bob', 'alice', 'bob'))).toEqual(['bob', 'alice'])
  const { items } = await call('issues.assignable', address)
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['alice', 'bob'])
  await kernel.call(projects.verbs.removeCollaborator, { ...address, user: 'bob' }, { actor: alice })
  expect(names(await assign('alice')), 'who has left stays until taken off').toEqual(['bob', 'alice'])
  const crew = Array.from({ length: 9 }, (_, i) => `alice-${i}`)
  for (const login of crew) {
    await kernel.db.system((tx) => identity.createUser(tx, { login, name: login, serverAdmin: false }))
    await kernel.call(identity.verbs.setMember, { org: 'alice', user: login, role: 'viewer' }, { actor: alice })
  }
  expect(names(await assign(...crew.slice(0, 8)))).toHaveLength(10)
  await expect(assign(crew[8]!)).rejects.toMatchObject({ code: 'issues.assignees' })
  expect(names(await call('issues.unassign', { ...at, assignees: ['BOB', ...crew] }))).toEqual(['alice'])
})
