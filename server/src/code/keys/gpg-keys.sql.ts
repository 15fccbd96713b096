import type { Tx } from '#kernel'
import type { GpgFacts } from './gpg.ts'
import type { Page } from './ssh-keys.sql.ts'

export interface GpgKeyRow {
  id: string
  databaseId: number
  user: string
  fingerprint: string
  keyId: string
  armored: string
  facts: GpgFacts
  title: string
  createdAt: Date
}

const GPG_KEY = `id, database_id as "databaseId", user_id as user, fingerprint, key_id as "keyId", armored, facts, title,
  created_at as "createdAt"`

/** Undefined when the person has it already. */
export async function insertGpgKey(
  tx: Tx,
  key: Omit<GpgKeyRow, 'databaseId' | 'createdAt' | 'fingerprint' | 'keyId'>,
): Promise<GpgKeyRow | undefined> {
  const { fingerprint, keyId, expiresAt } = key.facts
  const [row] = await tx.query<GpgKeyRow>(
    `insert into keys.gpg_keys (id, user_id, fingerprint, key_id, armored, facts, title, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (user_id, fingerprint) do nothing returning ${GPG_KEY}`,
    [key.id, key.user, fingerprint, keyId, key.armored, JSON.stringify(key.facts), key.title, expiresAt],
  )
  return row
}

export async function selectGpgKeys(
  tx: Tx,
  user: string,
  { page, limit }: Page,
): Promise<{ rows: GpgKeyRow[]; total: number }> {
  const rows = await tx.query<GpgKeyRow>(
    `select ${GPG_KEY} from keys.gpg_keys where user_id = $1 order by database_id limit $2 offset $3`,
    [user, limit, (page - 1) * limit],
  )
  const [count] = await tx.query<{ total: number }>(
    'select count(*)::int as total from keys.gpg_keys where user_id = $1',
    [user],
  )
  return { rows, total: count!.total }
}

/** By our id or by its number. */
export async function selectGpgKey(tx: Tx, user: string, key: string): Promise<GpgKeyRow | undefined> {
  const [row] = await tx.query<GpgKeyRow>(
    `select ${GPG_KEY} from keys.gpg_keys where user_id = $1 and (id = $2 or database_id::text = $2)`,
    [user, key],
  )
  return row
}

/** Everybody's who says that a key, or one of its subkeys, of this short id is theirs. */
export function selectGpgKeysById(tx: Tx, keyId: string): Promise<GpgKeyRow[]> {
  return tx.query(
    `select ${GPG_KEY} from keys.gpg_keys where key_id = $1 or facts->'subkeys' @> jsonb_build_array(jsonb_build_object('keyId', $1::text))
     order by database_id limit 20`,
    [keyId],
  )
}

export async function deleteGpgKey(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from keys.gpg_keys where id = $1', [id])
}
