import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from '#git'
import type { Kernel } from '#kernel'
import { type AttemptRow, selectAbandoned } from './attempts.sql.ts'
import type { createLifecycle } from './lifecycle.ts'
import { TRAILER } from './run-attempt.ts'

interface RecoveryDeps {
  git: Git
  lifecycle: ReturnType<typeof createLifecycle>
}

/**
 * Ends what a killed server left: an attempt whose commit reached its branch has succeeded, every other one is lost and
 * its task goes back into the queue at once. Processes and worktrees are removed by their own modules at start.
 */
export async function recoverAttempts(kernel: Kernel, { git, lifecycle }: RecoveryDeps): Promise<number> {
  const alive = await kernel.servers.alive()
  const abandoned = await kernel.db.system((tx) => selectAbandoned(tx, alive))
  for (const attempt of abandoned) {
    const commit = await findCommit(git, attempt)
    await lifecycle.finish(
      attempt,
      commit
        ? { state: 'succeeded', commit, summary: commit.message }
        : { state: 'lost', reason: 'The server that ran the attempt was stopped or killed.' },
    )
    await rm(join(kernel.config.dataDir, 'attempts', attempt.id), { recursive: true, force: true })
  }
  return abandoned.length
}

/** Commits of one attempt's branch that are looked through; an attempt adds one, and others may follow it. */
const MAX_COMMITS = 200

async function findCommit(
  git: Git,
  { id, project, branch, baseSha }: AttemptRow,
): Promise<{ sha: string; message: string; files: number } | undefined> {
  // Before it had a base it had no worktree, and so no commit.
  if (!baseSha || !(await git.resolve(project, branch))) return undefined
  const commits = await git.log(project, { from: branch, notFrom: baseSha, limit: MAX_COMMITS })
  const found = commits.find(({ message }) => message.split('\n').includes(`${TRAILER}: ${id}`))
  if (!found) return undefined
  const files = await git.diff(project, found.parents[0] ?? baseSha, found.sha, { totalPatchBytes: 0 })
  return { sha: found.sha, message: found.message, files: files.length }
}
