import type { ProtectionRule } from '#projects'
import { refused } from './ruleset-rules.ts'

/** Which names a ruleset is for, as GitHub writes it. */
export interface WireNames {
  include: readonly string[]
  exclude: readonly string[]
}

const PREFIX = { branch: 'refs/heads/', tag: 'refs/tags/' } as const
const ALL = '**'
/** What means something to the settings' patterns and nothing to GitHub's. */
const ELSEWHERE = /[{}()|!\\]/

interface Names {
  /** One for each rule of the settings. */
  include: { pattern: string; followsDefault: boolean }[]
  exclude: string[]
}

export function readNames(
  { include, exclude }: WireNames,
  { target, defaultBranch }: { target: ProtectionRule['target']; defaultBranch: string },
): Names {
  if (include.length === 0) {
    throw refused('conditions: ref_name.include names nothing; give it a pattern, ~ALL or ~DEFAULT_BRANCH.')
  }
  const patternOf = (given: string) => {
    if (given === '~ALL') return ALL
    const shown = JSON.stringify(given.slice(0, 80))
    if (!given.startsWith(PREFIX[target]) || given === PREFIX[target]) {
      throw refused(`conditions: ${shown} is no pattern for a ${target}; begin it with ${PREFIX[target]}.`)
    }
    if (ELSEWHERE.test(given)) throw refused(`conditions: ${shown} is not kept; patterns are made of * ** ? and [].`)
    return given.slice(PREFIX[target].length)
  }
  return {
    include: [...new Set(include)].map((given) =>
      given === '~DEFAULT_BRANCH' && target === 'branch'
        ? { pattern: defaultBranch, followsDefault: true }
        : { pattern: patternOf(given), followsDefault: false },
    ),
    exclude: [...new Set(exclude)].map(patternOf),
  }
}

export function printNames(rules: readonly ProtectionRule[]): WireNames {
  const [{ target, exclude } = { target: 'branch' as const, exclude: [] }] = rules
  const print = (pattern: string) => (pattern === ALL ? '~ALL' : PREFIX[target] + pattern)
  return {
    include: rules.map(({ ruleset, pattern }) => (ruleset?.followsDefault ? '~DEFAULT_BRANCH' : print(pattern))),
    exclude: exclude.map(print),
  }
}
