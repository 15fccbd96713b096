import type { JobRow, StepRow } from './jobs.sql.ts'
import { ExpressionFailure } from './language/expressions.ts'
import { fillText } from './language/template.ts'
import { isObject, type Value } from './language/values.ts'
import type { RunRow } from './runs.sql.ts'
import type { Job, Run } from './shapes.ts'

/** How busy the runners are, for what a ready job waits for. */
interface Load {
  busy: number
  slots: number
}

export function printRun(run: RunRow, jobs: readonly JobRow[], steps: readonly StepRow[], load: Load): Run {
  const { id, databaseId, workflowId, number, workflow, path, event, branch, sha, pull, status, conclusion } = run
  return {
    ...{ id, databaseId, workflowId, number, workflow, path, event, branch, sha, pull, status, conclusion },
    title: titleOf(run),
    reason: run.reason,
    attempt: run.attempt,
    actor: run.actor,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    completedAt: run.completedAt?.toISOString() ?? null,
    jobs: jobs.map((job) => printJob(run, job, steps, load)),
  }
}

export function printJob(run: RunRow, job: JobRow, steps: readonly StepRow[], load: Load): Job {
  const open = job.status === 'waiting' || job.status === 'ready'
  return {
    id: job.id,
    databaseId: job.databaseId,
    key: job.key,
    name: job.name,
    status: open ? 'queued' : (job.status as 'in_progress' | 'completed'),
    conclusion: job.conclusion,
    reason: job.reason,
    needs: run.definition?.jobs.find((definition) => definition.key === job.key)?.needs ?? [],
    waitingFor: job.status === 'ready' ? `a free runner: ${load.busy} of ${load.slots} busy` : job.waitingFor,
    log: job.log,
    check: job.checkId,
    labels: job.leg?.labels ?? [],
    steps: steps
      .filter((step) => step.job === job.id)
      .map(({ job: _, startedAt, completedAt, ...step }) => ({
        ...step,
        startedAt: startedAt?.toISOString() ?? null,
        completedAt: completedAt?.toISOString() ?? null,
      })),
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    completedAt: job.completedAt?.toISOString() ?? null,
  }
}

/** What the file calls the run; without that, the commit, the pull request or the workflow it was started for. */
function titleOf({ definition, contexts, workflow }: RunRow): string {
  if (definition?.runName !== undefined) {
    try {
      const title = fillText(definition.runName, { contexts: { ...contexts, vars: {} } }).trim()
      if (title) return title
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error
    }
  }
  const told = textAt(contexts.github, 'pull_request', 'title') ?? textAt(contexts.github, 'head_commit', 'message')
  return told?.split('\n')[0]?.trim() || workflow
}

function textAt(github: Value, thing: string, field: string): string | undefined {
  const event = isObject(github) ? github.event : undefined
  const found = isObject(event) ? event[thing] : undefined
  const text = isObject(found) ? found[field] : undefined
  return typeof text === 'string' ? text : undefined
}
