import { newId, type Tx } from '#kernel'

export interface WorkflowRow {
  id: string
  databaseId: number
  path: string
  name: string
  disabledAt: Date | null
  deletedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const WORKFLOW = `id, database_id as "databaseId", path, name, disabled_at as "disabledAt", deleted_at as "deletedAt",
  created_at as "createdAt", updated_at as "updatedAt"`

interface Place {
  org: string
  project: string
}

/** One that runs is known, whatever branch it came from; the name is the default branch's to say. */
export async function insertWorkflow(
  tx: Tx,
  { org, project }: Place,
  file: { path: string; name: string },
): Promise<void> {
  await tx.query(
    `insert into ci.workflows (id, org_id, project_id, path, name) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [newId('wfl'), org, project, file.path, file.name],
  )
}

/** The files of the default branch as they are now; those that it no longer has are marked. */
export async function recordWorkflows(
  tx: Tx,
  { org, project }: Place,
  files: readonly { path: string; name: string }[],
): Promise<void> {
  for (const { path, name } of files) {
    await tx.query(
      `insert into ci.workflows (id, org_id, project_id, path, name) values ($1, $2, $3, $4, $5)
       on conflict (project_id, path) do update set name = excluded.name, deleted_at = null, updated_at = now()
         where workflows.name <> excluded.name or workflows.deleted_at is not null`,
      [newId('wfl'), org, project, path, name],
    )
  }
  await tx.query(
    `update ci.workflows set deleted_at = now(), updated_at = now()
     where project_id = $1 and deleted_at is null and not path = any ($2)`,
    [project, files.map(({ path }) => path)],
  )
}

export function selectWorkflows(tx: Tx, project: string): Promise<WorkflowRow[]> {
  return tx.query(`select ${WORKFLOW} from ci.workflows where project_id = $1 order by database_id`, [project])
}

/** By id, number, path or file name. */
export async function selectWorkflow(tx: Tx, project: string, name: string): Promise<WorkflowRow | undefined> {
  const [row] = await tx.query<WorkflowRow>(
    `select ${WORKFLOW} from ci.workflows
     where project_id = $1 and (id = $2 or path = $2 or path = '.github/workflows/' || $2 or database_id = $3)`,
    [project, name, /^\d{1,15}$/.test(name) ? Number(name) : -1],
  )
  return row
}

export async function markWorkflow(tx: Tx, id: string, { disabled }: { disabled: boolean }): Promise<void> {
  await tx.query(
    `update ci.workflows set disabled_at = case when $2 then coalesce(disabled_at, now()) end, updated_at = now() where id = $1`,
    [id, disabled],
  )
}

export async function deleteWorkflowsOf(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from ci.workflows where project_id = $1', [project])
}
