import type { Checks } from '#checks'
import type { Git } from '#git'
import type { Tx } from '#kernel'
import type { Project } from '#projects'
import { findBlockers } from './blockers.ts'
import type { Pull } from './pull.ts'
import type { PullRow } from './pulls.sql.ts'
import { selectReviews } from './reviews.sql.ts'
import { isFinished } from './state.ts'

/** What head adds to base, and where the two contradict each other. */
export interface Measures {
  baseSha: string
  additions: number
  deletions: number
  changedFiles: number
  conflicts: string[]
}

export async function measure(
  git: Git,
  project: string,
  { base, head }: { base: string; head: string },
): Promise<Measures> {
  const [common, conflicts] = await Promise.all([
    git.mergeBase(project, base, head),
    git.conflicts(project, { base, head }),
  ])
  const files = await git.diff(project, common ?? git.emptyTree, head, { totalPatchBytes: 0 })
  return {
    baseSha: base,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
    conflicts,
  }
}

/** The row with the conflicts of this moment: the base may have moved since they were stored. */
export async function refreshConflicts(git: Git, row: PullRow): Promise<PullRow> {
  if (isFinished(row.state)) return row
  const base = await git.resolve(row.project, `refs/heads/${row.baseBranch}`)
  if (!base || (base === row.baseSha && row.conflicts !== null)) return row
  return { ...row, baseSha: base, conflicts: await git.conflicts(row.project, { base, head: row.headSha }) }
}

export async function presentPulls(
  tx: Tx,
  checks: Checks,
  project: Project,
  rows: readonly PullRow[],
): Promise<Pull[]> {
  const reviews = await selectReviews(
    tx,
    rows.map(({ id }) => id),
  )
  const pulls: Pull[] = []
  for (const row of rows) {
    const situation = {
      pull: row,
      reviews: reviews.filter(({ pull }) => pull === row.id),
      checks: isFinished(row.state) ? [] : await checks.verdicts(tx, project.id, row.headSha),
      protection: project.settings.protection,
    }
    pulls.push(toPull(row, findBlockers(situation)))
  }
  return pulls
}

function toPull(row: PullRow, blockedBy: string[]): Pull {
  const { issue } = row
  const updatedAt = row.updatedAt.toISOString()
  return {
    id: row.id,
    databaseId: row.databaseId,
    number: row.number,
    title: issue.title,
    body: issue.body,
    state: row.state,
    head: { branch: row.headBranch, sha: row.headSha },
    base: { branch: row.baseBranch, sha: row.baseSha },
    author: issue.author,
    spec: row.spec,
    labels: issue.labels,
    assignees: issue.assignees,
    milestone: issue.milestone,
    locked: issue.locked,
    lockReason: issue.lockReason,
    commentCount: issue.commentCount,
    reviewers: row.reviewers,
    reviewTeams: row.reviewTeams,
    additions: row.additions,
    deletions: row.deletions,
    changedFiles: row.changedFiles,
    mergeable: row.conflicts === null ? null : row.conflicts.length === 0,
    blockedBy,
    mergedAt: row.mergedAt?.toISOString() ?? null,
    mergeSha: row.mergeSha,
    mergedBy: row.mergedBy,
    closedAt: issue.closedAt,
    closedBy: issue.closedBy,
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt > updatedAt ? issue.updatedAt : updatedAt,
  }
}
