import { Problem } from '../problem.ts'
import type { Tx } from './database.ts'

/** One server migrates at a time; the number is ours alone ("DevF" in ASCII). */
export async function lockMigrations(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(1147500102)')
}

/** The role verbs run as: it owns nothing, so row-level security binds it. */
export async function prepareRole(tx: Tx): Promise<void> {
  const [found] = await tx.query<{ member: boolean }>(
    `select pg_has_role(current_user, oid, 'member') as member from pg_roles where rolname = 'devflow_app'`,
  )
  if (found?.member) return
  try {
    await tx.query('savepoint role')
    if (!found) await tx.query('create role devflow_app nologin')
    await tx.query('grant devflow_app to current_user')
    await tx.query('release savepoint role')
  } catch (error) {
    // Two databases of one cluster may be prepared at the same moment: the role is shared by both.
    await tx.query('rollback to savepoint role')
    const [raced] = await tx.query(
      `select from pg_roles where rolname = 'devflow_app' and pg_has_role(current_user, oid, 'member')`,
    )
    if (raced) return
    throw new Problem(
      'forbidden',
      'kernel.role',
      'The database user may not create the role devflow_app; as an administrator run `create role devflow_app nologin; grant devflow_app to <user>;` and start again.',
      { cause: error },
    )
  }
}

export async function createLedger(tx: Tx): Promise<void> {
  await tx.query(`create schema if not exists kernel`)
  await tx.query(`grant usage on schema kernel to devflow_app`)
  await tx.query(`create table if not exists kernel.migrations (
    module text, name text, hash text not null, at timestamptz not null default now(), primary key (module, name))`)
}

export function selectMigrations(tx: Tx): Promise<{ module: string; name: string; hash: string }[]> {
  return tx.query('select module, name, hash from kernel.migrations')
}

export async function insertMigration(tx: Tx, m: { module: string; name: string; hash: string }): Promise<void> {
  await tx.query('insert into kernel.migrations (module, name, hash) values ($1, $2, $3)', [m.module, m.name, m.hash])
}
