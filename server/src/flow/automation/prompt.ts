import type { SpecRow } from '#specs'
import { listsCriteria, specPath } from './scaffold.ts'

type Text = Pick<SpecRow, 'id' | 'title' | 'body' | 'acceptance'>

/** What an agent is asked for a spec. The constraints it must keep are enforced elsewhere; they are told here so that it need not run into them. */
export function writePrompt(spec: Text, forbiddenPaths: readonly string[]): string {
  const parts = [
    `# ${spec.title}`,
    spec.body.trim(),
    spec.acceptance.length && !listsCriteria(spec)
      ? `## Acceptance criteria\n\n${spec.acceptance.map((line) => `- ${line}`).join('\n')}`
      : '',
    `## How to work

- The current folder is the repository, on a branch of its own. Change files in it; do not commit or push: DevFlow does that when you are done.
- The spec stands in ${specPath(spec)}. If a test file with open points (test.todo) for its criteria is there, turn each into a real test.
- Read the code first and follow its style. Keep the change as small as the spec allows.
- Cover every acceptance criterion with a test and run the project's tests before you finish.
- Leave these paths alone: ${forbiddenPaths.map((path) => `\`${path}\``).join(', ') || 'none are closed'}.
- End with a short summary for the reviewer: what changed, what you verified, what remains open.`,
  ]
  return parts.filter(Boolean).join('\n\n')
}

/** What an agent is asked when the checks of its pull request failed. */
export function writeRepairPrompt(
  spec: Text,
  failures: { name: string; tail: string }[],
  forbiddenPaths: readonly string[],
): string {
  const reports = failures.map(({ name, tail }) => `### ${name}\n\n\`\`\`\n${tail}\n\`\`\``)
  return `The branch already holds a change for the spec below, but its checks failed. Find the cause and repair it; do not weaken a test or a check.\n\n## What failed\n\n${reports.join('\n\n')}\n\n${writePrompt(spec, forbiddenPaths)}`
}
