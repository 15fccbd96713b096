import type { Principals, ProtectionRule } from '../../api/protection.ts'

/**
 * What one form edits: a rule of its own, or all rules of a ruleset, which differ in nothing but their pattern. The server keeps
 * them in one list.
 */
export interface RuleDraft extends Omit<ProtectionRule, 'pattern' | 'ruleset'> {
  patterns: string[]
  /** Also the default branch, whichever that is; of a ruleset alone. */
  followsDefault: boolean
  /** The name of a ruleset; null: a rule of its own. */
  name: string | null
}

export interface RuleEntry {
  /** What stands in the address: the number of a ruleset, or what a rule is for. */
  key: string
  rules: [ProtectionRule, ...ProtectionRule[]]
}

const nobody: Principals = { people: [], teams: [], apps: [] }

export function newDraft(kind: 'rule' | 'ruleset', pattern: string): RuleDraft {
  return {
    patterns: kind === 'rule' ? [pattern] : [],
    followsDefault: kind === 'ruleset',
    name: kind === 'rule' ? null : '',
    target: 'branch',
    exclude: [],
    enabled: true,
    requirePull: true,
    requiredChecks: [],
    strictChecks: false,
    requiredApprovals: 0,
    requireCodeOwners: false,
    requireLastPushApproval: false,
    requireResolved: false,
    linearHistory: false,
    requireSigned: false,
    allowForcePush: false,
    allowDeletion: false,
    allowCreation: true,
    locked: false,
    pushers: null,
    bypass: nobody,
  }
}

/** Rulesets as one, everything in the order of the list. */
export function entriesOf(protection: readonly ProtectionRule[]): RuleEntry[] {
  const entries: RuleEntry[] = []
  for (const rule of protection) {
    const key = rule.ruleset ? String(rule.ruleset.id) : `${rule.target}:${rule.pattern}`
    const same = entries.find((entry) => entry.key === key)
    if (same && rule.ruleset) same.rules.push(rule)
    // Two rules may be for one name; each has its form.
    else if (same) entries.push({ key: `${key}:${entries.length}`, rules: [rule] })
    else entries.push({ key, rules: [rule] })
  }
  return entries
}

export function draftOf({ rules }: RuleEntry): RuleDraft {
  const [{ pattern: _, ruleset, ...rest }] = rules
  return {
    ...rest,
    patterns: rules.filter((rule) => !rule.ruleset?.followsDefault).map((rule) => rule.pattern),
    followsDefault: rules.some((rule) => rule.ruleset?.followsDefault),
    name: ruleset?.name ?? null,
  }
}

/** The list with what was edited in the place of the entry; without one, at its end; without a draft, gone. */
export function withDraft(
  protection: readonly ProtectionRule[],
  { key, draft, defaultBranch }: { key: string | undefined; draft: RuleDraft | undefined; defaultBranch: string },
): ProtectionRule[] {
  const entries = entriesOf(protection)
  const earlier = entries.find((entry) => entry.key === key)
  const rules = draft ? rulesOf(draft, { earlier, protection, defaultBranch }) : []
  if (!earlier) return [...protection, ...rules]
  return entries.flatMap((entry) => (entry === earlier ? rules : entry.rules))
}

function rulesOf(
  draft: RuleDraft,
  given: { earlier: RuleEntry | undefined; protection: readonly ProtectionRule[]; defaultBranch: string },
): ProtectionRule[] {
  const { patterns, followsDefault, name, ...rest } = draft
  // A tag is not the base of a pull request, so nothing of that is asked of it.
  const asked = rest.target === 'tag' ? { ...rest, ...nothingOfPulls } : rest
  if (name === null) return patterns.map((pattern) => ({ ...asked, pattern, ruleset: null }))
  const now = new Date().toISOString()
  const before = given.earlier?.rules[0].ruleset
  const ids = given.protection.map(({ ruleset }) => (ruleset ? ruleset.id + 1 : 0))
  const ruleset = {
    id: before?.id ?? Math.max(Date.now(), ...ids),
    name,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  }
  return [
    ...(followsDefault ? [{ pattern: given.defaultBranch, followsDefault }] : []),
    ...patterns.map((pattern) => ({ pattern, followsDefault: false })),
  ].map((one) => ({
    ...asked,
    pattern: one.pattern,
    ruleset: { ...ruleset, followsDefault: one.followsDefault },
  }))
}

const nothingOfPulls = {
  requirePull: false,
  requiredChecks: [],
  strictChecks: false,
  requiredApprovals: 0,
  requireCodeOwners: false,
  requireLastPushApproval: false,
  requireResolved: false,
} satisfies Partial<ProtectionRule>

/** What it asks, in a few words each, for who reads the list. */
export function demandsOf(rule: ProtectionRule): string[] {
  const { requiredChecks: checks, requiredApprovals: approvals } = rule
  const said: [boolean, string][] = [
    [rule.locked, 'read-only'],
    [rule.requirePull, 'only by pull request'],
    [approvals > 0, approvals === 1 ? 'one approval' : `${approvals} approvals`],
    [rule.requireCodeOwners, 'approval of code owners'],
    [rule.requireLastPushApproval, 'approval of the last push by another'],
    [checks.length > 0, `checks ${checks.join(', ')}${rule.strictChecks ? ' with the newest base' : ''}`],
    [rule.requireResolved, 'conversations resolved'],
    [rule.requireSigned, 'signed commits'],
    [rule.linearHistory, 'linear history'],
    [!rule.allowCreation, 'no creation'],
    [!rule.allowForcePush, 'no force push'],
    [!rule.allowDeletion, 'no deletion'],
    [rule.pushers !== null, `pushed by ${namesOf(rule.pushers) || 'nobody'} alone`],
  ]
  return said.filter(([asked]) => asked).map(([, words]) => words)
}

export function namesOf(principals: Principals | null): string {
  if (!principals) return ''
  const { people, teams, apps } = principals
  return [...people, ...teams.map((team) => `team ${team}`), ...apps.map((app) => `app ${app}`)].join(', ')
}
