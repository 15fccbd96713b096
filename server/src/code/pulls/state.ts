import { Problem } from '#kernel'

export const PULL_STATES = ['draft', 'open', 'review', 'approved', 'merged', 'closed'] as const
export type PullState = (typeof PULL_STATES)[number]

/** What can happen to a pull request. */
export type PullMove =
  | 'ready'
  | 'draft'
  | 'request_review'
  | 'approve'
  | 'withdraw_approval'
  | 'push'
  | 'merge'
  | 'close'
  | 'reopen'

/** draft → open → review → approved → merged | closed. What is not listed is refused. */
const MOVES: Record<PullState, Partial<Record<PullMove, PullState>>> = {
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

const SENTENCES: Record<PullMove, string> = {
  ready: 'be marked ready',
  draft: 'become a draft',
  request_review: 'be reviewed',
  approve: 'be approved',
  withdraw_approval: 'be reviewed',
  push: 'take new commits',
  merge: 'be merged',
  close: 'be closed',
  reopen: 'be reopened',
}

/** The state after a move. Throws `pulls.illegal_state` with what would be possible instead. */
export function nextState(pull: { number: number; state: PullState }, move: PullMove): PullState {
  const next = MOVES[pull.state][move]
  if (next) return next
  const wayOut = pull.state === 'draft' ? ' Mark it ready first.' : pull.state === 'closed' ? ' Reopen it first.' : ''
  throw new Problem(
    'conflict',
    'pulls.illegal_state',
    `Pull request ${pull.number} is ${pull.state} and cannot ${SENTENCES[move]}.${wayOut}`,
  )
}

export function isFinished(state: PullState): boolean {
  return state === 'merged' || state === 'closed'
}
