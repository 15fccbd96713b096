import { posix } from 'node:path'
import picomatch from 'picomatch'
import type { FileDiff } from '#git'
import type { Finding } from '../finding.ts'

/** Findings name this many files; a change of a thousand needs no longer list. */
const MOST_NAMED = 50

/** Files that a change may not add, edit, rename or delete. */
export function checkForbiddenPaths(diff: readonly FileDiff[], patterns: readonly string[]): Finding[] {
  const forbids = forbiddenPaths(patterns)
  return diff
    .flatMap((file) => {
      const path = [file.path, file.oldPath].find((p) => p !== undefined && forbids(p) !== undefined)
      if (path === undefined) return []
      return [{ rule: 'forbidden-path' as const, path, message: forbiddenSentence(path, forbids(path)!) }]
    })
    .slice(0, MOST_NAMED)
}

export function forbiddenSentence(path: string, pattern: string): string {
  return `${JSON.stringify(path)} is a forbidden path (${pattern}); leave it out of the change, ask an admin to change it, or remove the pattern from guardian.forbiddenPaths in the project's settings.`
}

/** The first pattern that forbids a path. Dot files count, letter case does not: some file systems cannot tell it. */
export function forbiddenPaths(patterns: readonly string[]): (path: string) => string | undefined {
  // Extended globs can be written so that matching takes for ever; nobody needs them for paths.
  const options = { dot: true, nocase: true, noextglob: true }
  const matchers = patterns.map((pattern) => ({ pattern, matches: picomatch(pattern, options) }))
  return (path) => {
    const plain = posix.normalize(path.replaceAll('\\', '/'))
    return matchers.find(({ matches }) => matches(plain))?.pattern
  }
}
