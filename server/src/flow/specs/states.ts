import { Problem } from '#kernel'
import type { SpecState } from './spec.ts'

type Move = 'submit' | 'approve' | 'reject' | 'reopen' | 'edit' | 'finish'

/** From which states each move is legal. */
const LEGAL: Record<Move, readonly SpecState[]> = {
  edit: ['draft', 'review'],
  submit: ['draft'],
  reject: ['review'],
  approve: ['review'],
  finish: ['approved'],
  reopen: ['approved', 'implemented'],
}

const WAY_OUT: Record<SpecState, string> = {
  draft: 'submit it for review first',
  review: 'approve or reject it first',
  approved: 'reopen it to change it',
  implemented: 'write a new spec, or reopen it',
}

/** Throws `specs.illegal_state` with the way out. */
export function refuseIllegalMove(spec: { id: string; state: SpecState }, move: Move): void {
  if (LEGAL[move].includes(spec.state)) return
  throw new Problem(
    'conflict',
    'specs.illegal_state',
    `The spec ${spec.id} is ${spec.state}, so you cannot ${move} it now; ${WAY_OUT[spec.state]}.`,
  )
}
