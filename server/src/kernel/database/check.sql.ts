import { Problem } from '../problem.ts'
import type { Database } from './database.ts'

const OLDEST_MAJOR = 15

/** Refuses to start on a database that cannot be reached or is too old, in a sentence that says which and why. */
export async function checkDatabase(database: Database): Promise<void> {
  const { version } = await database.pool
    .query<{ version: number }>(`select current_setting('server_version_num')::int / 10000 as version`)
    .then(({ rows }) => rows[0]!)
    .catch((cause: Error) => {
      throw new Problem(
        'unavailable',
        'kernel.database',
        `The database at ${place(database.url)} cannot be used: ${cause.message || 'it does not answer'}. Check DATABASE_URL and that PostgreSQL runs there.`,
        { cause },
      )
    })
  if (version >= OLDEST_MAJOR) return
  throw new Problem(
    'unavailable',
    'kernel.database_version',
    `The database at ${place(database.url)} is PostgreSQL ${version}; DevFlow needs ${OLDEST_MAJOR} or later.`,
  )
}

/** Host and database of an address, without its password. */
function place(url: string): string {
  const { host, pathname } = new URL(url)
  return `${decodeURIComponent(host)}${pathname}`
}
