import type { z } from 'zod'
import { type EventType, newId, Problem, type StoredEvent, systemActor, type Tx } from '#kernel'
import type { CheckReport } from './deps.ts'
import { jobCompleted, jobQueued, jobsCancelled, runCompleted } from './events.ts'
import {
  closeSteps,
  insertJob,
  isCheckNameTaken,
  type JobChange,
  type JobRow,
  selectJobs,
  updateJob,
} from './jobs.sql.ts'
import { isMet, type NeededJob, type Result, statusOfNeeds } from './language/conditions.ts'
import { ExpressionFailure, type Scope } from './language/expressions.ts'
import { storable } from './language/storable.ts'
import { expandJob } from './language/strategy.ts'
import type { Value, ValueObject } from './language/values.ts'
import type { JobDefinition } from './language/workflow.ts'
import { lockGroup, lockRun, markRun, markRunCancelled, type RunRow, selectGroup } from './runs.sql.ts'
import type { Conclusion } from './shapes.ts'
import { readVars } from './variables.sql.ts'

export interface Fact<S extends z.ZodType = z.ZodType> {
  event: EventType<S>
  data: z.input<S>
}

export interface ScheduleHost {
  report(tx: Tx, check: CheckReport): Promise<{ id: string; name: string }>
  append(tx: Tx, run: RunRow, facts: readonly Fact[]): Promise<void>
  /** The labels of runners there are; a job that asks for another can never run. */
  labels: ReadonlySet<string>
}

/**
 * Decides what can be decided about a run: which jobs are skipped, expanded, ready, cancelled, and whether the run is
 * over. Called, under the run's lock, whenever something about it has changed; calling it again changes nothing.
 */
