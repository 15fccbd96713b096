import type { ActorRef, Tx } from '#kernel'
import { Problem } from '#kernel'
import type { PullState } from './state.ts'

/** A pull request as it is stored; what others see of it is computed from this, its reviews and its checks. */
export interface PullRow {
  id: string
  databaseId: number
  org: string
  project: string
  number: number
  title: string
  body: string
  state: PullState
  headBranch: string
  headSha: string
  baseBranch: string
  baseSha: string
  author: ActorRef
  spec: string | null
  labels: string[]
  reviewers: string[]
  reviewTeams: string[]
  additions: number
  deletions: number
  changedFiles: number
  conflicts: string[] | null
  mergedAt: Date | null
  mergeSha: string | null
  mergedBy: ActorRef | null
  createdAt: Date
  updatedAt: Date
}

const PULL = `id, database_id as "databaseId", org_id as org, project_id as project, number, title, body, state, head_branch as "headBranch", head_sha as "headSha",
  base_branch as "baseBranch", base_sha as "baseSha", author, spec, labels, reviewers, review_teams as "reviewTeams", additions, deletions,
  changed_files as "changedFiles",
  conflicts, merged_at as "mergedAt", merge_sha as "mergeSha", merged_by as "mergedBy", created_at as "createdAt", updated_at as "updatedAt"`

/** The next number of a project; concurrent callers wait for each other. */
export async function takeNumber(tx: Tx, { org, project }: { org: string; project: string }): Promise<number> {
  const [row] = await tx.query<{ last: number }>(
    `insert into pulls.counters (project_id, org_id, last) values ($1, $2, 1)
     on conflict (project_id) do update set last = counters.last + 1 returning last`,
    [project, org],
  )
  return row!.last
}

/** Undefined when a pull request between the two branches is open already. */
export async function insertPull(
  tx: Tx,
  row: Omit<PullRow, 'databaseId' | 'reviewTeams' | 'mergedAt' | 'mergeSha' | 'mergedBy' | 'createdAt' | 'updatedAt'>,
): Promise<PullRow | undefined> {
  const [stored] = await tx.query<PullRow>(
    `insert into pulls.pulls (id, org_id, project_id, number, title, body, state, head_branch, head_sha, base_branch, base_sha, author,
       spec, labels, reviewers, additions, deletions, changed_files, conflicts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     on conflict (project_id, head_branch, base_branch) where state not in ('merged', 'closed') do nothing returning ${PULL}`,
    [
      row.id,
      row.org,
      row.project,
      row.number,
      row.title,
      row.body,
      row.state,
      row.headBranch,
      row.headSha,
      row.baseBranch,
      row.baseSha,
      JSON.stringify(row.author),
      row.spec,
      row.labels,
      row.reviewers,
      row.additions,
      row.deletions,
      row.changedFiles,
      row.conflicts,
    ],
  )
  return stored
}

export async function selectPull(tx: Tx, project: string, number: number): Promise<PullRow | undefined> {
  const [row] = await tx.query<PullRow>(`select ${PULL} from pulls.pulls where project_id = $1 and number = $2`, [
    project,
    number,
  ])
  return row
}

export async function selectPullById(tx: Tx, id: string): Promise<PullRow | undefined> {
  const [row] = await tx.query<PullRow>(`select ${PULL} from pulls.pulls where id = $1`, [id])
  return row
}

export async function selectPullsOfSpec(tx: Tx, spec: string): Promise<PullRow[]> {
  return tx.query<PullRow>(`select ${PULL} from pulls.pulls where spec = $1 order by number desc`, [spec])
}

export interface PullFilter {
  states?: readonly PullState[] | undefined
  head?: string | undefined
  base?: string | undefined
  spec?: string | undefined
  /** Only numbers below this one. */
  before?: number | undefined
  limit: number
}

export async function selectPulls(tx: Tx, project: string, filter: PullFilter): Promise<PullRow[]> {
  return tx.query<PullRow>(
    `select ${PULL} from pulls.pulls where project_id = $1 and ($2::text[] is null or state = any ($2))
       and ($3::text is null or head_branch = $3) and ($4::text is null or base_branch = $4) and ($5::text is null or spec = $5)
       and ($6::int is null or number < $6) order by number desc limit $7`,
    [
      project,
      filter.states ?? null,
      filter.head ?? null,
      filter.base ?? null,
      filter.spec ?? null,
      filter.before ?? null,
      filter.limit,
    ],
  )
}

/** Pull requests under way that start from or lead to the branch. */
export async function selectPullsOfBranch(tx: Tx, project: string, branch: string): Promise<PullRow[]> {
  return tx.query<PullRow>(
    `select ${PULL} from pulls.pulls where project_id = $1 and state not in ('merged', 'closed') and $2 in (head_branch, base_branch)
     order by number`,
    [project, branch],
  )
}

/** Whatever moves a base branch, or follows its moves, waits for each other until the transaction ends. */
export async function lockBase(
  tx: Tx,
  { project, baseBranch }: Pick<PullRow, 'project' | 'baseBranch'>,
): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('pulls:' || $1), hashtext($2))`, [project, baseBranch])
}

const COLUMNS = {
  title: 'title',
  body: 'body',
  state: 'state',
  headSha: 'head_sha',
  baseSha: 'base_sha',
  labels: 'labels',
  reviewers: 'reviewers',
  reviewTeams: 'review_teams',
  additions: 'additions',
  deletions: 'deletions',
  changedFiles: 'changed_files',
  conflicts: 'conflicts',
  mergedAt: 'merged_at',
  mergeSha: 'merge_sha',
  mergedBy: 'merged_by',
} as const

export type PullChange = Partial<Pick<PullRow, keyof typeof COLUMNS>>

/** Changes a pull request that is still as it was read. Throws `pulls.changed_meanwhile` when somebody was faster. */
export async function updatePull(tx: Tx, pull: PullRow, change: PullChange): Promise<PullRow> {
  const fields = Object.entries(change) as [keyof typeof COLUMNS, unknown][]
  const sets = fields.map(([field], i) => `${COLUMNS[field]} = $${i + 4}`)
  const [row] = await tx.query<PullRow>(
    `update pulls.pulls set ${[...sets, 'updated_at = now()'].join(', ')} where id = $1 and state = $2 and head_sha = $3 returning ${PULL}`,
    [
      pull.id,
      pull.state,
      pull.headSha,
      ...fields.map(([field, value]) => (field === 'mergedBy' ? JSON.stringify(value) : value)),
    ],
  )
  if (row) return row
  throw new Problem(
    'conflict',
    'pulls.changed_meanwhile',
    `Pull request ${pull.number} has just changed; look at it again and repeat.`,
  )
}
