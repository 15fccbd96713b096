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

export const ProtectionRule = z.object({
  pattern: Pattern,
  requirePull: z.boolean().default(true),
  requiredChecks: z.array(z.string().min(1).max(200)).max(50).default([]),
  requiredApprovals: z.number().int().min(0).max(10).default(0),
  allowForcePush: z.boolean().default(false),
})
export type ProtectionRule = z.output<typeof ProtectionRule>

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
    protection: z.array(ProtectionRule).max(50).default([]),
    deploy: DeploySettings.prefault({}),
  })
  .meta({ id: 'ProjectSettings' })
export type ProjectSettings = z.output<typeof ProjectSettings>

/** A part of the settings, as a change gives it; lists are replaced whole. */
export const ProjectSettingsChange = z.object({
  merge: ProjectSettings.shape.merge.unwrap().optional(),
  maxAttempts: ProjectSettings.shape.maxAttempts.unwrap().optional(),
  guardian: z.object(optionals(GuardianSettings.shape)).optional(),
  protection: z.array(ProtectionRule).max(50).optional(),
  deploy: z.object(optionals(DeploySettings.shape)).optional(),
})

export function changeSettings(now: ProjectSettings, change: z.output<typeof ProjectSettingsChange>): ProjectSettings {
  return ProjectSettings.parse({
    ...now,
    ...change,
    guardian: { ...now.guardian, ...change.guardian },
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
