import { posix } from 'node:path'
import { lineAt, readImports, withoutComments } from './imports.ts'
import { PAST_ROW_LEVEL_SECURITY } from './past-row-level-security.ts'

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  path: string
  text: string
}

export interface Violation {
  path: string
  line: number
  message: string
}

/** From the bottom up; each stands on those before it and knows nothing of those after. */
const LAYERS = ['kernel', 'platform', 'code', 'runtime', 'hub', 'flow', 'protocols', 'app', 'main'] as const
type Layer = (typeof LAYERS)[number]

/** The one file of each package that may read the environment. */
const CONFIGS = ['server/src/config.ts', 'cli/src/config.ts']

/** Tests, the suites that several of them share, and the kits that set them up. */
const isTest = (path: string): boolean => /\.(test|suite|kit)\.tsx?$/.test(path)
const isSql = (path: string): boolean => path.endsWith('.sql.ts')
/** What makes connections and runs the migrations speaks SQL by trade. */
const isDatabase = (path: string): boolean => path.startsWith('server/src/kernel/database/')

/** What a file does against the rule; tests may reach further than what they test. */
export function checkFile(file: SourceFile, aliases: ReadonlyMap<string, string>): Violation[] {
  const found: Violation[] = []
  const report = (line: number, message: string) => found.push({ path: file.path, line, message })
  if (file.path.startsWith('server/src/')) {
    checkImports(file, aliases, report)
    if (!isTest(file.path) && !isSql(file.path) && !isDatabase(file.path)) checkSql(file, report)
  } else {
    checkClientImports(file, report)
  }
  if (file.path.startsWith('server/src/protocols/') && !isTest(file.path)) checkSight(file, report)
  if (!isTest(file.path) && !CONFIGS.includes(file.path)) checkEnvironment(file, report)
  return found
}

type Report = (line: number, message: string) => void

function checkImports({ path, text }: SourceFile, aliases: ReadonlyMap<string, string>, report: Report): void {
  const own = place(path)
  for (const { specifier, line } of readImports(text)) {
    const alias = specifier.startsWith('#')
    const target = alias ? aliases.get(specifier) : relativeTarget(path, specifier)
    if (alias && !target) {
      report(line, `${specifier} is not in the imports of server/package.json; only what stands there is a module.`)
    }
    if (!target) continue
    if (!target.startsWith('server/')) {
      report(line, `${specifier} leaves the server; the server knows nothing of its clients.`)
      continue
    }
    if (!target.startsWith('server/src/')) {
      if (!isTest(path)) report(line, `${specifier} is for tests only.`)
      continue
    }
    const other = place(target)
    if (other.module === own.module) {
      if (alias && !isTest(path))
        report(line, `${own.module} imports itself as ${specifier}; inside a module paths are relative.`)
      continue
    }
    if (isTest(path)) continue
    if (LAYERS.indexOf(other.layer) > LAYERS.indexOf(own.layer)) {
      report(
        line,
        `${own.layer} may not know ${other.layer} (${specifier}): it announces facts as events, and ${other.layer} subscribes.`,
      )
    } else if (!alias && other.module === other.layer && other.layer === own.layer) {
      // A file beside the folders of a layer is what they share.
    } else if (!alias && other.module !== 'config' && own.layer !== 'main' && own.layer !== 'app') {
      report(
        line,
        `${specifier} reaches into ${other.module}; import it by its name, #${posix.basename(other.module)}.`,
      )
    } else if (!alias && !isEntrance(target)) {
      report(line, `${specifier} reaches into ${other.module}; its entrance is index.ts.`)
    }
  }
}

/** A module is a folder of a layer; the kernel is one module, and so is each file beside the layers. */
function place(path: string): { layer: Layer; module: string } {
  const [first, second] = path.slice('server/src/'.length).split('/') as [string, string | undefined]
  if (second === undefined) {
    const name = first.replace(/\.ts$/, '')
    // The configuration is plain data that every layer may be handed.
    if (name === 'config') return { layer: 'kernel', module: 'config' }
    return { layer: name === 'main' ? 'main' : 'app', module: name }
  }
  const layer = LAYERS.find((name) => name === first) ?? 'app'
  return { layer, module: layer === 'kernel' || second.endsWith('.ts') ? layer : `${first}/${second}` }
}

