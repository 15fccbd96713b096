import type { Tx } from '#kernel'
import type { Milestone } from './issue.ts'

const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Of the alias `m`, printed by PostgreSQL whole, because it also stands inside issues. */
export const MILESTONE = `m.id, m.database_id as "databaseId", m.number, m.title, m.description, m.state, m.creator,
  ${iso('m.due_on')} as "dueOn", ${iso('m.closed_at')} as "closedAt", ${iso('m.created_at')} as "createdAt", ${iso('m.updated_at')} as "updatedAt",
  (select count(*)::int from issues.issues o where o.milestone_id = m.id and o.state = 'open') as "openIssues",
  (select count(*)::int from issues.issues c where c.milestone_id = m.id and c.state = 'closed') as "closedIssues"`

export async function selectMilestone(tx: Tx, project: string, number: number): Promise<Milestone | undefined> {
  const [row] = await tx.query<Milestone>(
    `select ${MILESTONE} from issues.milestones m where m.project_id = $1 and m.number = $2`,
    [project, number],
  )
  return row
}
