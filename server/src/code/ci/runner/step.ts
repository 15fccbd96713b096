import { isAbsolute, resolve } from 'node:path'
import { isMet, type Result } from '../language/conditions.ts'
import type { ExpressionFunction, Scope } from '../language/expressions.ts'
import { storable } from '../language/storable.ts'
import { builtInAction } from '../language/supported.ts'
import { fill, fillText, fillTexts, type Template } from '../language/template.ts'
import type { Value, ValueObject } from '../language/values.ts'
import type { StepDefinition } from '../language/workflow.ts'
import { builtIns } from './built-in.ts'
import {
  type CommandFile,
  isReservedVariable,
  nameCommandFiles,
  parseAssignments,
  parsePaths,
} from './command-files.ts'
import type { JobFolders } from './environment.ts'
import { type Executor, ExecutorLost } from './executor.ts'
import { withHashes } from './hash-files.ts'
import type { JobLog } from './job-log.ts'
import type { Masks } from './masks.ts'
import type { Output } from './output.ts'
import type { JobPlan, StepState } from './plan.ts'
import { findShell } from './shells.ts'

interface StepsOptions {
  plan: JobPlan
  folders: JobFolders
  base: Scope['contexts']
  env: Record<string, string>
  defaults: Record<string, string>
  variables: Record<string, string>
  executor: Executor
  log: JobLog
  output: Output
  masks: Masks
  summaries: string[]
}