export function createSchedule(host: ScheduleHost) {
  async function advance(tx: Tx, runId: string): Promise<void> {
    const run = await lockRun(tx, runId)
    if (!run || run.status === 'completed' || !run.definition) return
    if (await waitsForGroup(tx, run)) return
    for (let changed = true; changed; ) {
      const jobs = await selectJobs(tx, [run.id])
      changed = false
      for (const definition of run.definition.jobs) {
        if (await advanceJob(tx, { run, definition, jobs })) changed = true
      }
    }
    const jobs = await selectJobs(tx, [run.id])
    if (jobs.every((job) => job.status === 'completed')) await completeRun(tx, run, jobs)
  }

  /** One run of a concurrency group at a time; the others say for which they wait. */
  async function waitsForGroup(tx: Tx, run: RunRow): Promise<boolean> {
    if (!run.concurrencyGroup || run.cancelledAt) return false
    await lockGroup(tx, run.project, run.concurrencyGroup)
    const [first] = await selectGroup(tx, run.project, run.concurrencyGroup)
    if (!first || first.number >= run.number) return false
    const waitingFor = `run ${first.number} of the concurrency group "${run.concurrencyGroup}"`
    for (const job of await selectJobs(tx, [run.id])) await updateJob(tx, job.id, { waitingFor })
    return true
  }

  async function advanceJob(tx: Tx, at: { run: RunRow; definition: JobDefinition; jobs: JobRow[] }): Promise<boolean> {
    const { run, definition, jobs } = at
    const legs = jobs.filter((job) => job.key === definition.key)
    const open = legs.filter((job) => job.status === 'waiting' || job.status === 'ready')
    if (open.length === 0) return false
    const missing = definition.needs.filter((need) =>
      jobs.some((job) => job.key === need && job.status !== 'completed'),
    )
    if (missing.length > 0) {
      for (const job of open) await updateJob(tx, job.id, { waitingFor: `needs ${missing.join(', ')}` })
      return false
    }
    const unexpanded = open.find((job) => job.leg === null)
    if (unexpanded) {
      await expand(tx, at, unexpanded)
      return true
    }
    return run.cancelledAt ? cancelOpen(tx, at, open) : makeReady(tx, at, legs)
  }

  async function expand(
    tx: Tx,
    at: { run: RunRow; definition: JobDefinition; jobs: JobRow[] },
    job: JobRow,
  ): Promise<void> {
    const { run, definition } = at
    const scope = await scopeOf(tx, at)
    try {
      if (!isConditionMet(at, scope)) {
        return complete(tx, run, job, { conclusion: run.cancelledAt ? 'cancelled' : 'skipped' })
      }
      const legs = expandJob(definition, scope)
      for (const [index, leg] of legs.entries()) {
        const row =
          index === 0
            ? { ...job, name: leg.name, leg }
            : { ...job, id: newId('job'), ordinal: job.ordinal + index, name: leg.name, leg }
        if (index === 0) await updateJob(tx, job.id, { name: leg.name, leg })
        else await insertJob(tx, row)
        const missing = leg.labels.filter((label) => !host.labels.has(label.toLowerCase()))
        if (missing.length > 0) {
          const reason = `No runner of this server has the label ${missing.join(', ')}; use ubuntu-latest or self-hosted.`
          await complete(tx, run, row, { conclusion: 'failure', reason })
        } else {
          await reportCheck(tx, run, row, { status: 'queued', conclusion: null })
        }
      }
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error
      await complete(tx, run, job, {
        conclusion: 'failure',
        reason: `${run.path}:${definition.line}: ${error.message}`,
      })
    }
  }

  /** As many legs as `max-parallel` allows. */
  async function makeReady(tx: Tx, at: { run: RunRow }, legs: readonly JobRow[]): Promise<boolean> {
    const limit = legs.find((job) => job.leg)?.leg?.maxParallel ?? legs.length
    let free = limit - legs.filter((job) => job.status === 'ready' || job.status === 'in_progress').length
    for (const job of legs) {
      if (job.status !== 'waiting' || !job.leg) continue
      if (free-- > 0) {
        await updateJob(tx, job.id, { status: 'ready', readyAt: at.run.createdAt, waitingFor: null })
        await host.append(tx, at.run, [{ event: jobQueued, data: { run: at.run.id, job: job.id, name: job.name } }])
      } else await updateJob(tx, job.id, { waitingFor: `its turn: max-parallel is ${limit}` })
    }
    return false
  }

  /** After a cancellation only what asks for it (`always()`, `cancelled()`) still runs. */
  async function cancelOpen(
    tx: Tx,
    at: { run: RunRow; definition: JobDefinition; jobs: JobRow[] },
    open: readonly JobRow[],
  ): Promise<boolean> {
    const scope = await scopeOf(tx, at)
    if (isConditionMet(at, scope))
      return makeReady(
        tx,
        at,
        at.jobs.filter((job) => job.key === at.definition.key),
      )
    for (const job of open) await complete(tx, at.run, job, { conclusion: 'cancelled' })
    return open.length > 0
  }

  /** Ends a job, whoever ran it, and what fails with it: with `fail-fast` its sisters of the matrix. */
  async function complete(
    tx: Tx,
    run: RunRow,
    job: JobRow,
    outcome: JobChange & { conclusion: Conclusion; annotations?: CheckReport['annotations']; summary?: string },
  ): Promise<void> {
    const { annotations = [], summary = '', ...change } = storable(outcome)
    const completed = { ...job, ...change, status: 'completed' as const, completedAt: new Date() }
    await updateJob(tx, job.id, {
      ...change,
      status: 'completed',
      completedAt: completed.completedAt,
      waitingFor: null,
      server: null,
    })
    await closeSteps(tx, job.id, outcome.conclusion)
    await reportCheck(tx, run, completed, { status: 'completed', conclusion: outcome.conclusion, annotations, summary })
    await host.append(tx, run, [
      { event: jobCompleted, data: { run: run.id, job: job.id, name: completed.name, conclusion: outcome.conclusion } },
    ])
    if (outcome.conclusion === 'failure' && job.leg?.failFast && !job.leg.continueOnError) {
      await cancelSisters(tx, run, job)
    }
  }

  async function cancelSisters(tx: Tx, run: RunRow, failed: JobRow): Promise<void> {
    const sisters = (await selectJobs(tx, [run.id])).filter((job) => job.key === failed.key && job.id !== failed.id)
    for (const job of sisters) {
      if (job.status === 'waiting' || job.status === 'ready') {
        await complete(tx, run, job, { conclusion: 'cancelled', reason: `${failed.name} failed and fail-fast is on.` })
      }
    }
    await cancelRunning(tx, run, sisters)
  }

  async function cancelRunning(tx: Tx, run: RunRow, jobs: readonly JobRow[]): Promise<void> {
    const running = jobs.filter((job) => job.status === 'in_progress' && !job.cancelRequested)
    for (const job of running) await updateJob(tx, job.id, { cancelRequested: true })
    if (running.length === 0) return
    await host.append(tx, run, [{ event: jobsCancelled, data: { run: run.id, jobs: running.map((job) => job.id) } }])
  }

  async function cancelRun(tx: Tx, id: string): Promise<void> {
    const run = await lockRun(tx, id)
    if (!run || run.status === 'completed') return
    await markRunCancelled(tx, id)
    await cancelRunning(tx, run, await selectJobs(tx, [id]))
    await advance(tx, id)
  }

  async function completeRun(tx: Tx, run: RunRow, jobs: readonly JobRow[]): Promise<void> {
    const conclusion = concludeRun(run, jobs)
    await markRun(tx, run.id, { status: 'completed', conclusion })
    const { id, number, workflow, sha } = run
    await host.append(tx, run, [{ event: runCompleted, data: { run: id, number, workflow, sha, conclusion } }])
    if (!run.concurrencyGroup) return
    const [next] = await selectGroup(tx, run.project, run.concurrencyGroup)
    if (next) await advance(tx, next.id)
  }

  async function reportCheck(
    tx: Tx,
    run: RunRow,
    job: JobRow,
    state: Pick<CheckReport, 'status' | 'conclusion'> & Partial<Pick<CheckReport, 'annotations' | 'summary'>>,
  ): Promise<void> {
    const name = job.checkName ?? (await checkNameOf(tx, run, job))
    const check = {
      org: run.org,
      project: run.project,
      sha: run.sha,
      title: (job.reason ?? titleOf(state)).slice(0, 500),
      summary: state.summary ?? '',
      annotations: state.annotations ?? [],
      log: job.log,
      run: run.id,
      status: state.status,
      conclusion: state.conclusion,
    }
    const reported = await host.report(tx, { ...check, name }).catch((error) => {
      // Somebody else reports under this name; the job must not fail over it.
      if (!(error instanceof Problem && error.kind === 'conflict')) throw error
      return host.report(tx, { ...check, name: `${run.workflow} / ${job.name} (ci)`.slice(-MAX_CHECK_NAME) })
    })
    await updateJob(tx, job.id, { checkName: reported.name, checkId: reported.id })
  }

  async function checkNameOf(tx: Tx, run: RunRow, job: JobRow): Promise<string> {
    const taken = await isCheckNameTaken(tx, { project: run.project, sha: run.sha, name: job.name, path: run.path })
    return (taken ? `${run.workflow} / ${job.name}` : job.name).slice(-MAX_CHECK_NAME)
  }

  return { advance, complete, cancelRun, reportCheck, report: host.report }
}

