import type { Tx } from '#kernel'
import type { Projects } from '#projects'
import type { ClaimedTask, Task } from './task.ts'
import type { TaskRow } from './tasks.sql.ts'

/** Projects keep their address for life, so what was read once stays true. */
const MAX_CACHED = 5_000

/** Rows as callers see them. */
export function createPrinter(projects: Pick<Projects, 'findById'>) {
  const refs = new Map<string, Task['project']>()

  async function projectRef(tx: Tx, id: string | null): Promise<Task['project']> {
    if (id === null) return null
    const cached = refs.get(id)
    if (cached) return cached
    const project = await projects.findById(tx, id)
    if (!project) return null
    if (refs.size >= MAX_CACHED) refs.clear()
    const ref = { id, owner: project.owner, name: project.name }
    refs.set(id, ref)
    return ref
  }

  async function print(tx: Tx, row: TaskRow): Promise<Task> {
    return printTask(row, await projectRef(tx, row.project))
  }

  return {
    print,
    async printAll(tx: Tx, rows: TaskRow[]): Promise<Task[]> {
      const tasks: Task[] = []
      for (const row of rows) tasks.push(await print(tx, row))
      return tasks
    },
    async printClaim(tx: Tx, row: TaskRow): Promise<ClaimedTask> {
      return { ...(await print(tx, row)), fencingToken: row.fencingToken, leaseUntil: row.leaseUntil!.toISOString() }
    },
  }
}

function printTask(row: TaskRow, project: Task['project']): Task {
  const holder = row.agentId ? { id: row.agentId, name: row.agentName! } : null
  const wanted = row.wantedAgent ? { id: row.wantedAgent, name: row.wantedAgentName! } : null
  return {
    id: row.id,
    project,
    title: row.title,
    description: row.description,
    kind: row.kind,
    status: row.status,
    priority: row.priority,
    agent: holder ?? wanted,
    capabilities: row.capabilities,
    parent: row.parent,
    blockedBy: row.waitingFor,
    spec: row.spec,
    branch: row.branch,
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    availableAt: row.availableAt.toISOString(),
    leaseUntil: row.leaseUntil?.toISOString() ?? null,
    result: row.result,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
  }
}
