import type { Kernel } from '#kernel'
import { touchAgents } from './agents.sql.ts'

/** Signs of life are put together: a claim must not wait for one more write. */
const FLUSH_MS = 1_000

/** When each agent was last heard of. Losing the last second of it at a crash loses nothing. */
export function createPresence(kernel: Kernel) {
  let seen = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> = Promise.resolve()

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const ids = [...seen]
    seen = new Set()
    if (ids.length > 0) {
      flushing = flushing
        .then(() => kernel.db.system((tx) => touchAgents(tx, ids)))
        .catch((error) => kernel.log.warn({ err: error }, 'signs of life of agents could not be kept'))
    }
    return flushing
  }

  kernel.onStop(flush)
  return {
    touch(agent: string): void {
      seen.add(agent)
      timer ??= setTimeout(flush, FLUSH_MS)
    },
    flush,
  }
}
