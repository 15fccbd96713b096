import { newId, type Tx } from '#kernel'

/** Where a secret lives: an organisation, or one of its projects. */
export interface SecretPlace {
  org: string
  project: string | null
}

export interface SecretRow {
  name: string
  project: string | null
  sealed: Buffer
}

interface SecretTimes {
  name: string
  createdAt: Date
  updatedAt: Date
}

export async function selectProof(tx: Tx): Promise<Buffer | undefined> {
  const [row] = await tx.query<{ proof: Buffer }>('select proof from secrets.master')
  return row?.proof
}

export async function insertProof(tx: Tx, proof: Buffer): Promise<void> {
  await tx.query('insert into secrets.master (proof) values ($1) on conflict do nothing', [proof])
}

export async function selectKey(tx: Tx, org: string): Promise<Buffer | undefined> {
  const [row] = await tx.query<{ wrapped: Buffer }>('select wrapped from secrets.keys where org_id = $1', [org])
  return row?.wrapped
}

/** Keeps the first of two that are made at once. */
export async function insertKey(tx: Tx, org: string, wrapped: Buffer): Promise<void> {
  await tx.query('insert into secrets.keys (org_id, wrapped) values ($1, $2) on conflict do nothing', [org, wrapped])
}

export function selectNames(tx: Tx, { org, project }: SecretPlace): Promise<SecretTimes[]> {
  return tx.query(
    `select name, created_at as "createdAt", updated_at as "updatedAt" from secrets.secrets
     where org_id = $1 and project_id is not distinct from $2 order by name`,
    [org, project],
  )
}

/** Serialises changes of one place, so that the limit on its secrets holds when two arrive at once. */
export async function lockPlace(tx: Tx, { org, project }: SecretPlace): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`secrets ${org} ${project ?? ''}`])
}

export async function countOthers(tx: Tx, { org, project }: SecretPlace, name: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from secrets.secrets
     where org_id = $1 and project_id is not distinct from $2 and name <> $3`,
    [org, project, name],
  )
  return row?.count ?? 0
}

export async function upsertSecret(
  tx: Tx,
  place: SecretPlace,
  secret: { name: string; sealed: Buffer },
): Promise<SecretTimes> {
  const [row] = await tx.query<SecretTimes>(
    `insert into secrets.secrets (id, org_id, project_id, name, sealed) values ($1, $2, $3, $4, $5)
     on conflict (org_id, project_id, name) do update set sealed = excluded.sealed, updated_at = now()
     returning name, created_at as "createdAt", updated_at as "updatedAt"`,
    [newId('sec'), place.org, place.project, secret.name, secret.sealed],
  )
  return row!
}

export async function deleteSecret(tx: Tx, { org, project }: SecretPlace, name: string): Promise<boolean> {
  const rows = await tx.query(
    `delete from secrets.secrets where org_id = $1 and project_id is not distinct from $2 and name = $3 returning id`,
    [org, project, name],
  )
  return rows.length > 0
}

/** The organisation's secrets first, then the project's, which win. */
export function selectSealed(tx: Tx, { org, project }: SecretPlace): Promise<SecretRow[]> {
  return tx.query(
    `select name, project_id as project, sealed from secrets.secrets
     where org_id = $1 and (project_id is null or project_id = $2) order by project_id nulls first, name`,
    [org, project],
  )
}
