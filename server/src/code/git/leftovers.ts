import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** No push, fetch or repack takes this long; what is older belongs to a process that was killed. */
const STALE_MS = 86_400_000
/** Locks are held for moments, those of upkeep for as long as it may take; one this old has no owner. */
const STALE_LOCK_MS = 3_600_000

/** What processes that were killed have left in a repository: quarantines of pushes, packs half written, locks. Nothing of it is an object. */
export async function removeLeftovers(gitDir: string, now = Date.now()): Promise<string[]> {
  const objects = join(gitDir, 'objects')
  const quarantines = await named(objects, /^(tmp_objdir-)?incoming-/)
  const packs = await named(join(objects, 'pack'), /^(tmp_|\.tmp-)/)
  const locks = [
    join(gitDir, 'packed-refs.lock'),
    join(objects, 'pack', 'multi-pack-index.lock'),
    join(objects, 'info', 'commit-graphs', 'commit-graph-chain.lock'),
  ]
  const removed: string[] = []
  const removeOlder = async (path: string, ageMs: number): Promise<void> => {
    const found = await stat(path).catch(() => undefined)
    if (!found || now - found.mtimeMs < ageMs) return
    await rm(path, { recursive: true, force: true })
    removed.push(path)
  }
  for (const path of [...quarantines, ...packs]) await removeOlder(path, STALE_MS)
  for (const path of locks) await removeOlder(path, STALE_LOCK_MS)
  return removed
}

async function named(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, name))
}
