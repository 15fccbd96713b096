/**
 * The rule of direction, as a script: `kernel ← platform ← code ← runtime ← hub ← flow ← protocols ← app ← main`.
 * Reads text, not types, so that it takes milliseconds; fails when it has looked at nothing.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFile, type SourceFile } from './check-boundaries/rules.ts'

const root = process.argv[2] ?? join(import.meta.dirname, '..')
const PATTERNS = ['server/src/**/*.ts', 'sdk/src/**/*.ts', 'cli/src/**/*.ts', 'dashboard/src/**/*.{ts,tsx}']

const paths = globSync(PATTERNS, { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
const files = paths.map((path): SourceFile => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const aliases = readAliases()
const violations = files.flatMap((file) => checkFile(file, aliases))

if (!files.some((file) => file.path.startsWith('server/src/'))) {
  console.error(`No source file was found under ${root}/server/src, so nothing was checked.`)
  process.exit(1)
}
for (const { path, line, message } of violations) console.error(`${path}:${line}  ${message}`)
if (violations.length > 0) {
  const count = violations.length === 1 ? 'One line breaks' : `${violations.length} lines break`
  console.error(`\n${count} the rule of direction; ARCHITECTURE.md explains it.`)
  process.exit(1)
}
console.log(`Boundaries hold in ${files.length} files.`)

/** `#git` → `server/src/code/git/index.ts`, from the imports of server/package.json. */
function readAliases(): Map<string, string> {
  const manifest = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8')) as {
    imports?: Record<string, string>
  }
  return new Map(
    Object.entries(manifest.imports ?? {}).map(([alias, path]) => [alias, join('server', path).replaceAll('\\', '/')]),
  )
}
