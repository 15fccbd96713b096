/**
 * GitHub's filter patterns, which are not those of a shell: `*` stops at `/`, `**` does not, `?` and `+` repeat the
 * character before them, `[…]` is one of a set, `\` takes the next character as it is.
 * https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet
 *
 * The text is walked with the set of states the pattern can be in, so a hostile pattern costs at most its length times
 * the text's, where a regular expression could hang the server.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = compile(pattern)
  let states = follow(parts, new Set([0]))
  for (const character of text) {
    const next = new Set<number>()
    for (const state of states) {
      const part = parts[state]
      if (!part?.accepts(character)) continue
      next.add(part.repeats ? state : state + 1)
      if (part.repeats) next.add(state + 1)
    }
    states = follow(parts, next)
    if (states.size === 0) return false
  }
  return states.has(parts.length)
}

interface Part {
  accepts(character: string): boolean
  /** May stand for nothing. */
  optional: boolean
  /** May be taken again. */
  repeats: boolean
  /** How many parts are left out when this optional one stands for nothing and takes its followers with it. */
  skips: number
}

function follow(parts: readonly Part[], states: Set<number>): Set<number> {
  // Members added while a Set is walked are walked too, which makes this the whole closure.
  for (const state of states) {
    const part = parts[state]
    if (!part?.optional) continue
    states.add(state + 1)
    states.add(state + part.skips)
  }
  return states
}

function compile(pattern: string): Part[] {
  const parts: Part[] = []
  const add = (accepts: Part['accepts'], options: Partial<Part> = {}) =>
    parts.push({ accepts, optional: false, repeats: false, skips: 1, ...options })
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string
    const last = parts.at(-1)
    if (character === '*' && pattern[at + 1] === '*') {
      const atSegmentStart = at === 0 || pattern[at - 1] === '/'
      at++
      // A whole segment of `**` may be absent together with its slash: a gate before it, passed without a character.
      if (atSegmentStart && pattern[at + 1] === '/') add(() => false, { optional: true, skips: 3 })
      add(() => true, { optional: true, repeats: true })
    } else if (character === '*') {
      add((c) => c !== '/', { optional: true, repeats: true })
    } else if (character === '?' && last) {
      last.optional = true
    } else if (character === '+' && last) {
      last.repeats = true
    } else if (character === '[' && pattern.indexOf(']', at + 2) > 0) {
      const end = pattern.indexOf(']', at + 2)
      add(charactersOf(pattern.slice(at + 1, end)))
      at = end
    } else if (character === '\\' && at + 1 < pattern.length) {
      const literal = pattern[++at] as string
      add((c) => c === literal)
    } else {
      add((c) => c === character)
    }
  }
  return parts
}

function charactersOf(set: string): Part['accepts'] {
  const ranges = [...set.matchAll(/(.)-(.)|./gs)].map(([one, from, to]) => [from ?? one, to ?? one] as const)
  return (c) => ranges.some(([from, to]) => c >= from && c <= to)
}

/** Patterns in order: a later one overrules an earlier, `!` takes back. */
export function matchesPatterns(patterns: readonly string[], text: string): boolean {
  let matched = false
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) matched &&= !matchesGlob(pattern.slice(1), text)
    else matched ||= matchesGlob(pattern, text)
  }
  return matched
}
