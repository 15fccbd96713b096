import type { Database, Tx } from '../database/database.ts'
import { lockBlob } from './blobs.sql.ts'
import type { BlobStore } from './blobs.ts'

/** Whether a module still refers to the blob of that name. */
export type HoldsBlob = (tx: Tx, sha256: string) => Promise<boolean>

export type BlobKeeping = ReturnType<typeof createBlobKeeping>

/**
 * Which blobs are still needed. The same bytes are one blob for every module and tenant, so whoever lets go of one never
 * deletes it: it is collected when nobody holds it.
 */
export function createBlobKeeping(database: Database, blobs: BlobStore) {
  const holders: HoldsBlob[] = []
  return {
    /** Every module that refers to blobs says here which it needs. */
    heldBy(holds: HoldsBlob): void {
      holders.push(holds)
    },

    /**
     * In the transaction that begins to refer to a blob, before its row is written. False: it was collected since it was
     * put, so it must be put again.
     */
    async claim(tx: Tx, sha256: string): Promise<boolean> {
      await lockBlob(tx, sha256)
      return blobs.has(sha256)
    },

    /** Deletes the blob if nobody holds it; false: somebody does. Waits for claims that are being made. */
    async collect(sha256: string): Promise<boolean> {
      return database.system(async (tx) => {
        await lockBlob(tx, sha256)
        for (const holds of holders) if (await holds(tx, sha256)) return false
        await blobs.delete(sha256)
        return true
      })
    },
  }
}
