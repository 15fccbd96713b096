import type { Tx } from '#kernel'

type Address = { owner: string; name: string }

/**
 * The id of the project at an address, which are the parameters $1 and $2: the one that has it, else the last one that had it. An
 * expression for other statements.
 */
export const PROJECT_AT = `coalesce(
  (select id from projects.projects where lower(owner) = lower($1) and lower(name) = lower($2) and deleted_at is null),
  (select f.project_id from projects.former_names f join projects.projects p on p.id = f.project_id and p.deleted_at is null
   where lower(f.owner) = lower($1) and lower(f.name) = lower($2) order by f.created_at desc limit 1))`

/** False when another project has the name, also one that the actor may not see; the transaction is of no more use then. */
export async function moveProject(tx: Tx, { id, name }: { id: string; name: string }): Promise<boolean> {
  try {
    await tx.query('update projects.projects set name = $2, updated_at = now() where id = $1', [id, name])
    return true
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'projects_address') return false
    throw error
  }
}

export async function insertFormerName(tx: Tx, row: Address & { org: string; project: string }): Promise<void> {
  await tx.query(
    `insert into projects.former_names (org_id, project_id, owner, name) values ($1, $2, $3, $4)
     on conflict (lower(owner), lower(name), project_id) do update set created_at = now()`,
    [row.org, row.project, row.owner, row.name],
  )
}

/** Whoever takes an address takes what led from it, too. */
export async function deleteFormerNames(tx: Tx, { owner, name }: Address): Promise<void> {
  await tx.query('delete from projects.former_names where lower(owner) = lower($1) and lower(name) = lower($2)', [
    owner,
    name,
  ])
}

/** The names that still lead to a project, oldest first. */
export async function selectFormerNames(tx: Tx, project: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select f.name from projects.former_names f where f.project_id = $1 and not exists (
       select from projects.projects p where lower(p.owner) = lower(f.owner) and lower(p.name) = lower(f.name) and p.deleted_at is null)
     order by f.created_at`,
    [project],
  )
  return rows.map(({ name }) => name)
}
