import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../src/api/issues.ts'
import type { PullReview, PullThread } from '../src/api/pulls.ts'
import { chaptersOf } from '../src/pages/pull/chapters.ts'

const alice = { kind: 'person' as const, id: 'usr_1', name: 'alice' }
const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`
let count = 0

function entry(minute: number, name: string, actor = alice): TimelineEntry {
  const id = `evt_${++count}`
  return {
    id,
    databaseId: count,
    issue: null,
    name,
    actor,
    data: {},
    comment: null,
    source: null,
    createdAt: at(minute),
  }
}
const review = (minute: number, id: string) =>
  ({ id, createdAt: at(0), submittedAt: at(minute), reviewer: alice, verdict: 'comment' }) as PullReview
const thread = (minute: number, id: string, of: string | null) =>
  ({ id, comments: [{ review: of, createdAt: at(minute) }] }) as PullThread
const nothing = { more: false, reviews: [], threads: [], checks: [], deployments: [] }

describe('the conversation of a pull request', () => {
  it('stands in order, with each thread below the review that began it', () => {
    const chapters = chaptersOf({
      ...nothing,
      entries: [entry(1, 'labeled'), entry(4, 'reviewed'), entry(6, 'merged')],
      reviews: [review(4, 'rev_1')],
      threads: [thread(4, 'thr_1', 'rev_1'), thread(5, 'thr_2', null)],
    })
    expect(chapters.map(({ kind }) => kind)).toEqual(['entry', 'review', 'thread', 'entry'])
    expect(chapters[1]).toMatchObject({ threads: [{ id: 'thr_1' }] })
  })

  it('takes commits that one person pushed together for one push', () => {
    const bob = { ...alice, id: 'usr_2', name: 'bob' }
    const entries = [entry(1, 'committed'), entry(1, 'committed'), entry(2, 'committed', bob), entry(3, 'labeled')]
    const chapters = chaptersOf({ ...nothing, entries })
    expect(chapters.map((chapter) => (chapter.kind === 'push' ? chapter.commits.length : chapter.kind))).toEqual([
      2,
      1,
      'entry',
    ])
  })

  it('does not run ahead of what is known of the timeline', () => {
    const sources = { ...nothing, entries: [entry(3, 'labeled')], reviews: [review(9, 'rev_1')] }
    expect(chaptersOf({ ...sources, more: true })).toHaveLength(1)
    expect(chaptersOf(sources)).toHaveLength(2)
  })

  it('tells the outcome of the checks once all have ended', () => {
    const check = (completedAt: string | null) => ({ completedAt, conclusion: 'success' }) as never
    const outcome = (...ends: (string | null)[]) =>
      chaptersOf({ ...nothing, entries: [], checks: ends.map(check) }).map(({ kind, at: when }) => [kind, when])
    expect(outcome(at(1), null)).toEqual([])
    expect(outcome(at(2), at(1))).toEqual([['checks', at(2)]])
  })
})
