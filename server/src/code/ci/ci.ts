import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { checkRerequested } from '#checks'
import { type Actor, type Kernel, Problem, type StoredEvent, type Tx } from '#kernel'
import { createCheckReporter } from './check-reporter.ts'
import type { CiDeps } from './deps.ts'
import { createDispatcher } from './dispatcher.ts'
import { runsPlanned } from './events.ts'
import { PULL_ACTIONS } from './github-context.ts'
import { selectJobs, selectSteps } from './jobs.sql.ts'
import { loadParser } from './language/parser.ts'
import { printRun } from './print.ts'
import { deleteRunsOf, selectRuns } from './runs.sql.ts'
import { createSchedule, factRow } from './schedule.ts'
import type { Run } from './shapes.ts'
import { createTrigger } from './trigger.ts'
import { deleteVariablesOf } from './variables.sql.ts'
import { createCiVerbs } from './verbs.ts'
import { deleteWorkflowsOf } from './workflows.sql.ts'

/** `runs-on` labels the embedded runner answers to. */
const LABELS = new Set([
  'self-hosted',
  'devflow',
  'linux',
  process.arch === 'arm64' ? 'arm64' : 'x64',
  'ubuntu-latest',
  'ubuntu-24.04',
  'ubuntu-22.04',
  'ubuntu-slim',
])

const Rerequest = z.object({
  project: z.string(),
  run: z.string(),
  /** Who asked; the rerun happens in their name. */
  actor: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }),
})

/** GitHub Actions workflows of a repository, run by this server. */
export function createCi(kernel: Kernel, deps: CiDeps, options: { slots?: number } = {}) {
  kernel.migrations('ci', join(import.meta.dirname, 'migrations'))

  const schedule = createSchedule({
    report: createCheckReporter(kernel, deps.checks),
    append: (tx, run, facts) =>
      kernel.events.append(
        tx,
        facts.map((fact) => factRow(run, fact)),
      ),
    labels: LABELS,
  })
  const startRuns = kernel.jobs.define(
    'ci.trigger',
    z.object({ event: z.custom<StoredEvent>() }),
    ({ event }) => trigger.onEvent(event).then(dispatcher.wake),
    { onDead: ({ event }, error) => trigger.giveUp(event, error) },
  )
  const trigger = createTrigger(kernel, { ...deps, schedule, startRuns })
  const dispatcher = createDispatcher(kernel, { ...deps, schedule, slots: options.slots ?? availableParallelism() })
  const load = () => ({ busy: dispatcher.busy, slots: dispatcher.slots })
  const verbs = createCiVerbs(kernel, { ...deps, schedule, trigger, load })

  kernel.events.subscribe({
    name: 'ci.trigger',
    on: ['git.pushed', ...Object.keys(PULL_ACTIONS)],
    run: (event, tx) => startRuns.add(tx, { event: withoutLongLists(event) }, { key: `ci.trigger:${event.id}` }),
  })
  kernel.events.subscribe({
    name: 'ci.projects',
    on: ['project.deleted'],
    run: async ({ project }, tx) => {
      if (!project) return
      await deleteRunsOf(tx, project)
      await deleteWorkflowsOf(tx, project)
      await deleteVariablesOf(tx, project)
    },
  })
  const runAgain = kernel.jobs.define('ci.rerequest', Rerequest, async ({ project, run, actor: by }) => {
    const found = await kernel.db.system((tx) => deps.projects.findById(tx, project))
    if (!found) return
    const actor: Actor = { ...by, orgs: { [found.org]: ['runs:rerun', '*:read'] } }
    const address = { owner: found.owner, name: found.name, run }
    const { conclusion } = await kernel.call(verbs.get, address, { actor })
    const jobs = conclusion === 'success' ? 'all' : 'failed'
    await kernel.call(verbs.rerun, { ...address, jobs }, { actor }).catch((error) => {
      // It runs already, or cannot: the checks say so.
      if (!(error instanceof Problem && error.kind === 'conflict')) throw error
    })
  })
  kernel.events.subscribe({
    name: 'ci.rerequest',
    on: [checkRerequested.name],
    async run({ project, actor, links: { run } }, tx) {
      // Checks of one run that are asked for together are one rerun.
      if (project && run) await runAgain.add(tx, { project, run, actor }, { key: `ci.rerequest:${run}` })
    },
  })
  kernel.onStart(async () => {
    await dispatcher.start()
    loadParser().catch((error) => kernel.log.error({ err: error }, 'the workflow parser cannot be loaded'))
  })
  kernel.onStop(() => dispatcher.stop())

  return {
    verbs,
    /** Whether every run that this head of a pull request is going to get has been made. */
    async isPlanned(tx: Tx, pull: { id: string; head: { sha: string } }): Promise<boolean> {
      const links = { pull: pull.id, commit: pull.head.sha }
      return (await kernel.events.before(tx, undefined, 1, { names: [runsPlanned.name], links })).length > 0
    },
    /** The newest runs of a commit or a pull request, as the verbs print them; under the transaction's rights. */
    async runsOf(
      tx: Tx,
      project: string,
      filter: { sha?: string; pull?: number; limit?: number } = {},
    ): Promise<Run[]> {
      const rows = await selectRuns(tx, { project, limit: 30, ...filter })
      const jobs = await selectJobs(
        tx,
        rows.map((run) => run.id),
      )
      const steps = await selectSteps(
        tx,
        jobs.map((job) => job.id),
      )
      return rows.map((run) =>
        printRun(
          run,
          jobs.filter((job) => job.run === run.id),
          steps,
          load(),
        ),
      )
    },
    /** Looks for jobs whose server died. Runs by itself at start and every few seconds. */
    recover: dispatcher.recover,
  }
}

export type Ci = ReturnType<typeof createCi>

/** A push may bring thousands of commits; the event a workflow reads names the newest, as GitHub's does. */
const MAX_PAYLOAD_COMMITS = 20

function withoutLongLists(event: StoredEvent): StoredEvent {
  if (event.name !== 'git.pushed') return event
  return { ...event, data: { ...event.data, commits: event.data.commits.slice(-MAX_PAYLOAD_COMMITS) } }
}
