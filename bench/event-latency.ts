/**
 * From the append of an event to a reader of the live stream: 500 events a second, each in a transaction of its own,
 * read over real HTTP by another process.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { createApp } from '../server/src/app.ts'
import { readConfig } from '../server/src/config.ts'
import type { BenchRow } from './row.ts'

const EVENTS_PER_SECOND = 500
const WARM_UP_EVENTS = 500
const EVENTS = 3_000
const TARGET_MS = 50
const TOKEN = 'token-of-the-event-benchmark'

interface Percentiles {
  p50: number
  p99: number
  max: number
}

export default async function benchEventLatency(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-bench-'))
  const app = await createApp(
    readConfig({ PORT: '0', DEVFLOW_DATA: dataDir, DEVFLOW_REHEARSAL: 'off', DEVFLOW_ADMIN_TOKEN: TOKEN }),
  )
  try {
    await app.start()
    const { actor } = await app.modules.identity.prepareAdmin()
    const reader = fork(import.meta.filename, ['reader'])
    reader.send(`${app.url}/api/events?name=bench.measured`)
    await once(reader, 'message') // connected
    const measured = once(reader, 'message') as Promise<[Percentiles]>

    const org = Object.keys(actor.orgs)[0]!
    const started = performance.now()
    const appends: Promise<void>[] = []
    for (let i = 0; i < WARM_UP_EVENTS + EVENTS; i++) {
      const waitMs = started + (i * 1000) / EVENTS_PER_SECOND - performance.now()
      if (waitMs > 0) await sleep(waitMs)
      appends.push(
        app.kernel.events.publish([
          {
            name: 'bench.measured',
            org_id: org,
            project_id: null,
            actor: { kind: 'system', id: 'bench', name: 'bench' },
            links: {},
            data: { sentAt: wallClockMs() },
            action_id: null,
          },
        ]),
      )
    }
    await Promise.all(appends)
    const rate = (1000 * appends.length) / (performance.now() - started)
    const [{ p50, p99, max }] = await measured
    return [
      {
        claim: `Event append to SSE reader, p99 at ${Math.round(rate)} events/s`,
        value: `${p99.toFixed(1)} ms (p50 ${p50.toFixed(1)} ms, max ${max.toFixed(1)} ms)`,
        target: `< ${TARGET_MS} ms`,
        met: p99 < TARGET_MS,
      },
    ]
  } finally {
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Comparable between processes of one machine, and finer than a millisecond. */
function wallClockMs(): number {
  return performance.timeOrigin + performance.now()
}

function runReader(): void {
  process.once('message', async (url: string) => {
    const latencies: number[] = []
    let seen = 0
    const parser = createParser({
      onEvent({ data }) {
        const { sentAt } = (JSON.parse(data) as { data: { sentAt: number } }).data
        if (seen++ >= WARM_UP_EVENTS) latencies.push(wallClockMs() - sentAt)
      },
    })
    const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })
    if (!response.ok) throw new Error(`${url} answered ${response.status}`)
    const text = new TextDecoder()
    let connected = false
    for await (const chunk of response.body!) {
      if (!connected) process.send?.('connected')
      connected = true
      parser.feed(text.decode(chunk, { stream: true }))
      if (seen >= WARM_UP_EVENTS + EVENTS) break
    }
    latencies.sort((a, b) => a - b)
    const at = (share: number): number =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!
    process.send?.({ p50: at(0.5), p99: at(0.99), max: at(1) } satisfies Percentiles)
    process.disconnect()
  })
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === 'reader') runReader()
  else console.table(await benchEventLatency())
}
