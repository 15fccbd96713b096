import type { ActorRef, Tx } from '#kernel'

// Objects

export interface ObjectRow {
  oid: string
  sizeBytes: number
  createdAt: Date
}

const OBJECT = `oid, size_bytes as "sizeBytes", created_at as "createdAt"`

export function selectObjects(tx: Tx, project: string, oids: readonly string[]): Promise<ObjectRow[]> {
  return tx.query(`select ${OBJECT} from lfs.objects where project_id = $1 and oid = any ($2)`, [project, oids])
}

export function selectObjectPage(
  tx: Tx,
  project: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<ObjectRow[]> {
  return tx.query(
    `select ${OBJECT} from lfs.objects where project_id = $1 order by created_at desc, oid limit $2 offset $3`,
    [project, limit, offset],
  )
}

export async function selectUsage(tx: Tx, project: string): Promise<{ objects: number; sizeBytes: number }> {
  const [row] = await tx.query<{ objects: number; sizeBytes: number }>(
    `select count(*) as objects, coalesce(sum(size_bytes) filter (where shared_from is null), 0) as "sizeBytes"
     from lfs.objects where project_id = $1`,
    [project],
  )
  return row!
}

/** Until the end of the transaction nobody else adds an object or a lock to this project. */
export async function lockLfs(tx: Tx, project: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`lfs ${project}`])
}

/**
 * Gives a project objects that another of its network has; all of them, or those of the list. The rows of the other stay until this commits, so
 * that the contents do, too.
 */
export async function shareObjects(
  tx: Tx,
  { from, org, project, oids }: { from: string; org: string; project: string; oids: readonly string[] | null },
): Promise<string[]> {
  const rows = await tx.query<{ oid: string }>(
    `insert into lfs.objects (org_id, project_id, oid, size_bytes, shared_from)
     select $2, $3, oid, size_bytes, coalesce(shared_from, project_id) from (
       select * from lfs.objects where project_id = $1 and ($4::text[] is null or oid = any ($4)) order by oid for share
     ) theirs on conflict do nothing returning oid`,
    [from, org, project, oids],
  )
  return rows.map(({ oid }) => oid)
}

/** Of a project that is gone: whoever had its objects from there keeps them as their own. */
export async function endSharing(tx: Tx, project: string): Promise<void> {
  await tx.query('update lfs.objects set shared_from = null where shared_from = $1', [project])
}

/** False: the project has it already. */
export async function insertObject(
  tx: Tx,
  object: { org: string; project: string; oid: string; sizeBytes: number },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into lfs.objects (org_id, project_id, oid, size_bytes) values ($1, $2, $3, $4)
     on conflict do nothing returning oid`,
    [object.org, object.project, object.oid, object.sizeBytes],
  )
  return rows.length > 0
}

export async function hasObjects(tx: Tx, project: string): Promise<boolean> {
  return (await tx.query('select from lfs.objects where project_id = $1 limit 1', [project])).length > 0
}

export async function holdsObject(tx: Tx, oid: string): Promise<boolean> {
  return (await tx.query('select from lfs.objects where oid = $1 limit 1', [oid])).length > 0
}

/** Some objects of the project, whose rows go with this. */
export async function takeObjects(tx: Tx, project: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ oid: string }>(
    `delete from lfs.objects where project_id = $1 and oid in
       (select oid from lfs.objects where project_id = $1 order by oid limit $2) returning oid`,
    [project, limit],
  )
  return rows.map(({ oid }) => oid)
}

// Locks

export interface LockRow {
  id: string
  path: string
  ref: string | null
  owner: ActorRef
  lockedAt: Date
}

const LOCK = `id, path, ref, owner, locked_at as "lockedAt"`

export function selectLocks(
  tx: Tx,
  project: string,
  filter: { path?: string | undefined; id?: string | undefined; after?: string | undefined; limit: number },
): Promise<LockRow[]> {
  return tx.query(
    `select ${LOCK} from lfs.locks where project_id = $1 and ($2::text is null or path = $2)
       and ($3::text is null or id = $3) and ($4::text is null or id > $4) order by id limit $5`,
    [project, filter.path ?? null, filter.id ?? null, filter.after ?? null, filter.limit],
  )
}

export function selectLocksOfOthers(tx: Tx, project: string, owner: string): Promise<LockRow[]> {
  return tx.query(`select ${LOCK} from lfs.locks where project_id = $1 and owner ->> 'id' <> $2`, [project, owner])
}

export async function countLocks(tx: Tx, project: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>('select count(*) as count from lfs.locks where project_id = $1', [
    project,
  ])
  return row!.count
}

export async function insertLock(
  tx: Tx,
  lock: { id: string; org: string; project: string; path: string; ref: string | null; owner: ActorRef },
): Promise<LockRow> {
  const [row] = await tx.query<LockRow>(
    `insert into lfs.locks (id, org_id, project_id, path, ref, owner) values ($1, $2, $3, $4, $5, $6) returning ${LOCK}`,
    [lock.id, lock.org, lock.project, lock.path, lock.ref, JSON.stringify(lock.owner)],
  )
  return row!
}

export async function selectLockForUpdate(tx: Tx, project: string, id: string): Promise<LockRow | undefined> {
  const [row] = await tx.query<LockRow>(`select ${LOCK} from lfs.locks where project_id = $1 and id = $2 for update`, [
    project,
    id,
  ])
  return row
}

export async function deleteLock(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from lfs.locks where id = $1', [id])
}

export async function deleteLocks(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from lfs.locks where project_id = $1', [project])
}
