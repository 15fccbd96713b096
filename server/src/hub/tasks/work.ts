import { z } from 'zod'
import type { AgentRow, Agents, AssumedAgent } from '#agents'
import { type Actor, type Kernel, Problem, type Tx, verb } from '#kernel'
import { taskClaimed, taskCompleted, taskFailed, taskRetried } from './events.ts'
import { LEASE_MS, MAX_RETRY_MS, RETRY_MS } from './limits.ts'
import type { createPrinter } from './print.ts'
import { illegal, noTask, nothingWaits, staleToken, words } from './problems.ts'
import { claimNext, claimTask, extendLease, extendLeases } from './queue.sql.ts'
import { ClaimedTask, Reason, Result, Task } from './task.ts'
import { endTask, lockTask, releaseBlocked, requeueTask, selectTask, type TaskRow } from './tasks.sql.ts'

interface WorkDeps {
  agents: Agents
  printer: ReturnType<typeof createPrinter>
  scope(tx: Tx, input: { task: string }): Promise<string>
}

/** What an agent does with the queue: claim, stay alive, report. */
export function createWork(kernel: Kernel, { agents, printer, scope }: WorkDeps) {
  /** The agent an input names, found once for authorization and work. */
  const named = new WeakMap<object, AssumedAgent>()

  async function agentScope(tx: Tx, input: { agent: string }, actor: Actor): Promise<string> {
    const assumed = await agents.assume(tx, actor, input.agent)
    named.set(input, assumed)
    return assumed.agent.org
  }

  /** Does something for the agent an input names, and confirms at the same time that the agent is as assumed. */
  async function actFor<T>(actor: Actor, input: object, act: (agent: AgentRow) => Promise<T>): Promise<T> {
    const { agent, confirm } = named.get(input)!
    if (!agent.active) await confirm() // it may have been activated again
    const [result] = await Promise.all([act(checkAgent(actor, agent)), confirm()])
    agents.touch(agent.id)
    return result
  }

  function checkAgent(actor: Actor, agent: AgentRow): AgentRow {
    if (actor.kind === 'agent' && actor.id !== agent.id) {
      throw new Problem('forbidden', 'tasks.other_agent', 'An agent works only in its own name; use its own id.')
    }
    if (actor.links?.attempt !== undefined) {
      throw new Problem('forbidden', 'tasks.own_task', 'An attempt works on its own task; it cannot take others.')
    }
    if (!agent.active)
      throw new Problem('conflict', 'agents.inactive', `The agent "${agent.name}" is deactivated; activate it first.`)
    return agent
  }

  const claimant = ({ org, id, name, capabilities, driver }: AgentRow) => ({
    org,
    agent: { id, name },
    capabilities,
    leaseMs: LEASE_MS,
    anywhere: driver.kind === 'external',
  })

  const claimed = (row: TaskRow) => ({
    project: row.project,
    links: linksOf(row),
    data: { task: row.id, title: row.title, agent: row.agentId!, attempt: row.attempts },
  })

  const verbs = {
    claimNext: verb({
      name: 'agents.claimTask',
      http: 'POST /agents/:agent/claim-task',
      summary: 'Take the next task that waits for an agent',
      input: z.object({ agent: z.string() }),
      output: ClaimedTask,
      needs: 'tasks:work',
      scope: agentScope,
      emits: ['task.claimed'],
      async run({ actor, tx, emit }, input) {
        const row = await actFor(actor, input, (agent) => claimNext(tx, claimant(agent)))
        if (!row) throw nothingWaits()
        emit(taskClaimed, claimed(row))
        return printer.printClaim(tx, row)
      },
    }),

    claim: verb({
      name: 'tasks.claim',
      http: 'POST /tasks/:task/claim',
      summary: 'Take this task for an agent',
      input: z.object({ task: z.string(), agent: z.string() }),
      output: ClaimedTask,
      needs: 'tasks:work',
      scope,
      emits: ['task.claimed'],
      async run({ actor, tx, emit }, { task, agent: id }) {
        const agent = checkAgent(actor, await agents.get(tx, id))
        agents.touch(agent.id)
        const row = await claimTask(tx, task, claimant(agent))
        if (!row) throw await whyNot(tx, task, agent)
        emit(taskClaimed, claimed(row))
        return printer.printClaim(tx, row)
      },
    }),

    heartbeat: verb({
      name: 'agents.heartbeat',
      http: 'POST /agents/:agent/heartbeat',
      summary: 'Say that an agent is alive, and keep what it works on',
      input: z.object({ agent: z.string(), fencingToken: z.number().int().optional() }),
      output: z.object({ leaseUntil: z.string().nullable(), tasks: z.array(z.string()) }),
      needs: 'tasks:work',
      scope: agentScope,
      async run({ actor, tx }, input) {
        const rows = await actFor(actor, input, ({ id }) =>
          extendLeases(tx, { agent: id, token: input.fencingToken, leaseMs: LEASE_MS }),
        )
        if (rows.length === 0 && input.fencingToken !== undefined) {
          throw new Problem(
            'conflict',
            'tasks.stale_token',
            'This claim has ended: its lease ran out or the task was cancelled. Stop working on it.',
          )
        }
        return { leaseUntil: rows[0]?.leaseUntil?.toISOString() ?? null, tasks: rows.map((row) => row.id) }
      },
    }),

    report: verb({
      name: 'tasks.report',
      http: 'PUT /tasks/:task/status',
      summary: 'Report how the work on a claimed task goes',
      input: z.object({
        task: z.string(),
        status: z.enum(['pending', 'in_progress', 'completed', 'failed']).describe('pending gives the task back'),
        fencingToken: z.number().int().describe('as answered by the claim'),
        result: Result.optional(),
        reason: Reason.optional(),
        retry: z.boolean().default(false).describe('with failed: try again while attempts are left'),
      }),
      output: Task,
      needs: 'tasks:work',
      scope,
      emits: ['task.completed', 'task.failed', 'task.retried'],
      async run({ actor, tx, emit }, { task, status, fencingToken, result, reason, retry }) {
        const row = await lockTask(tx, task)
        if (!row) throw noTask(task)
        // The same report twice, after a lost answer, is no error.
        if (row.status === status && row.fencingToken === fencingToken && status !== 'in_progress')
          return printer.print(tx, row)
        if (row.status !== 'in_progress' || row.fencingToken !== fencingToken) throw staleToken(row)
        if (actor.kind === 'agent' && actor.id !== row.agentId) {
          throw new Problem(
            'forbidden',
            'tasks.other_agent',
            `The task is in the hands of ${row.agentName}, not of ${actor.name}.`,
          )
        }
        if (actor.links?.task !== undefined && actor.links.task !== task) {
          throw new Problem('forbidden', 'tasks.own_task', 'An attempt reports on its own task only.')
        }
        agents.touch(row.agentId!)
        const about = { project: row.project, links: linksOf(row) }
        const data = { task, title: row.title }
        switch (status) {
          case 'in_progress':
            return printer.print(tx, (await extendLease(tx, { task, token: fencingToken, leaseMs: LEASE_MS }))!)
          case 'pending':
            emit(taskRetried, { ...about, data })
            // Given back unharmed: this does not count as a try.
            return printer.print(
              tx,
              await requeueTask(tx, task, { delayMs: 0, reason: reason ?? null, attempts: row.attempts - 1 }),
            )
          case 'completed': {
            const ended = await endTask(tx, task, { status, result: result ?? null, reason: null })
            await releaseBlocked(tx, task)
            emit(taskCompleted, { ...about, data })
            return printer.print(tx, ended)
          }
          case 'failed': {
            const why = reason ?? 'The agent gave no reason.'
            const again = retry && row.attempts < row.maxAttempts
            emit(taskFailed, { ...about, data: { ...data, reason: why, retry: again } })
            if (!again)
              return printer.print(tx, await endTask(tx, task, { status, result: result ?? null, reason: why }))
            emit(taskRetried, { ...about, data })
            const delayMs = Math.min(RETRY_MS * 2 ** (row.attempts - 1), MAX_RETRY_MS)
            return printer.print(tx, await requeueTask(tx, task, { delayMs, reason: why, attempts: null }))
          }
        }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs
}

/** Every event about a task can be found by everything it belongs to. */
export function linksOf(row: Pick<TaskRow, 'id' | 'spec' | 'agentId'>): {
  task: string
  spec?: string
  agent?: string
} {
  return { task: row.id, ...(row.spec ? { spec: row.spec } : {}), ...(row.agentId ? { agent: row.agentId } : {}) }
}

async function whyNot(tx: Tx, task: string, agent: AgentRow): Promise<Problem> {
  const row = await selectTask(tx, task)
  if (!row || row.org !== agent.org) return noTask(task)
  if (row.status !== 'pending')
    return illegal(row, 'claimed', `only pending tasks can; this one is ${words(row.status)}`)
  const refuse = (message: string) => new Problem('conflict', 'tasks.not_claimable', message)
  if (row.waitingFor > 0) return refuse(`The task waits for ${row.waitingFor} other task(s); complete those first.`)
  if (row.availableAt.getTime() > Date.now())
    return refuse(`The task is delayed until ${row.availableAt.toISOString()}.`)
  if (row.wantedAgent !== null && row.wantedAgent !== agent.id)
    return refuse(`The task is meant for ${row.wantedAgentName}.`)
  const missing = row.capabilities.filter((capability) => !agent.capabilities.includes(capability))
  if (missing.length > 0) return refuse(`The agent "${agent.name}" lacks: ${missing.join(', ')}.`)
  return refuse('Another agent is claiming the task at this moment; ask again.')
}
