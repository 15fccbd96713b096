import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { JobContext, Kernel, Tx } from '#kernel'
import { removeLeftovers } from './leftovers.ts'
import type { Repositories } from './repositories.ts'

/** Loose objects and small packs slow every fetch down; fewer than this are not worth the work. */
const MANY_LOOSE_OBJECTS = 1000
const MANY_PACKS = 20
/** Each ref of its own file is one more file to open for every advertisement. */
const MANY_LOOSE_REFS = 100
/** Pushes come in bursts; one look at the end of a minute serves them all. */
const TIDY_EVERY_MS = 60_000
/** A first commit-graph or bitmap of a very large history. */
const TIDY_TIMEOUT_MS = 1_800_000
/** Everything is looked at once a day, for what pushes alone do not bring up: leftovers of killed processes. */
const SWEEP_EVERY_MS = 86_400_000
const SWEEP_AFTER_START_MS = 600_000
/** One repository at a time in the whole installation, so that upkeep never takes more than its share of the machine. */
const QUEUE = 'git.upkeep'

/**
 * Keeps repositories fast without ever deleting an object: what agents' snapshots refer to is reachable from no ref, and stays. Every step
 * is git's own and leaves a whole repository behind wherever it is killed; the job then runs again. Should the git of a killed server
 * still be at work, its locks make ours fail, and the job is tried again later.
 */
export function createUpkeep(kernel: Kernel, { git, path, repositoriesFolder }: Repositories) {
  async function tidy(project: string, signal?: AbortSignal): Promise<void> {
    const gitDir = path(project)
    const options = { gitDir, signal, background: true, timeoutMs: TIDY_TIMEOUT_MS }
    const counted = await git.text(['count-objects', '-v'], options).catch(() => undefined)
    signal?.throwIfAborted()
    if (counted === undefined) return // the project was deleted meanwhile
    await removeLeftovers(gitDir)
    const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(counted)?.[1] ?? 0)
    if (count('count') >= MANY_LOOSE_OBJECTS || count('packs') >= MANY_PACKS) {
      // Packs grow in powers of two, so each object is written a few times in its life; one index and one bitmap over all of them.
      await git.run(['repack', '-d', '-l', '-q', '--geometric=2', '--write-midx', '--write-bitmap-index'], options)
      kernel.log.info({ project, loose: count('count'), packs: count('packs') }, 'packed a repository')
    }
    if ((await countLooseRefs(gitDir)) >= MANY_LOOSE_REFS) await git.run(['pack-refs', '--all'], options)
    // Only new commits are added, as one more layer; with the paths each one touched, history by path skips the others.
    await git.run(['commit-graph', 'write', '--reachable', '--split', '--changed-paths', '--no-progress'], options)
  }

  const job = kernel.jobs.define('git.tidy', z.object({ project: z.string() }), ({ project }, { signal }: JobContext) =>
    tidy(project, signal),
  )

  const sweep = kernel.jobs.define('git.sweep', z.object({}), async () => {
    const projects = await listRepositories(repositoriesFolder)
    await kernel.db.system(async (tx) => {
      for (const project of projects) await job.add(tx, { project }, { key: `git.tidy:${project}`, queue: QUEUE })
      await sweepIn(tx, SWEEP_EVERY_MS)
    })
  })

  const sweepIn = (tx: Tx, delayMs: number) =>
    sweep.add(tx, {}, { key: 'git.sweep', runAt: new Date(Date.now() + delayMs) })
  kernel.onStart(() => kernel.db.system((tx) => sweepIn(tx, SWEEP_AFTER_START_MS)))

  return {
    tidy,
    /** To be called when something was pushed. However many pushes come, it is done once a minute. */
    async later(tx: Tx, project: string): Promise<void> {
      const at = Math.ceil(Date.now() / TIDY_EVERY_MS + 1) * TIDY_EVERY_MS
      await job.add(tx, { project }, { key: `git.tidy:${project}:${at}`, runAt: new Date(at), queue: QUEUE })
    },
  }
}

async function countLooseRefs(gitDir: string): Promise<number> {
  const entries = await readdir(join(gitDir, 'refs'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).length
}

/** The projects whose repositories are on this disk. */
async function listRepositories(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: false, withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => readdir(join(folder, name))),
  )
  return found.flat().flatMap((name) => (name.endsWith('.git') ? [name.slice(0, -'.git'.length)] : []))
}
