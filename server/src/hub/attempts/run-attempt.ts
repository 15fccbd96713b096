import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentRow } from '#agents'
import type { Git, Worktree } from '#git'
import { type Kernel, Problem } from '#kernel'
import type { Project, Projects } from '#projects'
import type { SandboxNetwork, SandboxService } from '#sandbox'
import type { ClaimedTask, Tasks } from '#tasks'
import { type AttemptRow, updateBase } from './attempts.sql.ts'
import { chooseDriver } from './choose-driver.ts'
import {
  AgentFailure,
  type AgentOutcome,
  type AgentSession,
  type PermitAnswer,
  type PermitRequest,
} from './drivers/driver.ts'
import { type createLifecycle, type LifecycleDeps, linksOf, serverAs } from './lifecycle.ts'
import type { AttemptLimits } from './limits.ts'
import { writeCommitMessage, writePrompt } from './prompt.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { createSessionSandbox } from './session-sandbox.ts'
import type { createWatchdog, Watchdog } from './watchdog.ts'

/** Names the attempt in the commit, so that a branch tells by itself whose work is on it. */
export const TRAILER = 'DevFlow-Attempt'

export interface PermitContext {
  project: Project
  task: string
  spec: string | null
  attempt: string
  agent: { id: string; name: string }
  /** The worktree: absolute paths inside it are the agent's own. */
  directory: string
}

export interface RunDeps {
  projects: Projects
  tasks: Tasks
  git: Git
  sandbox: SandboxService
  lifecycle: ReturnType<typeof createLifecycle>
  costOf: LifecycleDeps['costOf']
  /** Where agents on this machine reach DevFlow; undefined where it has no doors (tests of this module). */
  gateway(): { llm: string; mcp: string } | undefined
  /** The name of the model to ask for; undefined: none is configured. */
  modelName(): Promise<string | undefined>
  /** The constraints, asked before something is done. */
  permit(request: PermitRequest, context: PermitContext): Promise<PermitAnswer>
  /** The recorded session that a rehearsal of this task replays. */
  recording(task: ClaimedTask): Promise<string | undefined>
  network(gateway: { llm: string } | undefined): SandboxNetwork
  searchPath: readonly string[]
  limits: AttemptLimits
}

/** One agent's try at a claimed task, from the worktree to the report. Never throws for what the agent does. */
export async function runAttempt(
  kernel: Kernel,
  deps: RunDeps,
  job: { claim: ClaimedTask; agent: AgentRow; watchdog: ReturnType<typeof createWatchdog> },
): Promise<void> {
  const { claim, agent, watchdog } = job
  const branch = claim.branch ?? `task/${claim.id}`
  const { attempt, token } = await deps.lifecycle.open(claim, agent, { sandbox: deps.sandbox.current.name, branch })
  const heartbeat = keepLease(kernel, deps, { claim, attempt, watchdog })
  let end: Parameters<typeof deps.lifecycle.finish>[1]
  try {
    end = await work(kernel, deps, { ...job, attempt, token })
  } catch (error) {
    end = failureOf(kernel, attempt, error)
  } finally {
    clearInterval(heartbeat)
    watchdog.close()
  }
  await deps.lifecycle.finish(attempt, end)
}

type End = Parameters<RunDeps['lifecycle']['finish']>[1]
type Job = { claim: ClaimedTask; agent: AgentRow; watchdog: Watchdog; attempt: AttemptRow; token: string }

async function work(kernel: Kernel, deps: RunDeps, job: Job): Promise<End> {
  const { attempt, agent, claim } = job
  const project = await kernel.db.system((tx) => deps.projects.getById(tx, attempt.project))
  const actor = { ...serverAs(attempt.org, agent), project: project.id, links: linksOf(attempt) }
  const worktree = await deps.git.createWorktree(project.id, {
    id: attempt.id,
    branch: attempt.branch,
    base: project.defaultBranch,
    actor,
  })
  const home = join(kernel.config.dataDir, 'attempts', attempt.id)
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    const base = await deps.git.resolve(project.id, attempt.branch)
    await kernel.db.system((tx) => updateBase(tx, attempt.id, base!))
    const recorder = createRecorder(kernel, {
      org: attempt.org,
      project: project.id,
      agent: { kind: 'agent', id: agent.id, name: agent.name },
      links: linksOf(attempt),
      rehearsal: attempt.rehearsal,
      worktree,
      base: await worktree.snapshot(),
      log: attempt.log,
      limits: deps.limits,
    })
    let outcome: AgentOutcome
    try {
      outcome = await drive(deps, { ...job, project, worktree, home, recorder })
    } finally {
      // Also what a failed agent changed is on record.
      await recorder.settle()
    }
    return await conclude({ claim, attempt, worktree, recorder, outcome, watchdog: job.watchdog, agent })
  } finally {
    await worktree.remove()
    await rm(home, { recursive: true, force: true })
  }
}

interface Driven extends Job {
  project: Project
  worktree: Worktree
  home: string
  recorder: Recorder
}

