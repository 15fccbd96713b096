import { z } from 'zod'
import type { CheckSuite } from '#checks'
import type { Run } from '#ci'
import type { Commit } from '#git'
import { Problem } from '#kernel'
import { findCommit, openPulls } from '../commit-of.ts'
import type { Github } from '../github.ts'
import { printJob, printRun, printWorkflow, type RunFacts } from '../print/actions.ts'
import { printMinimalRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const Told = z.object({ event_type: z.string(), client_payload: z.record(z.string(), z.json()).nullish() })
const Dispatch = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).nullish(),
})

const STATUSES = ['queued', 'in_progress', 'completed'] as const
const CONCLUSIONS = ['success', 'failure', 'cancelled', 'skipped'] as const

/** Workflows, their runs and jobs, as far as CI has them. */
export function actionRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.ci
  const base = '/repos/:owner/:repo/actions'
  const workflowOf = (ask: Ask) => ({ ...ask.repo(), workflow: ask.param('workflow') })
  const runOf = (ask: Ask) => ({ ...ask.repo(), run: databaseNumber(ask, 'run') })

  // Workflows

  rest.get(`${base}/workflows`, async (ask) => {
    const project = await ask.call(github.projects.verbs.get, ask.repo())
    const { items, total } = pageOfAll(ask, (await ask.call(verbs.workflows, ask.repo())).items)
    const workflows = items.map((workflow) => printWorkflow(workflow, project, ask.urls))
    return listOf(ask, { total_count: total, workflows }, total)
  })

  rest.get(`${base}/workflows/:workflow`, async (ask) => {
    const project = await ask.call(github.projects.verbs.get, ask.repo())
    return printWorkflow(await ask.call(verbs.workflow, workflowOf(ask)), project, ask.urls)
  })

  rest.put(`${base}/workflows/:workflow/enable`, async (ask) => {
    await ask.call(verbs.enableWorkflow, workflowOf(ask))
    return answer(204)
  })

  rest.put(`${base}/workflows/:workflow/disable`, async (ask) => {
    await ask.call(verbs.disableWorkflow, workflowOf(ask))
    return answer(204)
  })

  rest.post(`${base}/workflows/:workflow/dispatches`, async (ask) => {
    const { ref, inputs } = await ask.body(Dispatch)
    const { path } = await ask.call(verbs.workflow, workflowOf(ask))
    await ask.call(verbs.dispatch, { ...ask.repo(), workflow: path, ref, inputs: inputs ?? {} })
    return answer(204)
  })

  rest.post('/repos/:owner/:repo/dispatches', async (ask) => {
    const { event_type: event, client_payload: payload } = await ask.body(Told)
    await ask.call(verbs.tell, { ...ask.repo(), event, payload: payload ?? {} })
    return answer(204)
  })

  rest.get(`${base}/workflows/:workflow/runs`, async (ask) => {
    await ask.call(verbs.workflow, workflowOf(ask))
    return listRuns(ask, ask.param('workflow'))
  })

  // Runs

  rest.get(`${base}/runs`, (ask) => listRuns(ask))

  rest.get(`${base}/runs/:run`, async (ask) => (await printRuns(ask, [await ask.call(verbs.get, runOf(ask))]))[0])

  rest.delete(`${base}/runs/:run`, async (ask) => {
    await ask.call(verbs.delete, runOf(ask))
    return answer(204)
  })

  for (const path of ['cancel', 'force-cancel']) {
    rest.post(`${base}/runs/:run/${path}`, async (ask) => {
      await ask.call(verbs.cancel, runOf(ask))
      return answer(202, {})
    })
  }

  rest.post(`${base}/runs/:run/rerun`, async (ask) => {
    await ask.call(verbs.rerun, { ...runOf(ask), jobs: 'all' })
    return answer(201, {})
  })

  rest.post(`${base}/runs/:run/rerun-failed-jobs`, async (ask) => {
    await ask.call(verbs.rerun, { ...runOf(ask), jobs: 'failed' })
    return answer(201, {})
  })

  // Nothing that runs here makes any yet, and clients look.
  rest.get(`${base}/runs/:run/artifacts`, async (ask) => {
    await ask.call(verbs.get, runOf(ask))
    return { total_count: 0, artifacts: [] }
  })

  // Jobs

  rest.get(`${base}/runs/:run/jobs`, async (ask) => {
    const run = await ask.call(verbs.get, runOf(ask))
    const { items, total } = pageOfAll(ask, run.jobs)
    return listOf(
      ask,
      { total_count: total, jobs: items.map((job) => printJob(job, run, ask.repo(), ask.urls)) },
      total,
    )
  })

  rest.get(`${base}/jobs/:job`, async (ask) => {
    const { job, run } = await ask.call(verbs.job, { ...ask.repo(), job: databaseNumber(ask, 'job') })
    return printJob(job, run, ask.repo(), ask.urls)
  })

  rest.post(`${base}/jobs/:job/rerun`, async (ask) => {
    const { job, run } = await ask.call(verbs.job, { ...ask.repo(), job: databaseNumber(ask, 'job') })
    await ask.call(verbs.rerun, { ...ask.repo(), run: run.id, job: job.id })
    return answer(201, {})
  })

  async function listRuns(ask: Ask, workflow?: string) {
    const filter = Object.fromEntries(
      [
        ['sha', ask.query('head_sha')],
        ['branch', ask.query('branch')],
        ['event', ask.query('event')],
        ['actor', ask.query('actor')],
        ['workflow', workflow],
      ].filter(([, value]) => value),
    )
    const status = ask.query('status')
    if (status && ![...STATUSES, ...CONCLUSIONS].some((known) => known === status)) {
      // Known to GitHub and to nothing here, such as `neutral`: no run is in that state.
      return { total_count: 0, workflow_runs: [] }
    }
    const { items, total } = await ask.call(verbs.list, {
      ...ask.repo(),
      ...filter,
      ...ask.page,
      ...(STATUSES.some((known) => known === status) ? { status: status as (typeof STATUSES)[number] } : {}),
      ...(CONCLUSIONS.some((known) => known === status) ? { conclusion: status as (typeof CONCLUSIONS)[number] } : {}),
    })
    return listOf(ask, { total_count: total, workflow_runs: await printRuns(ask, items) }, total)
  }

  async function printRuns(ask: Ask, runs: readonly Run[]) {
    if (runs.length === 0) return []
    const project = await ask.call(github.projects.verbs.get, ask.repo())
    const [about] = await repositoryFacts(github, [project], ask.actor)
    const repository = printMinimalRepository(about!, ask.urls)
    const pulls = await openPulls(github, ask)
    const commits = new Map(
      await Promise.all(
        [...new Set(runs.map(({ sha }) => sha))].map(async (sha) => [sha, await aboutCommit(ask, sha)] as const),
      ),
    )
    return Promise.all(
      runs.map(async (run) => {
        const facts: RunFacts = {
          repo: project,
          repository,
          actor: await github.identity.accounts.ofActor(run.actor),
          pulls: pulls.filter(({ number, head }) => number === run.pull || head.sha === run.sha),
          ...commits.get(run.sha)!,
        }
        return printRun(run, facts, ask.urls)
      }),
    )
  }

  async function aboutCommit(
    ask: Ask,
    sha: string,
  ): Promise<{ commit: Commit | undefined; suite: CheckSuite | undefined }> {
    const { items } = await ask.call(github.checks.verbs.suites, { ...ask.repo(), sha })
    const suite = items.find(({ source }) => source === 'ci')
    return { commit: await findCommit(github, ask, sha).catch(() => undefined), suite }
  }
}

/** Numbers of runs and jobs have at least ten digits; a shorter one would be read as a run's number in its project. */
export function databaseNumber(ask: Ask, name: string): string {
  const number = ask.number(name)
  if (number >= 1_000_000_000) return String(number)
  throw new Problem('not_found', 'github.number', `There is no ${name} ${number} here.`)
}

/** GitHub wraps these lists in an object; `Link` is the same. */
export function listOf(ask: Ask, body: object, total: number) {
  return answer(200, body, pageOf(ask, [], { total }).headers)
}
