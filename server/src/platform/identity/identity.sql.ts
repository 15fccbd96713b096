import type { Tx } from '#kernel'
import type { Role } from './permissions.ts'

export interface UserRow {
  id: string
  databaseId: number
  login: string
  name: string
  serverAdmin: boolean
  createdAt: Date
}

export interface OrgRow {
  id: string
  slug: string
  name: string
  kind: 'person' | 'organisation'
}

const USER = `id, database_id as "databaseId", login, name, server_admin as "serverAdmin", created_at as "createdAt"`

export async function insertUser(
  tx: Tx,
  user: { id: string; login: string; name: string; serverAdmin: boolean },
): Promise<boolean> {
  const rows = await tx.query(
    'insert into identity.users (id, login, name, server_admin) values ($1, $2, $3, $4) on conflict (login) do nothing returning id',
    [user.id, user.login, user.name, user.serverAdmin],
  )
  return rows.length === 1
}

export async function selectUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  const [row] = await tx.query<UserRow>(`select ${USER} from identity.users where id = $1 and disabled_at is null`, [
    id,
  ])
  return row
}

export async function selectUserByLogin(tx: Tx, login: string): Promise<UserRow | undefined> {
  const [row] = await tx.query<UserRow>(`select ${USER} from identity.users where login = $1`, [login])
  return row
}

export async function selectFirstAdmin(tx: Tx): Promise<UserRow | undefined> {
  const [row] = await tx.query<UserRow>(
    `select ${USER} from identity.users where server_admin and disabled_at is null order by created_at, id limit 1`,
  )
  return row
}

export function selectUsers(tx: Tx): Promise<UserRow[]> {
  return tx.query(`select ${USER} from identity.users where disabled_at is null order by login`)
}

/** A new organisation and its first admin; false when the name is taken. */
export async function insertOrg(tx: Tx, org: OrgRow, admin: string): Promise<boolean> {
  const [row] = await tx.query<{ created: boolean }>('select identity.create_org($1, $2, $3, $4, $5) as created', [
    org.id,
    org.slug,
    org.name,
    org.kind,
    admin,
  ])
  return row?.created === true
}

export async function selectOrgBySlug(tx: Tx, slug: string): Promise<OrgRow | undefined> {
  const [row] = await tx.query<OrgRow>('select id, slug, name, kind from identity.orgs where slug = $1', [slug])
  return row
}

export async function updateOrg(
  tx: Tx,
  org: string,
  change: { name?: string | undefined; description?: string | undefined },
): Promise<void> {
  await tx.query(
    'update identity.orgs set name = coalesce($2, name), description = coalesce($3, description) where id = $1',
    [org, change.name ?? null, change.description ?? null],
  )
}

/** A person and the organisation of their own name are called the same. */
export async function renameUser(tx: Tx, { id, login }: { id: string; login: string }, name: string): Promise<void> {
  await tx.query('update identity.users set name = $2 where id = $1', [id, name])
  await tx.query("update identity.orgs set name = $2 where slug = $1 and kind = 'person'", [login, name])
}

export function selectOrgsOf(tx: Tx, user: string): Promise<(OrgRow & { role: Role })[]> {
  return tx.query(
    `select o.id, o.slug, o.name, o.kind, m.role from identity.orgs o join identity.members m on m.org_id = o.id
     where m.user_id = $1 order by o.kind desc, o.slug`,
    [user],
  )
}

export async function upsertMember(tx: Tx, member: { org: string; user: string; role: Role }): Promise<void> {
  await tx.query(
    `insert into identity.members (org_id, user_id, role) values ($1, $2, $3)
     on conflict (org_id, user_id) do update set role = excluded.role`,
    [member.org, member.user, member.role],
  )
}

export async function deleteMember(tx: Tx, org: string, user: string): Promise<boolean> {
  return (
    (await tx.query('delete from identity.members where org_id = $1 and user_id = $2 returning user_id', [org, user]))
      .length === 1
  )
}

export function selectMembers(tx: Tx, org: string): Promise<{ id: string; login: string; name: string; role: Role }[]> {
  return tx.query(
    `select u.id, u.login, u.name, m.role from identity.members m join identity.users u on u.id = m.user_id
     where m.org_id = $1 and u.disabled_at is null order by u.login`,
    [org],
  )
}

// Tokens

export type TokenKind = 'session' | 'person' | 'agent' | 'attempt' | 'job' | 'installation'

export interface TokenRow {
  id: string
  kind: TokenKind
  subject: string
  name: string
  org: string | null
  projects: string[] | null
  permissions: string[]
  links: Record<string, string>
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

const TOKEN = `id, kind, subject, name, org_id as org, project_ids as projects, permissions, links,
  created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt"`

export async function insertToken(
  tx: Tx,
  token: Omit<TokenRow, 'createdAt' | 'lastUsedAt'> & { hash: string },
): Promise<void> {
  await tx.query(
    `insert into identity.tokens (id, hash, kind, subject, name, org_id, project_ids, permissions, links, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      token.id,
      token.hash,
      token.kind,
      token.subject,
      token.name,
      token.org,
      token.projects,
      token.permissions,
      JSON.stringify(token.links),
      token.expiresAt,
    ],
  )
}

/** The token of that hash if it is still good. */
export async function selectTokenByHash(tx: Tx, hash: string): Promise<TokenRow | undefined> {
  const [row] = await tx.query<TokenRow>(
    `select ${TOKEN} from identity.tokens where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [hash],
  )
  return row
}

/** Whether the credential was ever issued, good or not. */
export async function hasToken(tx: Tx, hash: string): Promise<boolean> {
  return (await tx.query('select from identity.tokens where hash = $1', [hash])).length > 0
}

export async function touchToken(tx: Tx, id: string): Promise<void> {
  await tx.query('update identity.tokens set last_used_at = now() where id = $1', [id])
}

export function selectTokensOf(tx: Tx, subject: string): Promise<TokenRow[]> {
  return tx.query(
    `select ${TOKEN} from identity.tokens where kind = 'person' and subject = $1 and revoked_at is null order by created_at desc`,
    [subject],
  )
}

export async function revokeToken(tx: Tx, id: string, subject: string): Promise<boolean> {
  const rows = await tx.query(
    'update identity.tokens set revoked_at = now() where id = $1 and subject = $2 and revoked_at is null returning id',
    [id, subject],
  )
  return rows.length === 1
}

/** By whoever holds it. */
export async function revokeTokenByHash(tx: Tx, hash: string): Promise<boolean> {
  const rows = await tx.query(
    'update identity.tokens set revoked_at = now() where hash = $1 and revoked_at is null returning id',
    [hash],
  )
  return rows.length === 1
}

export async function revokeTokensOf(tx: Tx, kind: TokenKind, subject: string): Promise<void> {
  await tx.query(
    'update identity.tokens set revoked_at = now() where kind = $1 and subject = $2 and revoked_at is null',
    [kind, subject],
  )
}

// One-time links

export async function insertLoginCode(tx: Tx, code: { hash: string; user: string; expiresAt: Date }): Promise<void> {
  await tx.query('insert into identity.login_codes (hash, user_id, expires_at) values ($1, $2, $3)', [
    code.hash,
    code.user,
    code.expiresAt,
  ])
}

/** The user of an unused code, which is used by this. */
export async function useLoginCode(tx: Tx, hash: string): Promise<string | undefined> {
  const [row] = await tx.query<{ user: string }>(
    'update identity.login_codes set used_at = now() where hash = $1 and used_at is null and expires_at > now() returning user_id as user',
    [hash],
  )
  return row?.user
}
