/** Where the file may be; the first that exists counts. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const

/** GitHub's limit; a larger file is not read at all. */
export const MOST_CODEOWNERS_BYTES = 3 * 1024 * 1024

interface OwnerRule {
  line: number
  pattern: string
  /** `@login`, `@owner/team` or a mail address, as written. None: whoever owned the path before does no more. */
  owners: string[]
}

interface OwnerError {
  /** Counted from 1, as is `column`. */
  line: number
  column: number
  kind: 'Invalid pattern' | 'Invalid owner'
  source: string
  message: string
}

export interface CodeOwners {
  rules: OwnerRule[]
  errors: OwnerError[]
}

const OWNER = /^(@[A-Za-z0-9][\w.-]*(\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/

/** Reads a CODEOWNERS file. A line with a mistake is left out and reported, as GitHub does; the others count. */
export function parseCodeOwners(text: string): CodeOwners {
  const rules: OwnerRule[] = []
  const errors: OwnerError[] = []
  for (const [at, source] of text.split(/\r?\n/).entries()) {
    const line = at + 1
    const [pattern, ...owners] = words(source)
    if (pattern === undefined) continue
    const wrong = owners.find((owner) => !OWNER.test(owner))
    if (/^!|[[\]]/.test(pattern)) {
      const message = `${pattern} uses "!" or "[ ]", which CODEOWNERS does not have; write the paths out.`
      errors.push({ line, column: columnOf(source, pattern), kind: 'Invalid pattern', source, message })
    } else if (wrong !== undefined) {
      const message = `${wrong} is no owner; write @login, @owner/team or a mail address.`
      errors.push({ line, column: columnOf(source, wrong), kind: 'Invalid owner', source, message })
    } else {
      rules.push({ line, pattern, owners })
    }
  }
  return { rules, errors }
}

const columnOf = (source: string, word: string): number => Math.max(0, source.indexOf(word)) + 1

/** Who owns each path: the last rule that fits it decides. Paths without owners are left out. */
export function ownersOf({ rules }: Pick<CodeOwners, 'rules'>, paths: readonly string[]): Map<string, string[]> {
  const compiled = rules.map(({ pattern, owners }) => ({ owners, matches: compile(pattern) })).reverse()
  const found = new Map<string, string[]>()
  for (const path of paths) {
    const owners = compiled.find(({ matches }) => matches(path))?.owners ?? []
    if (owners.length > 0) found.set(path, owners)
  }
  return found
}

/** The words of a line up to a comment; `\ ` and `\#` are a space and a number sign of the pattern. */
function words(source: string): string[] {
  const found = source.match(/(?:\\[ #]|[^\s#]|(?<=\S)#)+|#.*/g) ?? []
  const comment = found.findIndex((word) => word.startsWith('#'))
  return (comment < 0 ? found : found.slice(0, comment)).map((word) => word.replace(/\\([ #])/g, '$1'))
}

/** As in .gitignore: a slash in front or inside anchors at the root, one at the end means everything below. */
function compile(pattern: string): (path: string) => boolean {
  const anchored = pattern.slice(0, -1).includes('/')
  const parts = pattern.split('/').filter(Boolean)
  const glob = anchored ? parts : ['**', ...parts]
  // `docs/*` is what stands in docs, not what stands below.
  const direct = anchored && parts.at(-1) === '*'
  const below = pattern.endsWith('/') ? 1 : 0
  return (path) => matchParts(glob, path.split('/'), { below, deeper: !direct })
}

/** A pattern is somebody's input: no regular expression is made of it, so that none can be made to take for ever. */
function matchParts(glob: string[], path: string[], { below, deeper }: { below: number; deeper: boolean }): boolean {
  let g = 0
  let p = 0
  let star: { g: number; p: number } | undefined
  const done = () => {
    const left = path.length - p
    return g === glob.length && left >= below && (left === 0 || deeper)
  }
  while (!done()) {
    if (glob[g] === '**') {
      star = { g: g++, p }
    } else if (g < glob.length && p < path.length && matchName(glob[g]!, path[p]!)) {
      g++
      p++
    } else if (star && star.p < path.length) {
      p = ++star.p
      g = star.g + 1
    } else {
      return false
    }
  }
  return true
}

/** `*` is any text and `?` any character within one name. */
function matchName(glob: string, name: string): boolean {
  let g = 0
  let n = 0
  let star: { g: number; n: number } | undefined
  while (n < name.length) {
    if (glob[g] === '*') {
      star = { g: g++, n }
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === name[n])) {
      g++
      n++
    } else if (star) {
      n = ++star.n
      g = star.g + 1
    } else {
      return false
    }
  }
  while (glob[g] === '*') g++
  return g === glob.length
}
