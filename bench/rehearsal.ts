/** The shipped spec on an empty data folder: from the event of its approval to the first answer only the new code gives. */
import { setTimeout as sleep } from 'node:timers/promises'
import { askApplication, freePort, type Program, startProgram } from '../server/test/program.ts'
import { dataFolder, median } from './data-folder.ts'
import type { BenchRow } from './row.ts'

const RUNS = 3
const TARGET_MS = 30_000
const LOOK_EVERY_MS = 100
const GIVE_UP_MS = 180_000

export default async function benchRehearsal(): Promise<BenchRow[]> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    using folder = dataFolder()
    const server = await startProgram({ dataDir: folder.path, port: await freePort() })
    try {
      const answered = await firstAnswer(server)
      times.push(answered - (await approvedAt(server)))
    } finally {
      await server.stop()
    }
  }
  return [
    {
      claim: `rehearsal, approve → live URL answers, median of ${RUNS}`,
      value: `${(median(times) / 1000).toFixed(1)} s (slowest ${(Math.max(...times) / 1000).toFixed(1)} s)`,
      target: `≤ ${TARGET_MS / 1000} s`,
      met: median(times) <= TARGET_MS,
    },
  ]
}

/** The time of the first answer at an address that the spec asks for and the repository does not have before. */
export async function firstAnswer(server: Program): Promise<number> {
  const application = `http://moonlight.examples.localhost:${new URL(server.url).port}`
  for (const end = Date.now() + GIVE_UP_MS; Date.now() < end; ) {
    const answer = await askApplication(server.url, application, '/api/moon').catch(() => undefined)
    if (answer && typeof answer === 'object' && 'nextFullMoon' in answer) return Date.now()
    await sleep(LOOK_EVERY_MS)
  }
  throw new Error(`The rehearsal did not come to an end:\n${server.output()}`)
}

async function approvedAt(server: Program): Promise<number> {
  const { items } = await server.get('/workflow/events?type=SPEC_APPROVED')
  return Date.parse(items[0].at)
}
