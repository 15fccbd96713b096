import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sandbox } from '#sandbox'
import { ExpressionFailure, type Scope } from '../language/expressions.ts'
import { storable } from '../language/storable.ts'
import { builtInAction } from '../language/supported.ts'
import { fill, fillTexts } from '../language/template.ts'
import { isObject, type ValueObject } from '../language/values.ts'
import { defaultVariables, jobFolders, runnerContext } from './environment.ts'
import { createExecutor, type Executor, ExecutorLost } from './executor.ts'
import { createJobLog } from './job-log.ts'
import { createMasks } from './masks.ts'
import { createOutput } from './output.ts'
import type { JobOutcome, JobPlan, StepState } from './plan.ts'
import { createSteps } from './step.ts'

export interface JobHost {
  /** An empty folder of the job's own; who gives it removes it. */
  directory: string
  sandbox: Pick<Sandbox, 'spawn' | 'toolPath'>
  /** Writes the commit's files into an empty folder. */
  checkout(directory: string): Promise<void>
  /** Takes one line of the job's log; secrets are already hidden. */
  append(line: string): void
  /** How many lines the log already has. */
  firstLine?: number
  onStep(step: StepState): void
  /** Ends the step that runs; steps that ask for it (`always()`, `cancelled()`) still follow. */
  cancel: AbortSignal
  /** Ends everything at once, when the server stops. The job then rejects with {@link ExecutorLost}. */
  stop: AbortSignal
}

/** GitHub's own default: six hours. */
const DEFAULT_TIMEOUT_MINUTES = 360
/** What steps with `always()` may still take after a cancellation or a timeout. */
const CLEANUP_MINUTES = 5
/** Enough for any build, too few to choke the machine. */
const MAX_PROCESSES = 4_096
const MAX_SUMMARY_CHARACTERS = 60_000

/** Runs one job from start to end in one sandbox. Rejects only when the sandbox is lost under it. */
export async function runJob(plan: JobPlan, host: JobHost): Promise<JobOutcome> {
  const folders = jobFolders(host.directory)
  const masks = createMasks([...Object.values(plan.contexts.secrets ?? {}).map(String), ...plan.masks, plan.token])
  const log = createJobLog(host.append, { masks, firstLine: host.firstLine ?? 0 })
  const output = createOutput(log, masks)
  const summaries: string[] = []
  const end = (conclusion: JobOutcome['conclusion'], reason: string | null, outputs = {}): JobOutcome =>
    storable({
      conclusion,
      reason: reason && masks.apply(reason),
      outputs,
      annotations: output.annotations,
      summary: masks.apply(summaries.join('\n\n')).slice(0, MAX_SUMMARY_CHARACTERS),
    })

  const github: ValueObject = {
    ...plan.contexts.github,
    job: plan.key,
    token: plan.token,
    workspace: folders.workspace,
    event_path: `${folders.commands}/event.json`,
  }
  const base: Scope['contexts'] = {
    ...plan.contexts,
    github,
    secrets: { ...plan.contexts.secrets, GITHUB_TOKEN: plan.token },
    runner: runnerContext(folders),
  }

  let settings: ReturnType<typeof fillSettings>
  try {
    settings = fillSettings(plan, base)
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error
    log.write(`##[error]${error.message}`)
    output.annotate('failure', {}, error.message)
    return end('failure', error.message)
  }

  if (plan.environment !== undefined) {
    log.write(
      '##[warning]"environment" is not supported yet by this server: the job has no secrets or rules of its own.',
    )
  }
  const variables = {
    ...defaultVariables(github, folders),
    ...plan.variables,
    GITHUB_TOKEN: plan.token,
    DEVFLOW_TOKEN: plan.token,
    PATH: host.sandbox.toolPath,
  }
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true })
  await writeFile(`${folders.commands}/event.json`, JSON.stringify(github.event ?? {}))
  if (plan.steps.some((step) => builtInAction(step.uses ?? '') === 'actions/checkout')) {
    await host.checkout(folders.source)
  }
  const executor = await startExecutor(plan, host, folders.root)
  const stop = () => void executor.stop()
  host.stop.addEventListener('abort', stop, { once: true })
  if (host.stop.aborted) stop()

  const deadline = createDeadline(settings.timeoutMinutes, host.cancel, stop)
  try {
    const steps = createSteps({ plan, folders, base, ...settings, variables, executor, log, output, masks, summaries })
    const { failed } = await steps.runAll({ cancel: deadline.signal, onStep: host.onStep })
    if (deadline.timedOut) {
      const reason = `The job has exceeded the maximum execution time of ${settings.timeoutMinutes} minutes.`
      log.write(`##[error]${reason}`)
      output.annotate('failure', {}, reason)
      return end('failure', reason)
    }
    const outputs = await steps.collectOutputs()
    if (host.cancel.aborted) return end('cancelled', 'The job was cancelled.', outputs)
    return failed ? end('failure', failed, outputs) : end('success', null, outputs)
  } catch (error) {
    if (host.stop.aborted) throw new ExecutorLost('The server is stopping.', { cause: error })
    if (deadline.timedOut || host.cancel.aborted) {
      return end(
        deadline.timedOut ? 'failure' : 'cancelled',
        'The job was ended because its last steps did not finish.',
      )
    }
    if (!(error instanceof ExecutorLost) && !(error instanceof ExpressionFailure)) throw error
    log.write(`##[error]${error.message}`)
    return end('failure', error.message)
  } finally {
    deadline.clear()
    host.stop.removeEventListener('abort', stop)
    await executor.stop()
  }
}

