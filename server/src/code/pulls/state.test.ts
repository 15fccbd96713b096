import { expect, test } from 'vitest'
import { nextState, PULL_STATES, type PullMove, type PullState } from './state.ts'

const MOVES: PullMove[] = [
  'ready',
  'draft',
  'request_review',
  'approve',
  'withdraw_approval',
  'push',
  'merge',
  'close',
  'reopen',
]

/** Every legal move; all others are refused. */
const LEGAL: Record<PullState, Partial<Record<PullMove, PullState>>> = {
  draft: {
    ready: 'open',
    request_review: 'draft',
    approve: 'draft',
    withdraw_approval: 'draft',
    push: 'draft',
    close: 'closed',
  },
  open: {
    draft: 'draft',
    request_review: 'review',
    approve: 'approved',
    withdraw_approval: 'review',
    push: 'open',
    merge: 'merged',
    close: 'closed',
  },
  review: {
    draft: 'draft',
    request_review: 'review',
    approve: 'approved',
    withdraw_approval: 'review',
    push: 'review',
    merge: 'merged',
    close: 'closed',
  },
  approved: {
    draft: 'draft',
    request_review: 'approved',
    approve: 'approved',
    withdraw_approval: 'review',
    push: 'review',
    merge: 'merged',
    close: 'closed',
  },
  merged: {},
  closed: { reopen: 'open' },
}

for (const state of PULL_STATES) {
  for (const move of MOVES) {
    const next = LEGAL[state][move]
    test(`${state} + ${move} ${next ? `→ ${next}` : 'is refused'}`, () => {
      const attempt = () => nextState({ number: 7, state }, move)
      if (next) expect(attempt()).toBe(next)
      else expect(attempt).toThrow(new RegExp(`Pull request 7 is ${state} and cannot`))
    })
  }
}
