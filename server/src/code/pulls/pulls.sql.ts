import type { IssueRow } from '#issues'
import type { ActorRef, Tx } from '#kernel'
import { Problem } from '#kernel'
import type { MergeMethod } from '#projects'
import type { PullState } from './state.ts'

/** Somebody's word that it shall merge once nothing blocks it. */
export interface AutoMerge {
  by: ActorRef
  at: string
  method: MergeMethod
  title?: string | undefined
  body?: string | undefined
}

/** What only pull requests have; title, text, labels and people are in the issue of the same id. */
export interface StoredPull {
  id: string
  databaseId: number
  org: string
  project: string
  number: number
  state: PullState
  headBranch: string
  /** The fork the branch is in; null: the project itself. */
  headProject: string | null
  headOwner: string | null
  headName: string | null
  headSha: string
  baseBranch: string
  baseSha: string
  spec: string | null
  reviewers: string[]
  reviewTeams: string[]
  additions: number
  deletions: number
  changedFiles: number
  conflicts: string[] | null
  ahead: number
  behind: number
  codeOwners: string[][]
  /** Of a head in a fork: those who may push to the base may push to it, too. */
  maintainersMayPush: boolean
  pushedBy: string | null
  autoMerge: AutoMerge | null
  mergedAt: Date | null
  mergeSha: string | null
  mergedBy: ActorRef | null
  updatedAt: Date
}

/** A pull request as this module passes it around; what others see of it is computed from this, its reviews and its checks. */
export type PullRow = StoredPull & { issue: IssueRow }

const PULL = `id, database_id as "databaseId", org_id as org, project_id as project, number, state, head_branch as "headBranch", head_project as "headProject",
  head_owner as "headOwner", head_name as "headName", head_sha as "headSha",
  base_branch as "baseBranch", base_sha as "baseSha", spec, reviewers, review_teams as "reviewTeams", additions, deletions,
  changed_files as "changedFiles",
  conflicts, ahead, behind, code_owners as "codeOwners", maintainers_may_push as "maintainersMayPush", pushed_by as "pushedBy", auto_merge as "autoMerge", merged_at as "mergedAt", merge_sha as "mergeSha", merged_by as "mergedBy", updated_at as "updatedAt"`

/** Undefined when a pull request between the two branches is open already. */
export async function insertPull(
  tx: Tx,
  row: Omit<StoredPull, 'databaseId' | 'autoMerge' | 'mergedAt' | 'mergeSha' | 'mergedBy' | 'updatedAt'>,
): Promise<StoredPull | undefined> {
  const [stored] = await tx.query<StoredPull>(
    `insert into pulls.pulls (id, org_id, project_id, number, state, head_branch, head_sha, base_branch, base_sha, spec, reviewers,
       review_teams, additions, deletions, changed_files, conflicts, ahead, behind, code_owners, pushed_by,
       head_project, head_owner, head_name, maintainers_may_push)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
     on conflict (project_id, coalesce(head_project, ''), head_branch, base_branch) where state not in ('merged', 'closed') do nothing returning ${PULL}`,
    [
      row.id,
      row.org,
      row.project,
      row.number,
      row.state,
      row.headBranch,
      row.headSha,
      row.baseBranch,
      row.baseSha,
      row.spec,
      row.reviewers,
      row.reviewTeams,
      row.additions,
      row.deletions,
      row.changedFiles,
      row.conflicts,
      row.ahead,
      row.behind,
      JSON.stringify(row.codeOwners),
      row.pushedBy,
      row.headProject,
      row.headOwner,
      row.headName,
      row.maintainersMayPush,
    ],
  )
  return stored
}

export async function selectPull(tx: Tx, project: string, number: number): Promise<StoredPull | undefined> {
  const [row] = await tx.query<StoredPull>(`select ${PULL} from pulls.pulls where project_id = $1 and number = $2`, [
    project,
    number,
  ])
  return row
}

export async function selectPullById(tx: Tx, id: string): Promise<StoredPull | undefined> {
  const [row] = await tx.query<StoredPull>(`select ${PULL} from pulls.pulls where id = $1`, [id])
  return row
}

