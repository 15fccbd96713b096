import type { Checks } from '#checks'
import type { Git } from '#git'
import { Problem, type Tx } from '#kernel'
import type { Project, ProtectionRule } from '#projects'
import { demandsOf, findBlockers } from './blockers.ts'
import { CODEOWNERS_PATHS, type CodeOwners, MOST_CODEOWNERS_BYTES, ownersOf, parseCodeOwners } from './codeowners.ts'
import type { Pull } from './pull.ts'
import type { PullRow, StoredPull } from './pulls.sql.ts'
import { selectReviews } from './reviews.sql.ts'
import { isFinished } from './state.ts'
import { selectThreads } from './threads.sql.ts'

/** Commits of a pull request whose signatures are looked at before somebody merges; the merge itself looks at all. */
const MOST_SIGNATURES = 250

/** What head adds to base, where the two contradict each other, and who owns what it changes. */
export type Measures = Pick<
  StoredPull,
  'baseSha' | 'additions' | 'deletions' | 'changedFiles' | 'conflicts' | 'ahead' | 'behind' | 'codeOwners'
>

export async function measure(
  git: Git,
  project: string,
  { base, head }: { base: string; head: string },
): Promise<Measures> {
  const [common, conflicts, apart] = await Promise.all([
    git.mergeBase(project, base, head),
    git.conflicts(project, { base, head }),
    git.countApart(project, { base, head }),
  ])
  const files = await git.diff(project, common ?? git.emptyTree, head, { totalPatchBytes: 0 })
  const paths = files.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]))
  return {
    baseSha: base,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
    conflicts,
    ...apart,
    codeOwners: await codeOwnersOf(git, project, { base, paths }),
  }
}

/** The file that says who owns what, in the commit or on the branch; undefined where there is none that can be read. */
export async function readCodeOwners(
  git: Git,
  project: string,
  ref: string,
): Promise<(CodeOwners & { path: string }) | undefined> {
  for (const path of CODEOWNERS_PATHS) {
    const file = await git.blob(project, ref, path, MOST_CODEOWNERS_BYTES).catch((error) => {
      if (error instanceof Problem && error.kind === 'not_found') return undefined
      throw error
    })
    if (!file) continue
    return file.truncated || file.binary ? undefined : { path, ...parseCodeOwners(file.content.toString('utf8')) }
  }
  return undefined
}

/** The sets of owners of these paths, each once, as the base says: a pull request does not choose who must approve it. */
async function codeOwnersOf(
  git: Git,
  project: string,
  { base, paths }: { base: string; paths: readonly string[] },
): Promise<string[][]> {
  const file = await readCodeOwners(git, project, base)
  const sets = file ? ownersOf(file, paths).values() : []
  return [...new Map([...sets].map((set) => [set.toSorted().join(' '), set])).values()]
}

/** The row with what is so at this moment: the base may have moved since it was stored. */
export async function refreshConflicts(git: Git, row: PullRow): Promise<PullRow> {
  if (isFinished(row.state)) return row
  const base = await git.resolve(row.project, `refs/heads/${row.baseBranch}`)
  if (!base || (base === row.baseSha && row.conflicts !== null)) return row
  const sides = { base, head: row.headSha }
  const [conflicts, apart] = await Promise.all([git.conflicts(row.project, sides), git.countApart(row.project, sides)])
  return { ...row, baseSha: base, conflicts, ...apart }
}

export async function presentPulls(
  tx: Tx,
  { checks, git }: { checks: Checks; git: Git },
  project: Project,
  rows: readonly PullRow[],
  /** The rules that bind who asks. */
  protection = project.settings.protection,
): Promise<Pull[]> {
  const ids = rows.map(({ id }) => id)
  const [reviews, threads] = [await selectReviews(tx, ids), await selectThreads(tx, ids)]
  const pulls: Pull[] = []
  for (const row of rows) {
    const situation = {
      pull: row,
      reviews: reviews.filter(({ pull }) => pull === row.id),
      checks: isFinished(row.state) ? [] : await checks.verdicts(tx, project.id, row.headSha),
      unresolved: threads.filter(({ pull, resolvedAt }) => pull === row.id && !resolvedAt).length,
      protection,
      methods: project.settings.merging.methods,
      unsigned: await findUnsigned(git, row, protection),
    }
    pulls.push(toPull(row, findBlockers(situation)))
  }
  return pulls
}

/** A signature is proven by keys that come and go, so it is not stored; git remembers what was looked at lately. */
async function findUnsigned(git: Git, pull: PullRow, protection: readonly ProtectionRule[]) {
  if (isFinished(pull.state) || !demandsOf(protection, pull.baseBranch).requireSigned) return undefined
  const range = { from: pull.headSha, notFrom: pull.baseSha, limit: MOST_SIGNATURES }
  for (const { sha } of (await git.log(pull.project, range)).reverse()) {
    const { verified, reason } = await git.signature(pull.project, sha)
    if (!verified) return { sha, reason }
  }
  return undefined
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
    head: {
      branch: row.headBranch,
      sha: row.headSha,
      fork: row.headProject === null ? null : { id: row.headProject, owner: row.headOwner!, name: row.headName! },
    },
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
    maintainersMayPush: row.maintainersMayPush,
    commits: row.ahead,
    behind: row.behind,
    autoMerge: row.autoMerge,
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
