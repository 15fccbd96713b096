import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../problem.ts'
import type { Database, Tx } from './database.ts'
import { createLedger, insertMigration, lockMigrations, prepareRole, selectMigrations } from './migrate.sql.ts'

export interface MigrationSource {
  /** Also the name of the PostgreSQL schema the files create. */
  module: string
  directory: string
}

interface Migration {
  module: string
  name: string
  sql: string
  hash: string
}

/**
 * Brings the database to this version of the code, in one transaction: all of it or none.
 * Refuses data written by a newer version, and files that were changed after they ran.
 */
export async function migrate(database: Database, sources: MigrationSource[]): Promise<void> {
  await database.system(async (tx) => {
    await lockMigrations(tx)
    await prepareRole(tx)
    await createLedger(tx)
    const ledger = await selectMigrations(tx)
    const known = sources.flatMap(readMigrations)
    refuseNewerData(ledger, known)
    for (const migration of known) await apply(tx, migration, ledger)
  })
}

function readMigrations({ module, directory }: MigrationSource): Migration[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(directory, file), 'utf8')
      return { module, name: file.slice(0, -4), sql, hash: createHash('sha256').update(sql).digest('hex') }
    })
}

type Ledger = { module: string; name: string; hash: string }[]

function refuseNewerData(ledger: Ledger, known: Migration[]): void {
  const names = new Set(known.map((m) => `${m.module}/${m.name}`))
  const unknown = ledger.find((row) => !names.has(`${row.module}/${row.name}`))
  if (!unknown) return
  throw new Problem(
    'conflict',
    'kernel.newer_data',
    `The data was written by a newer DevFlow (it has the migration ${unknown.module}/${unknown.name}, which this version does not know); start that version, or point DEVFLOW_DATA at another folder.`,
  )
}

async function apply(tx: Tx, migration: Migration, ledger: Ledger): Promise<void> {
  const done = ledger.find((row) => row.module === migration.module && row.name === migration.name)
  if (done?.hash === migration.hash) return
  if (done) {
    throw new Problem(
      'conflict',
      'kernel.changed_migration',
      `The migration ${migration.module}/${migration.name} was changed after it ran on this data; restore the file and put the change into a new one.`,
    )
  }
  await tx.query(migration.sql)
  await insertMigration(tx, migration)
}
