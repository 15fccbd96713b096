import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProcess } from './process-table.ts'

/** Folders outside the data folder, whose parents may be closed to the sandbox's user; named so that none is left for good. */
export function createTemporaryFolders(instance: string) {
  const prefix = `devflow-sandbox-${instance}-`

  function create(mode: number): string {
    const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
    chmodSync(path, mode)
    return path
  }

  /** Removes those of servers that are gone. */
  function sweep(): void {
    for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
      const owner = Number.parseInt(name.slice(prefix.length), 10)
      if (!findProcess(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
    }
  }

  return { create, sweep }
}

export type TemporaryFolders = ReturnType<typeof createTemporaryFolders>
