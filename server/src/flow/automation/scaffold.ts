import type { SpecRow } from '#specs'

/**
 * What a feature branch begins with: the spec itself, so that it is reviewed and kept with the code, and for a project
 * tested by Node's own runner a test file with one open point for each acceptance criterion.
 */
export function writeScaffold(spec: SpecRow, packageJson: string | undefined): Record<string, string> {
  const files: Record<string, string> = { [specPath(spec)]: printSpec(spec) }
  const pkg = parsePackage(packageJson)
  if (spec.acceptance.length > 0 && pkg && /\bnode\b.*--test/.test(pkg.scripts?.test ?? '')) {
    const extension = pkg.type === 'module' ? 'js' : 'mjs'
    files[`test/${slugOf(spec)}.test.${extension}`] = printSkeleton(spec)
  }
  return files
}

/** Where the spec stands in its repository. */
export function specPath(spec: Pick<SpecRow, 'id' | 'title'>): string {
  return `docs/specs/${slugOf(spec)}.md`
}

const MAX_SLUG = 60

/** The title as a file name; the id where the title has nothing that a file name can carry. */
function slugOf({ id, title }: Pick<SpecRow, 'id' | 'title'>): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, '')
  return slug || id
}

function printSpec(spec: SpecRow): string {
  const criteria = listsCriteria(spec) ? '' : spec.acceptance.map((line) => `- ${line}`).join('\n')
  return `# ${spec.title}\n\n${spec.body.trim()}\n${criteria ? `\n## Acceptance criteria\n\n${criteria}\n` : ''}`
}

/** Whether the text has a section for the criteria already. */
export function listsCriteria({ body }: Pick<SpecRow, 'body'>): boolean {
  return /^#+\s+acceptance/im.test(body)
}

function printSkeleton(spec: SpecRow): string {
  const points = spec.acceptance.map((line) => `test.todo(${JSON.stringify(line)})`)
  return `import { test } from 'node:test'\n\n// One test for each acceptance criterion of ${specPath(spec)}.\n${points.join('\n')}\n`
}

function parsePackage(text: string | undefined): { type?: string; scripts?: { test?: string } } | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined // the project's own problem, which its checks will report
  }
}
