import { randomUUID } from 'node:crypto'

/**
 * GITHUB_ENV, GITHUB_OUTPUT and GITHUB_STATE: `name=value` lines and `name<<DELIMITER … DELIMITER` blocks.
 * Throws a sentence for the workflow's author.
 */
export function parseAssignments(text: string, file: string): [name: string, value: string][] {
  const lines = text.split(/\r?\n/)
  const found: [string, string][] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (heredoc > 0 && (equals < 0 || heredoc < equals)) {
      const delimiter = line.slice(heredoc + 2)
      const end = lines.indexOf(delimiter, at + 1)
      if (!delimiter || end < 0) {
        throw new Error(`${file}: the block that begins with "${line.slice(0, 80)}" has no end "${delimiter}".`)
      }
      found.push([line.slice(0, heredoc), lines.slice(at + 1, end).join('\n')])
      at = end
    } else if (equals > 0) {
      found.push([line.slice(0, equals), line.slice(equals + 1)])
    } else {
      throw new Error(`${file}: "${line.slice(0, 80)}" is neither name=value nor a block.`)
    }
  }
  return found
}

/** GITHUB_PATH: a folder a line; the last one written comes first. */
export function parsePaths(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .reverse()
}

const COMMAND_FILES = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const
export type CommandFile = (typeof COMMAND_FILES)[number]

/** Fresh names for each step, so that what one leaves behind cannot speak for the next. */
export function nameCommandFiles(folder: string): Record<CommandFile, string> {
  const unique = randomUUID()
  return Object.fromEntries(
    COMMAND_FILES.map((name) => [name, `${folder}/${name.slice('GITHUB_'.length).toLowerCase()}_${unique}`]),
  ) as Record<CommandFile, string>
}

/** What a step may not set through GITHUB_ENV: the runner's own variables, and Node's door into its process. */
export function isReservedVariable(name: string): boolean {
  return /^(GITHUB_|RUNNER_)/.test(name) || name === 'NODE_OPTIONS' || name === 'CI' || name.includes('\0')
}
