import type { Finding } from '../finding.ts'

/** What the models of one pull request have cost. Undefined or null: no model was used, or nobody counted. */
export function checkCost(costUsd: number | null | undefined, maxCostUsd: number): Finding[] {
  if (costUsd === null || costUsd === undefined || costUsd <= maxCostUsd) return []
  return [
    {
      rule: 'cost',
      message: `The models have cost $${costUsd.toFixed(2)} for this change and the limit is $${maxCostUsd.toFixed(2)}; narrow the spec, or raise guardian.maxCostUsd in the project's settings.`,
    },
  ]
}
