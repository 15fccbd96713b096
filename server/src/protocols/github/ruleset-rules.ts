import { z } from 'zod'
import { Problem } from '#kernel'
import type { ProtectionRule } from '#projects'

/** One rule of a ruleset, as GitHub writes it. */
export interface WireRule {
  type: string
  parameters?: Record<string, unknown> | undefined
}

/** What a rule asks; for names that nothing is asked of, see `FREE`. */
type Demands = Partial<ProtectionRule>

/** A rule of a ruleset forbids only what it names. */
const FREE = { requirePull: false, allowForcePush: true, allowDeletion: true } as const satisfies Demands

const bare = (demands: Demands) => z.strictObject({}).transform(() => demands)

const PullRequest = z
  .strictObject({
    required_approving_review_count: z.number().int().min(0).max(10).default(0),
    require_code_owner_review: z.boolean().default(false),
    require_last_push_approval: z.boolean().default(false),
    required_review_thread_resolution: z.boolean().default(false),
    // An approval of an older head never counts here; the answer says so.
    dismiss_stale_reviews_on_push: z.boolean().optional(),
    // How pull requests are merged is a setting of the repository: a list that leaves out a way is not kept.
    allowed_merge_methods: z
      .array(z.enum(['merge', 'squash', 'rebase']))
      .refine(
        (methods) => new Set(methods).size === 3,
        'is a setting of the repository; name all three, or leave it out',
      )
      .optional(),
    required_reviewers: z.array(z.never()).max(0).optional(),
  })
  .transform(
    (given): Demands => ({
      requirePull: true,
      requiredApprovals: given.required_approving_review_count,
      requireCodeOwners: given.require_code_owner_review,
      requireLastPushApproval: given.require_last_push_approval,
      requireResolved: given.required_review_thread_resolution,
    }),
  )

const StatusChecks = z
  .strictObject({
    required_status_checks: z
      .array(z.strictObject({ context: z.string().min(1).max(200) }))
      .min(1)
      .max(50),
    strict_required_status_checks_policy: z.boolean().default(false),
    do_not_enforce_on_create: z
      .literal(true, 'is always true: checks hold back pull requests, not new branches')
      .optional(),
  })
  .transform(
    (given): Demands => ({
      requiredChecks: [...new Set(given.required_status_checks.map(({ context }) => context))],
      strictChecks: given.strict_required_status_checks_policy,
    }),
  )

/** The rules that are kept, with what each asks. */
const KEPT: Record<string, z.ZodType<Demands>> = {
  creation: bare({ allowCreation: false }),
  update: z
    .strictObject({ update_allows_fetch_and_merge: z.literal(false).optional() })
    .transform((): Demands => ({ locked: true })),
  deletion: bare({ allowDeletion: false }),
  required_linear_history: bare({ linearHistory: true }),
  required_signatures: bare({ requireSigned: true }),
  pull_request: PullRequest,
  required_status_checks: StatusChecks,
  non_fast_forward: bare({ allowForcePush: false }),
}

/** All that these rules ask together. What cannot be kept is refused by its name, so that nobody relies on it. */
export function readRules(rules: readonly WireRule[], target: ProtectionRule['target']): Demands {
  const types = new Set<string>()
  let demands: Demands = FREE
  for (const { type, parameters } of rules) {
    const kept = Object.hasOwn(KEPT, type) ? KEPT[type] : undefined
    if (!kept) {
      throw refused(
        `rules: ${JSON.stringify(type.slice(0, 80))} is not kept here; use ${Object.keys(KEPT).join(', ')}.`,
      )
    }
    if (types.has(type)) throw refused(`rules: ${type} stands there twice; give it once.`)
    types.add(type)
    if (target === 'tag' && (type === 'pull_request' || type === 'required_status_checks')) {
      throw refused(`rules: ${type} is for branches; leave it out of a ruleset for tags.`)
    }
    const read = kept.safeParse(parameters ?? {})
    if (!read.success) {
      const [issue] = read.error.issues
      throw refused(`rules: ${[type, ...(issue?.path ?? [])].join('.')} cannot be kept: ${issue?.message}.`)
    }
    demands = { ...demands, ...read.data }
  }
  if (types.has('required_status_checks') && !types.has('pull_request')) {
    throw refused('rules: required_status_checks holds back pull requests alone; add pull_request to the ruleset.')
  }
  return demands
}

/** The rules of which one of the settings' rules is made. */
export function printRules(rule: ProtectionRule): WireRule[] {
  const bareRules: [type: string, asked: boolean][] = [
    ['creation', !rule.allowCreation],
    ['deletion', !rule.allowDeletion],
    ['non_fast_forward', !rule.allowForcePush],
    ['required_linear_history', rule.linearHistory],
    ['required_signatures', rule.requireSigned],
  ]
  const printed: WireRule[] = bareRules.flatMap(([type, asked]) => (asked ? [{ type }] : []))
  if (rule.locked) printed.push({ type: 'update', parameters: { update_allows_fetch_and_merge: false } })
  if (rule.requirePull) {
    printed.push({
      type: 'pull_request',
      parameters: {
        required_approving_review_count: rule.requiredApprovals,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: rule.requireCodeOwners,
        require_last_push_approval: rule.requireLastPushApproval,
        required_review_thread_resolution: rule.requireResolved,
      },
    })
  }
  if (rule.requiredChecks.length > 0) {
    printed.push({
      type: 'required_status_checks',
      parameters: {
        required_status_checks: rule.requiredChecks.map((context) => ({ context })),
        strict_required_status_checks_policy: rule.strictChecks,
        do_not_enforce_on_create: true,
      },
    })
  }
  return printed
}

export function refused(sentence: string): Problem {
  return new Problem('invalid', 'rulesets.not_kept', sentence)
}
