import type { GitCommand } from './command.ts'
import { ZERO } from './names.ts'

/** For `git rev-list --not`: all that people have. The server's own refs hold commits that are still to be judged, and prove nothing. */
export const ALL_OF_PEOPLE = ['--exclude=refs/devflow/*', '--all'] as const

/**
 * Which of the paths are changed by commits that no ref of people leads to yet, each with the ref that brings it. A merge counts only where its
 * result is neither side's: what it brings along was judged when it was pushed.
 */
export async function touchedPaths(
  git: GitCommand,
  options: {
    gitDir: string
    env: Record<string, string>
    updates: readonly { ref: string; after: string }[]
    paths: readonly string[]
  },
): Promise<{ path: string; ref: string }[]> {
  const { gitDir, env, paths } = options
  if (paths.length === 0) return []
  const found = new Map<string, string>()
  for (const { ref, after } of options.updates) {
    if (after === ZERO) continue
    const names = await git.text(
      [
        ...['log', '--format=', '--name-only', '-z', '-c', '--no-renames', '--full-history', '--stdin'],
        ...['--not', ...ALL_OF_PEOPLE],
      ],
      { gitDir, env, input: `${after}\n--\n${paths.join('\n')}\n` },
    )
    for (const path of names.split('\0')) if (path !== '' && !found.has(path)) found.set(path, ref)
  }
  return [...found].map(([path, ref]) => ({ path, ref }))
}
