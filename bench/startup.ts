/** The server as a program with its embedded PostgreSQL: from the start of the process to /readyz. */
import { freePort, startProgram } from '../server/test/program.ts'
import { dataFolder, median } from './data-folder.ts'
import type { BenchRow } from './row.ts'

const RUNS = 3
const EMPTY_TARGET_MS = 4_000
const EXISTING_TARGET_MS = 2_000

export default async function benchStartup(): Promise<BenchRow[]> {
  const empty: number[] = []
  const existing: number[] = []
  for (let run = 0; run < RUNS; run++) {
    using folder = dataFolder()
    empty.push(await startOnce(folder.path))
    existing.push(await startOnce(folder.path))
  }
  return [
    row('start to ready on an empty folder', empty, EMPTY_TARGET_MS),
    row('start to ready on existing data', existing, EXISTING_TARGET_MS),
  ]
}

async function startOnce(dataDir: string): Promise<number> {
  const port = await freePort()
  const started = performance.now()
  const server = await startProgram({ dataDir, port, env: { DEVFLOW_REHEARSAL: 'off' } })
  const ms = performance.now() - started
  await server.stop()
  return ms
}

function row(claim: string, times: number[], targetMs: number): BenchRow {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2)
  return {
    claim: `${claim}, median of ${RUNS}`,
    value: `${seconds(median(times))} s (slowest ${seconds(Math.max(...times))} s)`,
    target: `≤ ${targetMs / 1000} s`,
    met: median(times) <= targetMs,
  }
}
