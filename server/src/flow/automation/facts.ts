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

/** Reads, through the verbs everybody uses, what is true of a spec. */
export function createFactFinder(kernel: Kernel, deps: AutomationDeps) {
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
    const checks = pull
      ? (await kernel.call(deps.checks.verbs.list, { ...address, sha: pull.head.sha }, { actor })).items
      : []
    const tip = pull ? await deps.git.resolve(project.id, `refs/heads/${pull.head.branch}`) : undefined
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
        // A push that the pull request has not followed yet brings new checks; those of the head before say nothing.
        checksPlanned: pull
          ? tip === pull.head.sha &&
            checks.some((check) => check.source === 'guardian') &&
            (await kernel.db.system((tx) => deps.ci.isPlanned(tx, pull)))
          : false,
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
