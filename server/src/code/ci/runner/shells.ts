/** How a `run` script becomes a command, with GitHub's own arguments for each shell. */
export interface Shell {
  extension: string
  command(script: string): string[]
}

const SHELLS: Record<string, { extension: string; words: string[] }> = {
  bash: { extension: '.sh', words: ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '{0}'] },
  sh: { extension: '.sh', words: ['sh', '-e', '{0}'] },
  python: { extension: '.py', words: ['python3', '{0}'] },
  node: { extension: '.mjs', words: ['node', '{0}'] },
  pwsh: { extension: '.ps1', words: ['pwsh', '-command', ". '{0}'"] },
}

/** What runs where a step names no shell: as with GitHub, bash without pipefail. */
const UNNAMED = { extension: '.sh', words: ['bash', '-e', '{0}'] }

/** A known name, or a template of one's own such as `perl {0}`. Throws a sentence for the workflow's author. */
export function findShell(name: string | undefined): Shell {
  const known = name === undefined ? UNNAMED : SHELLS[name.trim()]
  const words = known?.words ?? splitWords(name ?? '')
  if (!words.some((word) => word.includes('{0}'))) {
    throw new Error(
      `There is no shell "${name}"; use ${Object.keys(SHELLS).join(', ')} or a command with {0} for the script.`,
    )
  }
  return {
    extension: known?.extension ?? extensionOf(words[0] ?? ''),
    command: (script) => words.map((word) => word.replaceAll('{0}', script)),
  }
}

function extensionOf(program: string): string {
  return /python/.test(program) ? '.py' : /^(node|deno|bun)$/.test(program) ? '.mjs' : ''
}

/** Words at spaces; quotes keep them together. Never given to a shell. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}
