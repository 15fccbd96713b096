import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createRounds, type Kernel, type Tx } from '#kernel'
import type { CiDeps } from './deps.ts'
import { jobStarted, jobsCancelled, runStarted } from './events.ts'
import { isFromFork } from './github-context.ts'
import {
  claimJob,
  deleteSteps,
  type JobRow,
  selectJob,
  selectJobs,
  selectLostJobs,
  selectMissingJobs,
  updateJob,
  upsertSteps,
} from './jobs.sql.ts'
import type { ValueObject } from './language/values.ts'
import { ExecutorLost } from './runner/executor.ts'
import { runJob } from './runner/job.ts'
import type { JobOutcome, JobPlan, StepState } from './runner/plan.ts'
import { lockRun, markRun, type RunRow } from './runs.sql.ts'
import { factRow, needsOf, type Schedule } from './schedule.ts'
import { readVars } from './variables.sql.ts'

/** What everybody may read who sees the project at all: not whom it belongs to, nor what its secrets are called. */
const FORK_PERMISSIONS = ['projects:read', 'git:read', 'issues:read', 'pulls:read', 'checks:read', 'runs:read']

interface Deps extends Pick<CiDeps, 'git' | 'sandbox' | 'secrets' | 'identity' | 'projects'> {
  schedule: Schedule
  /** How many jobs this server runs at once. */
  slots: number
}

interface Running {
  cancel: AbortController
  done: Promise<void>
}

/** How often servers look for jobs of dead ones; a server also looks when it starts. */
const RECOVER_MS = 5_000
/** A job that was begun this often and lost its server each time is not begun again. */
const MAX_JOB_ATTEMPTS = 2
const DEFAULT_SUMMARY = ''

