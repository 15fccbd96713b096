import { expect, test } from 'vitest'
import { parseQuery } from './query.ts'

const read = (query: string) => parseQuery(query, 'alice')
const terms = (query: string) =>
  read(query).terms.map(({ field, value, negated }) => `${negated ? '-' : ''}${field}=${value}`)

test('words are text, and qualifiers are not', () => {
  expect(read('crash on  start is:open "two words" label:bug')).toMatchObject({
    text: 'crash on start "two words"',
    terms: [
      { field: 'state', value: 'open' },
      { field: 'label', value: 'bug' },
    ],
    sort: 'relevance',
    direction: 'desc',
  })
  expect(read('a NOT b OR c AND d NOT is:open').text).toBe('a -b OR c d')
  expect(terms('a NOT is:open')).toEqual(['-state=open'])
  expect(read('Error: http://x.y constructor:z -to:z').text).toBe('Error: "http://x.y" "constructor:z" -"to:z"')
})

test('every qualifier means what it says', () => {
  expect(terms('is:pr is:closed type:issue state:open -is:locked is:unmerged -is:unmerged draft:false')).toEqual([
    'kind=pull',
    'state=closed',
    'kind=issue',
    'state=open',
    '-is=locked',
    '-is=merged',
    'is=merged',
    '-is=draft',
  ])
  expect(terms('author:@me assignee:bob mentions:@bob commenter:app/renovate involves:bob assignee:*')).toEqual([
    'author=alice',
    'assignee=bob',
    'mentions=bob',
    'commenter=renovate',
    'involves=bob',
    'has=assignee',
  ])
  expect(terms('label:bug,"good first issue" -label:"say \\"no\\"" milestone:"1.0 beta" milestone:* no:label')).toEqual(
    ['label=bug\ngood first issue', '-label=say "no"', 'milestone=1.0 beta', 'has=milestone', '-has=label'],
  )
  expect(terms('reason:"not planned" head:topic review-requested:@me review:approved')).toEqual([
    'reason=not_planned',
    'term=head:topic',
    'term=review-requested:alice',
    'term=review:approved',
  ])
  expect(
    read('repo:Alice/App user:bob org:acme -repo:acme/old is:private in:title,body sort:updated-asc'),
  ).toMatchObject({
    repositories: ['alice/app'],
    owners: ['bob', 'acme'],
    without: ['acme/old'],
    visibility: 'private',
    places: ['title', 'body'],
    sort: 'updated',
    direction: 'asc',
    text: '',
  })
})

test('days and times are ranges', () => {
  const day = '2026-01-31T00:00:00.000Z'
  const next = '2026-02-01T00:00:00.000Z'
  expect(terms('created:2026-01-31')).toEqual([`createdSince=${day}`, `createdBefore=${next}`])
  expect(terms('updated:>2026-01-31')).toEqual([`updatedSince=${next}`])
  expect(terms('updated:>=2026-01-31')).toEqual([`updatedSince=${day}`])
  expect(terms('closed:<2026-01-31')).toEqual([`closedBefore=${day}`])
  expect(terms('-closed:<=2026-01-31')).toEqual([`-closedBefore=${next}`])
  expect(terms('merged:*..2026-01-31')).toEqual([`mergedBefore=${next}`])
  expect(terms('created:2026-01-31..*')).toEqual([`createdSince=${day}`])
  expect(terms('created:>2026-01-31T02:00:00+02:00')).toEqual(['createdSince=2026-01-31T00:00:00.001Z'])
  expect(terms('comments:>10 comments:3 comments:1..2 comments:<5')).toEqual([
    'commentsFrom=11',
    'commentsFrom=3',
    'commentsBelow=4',
    'commentsFrom=1',
    'commentsBelow=3',
    'commentsBelow=5',
  ])
})

test('what means nothing is refused with what would', () => {
  const refusals: [string, RegExp][] = [
    ['is:banana', /is:banana means nothing; is is one of open, closed/],
    ['is:constructor', /means nothing/],
    ['type:open', /type is one of issue, pr/],
    ['no:author', /label, assignee, milestone/],
    ['in:tags', /title, body, comments/],
    ['sort:name', /created, updated/],
    ['created:yesterday', /write created:>=2026-01-31/],
    ['created:2026-13-41', /is no time/],
    ['created:2026-01-01..2026-02-01..2026-03-01', /is no time/],
    ['-created:2026-01-01..2026-02-01', /takes one side/],
    ['comments:many', /is no number/],
    [Array.from({ length: 51 }, () => 'is:open').join(' '), /at most 50 qualifiers/],
  ]
  for (const [query, message] of refusals) expect(() => read(query), query).toThrow(message)
  expect(read(Array.from({ length: 50 }, () => 'is:open').join(' ')).terms).toHaveLength(50)
})

test('broken quotes are read as far as they go', () => {
  expect(terms('label:"not closed')).toEqual(['label=not closed'])
  expect(read('say "hello').text).toBe('say "hello')
})
