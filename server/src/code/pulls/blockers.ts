import { passes, type Verdict } from '#checks'
import { type MergeMethod, type ProtectionRule, rulesFor } from '#projects'
import type { PullRow } from './pulls.sql.ts'
import type { ReviewRow } from './reviews.sql.ts'

/** Everything the decision is made of. */
export interface Situation {
  pull: PullRow
  reviews: readonly Pick<ReviewRow, 'reviewer' | 'state' | 'counts' | 'verdict' | 'sha' | 'ownerAs'>[]
  checks: readonly Verdict[]
  /** Threads that are not resolved. */
  unresolved: number
  protection: readonly ProtectionRule[]
  /** How the project lets pull requests be merged. */
  methods: readonly MergeMethod[]
  /** The first of its commits whose signature proves nothing; looked for where the rules ask for signatures. */
  unsigned: { sha: string; reason: string } | undefined
}

/** Sentences: why a pull request cannot be merged now. Empty: it can, or it is merged. */
export function findBlockers(situation: Situation): string[] {
  const { pull } = situation
  if (pull.state === 'merged') return []
  if (pull.state === 'closed') return ['It is closed; reopen it first.']
  const draft = pull.state === 'draft' ? ['It is a draft; mark it ready first.'] : []
  const demands = demandsOf(situation.protection, pull.baseBranch)
  return [
    ...draft,
    ...(demands.locked
      ? [`${pull.baseBranch} is locked and read-only; unlock it in the project's settings first.`]
      : []),
    ...conflictBlockers(pull),
    ...reviewBlockers(situation, demands),
    ...conversationBlockers(situation, demands),
    ...checkBlockers(situation, demands),
    ...signatureBlockers(situation, demands),
    ...methodBlockers(situation, demands),
  ]
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

type Demands = ReturnType<typeof demandsOf>

/** What the rules of the base branch ask, taken together: the strictest wins. */
export function demandsOf(protection: readonly ProtectionRule[], branch: string) {
  const rules = rulesFor(protection, { target: 'branch', name: branch })
  const any = (ask: (rule: ProtectionRule) => boolean) => rules.some(ask)
  return {
    requiredChecks: [...new Set(rules.flatMap((rule) => rule.requiredChecks))],
    strictChecks: any((rule) => rule.strictChecks && rule.requiredChecks.length > 0),
    requiredApprovals: Math.max(0, ...rules.map((rule) => rule.requiredApprovals)),
    requireCodeOwners: any((rule) => rule.requireCodeOwners),
    requireLastPushApproval: any((rule) => rule.requireLastPushApproval),
    requireResolved: any((rule) => rule.requireResolved),
    linearHistory: any((rule) => rule.linearHistory),
    requireSigned: any((rule) => rule.requireSigned),
    locked: any((rule) => rule.locked),
  }
}

/** Of the methods of a project, those that the rules of the base take: what the server commits itself is signed by nobody. */
export function methodsFor(
  methods: readonly MergeMethod[],
  { linearHistory, requireSigned }: Pick<Demands, 'linearHistory' | 'requireSigned'>,
): MergeMethod[] {
  if (requireSigned) return methods.filter((method) => method === 'fast_forward')
  return methods.filter((method) => !(linearHistory && method === 'merge'))
}

function conflictBlockers({ conflicts, baseBranch }: PullRow): string[] {
  if (conflicts === null) return ['Whether it merges without conflict is still being computed.']
  if (conflicts.length === 0) return []
  const shown = conflicts.slice(0, 3).join(', ') + (conflicts.length > 3 ? ` and ${conflicts.length - 3} more` : '')
  return [`It conflicts with ${baseBranch} in ${shown}; merge ${baseBranch} into it and resolve that.`]
}

function reviewBlockers(situation: Situation, demands: Demands): string[] {
  const { approved, outdated, against } = readVerdicts(situation)
  const { requiredApprovals } = demands
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
  const { pushedBy, codeOwners, issue } = situation.pull
  if (demands.requireLastPushApproval && !approved.some(({ reviewer }) => reviewer.id !== pushedBy)) {
    sentences.push('It needs an approval of somebody else than who pushed last.')
  }
  if (demands.requireCodeOwners) {
    const owned = new Set(approved.flatMap(({ ownerAs }) => ownerAs))
    for (const owners of codeOwners) {
      // What somebody changes of their own files needs no other owner when they are the only one.
      const others = owners.filter((owner) => owner.toLowerCase() !== `@${issue.author.name.toLowerCase()}`)
      if (others.length > 0 && !owners.some((owner) => owned.has(owner))) {
        sentences.push(`It needs an approval of a code owner: ${others.join(' or ')}.`)
      }
    }
  }
  return sentences
}

function signatureBlockers({ pull, unsigned }: Situation, { requireSigned }: Demands): string[] {
  if (!requireSigned) return []
  if (unsigned) {
    const fact = `${unsigned.sha.slice(0, 7)} has none (${unsigned.reason.replaceAll('_', ' ')})`
    return [`${pull.baseBranch} takes only commits with a verified signature, and ${fact}; sign it and push again.`]
  }
  if (pull.behind === 0) return []
  return [
    `${pull.baseBranch} takes only signed commits, so it can only be fast-forwarded, and it lacks ${pull.behind} of its commits; rebase it, sign and push again.`,
  ]
}

function methodBlockers({ pull, methods }: Situation, demands: Demands): string[] {
  if (methodsFor(methods, demands).length > 0) return []
  const why = demands.requireSigned ? 'takes only signed commits' : 'takes no merge commits'
  const wayOut = demands.requireSigned ? 'fast-forward' : 'squash, rebase or fast-forward'
  return [
    `${pull.baseBranch} ${why}, and the project allows no method that keeps to it; allow ${wayOut} in its settings.`,
  ]
}

function conversationBlockers({ unresolved }: Situation, { requireResolved }: Demands): string[] {
  if (!requireResolved || unresolved === 0) return []
  const threads = unresolved === 1 ? 'One thread is' : `${unresolved} threads are`
  return [`${threads} not resolved; every conversation has to be before it is merged.`]
}

function checkBlockers({ pull, checks }: Situation, { requiredChecks, strictChecks }: Demands): string[] {
  const byName = new Map(checks.map((check) => [check.name, check]))
  const old =
    strictChecks && pull.behind > 0
      ? [`It lacks ${pull.behind} commits of ${pull.baseBranch}, and checks count with those alone; update the branch.`]
      : []
  const wanting = requiredChecks.flatMap((name) => {
    const check = byName.get(name)
    if (!check) return [`The required check ${name} has not reported on ${pull.headSha.slice(0, 7)} yet.`]
    if (check.status !== 'completed') return [`The required check ${name} is still running.`]
    return passes(check.conclusion)
      ? []
      : [`The required check ${name} ended with ${check.conclusion?.replace('_', ' ')}.`]
  })
  return [...old, ...wanting]
}
