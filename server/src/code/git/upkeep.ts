import { z } from 'zod'
import type { Kernel, Tx } from '#kernel'
import type { Repositories } from './repositories.ts'

/** Loose objects and small packs slow every fetch down; fewer than this are not worth the work. */
const MANY_LOOSE_OBJECTS = 1000
const MANY_PACKS = 20
/** Pushes come in bursts; the last one of a minute tidies up for all. */
const TIDY_LATER_MS = 60_000
const REPACK_TIMEOUT_MS = 600_000

/**
 * Keeps repositories fast without ever deleting an object: what agents' snapshots refer to is reachable from no ref, and stays.
 */
export function createUpkeep(kernel: Kernel, { git, path }: Repositories) {
  async function tidy(project: string): Promise<void> {
    const gitDir = path(project)
    const counted = await git.text(['count-objects', '-v'], { gitDir }).catch(() => undefined)
    if (counted === undefined) return // the project was deleted meanwhile
    const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(counted)?.[1] ?? 0)
    if (count('count') < MANY_LOOSE_OBJECTS && count('packs') < MANY_PACKS) return
    await git.run(['repack', '-d', '-l', '-q', '--geometric=2'], { gitDir, timeoutMs: REPACK_TIMEOUT_MS })
    await git.run(['pack-refs', '--all'], { gitDir })
    kernel.log.info({ project, loose: count('count'), packs: count('packs') }, 'packed a repository')
  }

  const job = kernel.jobs.define('git.tidy', z.object({ project: z.string() }), ({ project }) => tidy(project))

  return {
    tidy,
    /** To be called when something was pushed. */
    later: (tx: Tx, project: string) =>
      job.add(tx, { project }, { key: `git.tidy:${project}`, runAt: new Date(Date.now() + TIDY_LATER_MS) }),
  }
}
