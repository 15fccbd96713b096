import { z } from 'zod'

/** Which files a path pattern means is decided by picomatch with dot files included. */
const Pattern = z.string().min(1).max(200)

/** What PR Guardian allows; checked on the server before anything is merged. */
const GuardianSettings = z.object({
  maxDiffLines: z.number().int().min(1).max(1_000_000).default(2000),
  maxFiles: z.number().int().min(1).max(100_000).default(100),
  forbiddenPaths: z.array(Pattern).max(200).default(['.env', '.env.*', '**/.env', '**/*.pem', '.github/workflows/**']),
  secretScan: z.boolean().default(true),
  maxCostUsd: z.number().min(0).max(100_000).default(20),
})

/** Every push looks at all of them. */
const MOST_RULES = 100

/** Which branches or tags are meant: those of any pattern, without those of any other. */
export const NamePatterns = z.object({
  target: z.enum(['branch', 'tag']).default('branch'),
  patterns: z.array(Pattern).min(1).max(MOST_RULES),
  exclude: z.array(Pattern).max(50).default([]),
})

/** Names as they are shown: logins, teams of the organisation, and apps without their `[bot]`. */
const Principals = z.object({
  people: z.array(z.string().min(1).max(100)).max(100).default([]),
  teams: z.array(z.string().min(1).max(100)).max(100).default([]),
  apps: z.array(z.string().min(1).max(100)).max(100).default([]),
})
export type Principals = z.output<typeof Principals>

/** A rule for branches or tags. What several rules ask of one name is asked together: the strictest wins. */
export const ProtectionRule = z.object({
  pattern: Pattern,
  target: NamePatterns.shape.target,
  exclude: NamePatterns.shape.exclude,
  enabled: z.boolean().default(true),
  requirePull: z.boolean().default(true),
  requiredChecks: z.array(z.string().min(1).max(200)).max(50).default([]),
  /** The checks have run with the newest base: a head that lacks commits of the base is brought up to date first. */
  strictChecks: z.boolean().default(false),
  requiredApprovals: z.number().int().min(0).max(10).default(0),
  requireCodeOwners: z.boolean().default(false),
  /** Somebody else than who pushed last approves. */
  requireLastPushApproval: z.boolean().default(false),
  /** Every thread on a line is resolved. */
  requireResolved: z.boolean().default(false),
  linearHistory: z.boolean().default(false),
  /** Every commit that arrives carries a signature that is proven. */
  requireSigned: z.boolean().default(false),
  allowForcePush: z.boolean().default(false),
  allowDeletion: z.boolean().default(false),
  allowCreation: z.boolean().default(true),
  /** Read only: not even pull requests change it. */
  locked: z.boolean().default(false),
  /** Who alone may move it; null: everybody who may push. */
  pushers: Principals.nullable().default(null),
  /** Whom this rule does not bind, such as the bot that writes releases. */
  bypass: Principals.prefault({}),
  /** A rule that came as part of a ruleset of GitHub's API. */
  ruleset: z
    .object({
      id: z.number().int(),
      name: z.string().min(1).max(200),
      createdAt: z.string(),
      updatedAt: z.string(),
      /** The pattern is the default branch, whichever that is. */
      followsDefault: z.boolean().default(false),
    })
    .nullable()
    .default(null),
})
export type ProtectionRule = z.output<typeof ProtectionRule>

export const MERGE_METHODS = ['merge', 'squash', 'rebase', 'fast_forward'] as const
export const MergeMethod = z.enum(MERGE_METHODS)
export type MergeMethod = z.infer<typeof MergeMethod>

/** How pull requests become part of their base. The words of the commits are GitHub's unless somebody says otherwise. */
const MergingSettings = z.object({
  methods: z
    .array(MergeMethod)
    .min(1)
    .default([...MERGE_METHODS]),
  mergeTitle: z.enum(['merge_message', 'pull_title']).default('merge_message'),
  mergeMessage: z.enum(['pull_title', 'pull_body', 'blank']).default('pull_title'),
  squashTitle: z.enum(['commit_or_pull_title', 'pull_title']).default('commit_or_pull_title'),
  squashMessage: z.enum(['commit_messages', 'pull_body', 'blank']).default('commit_messages'),
  /** Whether somebody may say now that it merges by itself once nothing blocks it. */
  autoMerge: z.boolean().default(true),
  /** The head branch goes when its pull request was merged. */
  deleteBranch: z.boolean().default(false),
})
export type MergingSettings = z.output<typeof MergingSettings>

const DeploySettings = z.object({
  enabled: z.boolean().default(true),
  healthPath: z.string().startsWith('/').max(500).default('/'),
  startTimeoutSeconds: z.number().int().min(1).max(600).default(60),
})

export const ProjectSettings = z
  .object({
    /** `auto` merges a spec's pull request when nothing blocks it; `review` waits for a person's approval. */
    merge: z.enum(['auto', 'review']).default('review'),
    maxAttempts: z.number().int().min(1).max(10).default(2),
    guardian: GuardianSettings.prefault({}),
    protection: z.array(ProtectionRule).max(MOST_RULES).default([]),
    merging: MergingSettings.prefault({}),
    deploy: DeploySettings.prefault({}),
  })
  .meta({ id: 'ProjectSettings' })
export type ProjectSettings = z.output<typeof ProjectSettings>

/** A part of the settings, as a change gives it; lists are replaced whole. */
export const ProjectSettingsChange = z.object({
  merge: ProjectSettings.shape.merge.unwrap().optional(),
  maxAttempts: ProjectSettings.shape.maxAttempts.unwrap().optional(),
  guardian: z.object(optionals(GuardianSettings.shape)).optional(),
  protection: z.array(ProtectionRule).max(MOST_RULES).optional(),
  merging: z.object(optionals(MergingSettings.shape)).optional(),
  deploy: z.object(optionals(DeploySettings.shape)).optional(),
})

export function changeSettings(now: ProjectSettings, change: z.output<typeof ProjectSettingsChange>): ProjectSettings {
  return ProjectSettings.parse({
    ...now,
    ...change,
    guardian: { ...now.guardian, ...change.guardian },
    merging: { ...now.merging, ...change.merging },
    deploy: { ...now.deploy, ...change.deploy },
  })
}

type Unwrapped<S> = { [K in keyof S]: S[K] extends z.ZodDefault<infer T extends z.ZodType> ? z.ZodOptional<T> : never }

/** The same fields without their defaults, each left out at will. */
function optionals<S extends Record<string, z.ZodDefault<z.ZodType>>>(shape: S): Unwrapped<S> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, field.unwrap().optional()]),
  ) as unknown as Unwrapped<S>
}
