import type { ActorRef, Tx } from '#kernel'

/** Whose keys: a person's, or a project's deploy keys. */
export type KeyHolder = { user: string } | { org: string; project: string }

export interface SshKeyRow {
  id: string
  databaseId: number
  fingerprint: string
  blob: Buffer
  type: string
  bits: number
  title: string
  user: string | null
  org: string | null
  project: string | null
  readOnly: boolean
  addedBy: ActorRef
  createdAt: Date
  lastUsedAt: Date | null
}

export interface Page {
  page: number
  limit: number
}

const SSH_KEY = `id, database_id as "databaseId", fingerprint, blob, type, bits, title, user_id as user, org_id as org,
  project_id as project, read_only as "readOnly", added_by as "addedBy", created_at as "createdAt", last_used_at as "lastUsedAt"`

/** Undefined when the key is in use already, whoever uses it. */
export async function insertSshKey(
  tx: Tx,
  key: Omit<SshKeyRow, 'databaseId' | 'createdAt' | 'lastUsedAt'>,
): Promise<SshKeyRow | undefined> {
  const [row] = await tx.query<SshKeyRow>(
    `insert into keys.ssh_keys (id, fingerprint, blob, type, bits, title, user_id, org_id, project_id, read_only, added_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (fingerprint) do nothing returning ${SSH_KEY}`,
    [
      key.id,
      key.fingerprint,
      key.blob,
      key.type,
      key.bits,
      key.title,
      key.user,
      key.org,
      key.project,
      key.readOnly,
      JSON.stringify(key.addedBy),
    ],
  )
  return row
}

export async function selectSshKeys(
  tx: Tx,
  holder: KeyHolder,
  { page, limit }: Page,
): Promise<{ rows: SshKeyRow[]; total: number }> {
  const [where, value] = whereHeldBy(holder)
  const rows = await tx.query<SshKeyRow>(
    `select ${SSH_KEY} from keys.ssh_keys where ${where} order by database_id limit $2 offset $3`,
    [value, limit, (page - 1) * limit],
  )
  const [count] = await tx.query<{ total: number }>(`select count(*)::int as total from keys.ssh_keys where ${where}`, [
    value,
  ])
  return { rows, total: count!.total }
}

/** By our id or by its number. */
export async function selectSshKey(tx: Tx, holder: KeyHolder, key: string): Promise<SshKeyRow | undefined> {
  const [where, value] = whereHeldBy(holder)
  const [row] = await tx.query<SshKeyRow>(
    `select ${SSH_KEY} from keys.ssh_keys where ${where} and (id = $2 or database_id::text = $2)`,
    [value, key],
  )
  return row
}

export async function selectSshKeyByFingerprint(tx: Tx, fingerprint: string): Promise<SshKeyRow | undefined> {
  const [row] = await tx.query<SshKeyRow>(`select ${SSH_KEY} from keys.ssh_keys where fingerprint = $1`, [fingerprint])
  return row
}

export async function deleteSshKey(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from keys.ssh_keys where id = $1', [id])
}

export async function deleteKeysOfProject(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from keys.ssh_keys where project_id = $1', [project])
}

/** At most once in the given time, so that a busy key is not a busy row. */
export async function touchSshKey(tx: Tx, fingerprint: string, everyMs: number): Promise<void> {
  await tx.query(
    `update keys.ssh_keys set last_used_at = now()
     where fingerprint = $1 and (last_used_at is null or last_used_at < now() - $2 * interval '1 millisecond')`,
    [fingerprint, everyMs],
  )
}

/** Serialises additions of one holder, so that the limit holds when two arrive at once. */
export async function lockKeysOf(tx: Tx, holder: KeyHolder): Promise<void> {
  const [, value] = whereHeldBy(holder)
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`keys ${value}`])
}

function whereHeldBy(holder: KeyHolder): [string, string] {
  return 'user' in holder ? ['user_id = $1', holder.user] : ['project_id = $1', holder.project]
}