/** The steps of one job, in order, with what each leaves for the next. */
export function createSteps(options: StepsOptions) {
  const { plan, folders, base, executor, log, output, masks, summaries } = options
  /** Set by GITHUB_ENV and GITHUB_PATH. */
  const added: Record<string, string> = {}
  const paths: string[] = []
  let steps: Record<string, ValueObject> = {}
  let failed: string | undefined
  let checkoutsLeft = plan.steps.filter((step) => builtInAction(step.uses ?? '') === 'actions/checkout').length

  const contexts = (env: Record<string, string>, cancelled: boolean): Scope['contexts'] => ({
    ...base,
    env,
    steps,
    job: { status: cancelled ? 'cancelled' : failed ? 'failure' : 'success', check_run_id: null },
  })
  const evaluating = <T>(evaluate: (functions: ExpressionFunction[]) => T): Promise<T> =>
    withHashes((hashFiles) => evaluate([hashFiles]), { executor, workspace: folders.workspace })

  async function runAll(host: { cancel: AbortSignal; onStep(step: StepState): void }): Promise<{ failed?: string }> {
    const states = plan.steps.map((step, at): StepState => queuedStep(step, at + 1))
    for (const state of states) host.onStep({ ...state })
    for (const [at, step] of plan.steps.entries()) await runOne(step, states[at] as StepState, host)
    return failed === undefined ? {} : { failed }
  }

  async function runOne(
    step: StepDefinition,
    state: StepState,
    { cancel, onStep }: { cancel: AbortSignal; onStep(step: StepState): void },
  ): Promise<void> {
    const cancelled = cancel.aborted
    let outcome: Result = 'skipped'
    let tolerated = false
    const outputs: Record<string, string> = {}
    output.beginStep()
    try {
      const earlier = { ...options.env, ...added }
      const env = { ...earlier, ...(await evaluating((functions) => fillTexts(step.env, scopeOf(functions, earlier)))) }
      function scopeOf(functions: ExpressionFunction[], seen: Record<string, string>): Scope {
        return { contexts: contexts(seen, cancelled), functions }
      }
      const status = { success: failed === undefined, failure: failed !== undefined, cancelled }
      const met = await evaluating((functions) => isMet(step.if, scopeOf(functions, env), status))
      if (met) {
        const filled = <T>(template: Template | undefined, read: (template: Template, scope: Scope) => T) =>
          template === undefined ? undefined : evaluating((functions) => read(template, scopeOf(functions, env)))
        const written = await filled(step.name, fillText)
        const name = written || nameOf(step, await filled(step.run, fillText))
        state.name = storable(masks.apply(name)).slice(0, MAX_NAME_CHARACTERS)
        Object.assign(state, { status: 'in_progress', startedAt: new Date(), firstLine: log.lines + 1 })
        onStep({ ...state })
        tolerated = (await filled(step.continueOnError, fill)) === true
        const minutes = await filled(step.timeoutMinutes, fill)
        // A step that runs after a cancellation is not cancelled once more; the job's deadline still ends it.
        const time = createStepTime(minutes, cancelled ? undefined : cancel)
        try {
          await execute(step, { env, filled, signal: time.signal, outputs })
          outcome = 'success'
        } catch (error) {
          if (error instanceof ExecutorLost) throw error
          outcome = !cancelled && cancel.aborted ? 'cancelled' : 'failure'
          const reason = time.timedOut
            ? `The step has exceeded its time of ${String(minutes)} minutes.`
            : outcome === 'cancelled'
              ? 'The step was cancelled.'
              : (error as Error).message
          log.write(`##[error]${reason}`)
          if (outcome === 'failure' && !tolerated) failed ??= `${state.name}: ${reason}`
        } finally {
          time.clear()
        }
      }
    } catch (error) {
      if (error instanceof ExecutorLost) throw error
      outcome = 'failure'
      const reason = (error as Error).message
      state.firstLine ??= log.lines + 1
      state.startedAt ??= new Date()
      log.write(`##[error]${reason}`)
      if (!tolerated) failed ??= `${state.name}: ${reason}`
    }
    const conclusion = outcome === 'failure' && tolerated ? 'success' : outcome
    if (step.id) steps = { ...steps, [step.id]: { outcome, conclusion, outputs } }
    Object.assign(state, { status: 'completed', conclusion, completedAt: new Date() })
    onStep({ ...state })
  }

  interface Execution {
    env: Record<string, string>
    filled<T>(template: Template | undefined, read: (template: Template, scope: Scope) => T): Promise<T> | undefined
    signal: AbortSignal
    outputs: Record<string, string>
  }

  async function execute(step: StepDefinition, { env, filled, signal, outputs }: Execution): Promise<void> {
    if (step.uses !== undefined) {
      const action = builtInAction(step.uses)
      if (!action) throw new Error(`The action ${step.uses} is not supported yet by this server.`)
      log.write(`##[group]Run ${step.uses}`)
      log.write('##[endgroup]')
      if (action === 'actions/checkout') checkoutsLeft--
      const github = base.github as Record<string, Value>
      return builtIns[action]((await filled(step.with, fillTexts)) ?? {}, {
        executor,
        folders,
        sha: String(github.sha),
        repository: String(github.repository),
        refs: [github.sha, github.ref, github.ref_name, github.head_ref].map(String),
        keepSource: checkoutsLeft > 0,
        write: (line) => output.line(line),
      })
    }
    const script = (await filled(step.run, fillText)) ?? ''
    const shellName = (await filled(step.shell, fillText)) ?? options.defaults.shell
    const directory = (await filled(step.workingDirectory, fillText)) ?? options.defaults['working-directory'] ?? '.'
    const shell = findShell(shellName)
    const files = nameCommandFiles(folders.commands)
    const path = `${folders.temp}/${files.GITHUB_OUTPUT.split('_').at(-1)}${shell.extension}`
    const command = shell.command(path)
    announce(script, command)
    const exit = await executor.run({
      command,
      cwd: isAbsolute(directory) ? directory : resolve(folders.workspace, directory),
      env: { ...options.variables, ...env, PATH: pathOf(env), ...files },
      files: [{ path, text: script.endsWith('\n') ? script : `${script}\n` }, ...Object.values(files).map(emptyFile)],
      collect: Object.values(files),
      onLine: output.line,
      signal,
    })
    takeCommandFiles(Object.keys(files) as CommandFile[], exit.collected, outputs)
    if (signal.aborted) throw new Error('The step was ended.')
    if (exit.code !== 0) {
      throw new Error(
        exit.signal ? `Process ended by ${exit.signal}.` : `Process completed with exit code ${exit.code}.`,
      )
    }
  }

  function announce(script: string, command: readonly string[]): void {
    const lines = script.trimEnd().split('\n')
    log.write(`##[group]Run ${lines[0] ?? ''}`)
    for (const line of lines) log.write(line)
    log.write(`shell: ${command.slice(0, -1).join(' ')} {0}`)
    log.write('##[endgroup]')
  }

  function pathOf(env: Record<string, string>): string {
    return [...paths, env.PATH ?? options.variables.PATH].filter(Boolean).join(':')
  }

  function takeCommandFiles(
    names: readonly CommandFile[],
    collected: readonly { text?: string; tooLarge?: boolean }[],
    outputs: Record<string, string>,
  ): void {
    for (const [at, name] of names.entries()) {
      const { text = '', tooLarge } = collected[at] ?? {}
      if (tooLarge) throw new Error(`The file of $${name} is larger than 1 MiB; write less to it.`)
      if (text === '') continue
      if (name === 'GITHUB_OUTPUT') Object.assign(outputs, Object.fromEntries(parseAssignments(text, name)))
      if (name === 'GITHUB_PATH') paths.unshift(...parsePaths(text))
      if (name === 'GITHUB_STEP_SUMMARY') summaries.push(text)
      if (name === 'GITHUB_ENV') {
        for (const [variable, value] of parseAssignments(text, name)) {
          if (!isReservedVariable(variable)) added[variable] = value
          else log.write(`##[warning]${variable} cannot be set through $GITHUB_ENV.`)
        }
      }
    }
  }

  /** A value that holds a secret is left out: outputs are read by other jobs and shown. */
  async function collectOutputs(): Promise<Record<string, string>> {
    const env = { ...options.env, ...added }
    const outputs = await evaluating((functions) =>
      fillTexts(plan.outputs, { contexts: contexts(env, false), functions }),
    )
    return Object.fromEntries(
      Object.entries(outputs).filter(([name, value]) => {
        if (!masks.hides(value)) return true
        log.write(`##[warning]The output ${name} is left out because it may contain a secret.`)
        return false
      }),
    )
  }

  return { runAll, collectOutputs }
}

const MAX_NAME_CHARACTERS = 200

function queuedStep(step: StepDefinition, number: number): StepState {
  const written = typeof step.name === 'string' ? step.name : undefined
  return {
    number,
    name: (written ?? nameOf(step, typeof step.run === 'string' ? step.run : undefined)).slice(0, MAX_NAME_CHARACTERS),
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    firstLine: null,
  }
}

function nameOf(step: StepDefinition, script: string | undefined): string {
  return `Run ${(step.uses ?? script?.trim().split('\n')[0] ?? '').slice(0, 150)}`.trim()
}

const emptyFile = (path: string) => ({ path, text: '' })

function createStepTime(minutes: Value | undefined, cancel: AbortSignal | undefined) {
  const timer = new AbortController()
  const limit = Number(minutes)
  const timeout = limit > 0 ? setTimeout(() => timer.abort(), limit * 60_000) : undefined
  return {
    signal: cancel ? AbortSignal.any([cancel, timer.signal]) : timer.signal,
    get timedOut() {
      return timer.signal.aborted
    },
    clear: () => clearTimeout(timeout),
  }
}
