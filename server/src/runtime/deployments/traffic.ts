import type { Kernel } from '#kernel'
import { addTraffic, deleteOldTraffic, type TrafficMinute } from './traffic.sql.ts'

/** Bucket n ends at 0.5 ms × 1.25ⁿ: half a millisecond to some four minutes, each answer within a quarter of the truth. */
const FIRST_MS = 0.5
const GROWTH = 1.25
const BUCKETS = 60
const FLUSH_MS = 5_000
const KEEP_DAYS = 30

/** Counts what the applications answer; in memory, written in batches, so that a request costs no query. */
export function createTraffic(kernel: Kernel) {
  const counts = new Map<string, { deployment: string } & TrafficMinute>()
  let timer: NodeJS.Timeout | undefined

  function record(deployment: string, { status, ms }: { status: number; ms: number }): void {
    const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000)
    const key = `${deployment} ${minute.getTime()}`
    let count = counts.get(key)
    if (!count) {
      count = { deployment, minute, requests: 0, errors: 0, latencies: new Array(BUCKETS).fill(0) }
      counts.set(key, count)
    }
    count.requests++
    if (status >= 500) count.errors++
    const bucket = bucketOf(ms)
    count.latencies[bucket] = (count.latencies[bucket] ?? 0) + 1
    timer ??= setTimeout(() => void flush(), FLUSH_MS)
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const batches = [...counts.values()]
    counts.clear()
    if (batches.length === 0) return
    try {
      await kernel.db.system(async (tx) => {
        for (const batch of batches) await addTraffic(tx, batch)
      })
    } catch (error) {
      kernel.log.warn({ err: error }, 'counts of requests to applications could not be written')
    }
  }

  kernel.onStart(() => kernel.db.system((tx) => deleteOldTraffic(tx, KEEP_DAYS)))
  kernel.onStop(flush)
  return { record, flush }
}

function bucketOf(ms: number): number {
  const bucket = Math.ceil(Math.log(Math.max(ms, FIRST_MS) / FIRST_MS) / Math.log(GROWTH))
  return Math.min(bucket, BUCKETS - 1)
}

/** The upper edge of the bucket in which the given share of the requests is reached; null without requests. */
export function percentile(latencies: readonly number[], share: number): number | null {
  const total = latencies.reduce((sum, count) => sum + count, 0)
  let seen = 0
  for (const [bucket, count] of latencies.entries()) {
    seen += count
    if (total > 0 && seen >= total * share) return Math.round(FIRST_MS * GROWTH ** bucket * 10) / 10
  }
  return null
}
