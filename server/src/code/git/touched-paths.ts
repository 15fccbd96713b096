import type { GitCommand } from './command.ts'
import type { Commit } from './commit-object.ts'
import { FORMAT, parseCommit } from './history.ts'

/** A commit with the paths it touches, as seen from its first parent. */
export interface TouchingCommit extends Commit {
  added: string[]
  removed: string[]
  modified: string[]
}

/** Beyond this a list of paths is no news but a copy of the tree. */
const MOST_PATHS = 3_000
const STATUS = /^\n?[A-Z]$/

/** Reads commits by their ids, in the order given, with one process for all. */
export async function readTouchingCommits(
  git: GitCommand,
  { gitDir, shas }: { gitDir: string; shas: readonly string[] },
): Promise<TouchingCommit[]> {
  if (shas.length === 0) return []
  const args = [
    'log',
    '-z',
    '--no-walk=unsorted',
    '--stdin',
    '--diff-merges=first-parent',
    '--name-status',
    '--no-renames',
  ]
  const { stdout } = await git.run([...args, `${FORMAT}%x00`], { gitDir, input: shas.join('\n') })
  return parseTouching(stdout.toString('utf8').split('\0'))
}

/** Each commit is its record, an empty part, and then a letter and a path for every file. */
function parseTouching(parts: readonly string[]): TouchingCommit[] {
  const commits: TouchingCommit[] = []
  let at = 0
  while (parts[at]) {
    const commit: TouchingCommit = { ...parseCommit(parts[at]!), added: [], removed: [], modified: [] }
    commits.push(commit)
    at += 2
    for (let paths = 0; STATUS.test(parts[at] ?? ''); at += 2) {
      if (paths++ >= MOST_PATHS) continue
      const list = { A: commit.added, D: commit.removed }[parts[at]!.trim()] ?? commit.modified
      list.push(parts[at + 1]!)
    }
  }
  return commits
}
