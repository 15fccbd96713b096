import { z } from 'zod'
import { Attempt, type Attempts } from '#attempts'
import { CheckRun, type Checks } from '#checks'
import { type Ci, Run } from '#ci'
import { Deployment, type Deployments } from '#deployments'
import type { VerbContext } from '#kernel'
import type { Models } from '#models'
import type { Projects } from '#projects'
import { Pull, type Pulls } from '#pulls'
import { Spec, type SpecRow, type Specs } from '#specs'
import { Task, type Tasks } from '#tasks'
import { drawChain, Step } from './chain.ts'
import { SpecMetrics } from './metrics.ts'

export const Evidence = z
  .object({
    spec: Spec,
    chain: z.array(Step),
    tasks: z.array(Task),
    attempts: z.array(Attempt),
    pull: Pull.nullable(),
    checks: z.array(CheckRun),
    runs: z.array(Run),
    deployment: Deployment.nullable(),
    metrics: SpecMetrics.nullable(),
  })
  .meta({ id: 'Evidence' })
export type Evidence = z.output<typeof Evidence>

export interface EvidenceDeps {
  projects: Projects
  checks: Checks
  pulls: Pulls
  ci: Ci
  deployments: Deployments
  tasks: Tasks
  attempts: Attempts
  models: Models
  specs: Specs
}

/** More objects of one kind than a person follows for one spec. */
const LIMIT = 100

/** Everything that came of a spec, read through the verbs everybody uses, in one transaction. */
export function createEvidence(deps: EvidenceDeps) {
  return async ({ tx, call }: Pick<VerbContext, 'tx' | 'call'>, row: SpecRow): Promise<Evidence> => {
    const spec = await deps.specs.view(tx, row)
    const { owner, name } = spec.project
    const project = await deps.projects.getById(tx, row.projectId)
    const tasks = (await call(deps.tasks.verbs.list, { spec: spec.id, limit: LIMIT })).items.sort(byCreation)
    const attempts = (await call(deps.attempts.verbs.list, { spec: spec.id })).items.sort((a, b) =>
      a.startedAt.localeCompare(b.startedAt),
    )
    const pull = spec.pull === null ? null : await call(deps.pulls.verbs.get, { owner, name, number: spec.pull })
    const checks = pull ? (await call(deps.checks.verbs.list, { owner, name, sha: pull.head.sha })).items : []
    const runs = pull ? (await call(deps.ci.verbs.list, { owner, name, pull: pull.number })).items : []
    const deployments = (await call(deps.deployments.verbs.list, { owner, name, limit: LIMIT })).items
    const deployment = deployments.find((d) => d.spec === spec.id) ?? null
    const cost = await deps.models.costOf(tx, { spec: spec.id })
    const metrics: SpecMetrics | null =
      tasks.length === 0
        ? null
        : {
            leadTimeMs:
              spec.outcome === 'live' && spec.approvedAt && spec.finishedAt
                ? Date.parse(spec.finishedAt) - Date.parse(spec.approvedAt)
                : null,
            costUsd: cost.costUsd,
            inputTokens: cost.inputTokens,
            outputTokens: cost.outputTokens,
            buildMs: deployment?.buildMs ?? null,
            deployMs: deployment?.deployMs ?? null,
          }
    const chain = drawChain({
      spec,
      autoMerge: (spec.merge ?? project.settings.merge) === 'auto',
      deploys: project.settings.deploy.enabled,
      tasks,
      attempts,
      pull,
      checks,
      deployment,
      metrics,
    })
    return { spec, chain, tasks, attempts, pull, checks, runs, deployment, metrics }
  }
}

function byCreation(a: { createdAt: string }, b: { createdAt: string }): number {
  return a.createdAt.localeCompare(b.createdAt)
}