/** The embedded runner: takes ready jobs as soon as there are any and a slot is free, runs them, says how they ended. */
export function createDispatcher(kernel: Kernel, deps: Deps) {
  const { git, sandbox, schedule, slots } = deps
  const folder = join(kernel.config.dataDir, 'ci')
  const running = new Map<string, Running>()
  const stopping = new AbortController()
  // Asked for whenever a job may have become ready or a slot free.
  const claims = createRounds(claim, (error) =>
    kernel.log.error({ err: error }, 'ready jobs could not be taken; trying again soon'),
  )
  const { wake } = claims
  let timer: NodeJS.Timeout | undefined
  let unsubscribe: (() => void)[] = []

  async function claim(): Promise<void> {
    while (running.size < slots && !stopping.signal.aborted) {
      const job = await kernel.db.system((tx) => claimJob(tx, kernel.serverId))
      if (!job) return
      const cancel = new AbortController()
      const done = work(job, cancel)
        .catch((error) => kernel.log.error({ err: error, job: job.id }, 'a job was left unfinished'))
        .finally(() => {
          running.delete(job.id)
          wake()
        })
      running.set(job.id, { cancel, done })
    }
  }

  async function work(claimed: { id: string; run: string }, cancel: AbortController): Promise<void> {
    const begun = await begin(claimed)
    if (!begun) return
    const { job, run, plan, firstLine } = begun
    if (job.cancelRequested) cancel.abort()
    const directory = join(folder, job.id)
    const steps = createStepWriter(job)
    const log = job.log!
    try {
      await mkdir(directory, { recursive: true })
      const outcome = await runJob(plan, {
        directory,
        sandbox: { spawn: sandbox.spawn, toolPath: sandbox.current.toolPath },
        checkout: (target) => git.checkout(run.project, run.sha, target),
        append: (line) => kernel.logStreams.append(log, `${line}\n`),
        firstLine,
        onStep: steps.put,
        cancel: cancel.signal,
        stop: stopping.signal,
      })
      await steps.flush()
      await kernel.logStreams.finish(log)
      await end(job, outcome)
    } catch (error) {
      await steps.flush().catch(() => undefined)
      if (error instanceof ExecutorLost && stopping.signal.aborted) return await giveBack(job)
      kernel.log.error({ err: error, job: job.id }, 'a job could not be run')
      const reason = error instanceof Error ? error.message : String(error)
      kernel.logStreams.append(log, `##[error]The job could not be run: ${reason}\n`)
      await kernel.logStreams.finish(log)
      await end(job, { conclusion: 'failure', reason, outputs: {}, annotations: [], summary: DEFAULT_SUMMARY })
    } finally {
      await rm(directory, { recursive: true, force: true }).catch((error) =>
        kernel.log.warn({ err: error, job: job.id }, 'the folder of a job could not be removed'),
      )
    }
  }

  /** Everything the runner must know, collected in one transaction in which the job becomes visible as running. */
  async function begin(claimed: { id: string; run: string }) {
    const begun = await kernel.db.system(async (tx) => {
      const run = await lockRun(tx, claimed.run)
      const job = await ownJob(tx, claimed.id)
      const definition = run?.definition?.jobs.find((one) => one.key === job?.key)
      if (!run || !job?.leg || !definition) return undefined
      const project = await deps.projects.getById(tx, run.project)
      const log =
        job.log ??
        (await kernel.logStreams.create(tx, {
          org: run.org,
          project: run.project,
          title: `${run.workflow} / ${job.name}`,
        }))
      const { secret: token } = await deps.identity.issueToken(tx, {
        kind: 'job',
        subject: job.id,
        name: `${run.workflow} / ${job.name}`,
        org: run.org,
        projects: [run.project],
        permissions: isFromFork(run.contexts.github) ? FORK_PERMISSIONS : ['*:read'],
        links: { run: run.id, commit: run.sha },
      })
      if (!job.log) await updateJob(tx, job.id, { log })
      const started = { ...job, log }
      await schedule.reportCheck(tx, run, started, { status: 'in_progress', conclusion: null })
      if (run.status === 'queued') {
        await markRun(tx, run.id, { status: 'in_progress' })
        const data = { run: run.id, number: run.number, workflow: run.workflow }
        await kernel.events.append(tx, [factRow(run, { event: runStarted, data })])
      }
      const data = { run: run.id, job: job.id, name: job.name }
      await kernel.events.append(tx, [factRow(run, { event: jobStarted, data })])
      const needs = needsOf(definition, await selectJobs(tx, [run.id]))
      const vars = await readVars(tx, run.project)
      return { run, job: started, definition, needs, vars, token, address: `${project.owner}/${project.name}` }
    })
    if (!begun) return undefined
    kernel.events.appended()
    const { run, job, definition, needs, vars, token } = begun
    const secrets = isFromFork(run.contexts.github) ? {} : await deps.secrets(run.project)
    const github = { ...run.contexts.github, run_attempt: String(run.attempt) } as ValueObject
    const plan: JobPlan = {
      ...definition,
      id: job.id,
      name: job.name,
      ...(run.definition?.env === undefined ? {} : { workflowEnv: run.definition.env }),
      ...(run.definition?.defaults === undefined ? {} : { workflowDefaults: run.definition.defaults }),
      contexts: {
        github,
        inputs: run.contexts.inputs,
        vars,
        secrets,
        needs,
        matrix: job.leg?.matrix ?? {},
        strategy: job.leg?.strategy ?? {},
      },
      masks: [],
      token,
      variables: { DEVFLOW_URL: String(github.server_url ?? ''), DEVFLOW_PROJECT: begun.address },
    }
    const firstLine = job.attempt > 1 ? await kernel.logStreams.position(job.log) : 0
    return { run, job, plan, firstLine }
  }

  async function ownJob(tx: Tx, id: string): Promise<JobRow | undefined> {
    const job = await selectJob(tx, id)
    return job?.status === 'in_progress' && job.server === kernel.serverId ? job : undefined
  }

  async function end(job: JobRow, outcome: JobOutcome): Promise<void> {
    await kernel.db.system(async (tx) => {
      const run = await lockRun(tx, job.run)
      const current = await ownJob(tx, job.id)
      await deps.identity.revokeTokens(tx, { kind: 'job', subject: job.id })
      if (!run || !current) return // it was taken from this server in the meantime
      await schedule.complete(tx, run, current, outcome)
      await schedule.advance(tx, run.id)
    })
    kernel.events.appended()
  }

  /** The server stops in good order: the job waits for its return and this begin does not count. */
  async function giveBack(job: JobRow): Promise<void> {
    kernel.logStreams.append(job.log!, '##[warning]The server stopped; the job begins again when it is back.\n')
    await kernel.db.system(async (tx) => {
      const run = await lockRun(tx, job.run)
      const current = await ownJob(tx, job.id)
      if (run && current) await requeue(tx, run, current, current.attempt)
    })
  }

  async function requeue(tx: Tx, run: RunRow, job: JobRow, attempt: number): Promise<void> {
    await deps.identity.revokeTokens(tx, { kind: 'job', subject: job.id })
    await deleteSteps(tx, job.id)
    const again = { ...job, status: 'ready' as const, server: null, attempt, startedAt: null }
    await updateJob(tx, job.id, { status: 'ready', server: null, attempt, startedAt: null, readyAt: run.createdAt })
    await schedule.reportCheck(tx, run, again, { status: 'queued', conclusion: null })
  }

  /** Jobs whose server is gone begin once more; a second loss ends them. */
  async function recover(): Promise<void> {
    const others = (await kernel.servers.alive()).filter((id) => id !== kernel.serverId)
    // Of this server's own, those it has forgotten are lost too; while it takes jobs, that cannot be told.
    const isLost = (job: { id: string; server: string | null }) =>
      job.server === kernel.serverId ? !running.has(job.id) && !claims.running : !others.includes(job.server ?? '')
    const alive = [...others, ...(claims.running ? [kernel.serverId] : [])]
    await forgetDeleted()
    for (const lost of await kernel.db.system((tx) => selectLostJobs(tx, alive))) {
      await kernel.db.system(async (tx) => {
        const run = await lockRun(tx, lost.run)
        const job = await selectJob(tx, lost.id)
        if (!run || job?.status !== 'in_progress' || !isLost(job)) return
        if (job.attempt < MAX_JOB_ATTEMPTS && !job.cancelRequested) {
          note(job, `The server that ran this job stopped; the job begins again (attempt ${job.attempt + 1}).`)
          return requeue(tx, run, job, job.attempt + 1)
        }
        const reason = 'The runner was lost: the server that ran this job stopped.'
        note(job, reason)
        await deps.identity.revokeTokens(tx, { kind: 'job', subject: job.id })
        await schedule.complete(tx, run, job, { conclusion: job.cancelRequested ? 'cancelled' : 'failure', reason })
        await schedule.advance(tx, run.id)
        if (job.log) kernel.logStreams.finish(job.log).catch(() => undefined)
      })
      kernel.events.appended()
    }
    wake()
  }

  async function forgetDeleted(): Promise<void> {
    if (running.size === 0) return
    const missing = await kernel.db.system((tx) => selectMissingJobs(tx, [...running.keys()]))
    for (const id of missing) running.get(id)?.cancel.abort()
  }

  function note(job: JobRow, text: string): void {
    if (job.log) kernel.logStreams.append(job.log, `##[warning]${text}\n`)
  }

  /** Steps change faster than rows should be written: what came together is written together. */
  function createStepWriter(job: JobRow) {
    const dirty = new Map<number, StepState>()
    let writing: Promise<void> | undefined
    async function write(): Promise<void> {
      while (dirty.size > 0) {
        const steps = [...dirty.values()]
        dirty.clear()
        await kernel.db.system((tx) => upsertSteps(tx, job, steps))
      }
    }
    function flush(): Promise<void> {
      writing ??= write().finally(() => {
        writing = undefined
      })
      return writing
    }
    return {
      put(step: StepState): void {
        dirty.set(step.number, step)
        flush().catch((error) => kernel.log.warn({ err: error, job: job.id }, 'steps could not be written'))
      },
      async flush(): Promise<void> {
        while (writing || dirty.size > 0) await flush()
      },
    }
  }

  return {
    slots,
    wake,
    recover,
    get busy() {
      return running.size
    },
    async start(): Promise<void> {
      // Only this server uses the folder, and it has just begun: whatever is there was left by a killed one.
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
      unsubscribe = [
        kernel.events.tail({ names: [jobsCancelled.name] }, ({ data }) => {
          for (const id of data.jobs) running.get(id)?.cancel.abort()
        }),
        kernel.events.tail({ names: ['run.queued', 'run.rerun', 'run.cancel_requested', 'job.completed'] }, wake),
      ]
      await recover()
      timer = setInterval(() => {
        recover().catch((error) => kernel.log.warn({ err: error }, 'lost jobs could not be looked for'))
      }, RECOVER_MS)
    },
    async stop(): Promise<void> {
      clearInterval(timer)
      for (const off of unsubscribe) off()
      stopping.abort()
      await claims.stop()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}
