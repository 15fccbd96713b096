import { newId, type Tx } from '#kernel'

export interface VariableRow {
  name: string
  value: string
  createdAt: Date
  updatedAt: Date
}

const VARIABLE = `name, value, created_at as "createdAt", updated_at as "updatedAt"`

export function selectVariables(tx: Tx, project: string): Promise<VariableRow[]> {
  return tx.query(`select ${VARIABLE} from ci.variables where project_id = $1 order by name`, [project])
}

export async function selectVariable(tx: Tx, project: string, name: string): Promise<VariableRow | undefined> {
  const [row] = await tx.query<VariableRow>(
    `select ${VARIABLE} from ci.variables where project_id = $1 and name = $2`,
    [project, name],
  )
  return row
}

/** Serialises changes of one project's variables, so that the limit on them holds when two arrive at once. */
export async function lockVariables(tx: Tx, project: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`ci.variables ${project}`])
}

export async function insertVariable(
  tx: Tx,
  variable: { org: string; project: string; name: string; value: string },
): Promise<void> {
  await tx.query('insert into ci.variables (id, org_id, project_id, name, value) values ($1, $2, $3, $4, $5)', [
    newId('var'),
    variable.org,
    variable.project,
    variable.name,
    variable.value,
  ])
}

export async function updateVariable(
  tx: Tx,
  project: string,
  name: string,
  change: { name: string; value: string },
): Promise<void> {
  await tx.query(
    'update ci.variables set name = $3, value = $4, updated_at = now() where project_id = $1 and name = $2',
    [project, name, change.name, change.value],
  )
}

export async function deleteVariable(tx: Tx, project: string, name: string): Promise<boolean> {
  const rows = await tx.query('delete from ci.variables where project_id = $1 and name = $2 returning id', [
    project,
    name,
  ])
  return rows.length > 0
}

export async function deleteVariablesOf(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from ci.variables where project_id = $1', [project])
}

/** As the `vars` context. */
export async function readVars(tx: Tx, project: string): Promise<Record<string, string>> {
  return Object.fromEntries((await selectVariables(tx, project)).map(({ name, value }) => [name, value]))
}
