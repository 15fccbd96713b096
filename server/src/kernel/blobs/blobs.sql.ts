import type { Tx } from '../database/database.ts'

/** Until the end of the transaction nobody else begins to refer to this blob, or deletes it. */
export async function lockBlob(tx: Tx, sha256: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`blob ${sha256}`])
}
