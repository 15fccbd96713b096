import picomatch from 'picomatch'
import { passes, type Verdict } from '#checks'
import type { ProtectionRule } from '#projects'
import type { PullRow } from './pulls.sql.ts'
import type { ReviewRow } from './reviews.sql.ts'

/** Everything the decision is made of. */
export interface Situation {
  pull: PullRow
  reviews: readonly Pick<ReviewRow, 'reviewer' | 'state' | 'counts' | 'verdict' | 'sha'>[]
  checks: readonly Verdict[]
  protection: readonly ProtectionRule[]
}

/** Sentences: why a pull request cannot be merged now. Empty: it can, or it is merged. */
export function findBlockers(situation: Situation): string[] {
  const { pull } = situation
  if (pull.state === 'merged') return []
  if (pull.state === 'closed') return ['It is closed; reopen it first.']
  const draft = pull.state === 'draft' ? ['It is a draft; mark it ready first.'] : []
  return [...draft, ...conflictBlockers(pull), ...reviewBlockers(situation), ...checkBlockers(situation)]
}

/**
 * Whose last word approves the head as it is now, and whose last word asks for changes. Comments are no verdict, and what somebody
 * says who may not decide counts for nothing. A dismissed word is the last one all the same: what was said before it does not return.
 */
export function readVerdicts({ pull, reviews }: Pick<Situation, 'pull' | 'reviews'>) {
  const last = new Map<string, Situation['reviews'][number]>()
  for (const review of reviews) if (review.verdict !== 'comment' && review.counts) last.set(review.reviewer.id, review)
  const verdicts = [...last.values()].filter(({ state }) => state === 'submitted')
  const approvals = verdicts.filter(({ verdict }) => verdict === 'approve')
  return {
    approved: approvals.filter(({ sha }) => sha === pull.headSha),
    outdated: approvals.filter(({ sha }) => sha !== pull.headSha),
    against: verdicts.filter(({ verdict }) => verdict === 'request_changes'),
  }
}

/** The rules of every pattern that fits the base branch, taken together: the strictest wins. */
export function rulesFor(protection: readonly ProtectionRule[], branch: string) {
  const rules = protection.filter(({ pattern }) => picomatch.isMatch(branch, pattern))
  return {
    requiredChecks: [...new Set(rules.flatMap((rule) => rule.requiredChecks))],
    requiredApprovals: Math.max(0, ...rules.map((rule) => rule.requiredApprovals)),
  }
}

function conflictBlockers({ conflicts, baseBranch }: PullRow): string[] {
  if (conflicts === null) return ['Whether it merges without conflict is still being computed.']
  if (conflicts.length === 0) return []
  const shown = conflicts.slice(0, 3).join(', ') + (conflicts.length > 3 ? ` and ${conflicts.length - 3} more` : '')
  return [`It conflicts with ${baseBranch} in ${shown}; merge ${baseBranch} into it and resolve that.`]
}

function reviewBlockers(situation: Situation): string[] {
  const { approved, outdated, against } = readVerdicts(situation)
  const { requiredApprovals } = rulesFor(situation.protection, situation.pull.baseBranch)
  const sentences = against.map(({ reviewer }) => `${reviewer.name} asked for changes and has not reviewed it again.`)
  const missing = requiredApprovals - approved.length
  if (missing > 0) {
    const old = outdated.map(
      ({ reviewer, sha }) => `${reviewer.name}'s is of ${sha.slice(0, 7)}, which is no longer the head`,
    )
    const why = old.length > 0 ? ` (${old.join('; ')})` : ''
    sentences.push(
      `It needs ${missing} more ${missing === 1 ? 'approval' : 'approvals'} of ${situation.pull.headSha.slice(0, 7)}${why}.`,
    )
  }
  return sentences
}

function checkBlockers({ pull, checks, protection }: Situation): string[] {
  const byName = new Map(checks.map((check) => [check.name, check]))
  return rulesFor(protection, pull.baseBranch).requiredChecks.flatMap((name) => {
    const check = byName.get(name)
    if (!check) return [`The required check ${name} has not reported on ${pull.headSha.slice(0, 7)} yet.`]
    if (check.status !== 'completed') return [`The required check ${name} is still running.`]
    return passes(check.conclusion)
      ? []
      : [`The required check ${name} ended with ${check.conclusion?.replace('_', ' ')}.`]
  })
}
