import type { GitCommand } from './command.ts'
import { type Commit, parseCommitObject } from './commit-object.ts'
import { isAncestor, readLog } from './history.ts'
import type { ObjectReader } from './object-reader.ts'

/** Commits named in one event; a reader that needs more asks for the log. */
const MOST_COMMITS = 50
/** Most pushes bring a few commits in a line, and reading those starts no process. */
const LONGEST_LINE = 10
/** One with a larger message is left to git, which cuts it. */
const LARGEST_COMMIT_BYTES = 1024 * 1024

export interface BranchMove {
  gitDir: string
  after: string
  /** Undefined: the branch is new. */
  before: string | undefined
  /** Of a new branch: what its commits are new to. */
  trunk: string | undefined
}

/** What is new on a branch, oldest first, and whether commits were taken away from it. */
export async function findPushed(
  { git, objects }: { git: GitCommand; objects: ObjectReader },
  { gitDir, after, before, trunk }: BranchMove,
): Promise<{ commits: Commit[]; forced: boolean }> {
  const notFrom = before ?? (trunk === after ? undefined : trunk)
  const line = notFrom && (await followLine(objects, gitDir, { from: after, to: notFrom }))
  if (line) return { commits: line.reverse(), forced: false }
  const [log, forced] = await Promise.all([
    // An older commit may be gone after a prune.
    readLog(git, { gitDir, from: after, notFrom, limit: MOST_COMMITS }).catch(() =>
      readLog(git, { gitDir, from: after, limit: 1 }),
    ),
    before !== undefined &&
      isAncestor(git, { gitDir, ancestor: before, of: after }).then(
        (is) => !is,
        () => true,
      ),
  ])
  return { commits: log.reverse(), forced }
}

/** The commits after `to` up to `from`, newest first, where each has one parent and they are few; undefined otherwise. */
async function followLine(
  objects: ObjectReader,
  gitDir: string,
  { from, to }: { from: string; to: string },
): Promise<Commit[] | undefined> {
  const line: Commit[] = []
  let next = from
  while (next !== to) {
    if (line.length >= LONGEST_LINE) return undefined
    const [info] = await objects.info(gitDir, [next])
    if (info?.type !== 'commit' || info.sizeBytes > LARGEST_COMMIT_BYTES) return undefined
    const object = await objects.read(gitDir, next)
    if (!object) return undefined
    const commit = parseCommitObject(object)
    const [parent, ...others] = commit.parents
    if (!parent || others.length > 0) return undefined
    line.push(commit)
    next = parent
  }
  return line
}
