import type { Kernel } from '#kernel'
import { addDownloads } from './assets.sql.ts'

/** A popular file is downloaded many times a second; its counter is written at most this often. */
const FLUSH_MS = 200

/** Counts downloads without a transaction each. What a killed server had not written is lost, and nobody misses it. */
export function createDownloads(kernel: Kernel) {
  let counts = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const taken = [...counts]
    counts = new Map()
    if (taken.length) await kernel.db.system((tx) => addDownloads(tx, taken))
  }

  kernel.onStop(flush)

  return {
    count(asset: string): void {
      counts.set(asset, (counts.get(asset) ?? 0) + 1)
      timer ??= setTimeout(() => {
        flush().catch((error) => kernel.log.warn({ err: error }, 'downloads could not be counted'))
      }, FLUSH_MS)
    },
  }
}
