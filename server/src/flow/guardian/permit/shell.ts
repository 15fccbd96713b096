/** One program with its arguments, as a shell would start it. */
export interface SimpleCommand {
  words: string[]
  /** Targets of `>` and `>>`. */
  writes: string[]
}

/** Programs that only start another one. */
const WRAPPERS = new Set([
  'env',
  'command',
  'exec',
  'nohup',
  'time',
  'nice',
  'setsid',
  'stdbuf',
  'timeout',
  'xargs',
  'then',
  'do',
  'else',
  'if',
  'while',
  '!',
  '{',
  '(',
])
const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh'])
const DEEPEST = 4

/**
 * The programs a command line starts, as far as its text tells: lists, pipes, substitutions, `bash -c` and `eval` are opened.
 * It does not expand variables or globs: whoever wants to hide a program can, which is why the sandbox and the push policy decide.
 */
export function parseCommands(line: string, depth = 0): SimpleCommand[] {
  if (depth > DEEPEST) return []
  return split(line).flatMap((part) => {
    const command = unwrap(part)
    return [command, ...inner(command).flatMap((text) => parseCommands(text, depth + 1))]
  })
}

/** The name of the program, without its folder. */
export function programOf({ words }: SimpleCommand): string {
  return (words[0] ?? '').split('/').at(-1)!
}

function inner(command: SimpleCommand): string[] {
  const program = programOf(command)
  const substituted = command.words.flatMap((word) => [...word.matchAll(/\$\(([^()]{1,2000})\)|`([^`]{1,2000})`/g)])
  const texts = substituted.map((match) => match[1] ?? match[2] ?? '')
  if (program === 'eval') texts.push(command.words.slice(1).join(' '))
  if (SHELLS.has(program)) {
    const at = command.words.findIndex((word) => /^-[a-z]*c$/.test(word))
    if (at > 0) texts.push(command.words[at + 1] ?? '')
  }
  return texts
}

/** Leaves out assignments, wrappers and their options: `env A=1 timeout 5 git push` is `git push`. */
function unwrap(command: SimpleCommand): SimpleCommand {
  const words = [...command.words]
  while (words.length > 0) {
    const word = words[0]!
    if (/^\w+=/.test(word)) words.shift()
    else if (WRAPPERS.has(word.split('/').at(-1)!)) {
      words.shift()
      while (words.length > 0 && /^(-|\d+[smhd]?$)/.test(words[0]!)) words.shift()
    } else break
  }
  return { ...command, words }
}

/** Splits at `;`, `&`, `|`, line ends and parentheses outside quotes, and each part into words. */
function split(line: string): SimpleCommand[] {
  const commands: SimpleCommand[] = []
  let current: SimpleCommand = { words: [], writes: [] }
  let word: string | undefined
  let redirected = false
  let quote = ''
  let substitution = 0
  const endWord = (): void => {
    if (word === undefined) return
    if (redirected) current.writes.push(word)
    else current.words.push(word)
    word = undefined
    redirected = false
  }
  const endCommand = (): void => {
    endWord()
    if (current.words.length > 0 || current.writes.length > 0) commands.push(current)
    current = { words: [], writes: [] }
  }
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    if (quote) {
      if (char === quote) quote = ''
      else if (char === '\\' && quote === '"' && i + 1 < line.length) word += line[++i]!
      else word += char
    } else if (char === '$' && line[i + 1] === '(') {
      substitution++
      word = `${word ?? ''}$(`
      i++
    } else if (substitution > 0) {
      if (char === '(') substitution++
      if (char === ')') substitution--
      word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (char === '\\' && i + 1 < line.length) {
      word = (word ?? '') + line[++i]!
    } else if (char === '>') {
      if (word !== undefined && /^\d$/.test(word)) word = undefined
      endWord()
      if (line[i + 1] === '>' || line[i + 1] === '|') i++
      if (line[i + 1] === '&') i++
      redirected = true
    } else if (/[;&|\n()]/.test(char)) endCommand()
    else if (/\s/.test(char)) endWord()
    else if (char === '<') endWord()
    else word = (word ?? '') + char
  }
  endCommand()
  return commands
}