async function drive(deps: RunDeps, driven: Driven): Promise<AgentOutcome> {
  const { attempt, agent, claim, token, project, worktree, home, recorder, watchdog } = driven
  const gateway = deps.gateway()
  const name = await deps.modelName()
  const sandbox = createSessionSandbox({
    attempt: attempt.id,
    sandbox: deps.sandbox,
    directory: worktree.path,
    home,
    readable: [worktree.repository],
    network: deps.network(gateway),
  })
  const context = { project, task: claim.id, spec: claim.spec, attempt: attempt.id, agent, directory: worktree.path }
  const session: AgentSession = {
    prompt: writePrompt(claim, { branch: attempt.branch }),
    task: { id: claim.id, title: claim.title, spec: claim.spec },
    directory: worktree.path,
    home,
    sandbox,
    ...(gateway ? { mcp: { url: gateway.mcp, token } } : {}),
    ...(gateway && name ? { model: { baseUrl: gateway.llm, token, name } } : {}),
    signal: watchdog.signal,
    alive: watchdog.alive,
    async act(action) {
      watchdog.alive()
      await recorder.act(action)
    },
    async permit(request) {
      watchdog.alive()
      const answer = await deps.permit(request, context)
      if (request.asked || answer.answer === 'deny') {
        await recorder.record('asked_permission', { title: request.title.slice(0, 1_000), ...answer })
      }
      return answer
    },
  }
  try {
    const recording = agent.driver.kind === 'rehearsal' ? await deps.recording(claim) : undefined
    const driver = await chooseDriver({ agent, searchPath: deps.searchPath, recording, limits: deps.limits })
    return await driver.run(session)
  } finally {
    await sandbox.stop()
  }
}

async function conclude(
  done: Pick<Driven, 'claim' | 'attempt' | 'worktree' | 'recorder' | 'watchdog' | 'agent'> & { outcome: AgentOutcome },
): Promise<End> {
  const { claim, attempt, worktree, recorder, outcome, watchdog, agent } = done
  const claimedCostUsd = Math.max(outcome.costUsd ?? 0, recorder.claimedCostUsd())
  const told = { summary: outcome.summary.slice(0, 10_000), claimedCostUsd }
  const stop = watchdog.stopped()
  if (stop) return { ...told, state: stop.state, reason: stop.reason, retry: stop.retry === 'transient' }
  if (outcome.outcome !== 'succeeded') {
    return { ...told, state: outcome.outcome, reason: outcome.reason ?? 'The agent gave no reason.' }
  }
  // From here on the work is kept whatever happens: the commit carries the attempt's name.
  const message = writeCommitMessage(claim.title, outcome.summary)
  const sha = await worktree.commit({
    message,
    author: authorOf(agent),
    trailers: {
      ...(claim.spec ? { 'DevFlow-Spec': claim.spec } : {}),
      'DevFlow-Task': claim.id,
      [TRAILER]: attempt.id,
    },
  })
  const needsChange = claim.kind === 'implement' || claim.kind === 'fix'
  if (!sha && needsChange) {
    return { ...told, state: 'failed', reason: 'The agent finished without changing a file.', retry: false }
  }
  return {
    ...told,
    state: 'succeeded',
    ...(outcome.confidence === undefined ? {} : { confidence: outcome.confidence }),
    ...(sha ? { commit: { sha, message, files: recorder.changedFiles() } } : {}),
  }
}

function failureOf(kernel: Kernel, attempt: AttemptRow, error: unknown): End {
  if (error instanceof AgentFailure)
    return { state: 'failed', reason: error.message, retry: error.retry === 'transient' }
  if (error instanceof Problem) {
    const passing = error.kind === 'unavailable' || error.kind === 'rate_limited'
    // What a rule does not allow, such as Guardian's on a push, is a decision and not a failure of the agent.
    const refusal = error.kind === 'forbidden' ? { refusedBy: error.code } : {}
    return { state: 'failed', reason: error.message, retry: passing, ...refusal }
  }
  kernel.log.error({ err: error, attempt: attempt.id }, 'an attempt failed for a reason of our own')
  return { state: 'failed', reason: 'DevFlow failed while it ran the agent; the server’s log says why.', retry: true }
}

/** Says that the attempt lives, and ends it when its task is no longer its own or its budget is used up. */
function keepLease(
  kernel: Kernel,
  deps: RunDeps,
  { claim, attempt, watchdog }: { claim: ClaimedTask; attempt: AttemptRow; watchdog: Watchdog },
): NodeJS.Timeout {
  return setInterval(() => {
    void (async () => {
      if (!(await deps.tasks.keepLease({ task: claim.id, token: claim.fencingToken }))) {
        watchdog.stop({
          state: 'lost',
          retry: 'transient',
          reason: 'The task was taken back or cancelled while the agent worked on it.',
        })
        return
      }
      const { costUsd, limit } = await kernel.db.system(async (tx) => ({
        costUsd: (await deps.costOf(tx, { attempt: attempt.id })).costUsd,
        limit: (await deps.projects.getById(tx, attempt.project)).settings.guardian.maxCostUsd,
      }))
      if (costUsd > limit) {
        const reason = `The attempt has cost $${costUsd.toFixed(2)}, more than the $${limit.toFixed(2)} that the project allows.`
        watchdog.stop({ state: 'failed', retry: 'fatal', reason })
      }
    })().catch((error) =>
      kernel.log.warn({ err: error, attempt: attempt.id }, 'the sign of life of an attempt failed; trying again'),
    )
  }, deps.limits.heartbeatMs)
}

function authorOf({ name }: AgentRow): { name: string; email: string } {
  const plain = name.replaceAll(/[^\w .-]/g, '').trim() || 'agent'
  return { name: plain, email: `${plain.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-')}@agents.devflow.invalid` }
}
