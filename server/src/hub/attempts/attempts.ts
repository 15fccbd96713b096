import { join } from 'node:path'
import { z } from 'zod'
import type { Agents } from '#agents'
import type { Git } from '#git'
import type { Identity } from '#identity'
import { type Kernel, Problem, type Tx, verb } from '#kernel'
import type { Projects } from '#projects'
import type { SandboxService } from '#sandbox'
import type { Tasks } from '#tasks'
import { Attempt } from './attempt.ts'
import { type AttemptRow, selectAttempt, selectAttempts } from './attempts.sql.ts'
import { createDispatcher } from './dispatcher.ts'
import { createLifecycle, type Usage } from './lifecycle.ts'
import { ATTEMPT_LIMITS, type AttemptLimits, CONCURRENT_ATTEMPTS } from './limits.ts'
import { recoverAttempts } from './recovery.ts'
import { type RunDeps, runAttempt } from './run-attempt.ts'
import { createWatchdog } from './watchdog.ts'

export interface AttemptsDeps {
  identity: Identity
  projects: Projects
  agents: Agents
  tasks: Tasks
  git: Git
  sandbox: SandboxService
  searchPath: readonly string[]
  /** Where agents on this machine reach DevFlow's own doors, without a trailing slash: `http://127.0.0.1:4700`. */
  address?: () => string
  /** The name of the configured model. */
  modelName?: () => Promise<string | undefined>
  costOf?: (tx: Tx, of: { attempt: string }) => Promise<Usage>
  settleUsage?: () => Promise<void>
  permit?: RunDeps['permit']
  recording?: RunDeps['recording']
  limits?: Partial<AttemptLimits>
  concurrency?: number
}

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }

export type Attempts = ReturnType<typeof createAttempts>

/** Agents at work: each attempt in a worktree and a sandbox of its own, everything it does on record. */
export function createAttempts(kernel: Kernel, deps: AttemptsDeps) {
  kernel.migrations('attempts', join(import.meta.dirname, 'migrations'))
  const { tasks, agents, git } = deps
  const limits = { ...ATTEMPT_LIMITS, ...deps.limits }
  const costOf = deps.costOf ?? (async () => NOTHING)
  const settleUsage = deps.settleUsage ?? (async () => {})
  const lifecycle = createLifecycle(kernel, { identity: deps.identity, tasks, costOf, settleUsage })
  const run: RunDeps = {
    ...deps,
    lifecycle,
    costOf,
    limits,
    gateway: () => (deps.address ? { llm: `${deps.address()}/llm`, mcp: `${deps.address()}/mcp` } : undefined),
    // DevFlow's doors and nothing else; where the sandbox cannot enforce that, it says so at the start of the server.
    network: (gateway) => (gateway ? { loopback: [Number(new URL(gateway.llm).port || 80)] } : 'none'),
    modelName: deps.modelName ?? (async () => undefined),
    permit: deps.permit ?? (async () => ({ answer: 'allow' })),
    recording: deps.recording ?? (async () => undefined),
  }
  const dispatcher = createDispatcher(kernel, {
    agents,
    tasks,
    concurrency: deps.concurrency ?? CONCURRENT_ATTEMPTS,
    watch: () => createWatchdog(limits),
    run: (job) => runAttempt(kernel, run, job),
    recover: () => recoverAttempts(kernel, { git, lifecycle }),
  })

  /** What a running attempt has used so far is asked for, not stored. */
  async function print(tx: Tx, row: AttemptRow): Promise<Attempt> {
    return printAttempt(row.state === 'running' ? { ...row, ...(await usageOf(tx, row)) } : row)
  }

  async function usageOf(tx: Tx, { id }: AttemptRow): Promise<Usage> {
    const { inputTokens, outputTokens, costUsd } = await costOf(tx, { attempt: id })
    return { inputTokens, outputTokens, costUsd }
  }

  async function get(tx: Tx, id: string): Promise<AttemptRow> {
    const row = await selectAttempt(tx, id)
    if (!row)
      throw new Problem(
        'not_found',
        'attempts.not_found',
        `There is no attempt ${JSON.stringify(id)} that you can see.`,
      )
    return row
  }

  const scope = async (tx: Tx, { attempt }: { attempt: string }): Promise<string> => (await get(tx, attempt)).org

  const verbs = {
    list: verb({
      name: 'attempts.list',
      http: 'GET /attempts',
      summary: 'List attempts, newest first',
      input: z.object({
        task: z.string().max(50).optional(),
        spec: z.string().max(50).optional(),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().max(50).optional(),
      }),
      output: z.object({ items: z.array(Attempt), next: z.string().optional() }),
      needs: 'attempts:read',
      scope: 'account',
      async run({ tx }, { task, spec, limit, cursor }) {
        const rows = await selectAttempts(tx, { task, spec }, { limit: limit + 1, cursor })
        const items: Attempt[] = []
        for (const row of rows.slice(0, limit)) items.push(await print(tx, row))
        return rows.length > limit ? { items, next: items.at(-1)!.id } : { items }
      },
    }),

    get: verb({
      name: 'attempts.get',
      http: 'GET /attempts/:attempt',
      summary: 'Show an attempt',
      input: z.object({ attempt: z.string() }),
      output: Attempt,
      needs: 'attempts:read',
      scope,
      run: async ({ tx }, { attempt }) => print(tx, await get(tx, attempt)),
    }),

    cancel: verb({
      name: 'attempts.cancel',
      http: 'POST /attempts/:attempt/cancel',
      summary: 'Stop an agent at work; its task is cancelled',
      input: z.object({ attempt: z.string() }),
      output: Attempt,
      needs: 'attempts:write',
      scope,
      emits: ['task.cancelled'],
      async run({ actor, tx, call }, { attempt }) {
        const row = await get(tx, attempt)
        if (row.state !== 'running') {
          throw new Problem(
            'conflict',
            'attempts.illegal_state',
            `The attempt has ended already (${row.state}); there is nothing to stop.`,
          )
        }
        // The task's event reaches the server that runs the agent, whichever it is.
        await call(tasks.verbs.cancel, { task: row.task, reason: `Cancelled by ${actor.name}.` })
        return print(tx, row)
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,
    find: selectAttempt,
    /** Tasks this server's agents work on now. */
    running: dispatcher.running,
    wake: dispatcher.wake,
    recover: () => recoverAttempts(kernel, { git, lifecycle }),
  }
}

function printAttempt(row: AttemptRow): Attempt {
  return {
    id: row.id,
    task: row.task,
    agent: { id: row.agentId, name: row.agentName },
    number: row.number,
    state: row.state,
    rehearsal: row.rehearsal,
    branch: row.branch,
    baseSha: row.baseSha,
    headSha: row.headSha,
    sandbox: row.sandbox,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    costUsd: row.costUsd,
    summary: row.summary,
    confidence: row.confidence,
    reason: row.reason,
    log: row.log,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  }
}