export async function selectPullsOfSpec(tx: Tx, spec: string): Promise<StoredPull[]> {
  return tx.query<StoredPull>(`select ${PULL} from pulls.pulls where spec = $1 order by number desc`, [spec])
}

export interface PullFilter {
  states?: readonly PullState[] | undefined
  head?: string | undefined
  /** The owner of the fork the head is in; `` for the project itself. Undefined: wherever. */
  headOwner?: string | undefined
  base?: string | undefined
  spec?: string | undefined
  /** Its head, or the commit that merged it. */
  sha?: string | undefined
  /** The same of several. */
  shas?: readonly string[] | undefined
  numbers?: readonly number[] | undefined
  /** Only numbers below this one. */
  before?: number | undefined
}

const FILTER = `project_id = $1 and ($2::text[] is null or state = any ($2)) and ($3::text is null or head_branch = $3)
  and ($4::text is null or base_branch = $4) and ($5::text is null or spec = $5) and ($6::int is null or number < $6)
  and ($7::text is null or $7 in (head_sha, merge_sha)) and ($8::text is null or lower(coalesce(head_owner, '')) = lower($8))
  and ($9::text[] is null or head_sha = any ($9) or merge_sha = any ($9)) and ($10::int[] is null or number = any ($10))`

const filterValues = (
  project: string,
  { states, head, base, spec, before, sha, headOwner, shas, numbers }: PullFilter,
) => [
  project,
  states ?? null,
  head ?? null,
  base ?? null,
  spec ?? null,
  before ?? null,
  sha ?? null,
  headOwner ?? null,
  shas ?? null,
  numbers ?? null,
]

export async function selectPulls(
  tx: Tx,
  project: string,
  filter: PullFilter & { sort: 'created' | 'updated'; direction: 'asc' | 'desc'; offset: number; limit: number },
): Promise<StoredPull[]> {
  const direction = filter.direction === 'asc' ? 'asc' : 'desc'
  const order = filter.sort === 'updated' ? `updated_at ${direction}, number ${direction}` : `number ${direction}`
  return tx.query<StoredPull>(
    `select ${PULL} from pulls.pulls where ${FILTER} order by ${order} limit $11 offset $12`,
    [...filterValues(project, filter), filter.limit, filter.offset],
  )
}

export async function countPulls(tx: Tx, project: string, filter: PullFilter): Promise<number> {
  const sql = `select count(*)::int as n from pulls.pulls where ${FILTER}`
  const [row] = await tx.query<{ n: number }>(sql, filterValues(project, filter))
  return row!.n
}

/** The open pull request, other than this one, between two branches. */
export async function selectOpenPair(
  tx: Tx,
  {
    id,
    project,
    headProject,
    headBranch,
    baseBranch,
  }: Pick<StoredPull, 'id' | 'project' | 'headProject' | 'headBranch' | 'baseBranch'>,
): Promise<StoredPull | undefined> {
  const [row] = await tx.query<StoredPull>(
    `select ${PULL} from pulls.pulls where project_id = $2 and head_branch = $3 and base_branch = $4 and id <> $1
       and head_project is not distinct from $5 and state not in ('merged', 'closed')`,
    [id, project, headBranch, baseBranch, headProject],
  )
  return row
}

/** The last pull request that was merged from a branch of the project itself. */
export async function selectMergedHead(
  tx: Tx,
  { project, branch }: { project: string; branch: string },
): Promise<StoredPull | undefined> {
  const [row] = await tx.query<StoredPull>(
    `select ${PULL} from pulls.pulls where project_id = $1 and head_branch = $2 and head_project is null and state = 'merged'
     order by merged_at desc limit 1`,
    [project, branch],
  )
  return row
}

/** Pull requests under way that start from or lead to the branch, those of other projects included that start from it. */
export async function selectPullsOfBranch(tx: Tx, project: string, branch: string): Promise<StoredPull[]> {
  return tx.query<StoredPull>(
    `select ${PULL} from pulls.pulls where state not in ('merged', 'closed')
       and (project_id = $1 and (base_branch = $2 or head_project is null and head_branch = $2)
         or head_project = $1 and head_branch = $2)
     order by project_id, number`,
    [project, branch],
  )
}

