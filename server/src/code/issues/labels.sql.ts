import type { Tx } from '#kernel'
import type { Label } from './issue.ts'
import type { Page } from './issues.sql.ts'

interface Place {
  org: string
  project: string
}

export type NewLabel = Omit<Label, 'databaseId'>

const LABEL = `id, database_id as "databaseId", name, color, description, is_default as "isDefault"`

/** True for the one caller that has to make the labels a project begins with. */
export async function markLabelled(tx: Tx, { org, project }: Place): Promise<boolean> {
  const rows = await tx.query(
    `insert into issues.trackers (project_id, org_id, labelled) values ($1, $2, true)
     on conflict (project_id) do update set labelled = true where not trackers.labelled returning project_id`,
    [project, org],
  )
  return rows.length === 1
}

export async function selectLabelled(tx: Tx, project: { id: string }): Promise<boolean> {
  const rows = await tx.query('select from issues.trackers where project_id = $1 and labelled', [project.id])
  return rows.length === 1
}

/** Undefined when the project has a label of that name, whatever its case. */
export async function insertLabel(tx: Tx, { org, project }: Place, label: NewLabel): Promise<Label | undefined> {
  const [row] = await tx.query<Label>(
    `insert into issues.labels (id, org_id, project_id, name, color, description, is_default) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (project_id, lower(name)) do nothing returning ${LABEL}`,
    [label.id, org, project, label.name, label.color, label.description, label.isDefault],
  )
  return row
}

export function selectLabelsById(tx: Tx, ids: readonly string[]): Promise<(Label & { project: string })[]> {
  return tx.query(`select ${LABEL}, project_id as project from issues.labels where id = any ($1)`, [ids])
}

export async function selectLabels(
  tx: Tx,
  project: string,
  { page, limit }: Page,
): Promise<{ items: Label[]; total: number }> {
  const [counted] = await tx.query<{ total: number }>(
    'select count(*)::int as total from issues.labels where project_id = $1',
    [project],
  )
  const items = await tx.query<Label>(
    `select ${LABEL} from issues.labels where project_id = $1 order by lower(name) limit $2 offset $3`,
    [project, limit, (page - 1) * limit],
  )
  return { items, total: counted!.total }
}

export function selectLabelsInMilestone(tx: Tx, milestone: string): Promise<Label[]> {
  return tx.query(
    `select ${LABEL} from issues.labels where id in (
       select il.label_id from issues.issue_labels il join issues.issues i on i.id = il.issue_id where i.milestone_id = $1)
     order by lower(name)`,
    [milestone],
  )
}

export async function updateLabel(tx: Tx, { id, name, color, description }: Label): Promise<void> {
  await tx.query('update issues.labels set name = $2, color = $3, description = $4 where id = $1', [
    id,
    name,
    color,
    description,
  ])
}

export async function deleteLabel(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from issues.labels where id = $1', [id])
}

export function selectLabelsByName(tx: Tx, project: string, names: readonly string[]): Promise<Label[]> {
  return tx.query(
    `select ${LABEL} from issues.labels where project_id = $1 and lower(name) in (select lower(n) from unnest($2::text[]) n)`,
    [project, names],
  )
}

export async function insertIssueLabel(
  tx: Tx,
  issue: { id: string; org: string; project: string },
  label: string,
): Promise<void> {
  await tx.query(
    'insert into issues.issue_labels (issue_id, label_id, org_id, project_id) values ($1, $2, $3, $4) on conflict do nothing',
    [issue.id, label, issue.org, issue.project],
  )
}

export async function deleteIssueLabel(tx: Tx, issue: string, label: string): Promise<void> {
  await tx.query('delete from issues.issue_labels where issue_id = $1 and label_id = $2', [issue, label])
}
