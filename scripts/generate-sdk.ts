/**
 * Writes sdk/src/generated.ts from the verbs of the server; with `--check` only says whether it is up to date.
 * Nothing is started for it: modules register their verbs when they are created.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeVerbs } from '../server/src/app.ts'
import { printSdk } from './generate-sdk/print-sdk.ts'

const file = join(import.meta.dirname, '../sdk/src/generated.ts')
const verbs = await describeVerbs()
if (verbs.length === 0) fail('The server has no verbs, which cannot be right; see describeVerbs in server/src/app.ts.')
const wanted = printSdk(verbs)

if (process.argv.includes('--check')) {
  const line = firstDifference(readExisting(), wanted)
  if (line) fail(`sdk/src/generated.ts is out of date from line ${line} on; run \`npm run generate\` and commit it.`)
  console.log(`sdk/src/generated.ts is up to date: ${verbs.length} verbs.`)
} else {
  writeFileSync(file, wanted)
  console.log(`Wrote sdk/src/generated.ts: ${verbs.length} verbs.`)
}
process.exit()

function readExisting(): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Number of the first line that differs; undefined when none does. */
function firstDifference(a: string, b: string): number | undefined {
  if (a === b) return undefined
  const others = b.split('\n')
  return a.split('\n').findIndex((line, i) => line !== others[i]) + 1 || others.length
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