function fillSettings(plan: JobPlan, base: Scope['contexts']) {
  const workflowEnv = fillTexts(plan.workflowEnv, { contexts: base })
  const jobEnv = fillTexts(plan.env, { contexts: { ...base, env: workflowEnv } })
  const env = { ...workflowEnv, ...jobEnv }
  const contexts = { ...base, env }
  const minutes = plan.timeoutMinutes === undefined ? DEFAULT_TIMEOUT_MINUTES : fill(plan.timeoutMinutes, { contexts })
  const timeoutMinutes = Number(minutes)
  if (!(timeoutMinutes > 0)) throw new ExpressionFailure(`timeout-minutes must be a positive number, not ${minutes}.`)
  const defaults: Record<string, string> = {}
  for (const template of [plan.workflowDefaults, plan.defaults]) {
    const filled = template === undefined ? {} : fill(template, { contexts })
    if (isObject(filled) && isObject(filled.run)) {
      for (const [name, value] of Object.entries(filled.run)) defaults[name] = String(value)
    }
  }
  return { env, defaults, timeoutMinutes: Math.min(timeoutMinutes, DEFAULT_TIMEOUT_MINUTES) }
}

async function startExecutor(plan: JobPlan, host: JobHost, root: string): Promise<Executor> {
  // A copy beside the job: the server's own folder need not be visible to the sandbox's user.
  const script = join(host.directory, 'executor.mjs')
  await writeFile(script, await readExecutor())
  return createExecutor(
    await host.sandbox.spawn({
      id: plan.id,
      command: ['node', script],
      cwd: root,
      mounts: [
        { path: root, access: 'write' },
        { path: script, access: 'read' },
      ],
      env: {},
      network: 'host',
      stdin: 'pipe',
      limits: { processes: MAX_PROCESSES },
    }),
  )
}

let executorSource: Promise<string> | undefined
function readExecutor(): Promise<string> {
  executorSource ??= readFile(new URL('./executor.mjs', import.meta.url), 'utf8')
  return executorSource
}

/** Cancels the running step when the job's time is up or somebody cancels; ends everything a while after that. */
function createDeadline(minutes: number, cancel: AbortSignal, stop: () => void) {
  const controller = new AbortController()
  const timers: NodeJS.Timeout[] = []
  const deadline = {
    signal: controller.signal,
    timedOut: false,
    clear: () => {
      for (const timer of timers) clearTimeout(timer)
      cancel.removeEventListener('abort', give)
    },
  }
  function give(): void {
    if (controller.signal.aborted) return
    controller.abort()
    timers.push(setTimeout(stop, CLEANUP_MINUTES * 60_000))
  }
  timers.push(
    setTimeout(() => {
      deadline.timedOut = true
      give()
    }, minutes * 60_000),
  )
  cancel.addEventListener('abort', give, { once: true })
  if (cancel.aborted) give()
  return deadline
}
