import { expect, test } from 'vitest'
import { pushed } from '#git'
import { tracker } from './issues.kit.ts'

test('everybody reacts once with each reaction, and takes back their own', async () => {
  const { call, address, create, comment, get, guest, issues } = await tracker()
  const issue = await create('nice')
  const said = await comment(1, 'indeed')
  const react = (kind: string, subject: string, content: string, actor = guest) =>
    call('reactions.add', { ...address, kind, subject, content }, actor)
  const first = await react('issue', issue.id, '+1')
  expect(first).toMatchObject({ created: true, reaction: { content: '+1', actor: { name: 'bob' } } })
  expect(await react('issue', issue.id, '+1')).toEqual({ created: false, reaction: first.reaction })
  await call('reactions.add', { ...address, kind: 'issue', subject: issue.id, content: '+1' })
  await react('issue', issue.id, 'heart')
  await react('comment', String(said.databaseId), 'rocket')
  expect((await get(1)).reactions).toEqual({ '+1': 2, heart: 1 })
  const of = { ...address, kind: 'issue', subject: issue.id }
  expect(await call('reactions.list', { ...of, content: '+1', limit: 1 })).toMatchObject({
    total: 2,
    items: [{ actor: { name: 'bob' } }],
  })
  await expect(react('issue', issue.id, 'thumb')).rejects.toMatchObject({ kind: 'invalid' })
  await expect(react('comment', 'cmt_1', '+1')).rejects.toMatchObject({ code: 'issues.no_subject' })
  await expect(react('table', issue.id, '+1')).rejects.toMatchObject({ kind: 'not_found' })
  const { items } = await call('reactions.list', of)
  const ofAlice = items.find(({ actor }: { actor: { name: string } }) => actor.name === 'alice')
  await expect(call('reactions.remove', { ...address, reaction: ofAlice.id }, guest)).rejects.toMatchObject({
    code: 'issues.not_yours',
  })
  await call('reactions.remove', { ...address, reaction: String(first.reaction.databaseId) }, guest)
  expect((await get(1)).reactions).toEqual({ '+1': 1, heart: 1 })
  await call('issues.lock', { ...address, number: 1 })
  await expect(react('issue', issue.id, 'eyes')).rejects.toMatchObject({ code: 'issues.locked' })
  issues.reactTo('poem', async (_tx, _project, subject) => (subject === 'poem_1' ? { id: subject } : undefined))
  await react('poem', 'poem_1', 'hooray')
  await call('issues.deleteComment', { ...address, comment: said.id })
})

test('the timeline tells what happened and what was said, in order', async () => {
  const { call, address, create, update, comment, get } = await tracker()
  await create('one')
  await update(1, { title: 'uno', labels: ['bug'], assignees: ['alice'] })
  await comment(1, 'see #2')
  await create('two', { body: 'like #1, and #1 again' })
  await comment(2, 'really like #1')
  await update(1, { state: 'closed' })
  const { items, total } = await call('issues.timeline', { ...address, number: 1 })
  expect(total).toBe(6)
  expect(items.map(({ name }: { name: string }) => name)).toEqual([
    'renamed',
    'labeled',
    'assigned',
    'commented',
    'cross_referenced',
    'closed',
  ])
  expect(items[0].data).toEqual({ from: 'one', to: 'uno' })
  expect(items[1].data).toEqual({ label: { name: 'bug', color: 'd73a4a' } })
  expect(items[3].comment).toMatchObject({ body: 'see #2', author: { name: 'alice' } })
  expect(items[4].source).toMatchObject({ number: 2, title: 'two' })
  const events = await call('issues.events', { ...address, number: 1, page: 2, limit: 3 })
  expect(events).toMatchObject({ total: 4, items: [{ name: 'closed', issue: null }] })
  const all = await call('issues.allEvents', address)
  expect(all.items[0]).toMatchObject({ name: 'closed', issue: { number: 1 } })
  const one = await call('issues.getEvent', { ...address, entry: String(all.items[0].databaseId) })
  expect(one).toEqual(all.items[0])
  expect((await get(2)).commentCount).toBe(1)
})

test('a commit on the default branch closes what it fixes, once', async () => {
  const { kernel, call, address, create, update, get, alice, org, project, events } = await tracker()
  await create('one')
  await create('two')
  const push = (branch: string, message: string, sha: string) =>
    kernel.events.publish([
      {
        name: pushed.name,
        org_id: org,
        project_id: project,
        actor: { kind: alice.kind, id: alice.id, name: alice.name },
        links: {},
        data: {
          ref: `refs/heads/${branch}`,
          before: '0'.repeat(40),
          after: sha,
          commits: [{ sha, message, author: { name: 'Alice', email: 'alice@example.com' } }],
          forced: false,
        },
        action_id: null,
      },
    ])
  const names = async (number: number) =>
    (await call('issues.events', { ...address, number })).items.map(({ name }: { name: string }) => name)
  await push('topic', 'Fixes #1, and #99 which is not there', 'a'.repeat(40))
  await expect.poll(() => names(1)).toEqual(['referenced'])
  expect(await get(1)).toMatchObject({ state: 'open' })
  await push('main', 'Fixes #2', 'b'.repeat(40))
  await expect.poll(async () => (await get(2)).state).toBe('closed')
  expect(await get(2)).toMatchObject({ stateReason: 'completed', closedBy: { name: 'alice' } })
  await update(2, { state: 'open' })
  await push('main', 'Fixes #2', 'b'.repeat(40))
  await push('main', 'Closes #1', 'c'.repeat(40))
  await expect.poll(async () => (await get(1)).state).toBe('closed')
  expect(await get(2), 'the same commit does not close it again').toMatchObject({ state: 'open' })
  expect(await names(2)).toEqual(['referenced', 'closed', 'reopened'])
  const closed = await events('issue.closed')
  expect(closed.map(({ data }) => data.commit)).toEqual(['b'.repeat(40), 'c'.repeat(40)])
})
