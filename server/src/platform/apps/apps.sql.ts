import type { Tx } from '#kernel'
import type { AppPermissions } from './permissions.ts'

export interface AppRow {
  id: string
  databaseId: number
  org: string
  slug: string
  name: string
  description: string
  homepage: string
  public: boolean
  clientId: string
  permissions: AppPermissions
  events: string[]
  hookUrl: string | null
  hookActive: boolean
  hookContentType: 'json' | 'form'
  hookInsecureTls: boolean
  sealedHookSecret: Buffer | null
  createdAt: Date
  updatedAt: Date
}

const APP = `a.id, a.database_id as "databaseId", a.org_id as org, a.slug, a.name, a.description, a.homepage, a.public,
  a.client_id as "clientId", a.permissions, a.events, a.hook_url as "hookUrl", a.hook_active as "hookActive",
  a.hook_content_type as "hookContentType", a.hook_insecure_tls as "hookInsecureTls",
  a.sealed_hook_secret as "sealedHookSecret", a.created_at as "createdAt", a.updated_at as "updatedAt"`

export function selectApps(tx: Tx, org: string): Promise<AppRow[]> {
  return tx.query(`select ${APP} from apps.apps a where a.org_id = $1 order by a.slug`, [org])
}

export async function selectAppBySlug(tx: Tx, slug: string): Promise<AppRow | undefined> {
  const [row] = await tx.query<AppRow>(`select ${APP} from apps.apps a where a.slug = $1`, [slug])
  return row
}

export async function selectApp(tx: Tx, id: string): Promise<AppRow | undefined> {
  const [row] = await tx.query<AppRow>(`select ${APP} from apps.apps a where a.id = $1`, [id])
  return row
}

/** By what an app calls itself in its token: its number or its client id. */
export async function selectAppByIssuer(tx: Tx, issuer: string): Promise<AppRow | undefined> {
  const [row] = await tx.query<AppRow>(
    `select ${APP} from apps.apps a where a.client_id = $1 or a.database_id::text = $1`,
    [issuer],
  )
  return row
}

export async function countApps(tx: Tx, org: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>('select count(*) as n from apps.apps where org_id = $1', [org])
  return row!.n
}

type Written = Omit<AppRow, 'databaseId' | 'createdAt' | 'updatedAt'>

/** Undefined when the name is taken, by whomever. */
export async function insertApp(tx: Tx, app: Written & { clientSecretHash: string }): Promise<AppRow | undefined> {
  const [row] = await tx.query<AppRow>(
    `insert into apps.apps as a (id, org_id, slug, name, description, homepage, public, client_id, client_secret_hash, permissions, events,
       hook_url, hook_active, hook_content_type, hook_insecure_tls, sealed_hook_secret)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (slug) do nothing returning ${APP}`,
    [
      app.id,
      app.org,
      app.slug,
      app.name,
      app.description,
      app.homepage,
      app.public,
      app.clientId,
      app.clientSecretHash,
      JSON.stringify(app.permissions),
      app.events,
      app.hookUrl,
      app.hookActive,
      app.hookContentType,
      app.hookInsecureTls,
      app.sealedHookSecret,
    ],
  )
  return row
}

export async function updateApp(tx: Tx, app: Written): Promise<AppRow> {
  const [row] = await tx.query<AppRow>(
    `update apps.apps a set name = $2, description = $3, homepage = $4, public = $5, permissions = $6, events = $7, hook_url = $8,
       hook_active = $9, hook_content_type = $10, hook_insecure_tls = $11, sealed_hook_secret = $12, updated_at = now()
     where a.id = $1 returning ${APP}`,
    [
      app.id,
      app.name,
      app.description,
      app.homepage,
      app.public,
      JSON.stringify(app.permissions),
      app.events,
      app.hookUrl,
      app.hookActive,
      app.hookContentType,
      app.hookInsecureTls,
      app.sealedHookSecret,
    ],
  )
  return row!
}

export async function setClientSecret(tx: Tx, app: string, hash: string): Promise<void> {
  await tx.query('update apps.apps set client_secret_hash = $2 where id = $1', [app, hash])
}

export async function deleteApp(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from apps.apps where id = $1', [id])
}

// Keys

export interface KeyRow {
  id: string
  publicKey: string
  fingerprint: string
  createdAt: Date
}

export function selectKeys(tx: Tx, app: string): Promise<KeyRow[]> {
  return tx.query(
    `select id, public_key as "publicKey", fingerprint, created_at as "createdAt" from apps.keys where app_id = $1 order by created_at, id`,
    [app],
  )
}

export async function insertKey(
  tx: Tx,
  key: { id: string; org: string; app: string; publicKey: string; fingerprint: string },
): Promise<void> {
  await tx.query('insert into apps.keys (id, org_id, app_id, public_key, fingerprint) values ($1, $2, $3, $4, $5)', [
    key.id,
    key.org,
    key.app,
    key.publicKey,
    key.fingerprint,
  ])
}

export async function deleteKey(tx: Tx, app: string, id: string): Promise<boolean> {
  return (await tx.query('delete from apps.keys where app_id = $1 and id = $2 returning id', [app, id])).length === 1
}

// Manifests

export async function insertManifestCode(
  tx: Tx,
  code: { hash: string; org: string; app: string; expiresAt: Date },
): Promise<void> {
  await tx.query('insert into apps.manifest_codes (hash, org_id, app_id, expires_at) values ($1, $2, $3, $4)', [
    code.hash,
    code.org,
    code.app,
    code.expiresAt,
  ])
}

/** The app of an unused code, which is used by this. */
export async function useManifestCode(tx: Tx, hash: string): Promise<string | undefined> {
  const [row] = await tx.query<{ app: string; fresh: boolean }>(
    'delete from apps.manifest_codes where hash = $1 returning app_id as app, expires_at > now() as fresh',
    [hash],
  )
  return row?.fresh ? row.app : undefined
}
