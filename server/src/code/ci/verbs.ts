import { z } from 'zod'
import { type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import type { CiDeps } from './deps.ts'
import { runCancelled, runRerun } from './events.ts'
import { insertJob, type JobRow, type StepRow, selectJobs, selectSteps, updateJob } from './jobs.sql.ts'
import type { Value } from './language/values.ts'
import { lockRun, type RunRow, reopenRun, selectRun, selectRunById, selectRuns } from './runs.sql.ts'
import type { Schedule } from './schedule.ts'
import { type Job, Run } from './shapes.ts'
import { type createTrigger, newJobs } from './trigger.ts'

const Address = ProjectAddress.shape
const RunInput = z.object({ ...Address, run: z.string().max(60).describe('Id or number of the run.') })

interface Deps {
  projects: Projects
  git: CiDeps['git']
  schedule: Schedule
  trigger: ReturnType<typeof createTrigger>
  /** How busy the runners are, for what a ready job waits for. */
  load(): { busy: number; slots: number }
}

export function createCiVerbs(kernel: Kernel, deps: Deps) {
  const { projects, git, schedule, trigger } = deps

  async function getRun(tx: Tx, input: z.infer<typeof RunInput>): Promise<RunRow> {
    const project = await projects.get(tx, input)
    const run = await selectRun(tx, project.id, input.run)
    if (run) return run
    throw new Problem('not_found', 'runs.not_found', `There is no run ${input.run} in ${input.owner}/${input.name}.`)
  }

  async function print(tx: Tx, runs: readonly RunRow[]): Promise<Run[]> {
    const jobs = await selectJobs(
      tx,
      runs.map((run) => run.id),
    )
    const steps = await selectSteps(
      tx,
      jobs.map((job) => job.id),
    )
    return runs.map((run) =>
      printRun(
        run,
        jobs.filter((job) => job.run === run.id),
        steps,
        deps.load(),
      ),
    )
  }

  const verbs = {
    list: verb({
      name: 'runs.list',
      http: 'GET /projects/:owner/:name/runs',
      summary: 'List workflow runs, newest first',
      input: z.object({
        ...Address,
        sha: z.string().max(64).optional(),
        pull: z.coerce.number().int().optional(),
        branch: z.string().max(250).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(30),
        cursor: z
          .string()
          .regex(/^\d{1,9}$/)
          .optional(),
      }),
      output: z.object({ items: z.array(Run), next: z.string().optional() }),
      needs: 'runs:read',
      scope: projects.scope,
      async run({ tx }, input) {
        const project = await projects.get(tx, input)
        const { sha, pull, branch, limit, cursor } = input
        const rows = await selectRuns(tx, {
          project: project.id,
          ...(sha ? { sha } : {}),
          ...(pull ? { pull } : {}),
          ...(branch ? { branch } : {}),
          ...(cursor ? { before: Number(cursor) } : {}),
          limit: limit + 1,
        })
        const items = await print(tx, rows.slice(0, limit))
        return rows.length > limit ? { items, next: String(items.at(-1)!.number) } : { items }
      },
    }),

    get: verb({
      name: 'runs.get',
      http: 'GET /projects/:owner/:name/runs/:run',
      summary: 'Show a workflow run with its jobs and steps',
      input: RunInput,
      output: Run,
      needs: 'runs:read',
      scope: projects.scope,
      async run({ tx }, input) {
        return (await print(tx, [await getRun(tx, input)]))[0]!
      },
    }),

    cancel: verb({
      name: 'runs.cancel',
      http: 'POST /projects/:owner/:name/runs/:run/cancel',
      summary: 'Cancel a workflow run; steps with always() still run',
      input: RunInput,
      output: Run,
      needs: 'runs:cancel',
      scope: projects.scope,
      emits: ['run.cancel_requested'],
      async run({ tx, emit }, input) {
        const run = await getRun(tx, input)
        if (run.status === 'completed') {
          throw new Problem('conflict', 'runs.completed', `Run ${run.number} is already completed.`)
        }
        await schedule.cancelRun(tx, run.id)
        emit(runCancelled, { project: run.project, links: linksOf(run), data: { run: run.id, number: run.number } })
        return (await print(tx, [(await selectRunById(tx, run.id))!]))[0]!
      },
    }),

    rerun: verb({
      name: 'runs.rerun',
      http: 'POST /projects/:owner/:name/runs/:run/rerun',
      summary: 'Run a workflow run again: all of it, or what failed and what depends on it',
      input: RunInput.extend({ jobs: z.enum(['all', 'failed']).default('all') }),
      output: Run,
      needs: 'runs:rerun',
      scope: projects.scope,
      emits: ['run.rerun'],
      async run({ tx, emit }, input) {
        const found = await getRun(tx, input)
        const run = (await lockRun(tx, found.id))!
        if (run.status !== 'completed') {
          throw new Problem('conflict', 'runs.not_completed', `Run ${run.number} is still going; cancel it first.`)
        }
        if (!run.definition) {
          throw new Problem(
            'conflict',
            'runs.broken_file',
            `Run ${run.number} never began: ${run.reason} Fix the file and push.`,
          )
        }
        const earlier = await selectJobs(tx, [run.id])
        const attempt = run.attempt + 1
        const github = { ...run.contexts.github, run_attempt: attempt } as Record<string, Value>
        await reopenRun(tx, run.id, { ...run.contexts, github })
        await restartJobs(tx, { ...run, attempt }, input.jobs === 'all' ? [] : jobsToKeep(run, earlier), earlier)
        emit(runRerun, {
          project: run.project,
          links: linksOf(run),
          data: { run: run.id, number: run.number, attempt },
        })
        await schedule.advance(tx, run.id)
        return (await print(tx, [(await selectRunById(tx, run.id))!]))[0]!
      },
    }),

    dispatch: verb({
      name: 'runs.dispatch',
      http: 'POST /projects/:owner/:name/runs',
      summary: 'Start a workflow that has the workflow_dispatch trigger',
      input: z.object({
        ...Address,
        workflow: z.string().max(250).describe('Path or file name of the workflow.'),
        ref: z.string().max(250).optional().describe('Branch or tag; the default branch unless told otherwise.'),
        inputs: z.record(z.string(), z.union([z.string().max(10_000), z.boolean(), z.number()])).default({}),
      }),
      output: z.object({ accepted: z.literal(true) }),
      status: 202,
      needs: 'runs:dispatch',
      scope: projects.scope,
      async run({ tx, actor, action }, input) {
        const project = await projects.get(tx, input)
        const name = input.ref ?? project.defaultBranch
        const ref = await findRef(project.id, name)
        if (!ref)
          throw new Problem('not_found', 'runs.ref_not_found', `There is no branch or tag ${JSON.stringify(name)}.`)
        const path = input.workflow.includes('/') ? input.workflow : `.github/workflows/${input.workflow}`
        await trigger.dispatch(tx, {
          project,
          actor,
          action,
          cause: { name: 'workflow_dispatch', ...ref, inputs: input.inputs, path },
        })
        return { accepted: true as const }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs

  async function findRef(project: string, name: string): Promise<{ ref: string; sha: string } | undefined> {
    for (const ref of name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`]) {
      const sha = await git.resolve(project, ref)
      if (sha) return { ref, sha }
    }
  }
}

function linksOf(run: RunRow) {
  return { run: run.id, commit: run.sha, ...(run.pullId ? { pull: run.pullId } : {}) }
}

/** The rows of the next attempt: kept jobs move on into it, the others stay behind as history and begin anew. */
async function restartJobs(tx: Tx, run: RunRow, keep: readonly JobRow[], earlier: readonly JobRow[]): Promise<void> {
  for (const job of keep) await updateJob(tx, job.id, { runAttempt: run.attempt })
  for (const fresh of newJobs(run)) {
    const legs = earlier.filter((job) => job.key === fresh.key)
    const kept = keep.filter((job) => job.key === fresh.key)
    if (kept.length === 0) await insertJob(tx, fresh)
    else {
      for (const leg of legs.filter((job) => !kept.includes(job))) {
        await insertJob(tx, { ...fresh, id: newId('job'), ordinal: leg.ordinal, name: leg.name, leg: leg.leg })
      }
    }
  }
}

/** Jobs that succeeded and need nothing that runs again. */
function jobsToKeep(run: RunRow, jobs: readonly JobRow[]): JobRow[] {
  const again = new Set(jobs.filter((job) => job.conclusion !== 'success').map((job) => job.key))
  const dependent = new Set<string>()
  for (let grown = true; grown; ) {
    grown = false
    for (const { key, needs } of run.definition?.jobs ?? []) {
      if (!dependent.has(key) && needs.some((need) => again.has(need) || dependent.has(need))) {
        dependent.add(key)
        grown = true
      }
    }
  }
  return jobs.filter((job) => job.conclusion === 'success' && !dependent.has(job.key))
}

export function printRun(
  run: RunRow,
  jobs: readonly JobRow[],
  steps: readonly StepRow[],
  load: { busy: number; slots: number },
): Run {
  const { id, number, workflow, path, event, branch, sha, pull, status, conclusion, reason, attempt, actor } = run
  return {
    ...{ id, number, workflow, path, event, branch, sha, pull, status, conclusion, reason, attempt, actor },
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    completedAt: run.completedAt?.toISOString() ?? null,
    jobs: jobs.map((job): Job => {
      const open = job.status === 'waiting' || job.status === 'ready'
      return {
        id: job.id,
        key: job.key,
        name: job.name,
        status: open ? 'queued' : (job.status as 'in_progress' | 'completed'),
        conclusion: job.conclusion,
        reason: job.reason,
        needs: run.definition?.jobs.find((definition) => definition.key === job.key)?.needs ?? [],
        waitingFor: job.status === 'ready' ? `a free runner: ${load.busy} of ${load.slots} busy` : job.waitingFor,
        log: job.log,
        check: job.checkId,
        steps: steps
          .filter((step) => step.job === job.id)
          .map(({ job: _, startedAt, completedAt, ...step }) => ({
            ...step,
            startedAt: startedAt?.toISOString() ?? null,
            completedAt: completedAt?.toISOString() ?? null,
          })),
        startedAt: job.startedAt?.toISOString() ?? null,
        completedAt: job.completedAt?.toISOString() ?? null,
      }
    }),
  }
}