export type Schedule = ReturnType<typeof createSchedule>

const MAX_CHECK_NAME = 200

/** Appends events of the server's own on behalf of a run. */
export function factRow(run: Pick<RunRow, 'org' | 'project' | 'id' | 'sha' | 'pullId'>, { event, data }: Fact) {
  const { kind, id, name } = systemActor(run.org, 'ci')
  const links: StoredEvent['links'] = { run: run.id, commit: run.sha, ...(run.pullId ? { pull: run.pullId } : {}) }
  return {
    name: event.name,
    org_id: run.org,
    project_id: run.project,
    actor: { kind, id, name },
    links,
    data: storable(data),
    action_id: null,
  }
}

function isConditionMet(at: { run: RunRow; definition: JobDefinition; jobs: JobRow[] }, scope: Scope): boolean {
  const needed = at.jobs.map((job): NeededJob => {
    const needs = at.run.definition?.jobs.find((definition) => definition.key === job.key)?.needs ?? []
    return { key: job.key, needs, result: resultOf(job) }
  })
  return isMet(at.definition.if, scope, statusOfNeeds(at.definition.needs, needed, at.run.cancelledAt !== null))
}

/** What the expressions of a job see before it runs. */
async function scopeOf(
  tx: Tx,
  { run, definition, jobs }: { run: RunRow; definition: JobDefinition; jobs: JobRow[] },
): Promise<Scope> {
  return { contexts: { ...run.contexts, vars: await readVars(tx, run.project), needs: needsOf(definition, jobs) } }
}

/** The `needs` context: a matrix is one job, its worst result and the outputs of all its legs, the last one winning. */
export function needsOf(definition: JobDefinition, jobs: readonly JobRow[]): ValueObject {
  const needs: Record<string, Value> = {}
  for (const need of definition.needs) {
    const legs = jobs.filter((job) => job.key === need)
    const results = legs.map(resultOf)
    const result = (['failure', 'cancelled', 'skipped'] as const).find((bad) => results.includes(bad)) ?? 'success'
    needs[need] = { result, outputs: Object.assign({}, ...legs.map((job) => job.outputs)) }
  }
  return needs
}

function resultOf(job: JobRow): Result {
  return job.conclusion === 'failure' && job.leg?.continueOnError ? 'success' : (job.conclusion ?? 'skipped')
}

function concludeRun(run: RunRow, jobs: readonly JobRow[]): Conclusion {
  const results = jobs.map(resultOf)
  if (run.cancelledAt) return 'cancelled'
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}

function titleOf({ status, conclusion }: Pick<CheckReport, 'status' | 'conclusion'>): string {
  if (status === 'queued') return 'Queued'
  if (status === 'in_progress') return 'In progress'
  return { success: 'Successful', failure: 'Failed', cancelled: 'Cancelled', skipped: 'Skipped' }[
    conclusion ?? 'success'
  ]
}
