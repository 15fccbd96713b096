import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FileDiff, Push } from '#git'
import { ALL_OF_PEOPLE, ZERO } from '#git'

const run = promisify(execFile)

/** A longer push is an import: then only what it ends with is compared, not each commit on the way. */
const MOST_COMMITS = 300
/** Larger files are data; what is cut off here is not looked at. */
const LIMITS = { filePatchBytes: 2_000_000, totalPatchBytes: 32_000_000 }

/**
 * What a push brings that the repository does not have yet: each new commit against its parent, so that a secret which a later commit
 * takes out again is seen, and nothing that was merged in from elsewhere is blamed on the pusher.
 */
export async function newChanges(push: Push): Promise<FileDiff[]> {
  const changes: FileDiff[] = []
  for (const { ref, before, after } of push.updates) {
    if (after === ZERO || !/^refs\/(heads|tags)\//.test(ref)) continue
    const commits = await newCommits(push, after)
    if (commits.length > MOST_COMMITS) changes.push(...(await push.diff(before, after, LIMITS)))
    else for (const commit of commits) changes.push(...(await changesOf(push, commit)))
  }
  return changes
}

interface NewCommit {
  sha: string
  parents: string[]
}

/** Oldest first; one more than the limit when there are too many. */
async function newCommits(push: Push, tip: string): Promise<NewCommit[]> {
  const args = ['rev-list', '--parents', '--reverse', `--max-count=${MOST_COMMITS + 1}`, tip, '--not', ...ALL_OF_PEOPLE]
  const { stdout } = await run('git', args, {
    cwd: '/',
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      ...push.gitEnv,
      GIT_DIR: push.gitDir,
    },
    maxBuffer: 1_000_000,
  })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [sha = '', ...parents] = line.split(' ')
      return { sha, parents }
    })
}

/** Of a merge, only the files that are as in none of its parents. */
async function changesOf(push: Push, { sha, parents }: NewCommit): Promise<FileDiff[]> {
  const [first = ZERO, ...others] = parents
  let changes = await push.diff(first, sha, LIMITS)
  for (const parent of others) {
    if (changes.length === 0) break
    const differs = new Set((await push.diff(parent, sha, { ...LIMITS, totalPatchBytes: 0 })).map(({ path }) => path))
    changes = changes.filter(({ path }) => differs.has(path))
  }
  return changes
}
