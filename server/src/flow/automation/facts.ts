import type { Actor, Kernel } from '#kernel'
import type { Project } from '#projects'
import type { SpecRow } from '#specs'
import type { Facts } from './decide.ts'
import type { AutomationDeps } from './deps.ts'

/** The facts, and the objects the next step will need. */
export interface Found {
  facts: Facts
  context: {
    project: Project
    tasks: { id: string }[]
    failedChecks: { name: string; log: string | null }[]
    pull: FoundPull | undefined
  }
}

export interface FoundPull {
  number: number
  state: NonNullable<Facts['pull']>['state']
  head: { branch: string; sha: string }
  mergeSha: string | null
}

const MAX_TASKS = 100

/**
 * Reads, through the verbs everybody uses, what is true of a spec. What is told first is read first: a task was reported
 * after its push, and whether all runs are over is read before their checks. In another order a check could come in
 * between, and a head would be judged without it.
 */
export function createFactFinder(kernel: Kernel, deps: AutomationDeps) {
  /** Whether every run of this head exists and is over. One that waits for others has no checks yet. */
  async function isTested(
    pull: { id: string; head: { sha: string } },
    address: { owner: string; name: string },
    actor: Actor,
  ): Promise<boolean> {
    if (!(await kernel.db.system((tx) => deps.ci.isPlanned(tx, pull)))) return false
    const runs = await kernel.call(deps.ci.verbs.list, { ...address, sha: pull.head.sha }, { actor })
    return runs.items.every((run) => run.status === 'completed')
  }

  return async (spec: SpecRow, actor: Actor): Promise<Found> => {
    const project = await kernel.db.system((tx) => deps.projects.getById(tx, spec.projectId))
    const address = { owner: project.owner, name: project.name }
    const listed = await kernel.call(deps.tasks.verbs.list, { spec: spec.id, limit: MAX_TASKS }, { actor })
    // Earlier runs of a reopened spec are history.
    const tasks = listed.items
      .filter((task) => task.createdAt >= (spec.approvedAt ?? ''))
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    const pull =
      spec.pull === null
        ? undefined
        : await kernel.call(deps.pulls.verbs.get, { ...address, number: spec.pull }, { actor })
    // A push that the pull request has not followed yet will bring checks of its own.
    const tip = pull ? await deps.git.resolve(project.id, `refs/heads/${pull.head.branch}`) : undefined
    const planned = pull !== undefined && tip === pull.head.sha && (await isTested(pull, address, actor))
    const checks = pull
      ? (await kernel.call(deps.checks.verbs.list, { ...address, sha: pull.head.sha }, { actor })).items
      : []
    const deployments = pull?.mergeSha
      ? (await kernel.call(deps.deployments.verbs.list, { ...address, environment: 'production' }, { actor })).items
      : []
    const deployment = deployments.filter((d) => d.sha === pull?.mergeSha).at(-1)
    return {
      facts: {
        outcome: spec.outcome,
        branch: spec.branch,
        autoMerge: (spec.merge ?? project.settings.merge) === 'auto',
        maxAttempts: project.settings.maxAttempts,
        tasks,
        pull: pull ? { state: pull.state, headSha: pull.head.sha, blockedBy: pull.blockedBy } : null,
        checks,
        checksPlanned: planned && checks.some((check) => check.source === 'guardian'),
        deploy: project.settings.deploy.enabled,
        deployment: deployment ?? null,
      },
      context: {
        project,
        tasks,
        pull,
        failedChecks: checks.filter(
          (check) =>
            check.status === 'completed' &&
            check.source !== 'guardian' &&
            !['success', 'neutral', 'skipped'].includes(check.conclusion ?? ''),
        ),
      },
    }
  }
}
