import type { Kernel } from '#kernel'
import { taskFailed, taskLeaseExpired, taskRetried } from './events.ts'
import { LEASE_CHECK_MS } from './limits.ts'
import { endLeases, expireLeases } from './queue.sql.ts'
import type { TaskRow } from './tasks.sql.ts'
import { linksOf } from './work.ts'

const SILENT = 'Every agent that tried it went silent; see its attempts for what they did.'
const WATCH = { kind: 'system', id: 'system:tasks', name: 'tasks' } as const

/** Takes tasks back from holders that have gone silent: at the start of a server, and every few seconds. */
export function createLeases(kernel: Kernel) {
  let timer: NodeJS.Timeout | undefined
  let checking: Promise<unknown> = Promise.resolve()

  async function expire(): Promise<TaskRow[]> {
    const rows = await kernel.db.system(async (tx) => {
      const expired = await expireLeases(tx, SILENT)
      await kernel.events.append(tx, expired.flatMap(expiryEvents))
      return expired
    })
    if (rows.length > 0) kernel.events.appended()
    return rows
  }

  function watch(): void {
    timer = setTimeout(() => {
      checking = expire()
        .catch((error) => kernel.log.warn({ err: error }, 'leases of tasks could not be checked; trying again'))
        .finally(watch)
    }, LEASE_CHECK_MS)
  }

  kernel.onStart(async () => {
    await expire()
    watch()
  })
  kernel.onStop(async () => {
    clearTimeout(timer)
    await checking
    clearTimeout(timer)
  })

  return {
    expire,
    /** For holders known to be gone: nobody needs to wait for their leases. */
    async release(claims: readonly { task: string; token: number }[]): Promise<void> {
      if (claims.length === 0) return
      await kernel.db.system((tx) => endLeases(tx, claims))
      await expire()
    },
  }
}

function expiryEvents(row: TaskRow) {
  const retry = row.status === 'pending'
  const about = { org_id: row.org, project_id: row.project, actor: WATCH, links: linksOf(row), action_id: null }
  const data = { task: row.id, title: row.title }
  return [
    { ...about, name: taskLeaseExpired.name, data: { ...data, agent: row.agentId, retry } },
    retry
      ? { ...about, name: taskRetried.name, data }
      : { ...about, name: taskFailed.name, data: { ...data, reason: row.reason ?? SILENT, retry: false } },
  ]
}
