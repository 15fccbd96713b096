import type { Tx } from '#kernel'

/** The public face of a person or an organisation. */
export interface AccountRow {
  /** The organisation's id; a person's account is the organisation of their own name. */
  id: string
  databaseId: number
  login: string
  name: string
  description: string
  kind: 'person' | 'organisation'
  /** Of a person. */
  user: string | null
  createdAt: Date
}

const ACCOUNT = `select o.id, o.database_id as "databaseId", o.slug as login, coalesce(u.name, o.name) as name, o.description, o.kind,
  u.id as user, o.created_at as "createdAt"
  from identity.orgs o left join identity.users u on o.kind = 'person' and u.login = o.slug`

export function selectAccountsByLogin(tx: Tx, logins: readonly string[]): Promise<AccountRow[]> {
  return tx.query(`${ACCOUNT} where o.slug = any ($1)`, [logins])
}

export function selectAccountsByUser(tx: Tx, users: readonly string[]): Promise<AccountRow[]> {
  return tx.query(`${ACCOUNT} where u.id = any ($1)`, [users])
}

export async function selectAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  const [row] = await tx.query<AccountRow>(`${ACCOUNT} where o.id = $1`, [id])
  return row
}

export async function selectAccountByDatabaseId(tx: Tx, databaseId: number): Promise<AccountRow | undefined> {
  const [row] = await tx.query<AccountRow>(`${ACCOUNT} where o.database_id = $1`, [databaseId])
  return row
}

/** Whose verified addresses these are. */
export function selectUsersByEmail(tx: Tx, emails: readonly string[]): Promise<{ email: string; user: string }[]> {
  return tx.query('select email, user_id as user from identity.emails where email = any ($1) and verified', [emails])
}

export interface EmailRow {
  email: string
  verified: boolean
  primary: boolean
}

export function selectEmails(tx: Tx, user: string): Promise<EmailRow[]> {
  return tx.query(
    'select email, verified, is_primary as primary from identity.emails where user_id = $1 order by is_primary desc, created_at, email',
    [user],
  )
}

/** What somebody added and nobody has confirmed, oldest first. */
export function selectUnconfirmed(tx: Tx, limit: number): Promise<{ email: string; login: string; name: string }[]> {
  return tx.query(
    `select e.email, u.login, u.name from identity.emails e join identity.users u on u.id = e.user_id
     where not e.verified order by e.created_at, e.email limit $1`,
    [limit],
  )
}

/** False when the address is somebody's already. The first one is the primary. */
export async function insertEmail(tx: Tx, user: string, email: string): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.emails (email, user_id, is_primary)
     select $2, $1, not exists (select from identity.emails where user_id = $1 and is_primary)
     on conflict do nothing returning email`,
    [user, email],
  )
  return rows.length === 1
}

export async function deleteEmail(tx: Tx, user: string, email: string): Promise<boolean> {
  const rows = await tx.query('delete from identity.emails where user_id = $1 and email = $2 returning email', [
    user,
    email,
  ])
  return rows.length === 1
}

export async function verifyEmail(tx: Tx, email: string): Promise<boolean> {
  return (
    (await tx.query('update identity.emails set verified = true where email = $1 returning email', [email])).length ===
    1
  )
}
