import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#kernel'

declare module 'vitest' {
  interface ProvidedContext {
    /** The administrator's address of the PostgreSQL all test files share. */
    postgres: string
  }
}

/** One PostgreSQL for the whole run; every kernel in a test gets a database of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-test-postgres-'))
  chmodSync(dataDir, 0o755) // for root, PostgreSQL runs as another user; behind a closed folder its data would go elsewhere
  // Nothing here outlives the run, so nothing needs to reach the disk.
  const postgres = await startEmbeddedPostgres(dataDir, {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  })
  project.provide('postgres', postgres.url)
  return async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
