import { EMPTY_TREE } from '#git'
import { type ActorRef, type Job, type Kernel, newId, Problem, type StoredEvent, type Tx } from '#kernel'
import type { Project } from '#projects'
import type { CiDeps } from './deps.ts'
import { completeInputs } from './dispatch-inputs.ts'
import { runCompleted, runQueued, runsPlanned } from './events.ts'
import { type Asked, type Cause, githubContext, isAsked, placeOf, pullActionOf } from './github-context.ts'
import { insertJob } from './jobs.sql.ts'
import { ExpressionFailure } from './language/expressions.ts'
import { MAX_WORKFLOW_BYTES, type ParsedWorkflow, parseWorkflow } from './language/parse.ts'
import { storable } from './language/storable.ts'
import { fill, fillText } from './language/template.ts'
import { isTriggered, type TriggerEvent } from './language/triggers.ts'
import { isObject } from './language/values.ts'
import { printProblem, type Workflow, type WorkflowProblem } from './language/workflow.ts'
import {
  findRunOfCause,
  insertRun,
  lockGroup,
  lockNumbers,
  markRun,
  type NewRun,
  nextNumbers,
  selectGroup,
  selectUnbegunRuns,
} from './runs.sql.ts'
import { type Fact, factRow, type Schedule } from './schedule.ts'
import { readVars } from './variables.sql.ts'
import { insertWorkflow, recordWorkflows, selectWorkflow, selectWorkflows } from './workflows.sql.ts'

const FOLDER = '.github/workflows'
/** Parsing takes some 20 ms, and most pushes do not touch the workflows. */
const MAX_REMEMBERED = 200
const MAX_WORKFLOWS = 100
/** The check that says what is wrong with a file that could not be run. */
const FILE_CHECK = 'workflow file'

interface Deps extends Pick<CiDeps, 'git' | 'pulls' | 'projects' | 'publicUrl'> {
  schedule: Schedule
  /** Long work, so not part of a verb's transaction. */
  startRuns: Job<{ event: StoredEvent }>
}

interface LoadedFile {
  path: string
  parsed: ParsedWorkflow
}

