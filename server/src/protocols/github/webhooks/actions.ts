import type { Job } from '#ci'
import type { Github } from '../github.ts'
import { printJob, printRun, printWorkflow } from '../print/actions.ts'
import { type MinimalRepository, printMinimalRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import type { Teller } from './issues.ts'
import type { Family, Telling } from './telling.ts'

/** Runs of workflows, and their jobs. */
export function actionFamily(github: Github): Family {
  const { verbs } = github.ci

  async function printAround(telling: Telling) {
    const { event, read, project, urls } = telling
    const run = await read(verbs.get, { run: event.data.run })
    const workflow = await read(verbs.workflow, { workflow: String(run.workflowId) })
    const [about] = await repositoryFacts(github, [project], undefined)
    const { items: suites } = await read(github.checks.verbs.suites, { sha: run.sha })
    const { items: commits } = await read(github.git.verbs.commits, { ref: run.sha, limit: 1 })
    const { items: pulls } = await read(github.pulls.verbs.list, { state: 'unfinished', limit: 100 })
    const facts = {
      repo: project,
      repository: printMinimalRepository(about!, urls),
      actor: await github.identity.accounts.ofActor(run.actor),
      commit: commits[0],
      suite: suites.find(({ source }) => source === 'ci'),
      pulls: pulls.filter(({ number, head }) => number === run.pull || head.sha === run.sha),
    }
    const printed = printRun(run, facts, urls)
    const repository = printLiteRepository(facts.repository)
    return {
      run,
      workflow: printWorkflow(workflow, project, urls),
      // A run whose file could not be read has reported nothing, and so has no suite.
      printed: { check_suite_id: 0, check_suite_node_id: '', ...printed, repository, head_repository: repository },
    }
  }

  const aboutRun =
    (action: 'requested' | 'in_progress' | 'completed'): Teller =>
    async (telling) => {
      const { printed, workflow } = await printAround(telling)
      return [await telling.message('workflow_run', action, { workflow_run: printed, workflow })]
    }

  const aboutJob =
    (action: 'queued' | 'in_progress' | 'completed'): Teller =>
    async (telling) => {
      const { run } = await printAround(telling)
      const job = run.jobs.find(({ id }) => id === telling.event.data.job)
      if (!job) return []
      const printed = printJob(job, run, telling.project, telling.urls)
      // It may have ended before this is told.
      const asTold =
        action === 'completed'
          ? { steps: job.steps.map((step) => printStep(step, job)) }
          : { status: action, conclusion: null, completed_at: null, steps: [] }
      return [await telling.message('workflow_job', action, { workflow_job: { ...printed, ...asTold } })]
    }

  return {
    names: ['workflow_run', 'workflow_job'],
    tell: {
      'run.queued': aboutRun('requested'),
      'run.started': aboutRun('in_progress'),
      'run.completed': aboutRun('completed'),
      'job.queued': aboutJob('queued'),
      'job.started': aboutJob('in_progress'),
      'job.completed': aboutJob('completed'),
    },
  }
}

/** Payloads give a step that has ended both its times; one that never began has those of its job. */
function printStep({ number, name, status, conclusion, startedAt, completedAt }: Job['steps'][number], job: Job) {
  const ended = status === 'completed'
  return {
    name,
    status,
    conclusion,
    number,
    started_at: startedAt ?? (ended ? (job.startedAt ?? job.createdAt) : null),
    completed_at: completedAt ?? (ended ? (job.completedAt ?? job.createdAt) : null),
  }
}

const NOT_LITE = new Set(['git_url', 'ssh_url', 'clone_url', 'svn_url', 'mirror_url'])
const LITE = new Set(['id', 'node_id', 'name', 'full_name', 'private', 'owner', 'description', 'fork', 'url'])

/** As it stands inside of a run: its name and its addresses. */
function printLiteRepository(repository: MinimalRepository): object {
  return Object.fromEntries(
    Object.entries(repository).filter(([key]) => LITE.has(key) || (key.endsWith('_url') && !NOT_LITE.has(key))),
  )
}