/** What came of a branch: the newest pull requests of those that start from it, in whichever project. */
export async function selectPullsFromBranch(tx: Tx, project: string, branch: string): Promise<StoredPull[]> {
  return tx.query<StoredPull>(
    `select ${PULL} from pulls.pulls where head_branch = $2 and coalesce(head_project, project_id) = $1
     order by updated_at desc limit 20`,
    [project, branch],
  )
}

/** The heads in this fork that those of the base may push to. */
export function selectSharedHeads(tx: Tx, fork: string): Promise<{ project: string; branch: string }[]> {
  return tx.query(
    `select project_id as project, head_branch as branch from pulls.pulls
     where head_project = $1 and maintainers_may_push and state not in ('merged', 'closed')`,
    [fork],
  )
}

/** Whatever moves a base branch, or follows its moves, waits for each other until the transaction ends. */
export async function lockBase(
  tx: Tx,
  { project, baseBranch }: Pick<StoredPull, 'project' | 'baseBranch'>,
): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('pulls:' || $1), hashtext($2))`, [project, baseBranch])
}

const COLUMNS = {
  maintainersMayPush: 'maintainers_may_push',
  state: 'state',
  headSha: 'head_sha',
  baseBranch: 'base_branch',
  baseSha: 'base_sha',
  reviewers: 'reviewers',
  reviewTeams: 'review_teams',
  additions: 'additions',
  deletions: 'deletions',
  changedFiles: 'changed_files',
  conflicts: 'conflicts',
  ahead: 'ahead',
  behind: 'behind',
  codeOwners: 'code_owners',
  pushedBy: 'pushed_by',
  autoMerge: 'auto_merge',
  mergedAt: 'merged_at',
  mergeSha: 'merge_sha',
  mergedBy: 'merged_by',
} as const

const JSON_FIELDS = new Set<keyof typeof COLUMNS>(['mergedBy', 'codeOwners', 'autoMerge'])

export type PullChange = Partial<Pick<StoredPull, keyof typeof COLUMNS>>

/** Changes a pull request that is still as it was read. Throws `pulls.changed_meanwhile` when somebody was faster. */
export async function updatePull(tx: Tx, pull: PullRow, change: PullChange): Promise<PullRow> {
  const fields = Object.entries(change) as [keyof typeof COLUMNS, unknown][]
  const sets = fields.map(([field], i) => `${COLUMNS[field]} = $${i + 4}`)
  const [row] = await tx.query<StoredPull>(
    `update pulls.pulls set ${[...sets, 'updated_at = now()'].join(', ')} where id = $1 and state = $2 and head_sha = $3 returning ${PULL}`,
    [
      pull.id,
      pull.state,
      pull.headSha,
      ...fields.map(([field, value]) => (JSON_FIELDS.has(field) && value !== null ? JSON.stringify(value) : value)),
    ],
  )
  if (row) return { ...row, issue: pull.issue }
  throw new Problem(
    'conflict',
    'pulls.changed_meanwhile',
    `Pull request ${pull.number} has just changed; look at it again and repeat.`,
  )
}

/** A pull request from a fork says what that is called. For a transaction of the server's own: the fork may be somebody else's. */
export async function renameHeads(tx: Tx, { project, name }: { project: string; name: string }): Promise<void> {
  await tx.query('update pulls.pulls set head_name = $2 where head_project = $1', [project, name])
}

/** Something about it has changed that another table holds. */
export async function touchPull(tx: Tx, id: string): Promise<void> {
  await tx.query('update pulls.pulls set updated_at = now() where id = $1', [id])
}

/** Those of a project that shall merge by themselves. */
export async function selectAutoMerging(tx: Tx, project: string): Promise<StoredPull[]> {
  return tx.query<StoredPull>(
    `select ${PULL} from pulls.pulls where project_id = $1 and auto_merge is not null and state not in ('merged', 'closed')
     order by number`,
    [project],
  )
}
