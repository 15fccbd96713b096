import type { ActorRef, Tx } from '#kernel'
import type { Milestone } from './issue.ts'
import type { Page } from './issues.sql.ts'

const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const issuesIn = (state: Milestone['state']): string =>
  `(select count(*)::int from issues.issues n where n.milestone_id = m.id and n.state = '${state}')`

/** Of the alias `m`, printed by PostgreSQL whole, because it also stands inside issues. */
export const MILESTONE = `m.id, m.database_id as "databaseId", m.number, m.title, m.description, m.state, m.creator,
  ${iso('m.due_on')} as "dueOn", ${iso('m.closed_at')} as "closedAt", ${iso('m.created_at')} as "createdAt", ${iso('m.updated_at')} as "updatedAt",
  ${issuesIn('open')} as "openIssues", ${issuesIn('closed')} as "closedIssues"`

/** Undefined when the project has a milestone of that title. */
export async function insertMilestone(
  tx: Tx,
  row: Pick<Milestone, 'id' | 'title' | 'description' | 'state' | 'dueOn'> & {
    org: string
    project: string
    creator: ActorRef
  },
): Promise<Milestone | undefined> {
  const [stored] = await tx.query<{ number: number }>(
    `with taken as (
       insert into issues.trackers (project_id, org_id, last_milestone) values ($2, $1, 1)
       on conflict (project_id) do update set last_milestone = trackers.last_milestone + 1
       where not exists (select from issues.milestones where project_id = $2 and title = $4)
       returning last_milestone)
     insert into issues.milestones (id, org_id, project_id, number, title, description, state, due_on, creator, closed_at)
     select $3, $1, $2, last_milestone, $4, $5, $6, $7, $8, case when $6 = 'closed' then now() end from taken
     on conflict (project_id, title) do nothing returning number`,
    [row.org, row.project, row.id, row.title, row.description, row.state, row.dueOn, JSON.stringify(row.creator)],
  )
  return stored && selectMilestone(tx, row.project, stored.number)
}

export async function selectMilestone(tx: Tx, project: string, number: number): Promise<Milestone | undefined> {
  const [row] = await tx.query<Milestone>(
    `select ${MILESTONE} from issues.milestones m where m.project_id = $1 and m.number = $2`,
    [project, number],
  )
  return row
}

export function selectMilestonesById(tx: Tx, ids: readonly string[]): Promise<(Milestone & { project: string })[]> {
  return tx.query(`select ${MILESTONE}, m.project_id as project from issues.milestones m where m.id = any ($1)`, [ids])
}

export async function selectMilestones(
  tx: Tx,
  filter: {
    project: string
    state: Milestone['state'] | 'all'
    sort: 'dueOn' | 'completeness' | 'number'
    direction: 'asc' | 'desc'
  },
  { page, limit }: Page,
): Promise<{ items: Milestone[]; total: number }> {
  const where = `m.project_id = $1 and ($2 = 'all' or m.state = $2)`
  const values = [filter.project, filter.state]
  const [counted] = await tx.query<{ total: number }>(
    `select count(*)::int as total from issues.milestones m where ${where}`,
    values,
  )
  const completeness = `${issuesIn('closed')}::real / nullif(${issuesIn('open')} + ${issuesIn('closed')}, 0)`
  const order = { dueOn: 'm.due_on', completeness, number: 'm.number' }[filter.sort]
  const items = await tx.query<Milestone>(
    `select ${MILESTONE} from issues.milestones m where ${where}
     order by ${order} ${filter.direction} nulls last, m.number ${filter.direction} limit $3 offset $4`,
    [...values, limit, (page - 1) * limit],
  )
  return { items, total: counted!.total }
}

/** False when another milestone of the project has that title. */
export async function updateMilestone(
  tx: Tx,
  project: string,
  { id, title, description, dueOn, state }: Milestone,
): Promise<boolean> {
  const rows = await tx.query(
    `update issues.milestones m set title = $3, description = $4, due_on = $5, state = $6, updated_at = now(),
       closed_at = case when $6 = 'open' then null else coalesce(m.closed_at, now()) end
     where m.id = $2 and not exists (select from issues.milestones o where o.project_id = $1 and o.title = $3 and o.id <> $2)
     returning id`,
    [project, id, title, description, dueOn, state],
  )
  return rows.length === 1
}

export async function deleteMilestone(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from issues.milestones where id = $1', [id])
}
