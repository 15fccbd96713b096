/**
 * `npm run bench [names…]`: every benchmark in a process of its own, one after the other, so that none disturbs another.
 * Prints one table and keeps it in docs/benchmarks.md; a row measured earlier stays there until it is measured again.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchRow } from './row.ts'
import { printTable, recordTable } from './table.ts'

/** Files of this folder that are no benchmark. */
const HELPERS = new Set(['run', 'row', 'table', 'data-folder', 'git-history', 'git-load'])
const MEASURE = '--measure'

const [flag, wanted] = process.argv.slice(2)
if (flag === MEASURE) {
  const { default: bench } = (await import(`./${wanted}.ts`)) as { default: () => Promise<BenchRow[]> }
  process.send!(await bench(), () => process.disconnect())
} else {
  process.exitCode = await runAll(process.argv.slice(2))
}

/** 0 when every target was met. */
async function runAll(names: string[]): Promise<number> {
  const known = readdirSync(import.meta.dirname)
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => !HELPERS.has(name))
  const unknown = names.find((name) => !known.includes(name))
  if (unknown) {
    process.stderr.write(`There is no benchmark ${JSON.stringify(unknown)}; choose from ${known.join(', ')}.\n`)
    return 2
  }
  const measured: BenchRow[] = []
  let broken = false
  for (const name of names.length > 0 ? names : known) {
    process.stderr.write(`${name} …\n`)
    const rows = await measure(name)
    if (rows) measured.push(...rows)
    else broken = true
  }
  process.stdout.write(`\n${printTable(measured)}\n`)
  await recordTable(join(import.meta.dirname, '../docs/benchmarks.md'), measured)
  return broken || measured.some((row) => !row.met) ? 1 : 0
}

/** Undefined when the benchmark itself broke; it has said why. */
async function measure(name: string): Promise<BenchRow[] | undefined> {
  const child = fork(import.meta.filename, [MEASURE, name], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  let rows: BenchRow[] | undefined
  child.on('message', (message) => (rows = message as BenchRow[]))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code === 0 && rows) return rows
  process.stderr.write(`${name} broke (exit code ${code}).\n`)
  return undefined
}
