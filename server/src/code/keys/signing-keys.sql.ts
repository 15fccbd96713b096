import type { Tx } from '#kernel'
import type { Page } from './ssh-keys.sql.ts'

export interface SigningKeyRow {
  id: string
  databaseId: number
  user: string
  fingerprint: string
  blob: Buffer
  type: string
  bits: number
  title: string
  createdAt: Date
}

const SIGNING_KEY = `id, database_id as "databaseId", user_id as user, fingerprint, blob, type, bits, title, created_at as "createdAt"`

/** Undefined when the person has it already. */
export async function insertSigningKey(
  tx: Tx,
  key: Omit<SigningKeyRow, 'databaseId' | 'createdAt'>,
): Promise<SigningKeyRow | undefined> {
  const [row] = await tx.query<SigningKeyRow>(
    `insert into keys.signing_keys (id, user_id, fingerprint, blob, type, bits, title) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (user_id, fingerprint) do nothing returning ${SIGNING_KEY}`,
    [key.id, key.user, key.fingerprint, key.blob, key.type, key.bits, key.title],
  )
  return row
}

export async function selectSigningKeys(
  tx: Tx,
  user: string,
  { page, limit }: Page,
): Promise<{ rows: SigningKeyRow[]; total: number }> {
  const rows = await tx.query<SigningKeyRow>(
    `select ${SIGNING_KEY} from keys.signing_keys where user_id = $1 order by database_id limit $2 offset $3`,
    [user, limit, (page - 1) * limit],
  )
  const [count] = await tx.query<{ total: number }>(
    'select count(*)::int as total from keys.signing_keys where user_id = $1',
    [user],
  )
  return { rows, total: count!.total }
}

/** By our id or by its number. */
export async function selectSigningKey(tx: Tx, user: string, key: string): Promise<SigningKeyRow | undefined> {
  const [row] = await tx.query<SigningKeyRow>(
    `select ${SIGNING_KEY} from keys.signing_keys where user_id = $1 and (id = $2 or database_id::text = $2)`,
    [user, key],
  )
  return row
}

/** The people who say that it is theirs. */
export async function selectHoldersOf(tx: Tx, fingerprint: string): Promise<string[]> {
  const rows = await tx.query<{ user: string }>(
    'select user_id as user from keys.signing_keys where fingerprint = $1',
    [fingerprint],
  )
  return rows.map(({ user }) => user)
}

export async function deleteSigningKey(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from keys.signing_keys where id = $1', [id])
}
