import type { Divergence } from './mirror.ts'

type Refs = ReadonlyMap<string, string>

export interface PullFacts {
  /** What the other side has, of the refs that are followed. */
  theirs: Refs
  /** What this repository has of them. */
  ours: Refs
  /** Make this side the same, whatever is lost by it. */
  force: boolean
  isAncestor(ancestor: string, of: string): Promise<boolean>
}

export interface PullPlan {
  moves: { ref: string; from: string | undefined; to: string | undefined }[]
  diverged: Divergence[]
}

/** What a pull may move, and what it must leave alone because commits would be lost by it. */
export async function planPull({ theirs, ours, force, isAncestor }: PullFacts): Promise<PullPlan> {
  const plan: PullPlan = { moves: [], diverged: [] }
  for (const [ref, to] of theirs) {
    const from = ours.get(ref)
    if (from === to) continue
    if (from === undefined || force || (ref.startsWith('refs/heads/') && (await isAncestor(from, to)))) {
      plan.moves.push({ ref, from, to })
      continue
    }
    if (ref.startsWith('refs/tags/')) plan.diverged.push({ ref, reason: 'The tag is on another object there.' })
    // Ahead of the other side is no contradiction: a pull has nothing to bring.
    else if (!(await isAncestor(to, from)))
      plan.diverged.push({ ref, reason: 'Both sides have commits that the other has not.' })
  }
  for (const [ref, from] of ours) {
    if (theirs.has(ref)) continue
    if (force) plan.moves.push({ ref, from, to: undefined })
  }
  return plan
}
