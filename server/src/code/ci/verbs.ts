import { z } from 'zod'
import { type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import type { CiDeps } from './deps.ts'
import { runCancelled, runDeleted, runRerun } from './events.ts'
import { findJob, insertJob, type JobRow, selectJobs, selectLogsOfRun, selectSteps, updateJob } from './jobs.sql.ts'
import type { Value } from './language/values.ts'
import { printJob, printRun } from './print.ts'
import {
  countRuns,
  deleteRun,
  lockRun,
  type RunRow,
  reopenRun,
  selectRun,
  selectRunById,
  selectRuns,
} from './runs.sql.ts'
import type { Schedule } from './schedule.ts'
import { Conclusion, Job, Run, Status } from './shapes.ts'
import { type createTrigger, newJobs } from './trigger.ts'
import { createVariableVerbs } from './variable-verbs.ts'
import { createWorkflowVerbs } from './workflow-verbs.ts'
import { selectWorkflow } from './workflows.sql.ts'

const Address = ProjectAddress.shape

/** GitHub's limits for what is told: it becomes part of every run's context. */
const MOST_PROPERTIES = 10
const MOST_PAYLOAD_BYTES = 64 * 1024
const Payload = z
  .record(z.string(), z.unknown())
  .refine((payload) => Object.keys(payload).length <= MOST_PROPERTIES, {
    error: `has more than ${MOST_PROPERTIES} properties; put the others into one of them`,
  })
  .refine((payload) => Buffer.byteLength(JSON.stringify(payload)) <= MOST_PAYLOAD_BYTES, {
    error: `is larger than ${MOST_PAYLOAD_BYTES / 1024} KiB; send an address to read the rest from`,
  })

const JobInput = z.object({ ...Address, job: z.string().max(60).describe('Id or number of the job.') })
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

  async function getJob(tx: Tx, input: z.infer<typeof JobInput>): Promise<JobRow> {
    const project = await projects.get(tx, input)
    const job = await findJob(tx, project.id, input.job)
    if (job) return job
    throw new Problem('not_found', 'runs.no_job', `There is no job ${input.job} in ${input.owner}/${input.name}.`)
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
        event: z.string().max(60).optional(),
        workflow: z.string().max(250).optional().describe('Id, number, path or file name of the workflow.'),
        actor: z.string().max(100).optional(),
        status: Status.optional(),
        conclusion: Conclusion.optional(),
        page: z.coerce.number().int().min(1).max(10_000).default(1),
        limit: z.coerce.number().int().min(1).max(100).default(30),
        cursor: z
          .string()
          .regex(/^\d{1,9}$/)
          .optional()
          .describe('Instead of a page: what the answer before called next.'),
      }),
      output: z.object({ items: z.array(Run), total: z.number(), next: z.string().optional() }),
      needs: 'runs:read',
      scope: projects.scope,
      async run({ tx }, input) {
        const { id: project } = await projects.get(tx, input)
        const { owner: _o, name: _n, limit, cursor, page, workflow, ...rest } = input
        const known = workflow === undefined ? undefined : await selectWorkflow(tx, project, workflow)
        // One that is not known has no runs, whatever it is called.
        const filter = { ...rest, project, ...(workflow === undefined ? {} : { workflow: known?.path ?? '' }) }
        const place = cursor ? { before: Number(cursor) } : { offset: (page - 1) * limit }
        const rows = await selectRuns(tx, { ...filter, ...place, limit: limit + 1 })
        const items = await print(tx, rows.slice(0, limit))
        const total = await countRuns(tx, filter)
        return rows.length > limit ? { items, total, next: String(items.at(-1)!.number) } : { items, total }
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
      summary: 'Run a workflow run again: all of it, what failed, or one job, each with what depends on it',
      input: RunInput.extend({
        jobs: z.enum(['all', 'failed']).default('all'),
        job: z.string().max(60).optional().describe('Id or number of the one job to run again.'),
      }),
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
        const chosen = chooseJobs(run, earlier, input)
        const attempt = run.attempt + 1
        const github = { ...run.contexts.github, run_attempt: attempt } as Record<string, Value>
        await reopenRun(tx, run.id, { ...run.contexts, github })
        await restartJobs(tx, { ...run, attempt }, jobsToKeep(run, earlier, chosen), earlier)
        emit(runRerun, {
          project: run.project,
          links: linksOf(run),
          data: { run: run.id, number: run.number, attempt },
        })
        await schedule.advance(tx, run.id)
        return (await print(tx, [(await selectRunById(tx, run.id))!]))[0]!
      },
    }),

    delete: verb({
      name: 'runs.delete',
      http: 'DELETE /projects/:owner/:name/runs/:run',
      summary: 'Delete a workflow run and its logs; its checks stay',
      input: RunInput,
      output: z.object({}),
      needs: 'runs:delete',
      scope: projects.scope,
      status: 204,
      emits: [runDeleted.name],
      async run({ tx, emit }, input) {
        const run = (await lockRun(tx, (await getRun(tx, input)).id))!
        if (run.status !== 'completed') {
          throw new Problem('conflict', 'runs.not_completed', `Run ${run.number} is still going; cancel it first.`)
        }
        const logs = await selectLogsOfRun(tx, run.id)
        await deleteRun(tx, run.id)
        await kernel.logStreams.remove(tx, logs)
        emit(runDeleted, { project: run.project, links: linksOf(run), data: { run: run.id, number: run.number } })
        return {}
      },
    }),

    job: verb({
      name: 'runs.job',
      http: 'GET /projects/:owner/:name/jobs/:job',
      summary: 'Show a job and the run it belongs to',
      input: JobInput,
      output: z.object({ job: Job, run: Run.omit({ jobs: true }) }),
      needs: 'runs:read',
      scope: projects.scope,
      async run({ tx }, input) {
        const job = await getJob(tx, input)
        const run = (await selectRunById(tx, job.run))!
        return {
          job: printJob(run, job, await selectSteps(tx, [job.id]), deps.load()),
          run: (await print(tx, [run]))[0]!,
        }
      },
    }),

    log: verb({
      name: 'runs.log',
      http: 'GET /projects/:owner/:name/jobs/:job/log',
      summary: 'Read the lines of a job’s log',
      input: JobInput.extend({
        after: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(5000).default(2000),
      }),
      output: z.object({
        lines: z.array(z.object({ number: z.number(), at: z.string(), text: z.string() })),
        finished: z.boolean(),
      }),
      needs: 'runs:read',
      scope: projects.scope,
      async run({ tx }, { after, limit, ...input }) {
        const job = await getJob(tx, input)
        if (job.log) return kernel.logStreams.read(tx, job.log, { after, limit })
        return { lines: [], finished: job.status === 'completed' }
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

    tell: verb({
      name: 'runs.tell',
      http: 'POST /projects/:owner/:name/runs/events',
      summary: 'Start the workflows that have the repository_dispatch trigger for something that happened elsewhere',
      input: z.object({
        ...Address,
        event: z.string().min(1).max(100).describe('What happened: one of the `types` of the trigger.'),
        payload: Payload.default({}).describe('What the workflows read as `github.event.client_payload`.'),
      }),
      output: z.object({ accepted: z.literal(true) }),
      status: 202,
      needs: 'runs:dispatch',
      scope: projects.scope,
      async run({ tx, actor, action }, { event, payload, ...address }) {
        const project = await projects.get(tx, address)
        const ref = await findRef(project.id, `refs/heads/${project.defaultBranch}`)
        if (!ref)
          throw new Problem(
            'conflict',
            'runs.nothing_to_run',
            `${project.owner}/${project.name} has no commit on ${project.defaultBranch} yet; push one first.`,
          )
        const told = { action: event, payload: z.record(z.string(), z.json()).parse(payload) }
        const cause = { name: 'repository_dispatch' as const, ...ref, ...told }
        await trigger.ask(tx, { project, actor, action, cause })
        return { accepted: true as const }
      },
    }),

    ...createWorkflowVerbs({ projects }),
    ...createVariableVerbs({ projects }),
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

/** Which jobs of the newest attempt were asked to run again. */
function chooseJobs(
  run: RunRow,
  jobs: readonly JobRow[],
  { jobs: which, job: only }: { jobs: 'all' | 'failed'; job?: string | undefined },
): Set<JobRow> {
  if (only === undefined) return new Set(jobs.filter(({ conclusion }) => which === 'all' || conclusion !== 'success'))
  const one = jobs.find(({ id, databaseId }) => id === only || String(databaseId) === only)
  if (one) return new Set([one])
  throw new Problem('not_found', 'runs.no_job', `The newest attempt of run ${run.number} has no job ${only}.`)
}

/** The other jobs that need nothing that runs again. */
function jobsToKeep(run: RunRow, jobs: readonly JobRow[], chosen: ReadonlySet<JobRow>): JobRow[] {
  const again = new Set([...chosen].map((job) => job.key))
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
  return jobs.filter((job) => !chosen.has(job) && !dependent.has(job.key))
}
