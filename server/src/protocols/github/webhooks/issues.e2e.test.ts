import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWebhooks, testWebhooks } from './webhooks.kit.ts'

let kit: TestWebhooks
const at = { owner: 'alice', repo: 'tracked' }

beforeAll(async () => {
  kit = await testWebhooks()
  await kit.github.repository('tracked', undefined, 'public')
  const config = { url: kit.url, content_type: 'json', secret: kit.secret }
  await kit.github.alice.rest.repos.createWebhook({ ...at, config, events: ['*'] })
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

test('the life of an issue is told step by step', async () => {
  const { issues } = kit.github.alice.rest
  const { number: issue_number } = (await issues.create({ ...at, title: 'It is slow', body: 'Very.' })).data
  const one = { ...at, issue_number }
  expect(await kit.next('issues', 'opened')).toMatchObject({
    issue: { number: issue_number, title: 'It is slow', body: 'Very.', user: { login: 'alice' }, state: 'open' },
    repository: { full_name: 'alice/tracked' },
    sender: { login: 'alice' },
  })
  await issues.update({ ...one, title: 'It is very slow', body: 'Really.' })
  expect(await kit.next('issues', 'edited')).toMatchObject({
    changes: { title: { from: 'It is slow' }, body: { from: 'Very.' } },
  })
  await issues.createLabel({ ...at, name: 'speed', color: 'ff0000' })
  expect(await kit.next('label', 'created')).toMatchObject({ label: { name: 'speed', color: 'ff0000' } })
  await issues.addLabels({ ...one, labels: ['speed'] })
  expect(await kit.next('issues', 'labeled')).toMatchObject({ label: { name: 'speed' } })
  await issues.removeLabel({ ...one, name: 'speed' })
  await kit.next('issues', 'unlabeled')
  await issues.updateLabel({ ...at, name: 'speed', new_name: 'fast' })
  expect(await kit.next('label', 'edited')).toMatchObject({
    label: { name: 'fast' },
    changes: { name: { from: 'speed' } },
  })
  await issues.deleteLabel({ ...at, name: 'fast' })
  await kit.next('label', 'deleted')
  await issues.addAssignees({ ...one, assignees: ['alice'] })
  expect(await kit.next('issues', 'assigned')).toMatchObject({ assignee: { login: 'alice' } })
  await issues.removeAssignees({ ...one, assignees: ['alice'] })
  await kit.next('issues', 'unassigned')
  await issues.lock({ ...one, lock_reason: 'resolved' })
  await kit.next('issues', 'locked')
  await issues.unlock(one)
  await kit.next('issues', 'unlocked')
  await issues.update({ ...one, state: 'closed' })
  expect(await kit.next('issues', 'closed')).toMatchObject({ issue: { state: 'closed' } })
  await issues.update({ ...one, state: 'open' })
  await kit.next('issues', 'reopened')
  await kit.github.app.api('DELETE', `/projects/alice/tracked/issues/${issue_number}`)
  expect(await kit.next('issues', 'deleted')).toMatchObject({ issue: { number: issue_number } })
})

test('milestones are told, and what they hold', async () => {
  const { issues } = kit.github.alice.rest
  const { number: milestone_number } = (await issues.createMilestone({ ...at, title: 'v1' })).data
  expect(await kit.next('milestone', 'created')).toMatchObject({ milestone: { title: 'v1', state: 'open' } })
  const { number: issue_number } = (await issues.create({ ...at, title: 'For v1' })).data
  await issues.update({ ...at, issue_number, milestone: milestone_number })
  expect(await kit.next('issues', 'milestoned')).toMatchObject({ milestone: { title: 'v1' } })
  await issues.update({ ...at, issue_number, milestone: null })
  await kit.next('issues', 'demilestoned')
  await issues.updateMilestone({ ...at, milestone_number, title: 'v1.0' })
  expect(await kit.next('milestone', 'edited')).toMatchObject({ changes: { title: { from: 'v1' } } })
  await issues.updateMilestone({ ...at, milestone_number, state: 'closed' })
  await kit.next('milestone', 'closed')
  await issues.updateMilestone({ ...at, milestone_number, state: 'open' })
  await kit.next('milestone', 'opened')
  await issues.deleteMilestone({ ...at, milestone_number })
  await kit.next('milestone', 'deleted')
})

test('comments are told with what they said before, and what a deleted one said', async () => {
  const { issues } = kit.github.bob.rest
  const { number: issue_number } = (await issues.create({ ...at, title: 'From outside' })).data
  const { id: comment_id } = (await issues.createComment({ ...at, issue_number, body: 'first' })).data
  expect(await kit.next('issue_comment', 'created')).toMatchObject({
    comment: { id: comment_id, body: 'first', user: { login: 'bob' }, author_association: 'NONE' },
    sender: { login: 'bob' },
  })
  await issues.updateComment({ ...at, comment_id, body: 'second' })
  expect(await kit.next('issue_comment', 'edited')).toMatchObject({
    changes: { body: { from: 'first' } },
    comment: { body: 'second' },
  })
  await issues.deleteComment({ ...at, comment_id })
  expect(await kit.next('issue_comment', 'deleted')).toMatchObject({ comment: { id: comment_id, body: 'second' } })
})
