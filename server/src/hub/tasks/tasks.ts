import { join } from 'node:path'
import { z } from 'zod'
import type { AgentRow, Agents } from '#agents'
import { type Actor, grants, type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import type { Projects } from '#projects'
import { taskCancelled, taskChanged, taskCreated, taskDeleted, taskRetried } from './events.ts'
import { createLeases } from './leases.ts'
import { LEASE_MS, MAX_PENDING } from './limits.ts'
import { createPrinter } from './print.ts'
import { illegal, noTask, queueFull } from './problems.ts'
import { extendLease, isQueueFull, selectEmployable, selectNextAvailable } from './queue.sql.ts'
import { NewTask, Reason, TASK_STATUS, Task, TaskChange } from './task.ts'
import {
  deleteTask,
  endTask,
  insertBlockers,
  insertTask,
  lockBlockers,
  lockTask,
  releaseBlocked,
  requeueTask,
  selectHeld,
  selectTask,
  selectTasks,
  updateTask,
} from './tasks.sql.ts'
import { createWork, linksOf } from './work.ts'

export type Tasks = ReturnType<typeof createTasks>

/** The queue of work for agents. `maxPending` is the size of one organisation's queue. */
export function createTasks(kernel: Kernel, deps: { projects: Projects; agents: Agents; maxPending?: number }) {
  const { projects, agents, maxPending = MAX_PENDING } = deps
  kernel.migrations('tasks', join(import.meta.dirname, 'migrations'))
  const printer = createPrinter(projects)
  const leases = createLeases(kernel)
  agents.workBy(async (tx, ids) => new Map((await selectHeld(tx, ids)).map((held) => [held.agent, held.task])))

  async function scope(tx: Tx, { task }: { task: string }): Promise<string> {
    const row = await selectTask(tx, task)
    if (!row) throw noTask(task)
    return row.org
  }

  /** Where a new task belongs: to a project, or to an organisation as a whole. */
  async function place(
    tx: Tx,
    actor: Actor,
    input: z.output<typeof NewTask>,
  ): Promise<{ org: string; project: string | null }> {
    if ((input.owner === undefined) !== (input.name === undefined)) {
      throw new Problem('invalid', 'tasks.project', 'Give both "owner" and "name" of the project, or neither.')
    }
    const orgs = Object.keys(actor.orgs)
    const project =
      input.owner !== undefined ? await projects.get(tx, { owner: input.owner, name: input.name! }) : undefined
    const org = project?.org ?? input.org ?? (orgs.length === 1 ? orgs[0] : undefined)
    if (org === undefined)
      throw new Problem('invalid', 'tasks.project', 'Say which project the task is for, with "owner" and "name".')
    if (!grants(actor.orgs[org], 'tasks:write')) {
      throw new Problem(
        'forbidden',
        'tasks.forbidden',
        `${actor.name} may not create tasks there; an admin of the organisation can allow it.`,
      )
    }
    return { org, project: project?.id ?? actor.projects?.[0] ?? null }
  }

  async function wantedAgent(tx: Tx, org: string, agent: string | null | undefined) {
    if (agent === null || agent === undefined) return agent
    const row = (await agents.find(tx, agent)) ?? (await agents.findByName(tx, org, agent))
    if (row?.org !== org)
      throw new Problem(
        'invalid',
        'tasks.no_agent',
        `There is no agent ${JSON.stringify(agent)} in this organisation; register it first.`,
      )
    return { id: row.id, name: row.name }
  }

  /** How many of the named tasks are still to be waited for. */
  async function unfinished(tx: Tx, org: string, blockers: string[]): Promise<string[]> {
    if (blockers.length === 0) return []
    const found = (await lockBlockers(tx, blockers)).filter((row) => row.org === org)
    const missing = blockers.find((id) => !found.some((row) => row.id === id))
    if (missing !== undefined)
      throw new Problem('invalid', 'tasks.no_blocker', `There is no task ${JSON.stringify(missing)} to wait for.`)
    return found.filter((row) => row.status !== 'completed').map((row) => row.id)
  }

  const verbs = {
    list: verb({
      name: 'tasks.list',
      http: 'GET /tasks',
      summary: 'List tasks, newest first',
      input: z.object({
        owner: z.string().max(100).optional(),
        name: z.string().max(100).optional(),
        status: z.enum(TASK_STATUS).optional(),
        spec: z.string().max(50).optional(),
        parent: z.string().max(50).optional(),
        agent: z.string().max(50).optional(),
        limit: z.number().int().min(1).max(500).default(100),
        cursor: z.string().max(50).optional(),
      }),
      output: z.object({ items: z.array(Task), next: z.string().optional() }),
      needs: 'tasks:read',
      scope: 'account',
      async run({ tx }, { owner, name, limit, cursor, status, spec, parent, agent }) {
        const project =
          owner !== undefined && name !== undefined ? (await projects.get(tx, { owner, name })).id : undefined
        const rows = await selectTasks(tx, { project, status, spec, parent, agent }, { limit: limit + 1, cursor })
        const items = await printer.printAll(tx, rows.slice(0, limit))
        return rows.length > limit ? { items, next: items.at(-1)!.id } : { items }
      },
    }),

    create: verb({
      name: 'tasks.create',
      http: 'POST /tasks',
      summary: 'Put a task into the queue',
      input: NewTask,
      output: Task,
      needs: 'tasks:write',
      scope: 'account',
      status: 201,
      emits: ['task.created'],
      async run({ actor, tx, emit }, input) {
        const { org, project } = await place(tx, actor, input)
        // As many calls as there are database connections may pass here at once; a limit of thousands can bear that.
        if (await isQueueFull(tx, org, maxPending)) throw queueFull(maxPending)
        const blockers = await unfinished(tx, org, [...new Set(input.blockers)])
        if (input.parent !== undefined && (await selectTask(tx, input.parent))?.org !== org) throw noTask(input.parent)
        const row = await insertTask(tx, {
          id: newId('tsk'),
          org,
          project,
          title: input.title,
          description: input.description,
          kind: input.kind,
          priority: input.priority,
          capabilities: input.capabilities,
          wantedAgent: (await wantedAgent(tx, org, input.agent)) ?? null,
          parent: input.parent ?? null,
          spec: input.spec ?? null,
          branch: input.branch ?? null,
          maxAttempts: input.maxAttempts,
          availableAt: input.availableAt ? new Date(input.availableAt) : null,
          waitingFor: blockers.length,
        })
        if (blockers.length > 0) await insertBlockers(tx, row, blockers)
        const { id: task, title, kind, priority } = row
        emit(taskCreated, { org, project, links: linksOf(row), data: { task, title, kind, priority } })
        return printer.print(tx, row)
      },
    }),

    get: verb({
      name: 'tasks.get',
      http: 'GET /tasks/:task',
      summary: 'Show a task',
      input: z.object({ task: z.string() }),
      output: Task,
      needs: 'tasks:read',
      scope,
      async run({ tx }, { task }) {
        const row = await selectTask(tx, task)
        if (!row) throw noTask(task)
        return printer.print(tx, row)
      },
    }),

    update: verb({
      name: 'tasks.update',
      http: 'PUT /tasks/:task',
      summary: 'Change a task that nobody works on yet',
      input: TaskChange,
      output: Task,
      needs: 'tasks:write',
      scope,
      emits: ['task.changed'],
      async run({ org, tx, emit }, { task, agent, availableAt, ...change }) {
        const row = await lockTask(tx, task)
        if (!row) throw noTask(task)
        if (row.status !== 'pending') throw illegal(row, 'changed', 'cancel it and create another')
        const changed = await updateTask(tx, task, {
          ...change,
          availableAt: availableAt ? new Date(availableAt) : undefined,
          wantedAgent: await wantedAgent(tx, org, agent),
        })
        emit(taskChanged, { project: row.project, links: linksOf(row), data: { task, title: changed.title } })
        return printer.print(tx, changed)
      },
    }),

    delete: verb({
      name: 'tasks.delete',
      http: 'DELETE /tasks/:task',
      summary: 'Delete a task that nobody works on',
      input: z.object({ task: z.string() }),
      output: z.object({}),
      needs: 'tasks:write',
      scope,
      emits: ['task.deleted'],
      async run({ tx, emit }, { task }) {
        const row = await lockTask(tx, task)
        if (!row) throw noTask(task)
        if (row.status === 'in_progress') throw illegal(row, 'deleted', 'cancel it first')
        await releaseBlocked(tx, task)
        await deleteTask(tx, task)
        emit(taskDeleted, { project: row.project, links: linksOf(row), data: { task, title: row.title } })
        return {}
      },
    }),

    cancel: verb({
      name: 'tasks.cancel',
      http: 'POST /tasks/:task/cancel',
      summary: 'Cancel a task; an agent working on it is stopped',
      input: z.object({ task: z.string(), reason: Reason.optional() }),
      output: Task,
      needs: 'tasks:write',
      scope,
      emits: ['task.cancelled'],
      async run({ tx, emit }, { task, reason }) {
        const row = await lockTask(tx, task)
        if (!row) throw noTask(task)
        if (row.status === 'cancelled') return printer.print(tx, row)
        if (row.status !== 'pending' && row.status !== 'in_progress')
          throw illegal(row, 'cancelled', 'it has ended already')
        const ended = await endTask(tx, task, { status: 'cancelled', result: null, reason: reason ?? null })
        emit(taskCancelled, {
          project: row.project,
          links: linksOf(row),
          data: { task, title: row.title, reason: reason ?? null },
        })
        return printer.print(tx, ended)
      },
    }),

    retry: verb({
      name: 'tasks.retry',
      http: 'POST /tasks/:task/retry',
      summary: 'Put a failed or cancelled task back into the queue, if wanted for another agent',
      input: z.object({ task: z.string(), agent: z.string().max(100).nullable().optional() }),
      output: Task,
      needs: 'tasks:write',
      scope,
      emits: ['task.retried'],
      async run({ org, tx, emit }, { task, agent }) {
        const row = await lockTask(tx, task)
        if (!row) throw noTask(task)
        if (row.status !== 'failed' && row.status !== 'cancelled')
          throw illegal(row, 'tried again', 'only failed and cancelled tasks can')
        if (await isQueueFull(tx, org, maxPending)) throw queueFull(maxPending)
        await updateTask(tx, task, { wantedAgent: await wantedAgent(tx, org, agent) })
        const again = await requeueTask(tx, task, { delayMs: 0, reason: null, attempts: 0 })
        emit(taskRetried, { project: row.project, links: linksOf(again), data: { task, title: row.title } })
        return printer.print(tx, again)
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  const work = createWork(kernel, { agents, printer, scope })

  return {
    verbs: { ...verbs, ...work },
    find: selectTask,
    print: printer.print,
    expireLeases: leases.expire,
    releaseClaims: leases.release,
    nextAvailable: selectNextAvailable,
    /** Those of these agents for which a task waits, in the given order. */
    async employable(tx: Tx, candidates: AgentRow[]): Promise<AgentRow[]> {
      if (candidates.length === 0) return []
      const ids = await selectEmployable(tx, candidates)
      return candidates.filter((agent) => ids.has(agent.id))
    },
    /** A sign of life for one claim; false when the task is no longer that claim's. */
    async keepLease({ task, token }: { task: string; token: number }): Promise<boolean> {
      return (await kernel.db.system((tx) => extendLease(tx, { task, token, leaseMs: LEASE_MS }))) !== undefined
    },
  }
}
