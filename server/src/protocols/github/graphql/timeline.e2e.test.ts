import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { type Populated, populate } from './populated.kit.ts'
import { askGraphql } from './query.kit.ts'

let github: TestGithub
let populated: Populated
beforeAll(async () => {
  github = await testGithub()
  populated = await populate(github)
}, 240_000)
afterAll(() => github[Symbol.asyncDispose]())

async function timeline(what: 'issue' | 'pullRequest', number: number, args: string, fields = '__typename') {
  const { data, errors } = await askGraphql(github)(
    `{ repository(owner: "studio", name: "lamp") { ${what}(number: ${number}) {
      timelineItems(${args}) { totalCount filteredCount pageCount updatedAt pageInfo { startCursor endCursor hasNextPage hasPreviousPage } nodes { ${fields} } }
    } } }`,
  )
  expect(errors).toBeUndefined()
  return data.repository[what].timelineItems
}

const kinds = ({ nodes }: { nodes: { __typename: string }[] }) => nodes.map(({ __typename }) => __typename)

test('the timeline of an issue tells what happened to it, oldest first', async () => {
  const { issue, pull } = populated
  const all = await timeline(
    'issue',
    issue,
    'first: 100',
    `__typename
     ... on IssueComment { body } ... on LabeledEvent { label { name color } } ... on UnlabeledEvent { label { name } }
     ... on AssignedEvent { assignee { ... on User { login } } } ... on RenamedTitleEvent { previousTitle currentTitle }
     ... on MilestonedEvent { milestoneTitle } ... on LockedEvent { lockReason } ... on ClosedEvent { stateReason closer { __typename } }
     ... on CrossReferencedEvent { willCloseTarget source { ... on PullRequest { number } } } ... on ReferencedEvent { commit { message } }`,
  )
  expect(all.nodes).toEqual(
    expect.arrayContaining([
      { __typename: 'LabeledEvent', label: { name: 'dark', color: '000000' } },
      { __typename: 'AssignedEvent', assignee: { login: 'alice' } },
      { __typename: 'MilestonedEvent', milestoneTitle: 'Dusk' },
      { __typename: 'IssueComment', body: 'I see nothing :(' },
      { __typename: 'RenamedTitleEvent', previousTitle: 'It is `dark`', currentTitle: 'It is dark' },
      { __typename: 'UnlabeledEvent', label: { name: 'dark' } },
      { __typename: 'LockedEvent', lockReason: 'RESOLVED' },
      { __typename: 'ClosedEvent', stateReason: 'NOT_PLANNED', closer: null },
      { __typename: 'CrossReferencedEvent', willCloseTarget: true, source: { number: pull } },
      { __typename: 'ReferencedEvent', commit: { message: `Dark, as #${issue} says` } },
    ]),
  )
  const order = ['LabeledEvent', 'IssueComment', 'RenamedTitleEvent', 'LockedEvent', 'ClosedEvent', 'ReopenedEvent']
  const places = order.map((kind) => kinds(all).indexOf(kind))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

test('the timeline of a pull request holds its commits, its reviews and what happens to pull requests alone', async () => {
  const of = async (number: number) => kinds(await timeline('pullRequest', number, 'first: 100'))
  expect(await of(populated.pull)).toEqual(
    expect.arrayContaining([
      'PullRequestCommit',
      'ReadyForReviewEvent',
      'ConvertToDraftEvent',
      'ReviewRequestedEvent',
      'ReviewRequestRemovedEvent',
      'PullRequestReview',
      'BaseRefChangedEvent',
      'AutoMergeEnabledEvent',
      'AutoMergeDisabledEvent',
      'LabeledEvent',
      'IssueComment',
    ]),
  )
  const merged = await of(populated.merged)
  expect(merged).toEqual(
    expect.arrayContaining([
      'MergedEvent',
      'ClosedEvent',
      'HeadRefDeletedEvent',
      'HeadRefRestoredEvent',
      'ReviewDismissedEvent',
    ]),
  )
  expect(merged.indexOf('PullRequestCommit')).toBeLessThan(merged.indexOf('MergedEvent'))
  expect(await of(populated.forked)).toContain('HeadRefForcePushedEvent')
})

test('a timeline is filtered by kind and time, skipped into and read from both ends', async () => {
  const { issue } = populated
  const whole = await timeline('issue', issue, 'first: 100', '__typename ... on Node { id }')
  const labels = await timeline('issue', issue, 'first: 100, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]')
  expect(kinds(labels)).toEqual(['LabeledEvent', 'UnlabeledEvent', 'LabeledEvent'])
  expect(labels).toMatchObject({ filteredCount: 3, pageCount: 3, totalCount: whole.totalCount })
  expect(await timeline('issue', issue, 'first: 100, since: "2999-01-01T00:00:00Z"')).toMatchObject({
    nodes: [],
    filteredCount: 0,
  })
  const late = await timeline(
    'issue',
    issue,
    `first: 100, skip: ${whole.nodes.length - 2}`,
    '__typename ... on Node { id }',
  )
  expect(late.nodes).toEqual(whole.nodes.slice(-2))
  const end = await timeline('issue', issue, 'last: 3', '__typename ... on Node { id }')
  expect(end.nodes).toEqual(whole.nodes.slice(-3))
  expect(end.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false })
  const before = await timeline(
    'issue',
    issue,
    `last: 2, before: "${end.pageInfo.startCursor}"`,
    '__typename ... on Node { id }',
  )
  expect(before.nodes).toEqual(whole.nodes.slice(-5, -3))
})

test('what a pull request closes and who closes an issue point at each other', async () => {
  const { data, errors } = await askGraphql(github)(`{ repository(owner: "studio", name: "lamp") {
    pullRequest(number: ${populated.pull}) { closingIssuesReferences(first: 5) { totalCount nodes { number } } }
    issue(number: ${populated.issue}) { closedByPullRequestsReferences(first: 5) { totalCount nodes { number } } }
  } }`)
  expect(errors).toBeUndefined()
  expect(data.repository).toEqual({
    pullRequest: { closingIssuesReferences: { totalCount: 1, nodes: [{ number: populated.issue }] } },
    issue: { closedByPullRequestsReferences: { totalCount: 1, nodes: [{ number: populated.pull }] } },
  })
})
