import type { SpecRow } from '#specs'

/**
 * What a feature branch begins with: the spec itself, so that it is reviewed and kept with the code, and for a project
 * tested by Node's own runner a test file with one open point for each acceptance criterion.
 */
export function writeScaffold(spec: SpecRow, packageJson: string | undefined): Record<string, string> {
  const files: Record<string, string> = { [`docs/specs/${spec.id}.md`]: printSpec(spec) }
  const pkg = parsePackage(packageJson)
  if (spec.acceptance.length > 0 && pkg && /\bnode\b.*--test/.test(pkg.scripts?.test ?? '')) {
    const extension = pkg.type === 'module' ? 'js' : 'mjs'
    files[`test/${spec.id}.test.${extension}`] = printSkeleton(spec)
  }
  return files
}

function printSpec(spec: SpecRow): string {
  const criteria = spec.acceptance.map((line) => `- ${line}`).join('\n')
  return `# ${spec.title}\n\n${spec.body.trim()}\n${criteria ? `\n## Acceptance criteria\n\n${criteria}\n` : ''}`
}

function printSkeleton(spec: SpecRow): string {
  const points = spec.acceptance.map((line) => `test.todo(${JSON.stringify(line)})`)
  return `import { test } from 'node:test'\n\n// One test for each acceptance criterion of docs/specs/${spec.id}.md.\n${points.join('\n')}\n`
}

function parsePackage(text: string | undefined): { type?: string; scripts?: { test?: string } } | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined // the project's own problem, which its checks will report
  }
}
