import type { Tx } from './database/database.ts'

/** A server that has not been seen for this long is dead. */
const DEAD_AFTER_SECONDS = 15

export async function insertServer(tx: Tx, id: string, place: string): Promise<void> {
  await tx.query('insert into kernel.servers (id, place) values ($1, $2)', [id, place])
}

export async function touchServer(tx: Tx, id: string, workers: string[]): Promise<void> {
  await tx.query('update kernel.servers set seen_at = now(), workers = $2 where id = $1', [id, workers])
}

export async function deleteServer(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from kernel.servers where id = $1', [id])
}

export async function selectLiveServers(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from kernel.servers where seen_at > now() - make_interval(secs => $1)`,
    [DEAD_AFTER_SECONDS],
  )
  return rows.map((row) => row.id)
}

/** Forgets servers that are gone, among them every earlier one at the same place, and answers the workers that went with them. */
export async function buryServers(tx: Tx, self: { id: string; place: string }): Promise<string[]> {
  const rows = await tx.query<{ workers: string[] }>(
    `delete from kernel.servers where id <> $1 and (place = $3 or seen_at <= now() - make_interval(secs => $2)) returning workers`,
    [self.id, DEAD_AFTER_SECONDS, self.place],
  )
  return rows.flatMap((row) => row.workers)
}
