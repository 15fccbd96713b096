import type { FileDiff } from '#git'
import type { ProjectSettings } from '#projects'
import type { Finding } from './finding.ts'
import { checkCost } from './rules/cost.ts'
import { checkDiffSize } from './rules/diff-size.ts'
import { checkFileCount } from './rules/file-count.ts'
import { checkForbiddenPaths } from './rules/forbidden-path.ts'
import { checkSecrets } from './rules/secret.ts'

export type GuardianSettings = ProjectSettings['guardian']

export interface InspectContext {
  /** What models have cost for this change so far. */
  costUsd?: number | null
  /** Whether lines may excuse themselves with `devflow:allow-secret`. */
  trustMarkers: boolean
}

/** Everything a change breaks. Pure: the same change and settings give the same findings. */
export function inspect(
  diff: readonly FileDiff[],
  settings: GuardianSettings,
  { costUsd, trustMarkers }: InspectContext,
): Finding[] {
  return [
    ...(settings.secretScan ? checkSecrets(diff, { trustMarkers }) : []),
    ...checkForbiddenPaths(diff, settings.forbiddenPaths),
    ...checkDiffSize(diff, settings.maxDiffLines),
    ...checkFileCount(diff, settings.maxFiles),
    ...checkCost(costUsd, settings.maxCostUsd),
  ]
}