/** From something that happened to the runs it starts. */
export function createTrigger(kernel: Kernel, { git, pulls, projects, publicUrl, schedule, startRuns }: Deps) {
  const remembered = new Map<string, ParsedWorkflow>()

  /** Exactly once for each event and file, however often it is called. */
  async function onEvent(event: StoredEvent): Promise<void> {
    if (!event.project) return
    const project = await kernel.db.system((tx) => projects.getById(tx, event.project!)).catch(ignoreNotFound)
    const cause = project && (await causeOf(event))
    if (!project || !cause) return
    const started = await start({ project, cause, actor: event.actor, id: event.id })
    // One run that cannot begin does not keep the others from it.
    const begun = await Promise.allSettled(started.map((run) => kernel.db.system((tx) => schedule.advance(tx, run))))
    const failed = begun.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    if (cause.name === 'pull_request') await announcePlan(event, cause.pull, started.length)
    kernel.events.appended()
  }

  /** Tells whoever waits for the checks of a head that no more will come by themselves; the number may be none. */
  async function announcePlan(
    event: StoredEvent,
    pull: { id: string; head: { sha: string } },
    runs: number,
  ): Promise<void> {
    const row = {
      name: runsPlanned.name,
      org_id: event.org,
      project_id: event.project,
      actor: event.actor,
      links: { ...event.links, pull: pull.id, commit: pull.head.sha },
      data: { pull: pull.id, sha: pull.head.sha, runs },
      action_id: null,
    }
    await kernel.db.system((tx) => kernel.events.append(tx, [row]))
  }

  async function causeOf(event: StoredEvent): Promise<Cause | undefined> {
    if (event.name === 'git.pushed') {
      const { ref, before, after, forced, commits } = event.data
      // An import brings history, not work to be checked.
      if (event.actor.id === 'system:import') return undefined
      if (/^0+$/.test(after) || !/^refs\/(heads|tags)\//.test(ref)) return undefined
      return { name: 'push', ref, before, after, forced, commits }
    }
    if (event.name === DISPATCHED) return event.data
    const action = pullActionOf(event)
    const id = event.links.pull ?? event.data?.pull
    const pull = action && typeof id === 'string' && (await kernel.db.system((tx) => pulls.findById(tx, id)))
    if (!pull) return undefined
    // The pull request may have moved on since; this run is about the commits it had then.
    const head = { ...pull.head, ...event.data.head }
    const { base = pull.base } = event.data
    return { name: 'pull_request', action, pull: { ...pull, head, base } }
  }

  async function start(at: { project: Project; cause: Cause; actor: ActorRef; id: string }): Promise<string[]> {
    const { project, cause } = at
    const { sha } = placeOf(cause)
    const files = await load(project.id, sha)
    const disabled = await knowWorkflows(project, cause, files)
    if (files.length === 0 || (!isAsked(cause) && (await isSkipped(project.id, cause)))) return []
    const event = triggerEvent(project, cause)
    const started: string[] = []
    for (const { path, parsed } of files) {
      if (disabled.has(path) || (cause.name === 'workflow_dispatch' && cause.path !== path)) continue
      if (!parsed.workflow) {
        // Its triggers cannot be read. The push says so; the pull request of the same commit need not say it again.
        if (cause.name !== 'pull_request')
          started.push(await create(at, { path, name: path, problems: parsed.problems }))
        continue
      }
      if (!(await isTriggered(parsed.workflow.triggers, event))) continue
      const { workflow, unsupported } = parsed
      started.push(await create(at, { path, name: workflow.name, workflow, problems: unsupported }))
    }
    return started
  }

  /** Remembers the files of the default branch, and answers those that were stopped. */
  async function knowWorkflows(project: Project, cause: Cause, files: LoadedFile[]): Promise<Set<string>> {
    const place = { org: project.org, project: project.id }
    return kernel.db.system(async (tx) => {
      if (cause.name === 'push' && cause.ref === `refs/heads/${project.defaultBranch}`) {
        const named = files.map(({ path, parsed }) => ({ path, name: (parsed.workflow?.name ?? path).slice(0, 200) }))
        await recordWorkflows(tx, place, storable(named))
      }
      const known = await selectWorkflows(tx, project.id)
      return new Set(known.filter(({ disabledAt }) => disabledAt !== null).map(({ path }) => path))
    })
  }

  async function load(project: string, sha: string): Promise<LoadedFile[]> {
    const entries = (await git.tree(project, sha, FOLDER).catch(ignoreNotFound)) ?? []
    const files = entries
      .filter((entry) => entry.type === 'blob' && /\.ya?ml$/.test(entry.name))
      .slice(0, MAX_WORKFLOWS)
    const loaded = []
    for (const { path, sha: blob } of files) {
      const key = `${path}:${blob}`
      let parsed = remembered.get(key)
      if (!parsed) {
        const { content, truncated } = await git.blob(project, sha, path, MAX_WORKFLOW_BYTES + 1)
        parsed = await parseWorkflow(path, truncated ? 'x'.repeat(MAX_WORKFLOW_BYTES + 1) : content.toString('utf8'))
        if (remembered.size >= MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!)
        remembered.set(key, parsed)
      }
      loaded.push({ path, parsed })
    }
    return loaded
  }

  /** https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs */
  async function isSkipped(project: string, cause: Cause): Promise<boolean> {
    const { sha } = placeOf(cause)
    const pushed = cause.name === 'push' && cause.commits.find((commit) => commit.sha === sha)
    const message = pushed ? pushed.message : (await git.log(project, { from: sha, limit: 1 }))[0]?.message
    return /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i.test(message ?? '')
  }

  function triggerEvent(project: Project, cause: Cause): TriggerEvent {
    if (isAsked(cause)) return cause
    let changed: Promise<readonly string[]> | undefined
    const changedPaths = () => {
      changed ??= listChanged(project, cause)
      return changed
    }
    return cause.name === 'push'
      ? { name: 'push', ref: cause.ref, changedPaths }
      : { name: 'pull_request', action: cause.action, base: cause.pull.base.branch, changedPaths }
  }

  async function listChanged(project: Project, cause: Exclude<Cause, Asked>): Promise<readonly string[]> {
    const { sha } = placeOf(cause)
    let base: string | undefined
    if (cause.name === 'pull_request') base = await git.mergeBase(project.id, cause.pull.base.sha, sha)
    else if (!/^0+$/.test(cause.before)) base = cause.before
    else {
      // A new branch: what it adds to the default branch.
      const main = await git.resolve(project.id, `refs/heads/${project.defaultBranch}`)
      if (main && main !== sha) base = await git.mergeBase(project.id, main, sha)
    }
    const files = await git.diff(project.id, base ?? EMPTY_TREE, sha)
    return files.flatMap((file) => (file.oldPath ? [file.oldPath, file.path] : [file.path]))
  }

  async function create(
    at: { project: Project; cause: Cause; actor: ActorRef; id: string },
    file: { path: string; name: string; workflow?: Workflow; problems: WorkflowProblem[] },
  ): Promise<string> {
    const { project, cause, actor } = at
    return kernel.db.system(async (tx) => {
      await lockNumbers(tx, project.id)
      const existing = await findRunOfCause(tx, project.id, at.id, file.path)
      if (existing) return existing
      const id = newId('run')
      const numbers = await nextNumbers(tx, project.id, file.path)
      const facts = {
        id,
        workflow: file.name,
        path: file.path,
        workflowNumber: numbers.workflowNumber,
        attempt: 1,
        publicUrl: publicUrl(),
      }
      const github = githubContext(cause, project, actor, facts)
      const contexts = { github, inputs: cause.name === 'workflow_dispatch' ? cause.inputs : {} }
      const problems = [...file.problems]
      const scope = { ...contexts, vars: await readVars(tx, project.id) }
      const concurrency = problems.length === 0 ? readConcurrency(file.workflow, scope, problems) : undefined
      const run: NewRun = storable({
        id,
        org: project.org,
        project: project.id,
        ...numbers,
        workflow: file.name.slice(0, 200),
        path: file.path,
        event: cause.name,
        ...placeOf(cause),
        pullId: cause.name === 'pull_request' ? cause.pull.id : null,
        status: problems.length > 0 ? 'completed' : 'queued',
        conclusion: problems.length > 0 ? 'failure' : null,
        reason: problems.length > 0 ? problems.map(printProblem).join('\n').slice(0, 4_000) : null,
        actor: { kind: actor.kind, id: actor.id, name: actor.name },
        definition: problems.length > 0 ? null : (file.workflow ?? null),
        contexts,
        cause: at.id,
        concurrencyGroup: concurrency?.group ?? null,
      })
      if (concurrency) await makeRoom(tx, run, concurrency)
      await insertWorkflow(tx, { org: project.org, project: project.id }, { path: run.path, name: run.workflow })
      await insertRun(tx, run)
      const { number, workflow, sha } = run
      const queued: Fact[] = [{ event: runQueued, data: { run: id, number, workflow, sha } }]
      if (problems.length > 0) {
        await reportBrokenFile(tx, run, problems)
        queued.push({ event: runCompleted, data: { run: id, number, workflow, sha, conclusion: 'failure' } })
      }
      await kernel.events.append(
        tx,
        queued.map((fact) => factRow(run, fact)),
      )
      for (const job of newJobs({ ...run, attempt: 1 })) await insertJob(tx, job)
      return id
    })
  }

  /** A newer run takes the place of one that only waits; with `cancel-in-progress` also of the one that runs. */
  async function makeRoom(
    tx: Tx,
    run: NewRun,
    concurrency: { group: string; cancelInProgress: boolean },
  ): Promise<void> {
    await lockGroup(tx, run.project, concurrency.group)
    for (const [at, other] of (await selectGroup(tx, run.project, concurrency.group)).entries()) {
      if (at > 0 || concurrency.cancelInProgress) await schedule.cancelRun(tx, other.id)
    }
  }

  async function reportBrokenFile(tx: Tx, run: NewRun, problems: readonly WorkflowProblem[]): Promise<void> {
    await schedule.report(tx, {
      org: run.org,
      project: run.project,
      sha: run.sha,
      name: FILE_CHECK,
      status: 'completed',
      conclusion: 'failure',
      title: printProblem(problems[0]!).slice(0, 500),
      summary: problems.map(printProblem).join('\n').slice(0, 10_000),
      annotations: problems.slice(0, 50).map(({ path, line, message }) => ({ path, line, level: 'failure', message })),
      log: null,
      run: run.id,
    })
  }

  /** Somebody asks for a run: the same way as an event, so that it is not lost either. */
  async function dispatch(
    tx: Tx,
    at: { project: Project; actor: ActorRef; action: string; cause: Extract<Cause, { name: 'workflow_dispatch' }> },
  ): Promise<void> {
    const { project } = at
    const file = (await load(project.id, at.cause.sha)).find(({ path }) => path === at.cause.path)
    const asked = file?.parsed.workflow?.triggers.workflow_dispatch
    if (!asked) {
      const what = `no workflow ${at.cause.path} with the trigger workflow_dispatch`
      throw new Problem('not_found', 'runs.workflow_not_found', `There is ${what} at ${at.cause.ref}.`)
    }
    if ((await selectWorkflow(tx, project.id, at.cause.path))?.disabledAt) {
      throw new Problem(
        'conflict',
        'runs.workflow_disabled',
        `The workflow ${at.cause.path} is disabled; enable it first.`,
      )
    }
    const inputs = completeInputs(asked, at.cause.inputs)
    await ask(tx, { ...at, cause: { ...at.cause, inputs } })
  }

  /** The runs of a cause that no event tells of, by the same way as if one did. */
  async function ask(
    tx: Tx,
    { project, actor, action, cause }: { project: Project; actor: ActorRef; action: string; cause: Asked },
  ): Promise<void> {
    const event: StoredEvent = {
      id: action,
      name: DISPATCHED,
      at: new Date().toISOString(),
      org: project.org,
      project: project.id,
      actor: { kind: actor.kind, id: actor.id, name: actor.name },
      links: {},
      data: cause,
      action,
    }
    await startRuns.add(tx, { event }, { key: `ci.trigger:${action}` })
  }

  /**
   * The last attempt to start the runs of an event has failed. What was made of them ends, and the commit gets a failed
   * check, so that nobody waits for ever and nothing is merged as if it had been tested.
   */
  async function giveUp(event: StoredEvent, error: Error): Promise<void> {
    const cause = event.project && (await causeOf(event))
    if (!event.project || !event.org || !cause) return
    const place = { org: event.org, project: event.project, sha: placeOf(cause).sha }
    const reason = `The workflows could not be started: ${error.message}`.slice(0, 1_000)
    const runs = await kernel.db.system(async (tx) => {
      const begun = await selectUnbegunRuns(tx, place.project, event.id)
      for (const id of begun) await markRun(tx, id, { status: 'completed', conclusion: 'failure', reason })
      await schedule.report(tx, {
        ...place,
        name: FILE_CHECK,
        status: 'completed',
        conclusion: 'failure',
        title: reason.slice(0, 500),
        summary: reason,
        annotations: [],
        log: null,
        run: begun[0] ?? null,
      })
      return begun.length
    })
    if (cause.name === 'pull_request') await announcePlan(event, cause.pull, runs)
    kernel.events.appended()
  }

  return { onEvent, giveUp, dispatch, ask }
}

/** Not announced to anybody: the run's own events are. */
const DISPATCHED = 'run.dispatched'

/** Matrices multiply later; until then each job of the file is one row, with room in the order for its legs. */
export function newJobs(run: Pick<NewRun, 'id' | 'org' | 'project' | 'definition'> & { attempt: number }) {
  return (run.definition?.jobs ?? []).map((job, at) => ({
    id: newId('job'),
    org: run.org,
    project: run.project,
    run: run.id,
    runAttempt: run.attempt,
    key: job.key,
    ordinal: at * 1000,
    name: typeof job.name === 'string' && job.name ? job.name : job.key,
    leg: null,
  }))
}

type Contexts = NewRun['contexts']

function readConcurrency(
  workflow: Workflow | undefined,
  { vars, ...contexts }: Contexts & { vars: Record<string, string> },
  problems: WorkflowProblem[],
) {
  if (workflow?.concurrency === undefined) return undefined
  try {
    const scope = { contexts: { ...contexts, vars } }
    const value = fill(workflow.concurrency, scope)
    if (!isObject(value)) return { group: fillText(workflow.concurrency, scope), cancelInProgress: false }
    return { group: String(value.group ?? ''), cancelInProgress: value['cancel-in-progress'] === true }
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error
    problems.push({ path: workflow.path, line: 1, message: `concurrency: ${error.message}` })
  }
}

function ignoreNotFound(error: unknown): undefined {
  if (error instanceof Problem && error.kind === 'not_found') return undefined
  throw error
}