function isEntrance(target: string): boolean {
  return (
    target.endsWith('/index.ts') || target.split('/').length <= 3 || /^server\/src\/[a-z-]+\/[a-z-]+\.ts$/.test(target)
  )
}

function relativeTarget(path: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
}

/** Text that begins as a statement on tables; `listen` and `set local` are commands to a connection. */
const STATEMENT =
  /[`'"]\s*(?:select\s(?=[^`'"]*?(?:\bfrom\s|\())|insert\s+into\s|update\s+[\w.]+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\(|(?:create|alter|drop)\s+(?:table|schema|index|function|role)\s|truncate\s)/gi
const QUERY = /\.query(?:<[^(]*>)?\s*\(\s*[`'"]\s*(?:select|insert|update|delete|with|create|alter|drop|truncate)\s/gi

/** SQL stands in `*.sql.ts` and migrations, so that a module's whole use of the database is in one place. */
function checkSql({ path, text }: SourceFile, report: Report): void {
  const code = withoutComments(text)
  // A sentence for people begins with a capital ("Select a branch from …"), a statement with a small word or a loud one.
  const sites = [...code.matchAll(QUERY), ...code.matchAll(STATEMENT)].filter(
    ([found]) => !/[`'"]\s*[A-Z][a-z]/.test(found),
  )
  const lines = new Set(sites.map(({ index, 0: found }) => lineAt(code, index + found.trimEnd().length)))
  const home = `${posix.basename(path, '.ts')}.sql.ts`
  for (const line of lines) report(line, `SQL belongs into ${home} (or another *.sql.ts) of the same folder.`)
}

/** A door that reads with the server's own sight decides by itself who sees what; that is for verbs. */
function checkSight({ path, text }: SourceFile, report: Report): void {
  const code = withoutComments(text)
  const sites = [...code.matchAll(/\bdb\s*\.\s*system\b|\{[^}]*\bsystem\b[^}]*\}\s*=\s*[\w.]*\bdb\b/g)]
  const most = PAST_ROW_LEVEL_SECURITY[path]?.times ?? 0
  for (const { index } of sites.slice(most))
    report(
      lineAt(code, index),
      'A door may not read past row-level security (db.system); call a verb, which asks who may.',
    )
  if (most > sites.length)
    report(1, `Only ${sites.length} reads go past row-level security here; past-row-level-security.ts says ${most}.`)
}

function checkEnvironment({ path, text }: SourceFile, report: Report): void {
  const code = withoutComments(text)
  const home = path.startsWith('cli/') ? 'cli/src/config.ts' : 'server/src/config.ts'
  for (const { index } of code.matchAll(
    /\bprocess\s*(?:\.\s*env\b|\[\s*['"]env)|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/g,
  )) {
    const hint =
      path.startsWith('sdk/') || path.startsWith('dashboard/') ? 'be handed what it needs' : `be read in ${home}`
    report(lineAt(code, index), `The environment may not be read here; it must ${hint}.`)
  }
}

/** The dashboard and the command line talk through the SDK only; the SDK stands alone. */
function checkClientImports({ path, text }: SourceFile, report: Report): void {
  const [own] = path.split('/')
  for (const { specifier, line } of readImports(text)) {
    const target = relativeTarget(path, specifier)
    if (specifier.startsWith('#') || specifier.startsWith('@devflow/server') || target?.startsWith('server/')) {
      if (!isTest(path)) report(line, `${specifier} is the server's; ${own} speaks to it through @devflow/sdk only.`)
    } else if (target && !target.startsWith(`${own}/`)) {
      report(line, `${specifier} leaves ${own}; packages import each other by name.`)
    } else if (own === 'sdk' && /^(@devflow\/|devflow$)/.test(specifier)) {
      report(line, `${specifier} stands on the SDK, not under it.`)
    }
  }
}
