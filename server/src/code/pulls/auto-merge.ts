import { z } from 'zod'
import { type Actor, type Kernel, Problem } from '#kernel'
import type { Project } from '#projects'
import type { Desk, PullsDeps } from './desk.ts'
import type { createMergeVerbs } from './merge-verbs.ts'
import { type AutoMerge, selectAutoMerging } from './pulls.sql.ts'

/** What may take away the last thing that blocks a pull request. */
const OCCASIONS = [
  'check.completed',
  'status.reported',
  'review.submitted',
  'review.dismissed',
  'review_thread.resolved',
  'pull.ready',
  'pull.updated',
  'pull.edited',
  'pull.auto_merge_enabled',
  'pull.merged',
  'project.changed',
]

/**
 * Merges those who shall merge by themselves, in the name of who said so, as soon as nothing blocks them. The job is added in the transaction
 * that hears of the occasion and runs again after a crash; a merge that happened is not made twice.
 */
export function createAutoMerge(
  kernel: Kernel,
  { identity, projects }: Pick<PullsDeps, 'identity' | 'projects'>,
  desk: Desk,
  verbs: Pick<ReturnType<typeof createMergeVerbs>, 'merge' | 'disableAutoMerge'>,
): void {
  const job = kernel.jobs.define('pulls.autoMerge', z.object({ project: z.string() }), async ({ project: id }) => {
    const { project, waiting } = await kernel.db.system(async (tx) => ({
      project: await projects.findById(tx, id),
      waiting: await selectAutoMerging(tx, id),
    }))
    if (!project) return
    for (const { number, headSha: sha, autoMerge } of waiting) {
      const on = { owner: project.owner, name: project.name, number }
      const { by, method, title, body } = autoMerge!
      const actor = await orderer(project, by)
      if (!actor) {
        // Whoever may not merge any more does not do so by what they said before.
        await kernel.call(verbs.disableAutoMerge, on, {
          actor: { ...by, orgs: { [project.org]: ['pulls:*', '*:read'] } },
        })
        continue
      }
      await kernel.call(verbs.merge, { ...on, sha, method, title, body }, { actor }).catch((error) => {
        if (!(error instanceof Problem)) throw error // what blocks it still is no failure
      })
    }
  })

  /** Who said so, with what they may do today; undefined when that is no longer enough. */
  async function orderer(project: Project, by: AutoMerge['by']): Promise<Actor | undefined> {
    const { org, id } = project
    if (by.kind !== 'person') return { ...by, orgs: { [org]: ['pulls:merge', 'git:push', '*:read'] }, projects: [id] }
    const actor = await kernel.db.system((tx) => identity.personActor(tx, by.id))
    return actor && (await desk.allows({ actor, org }, project, 'pulls:merge'))
      ? { ...actor, projects: [id] }
      : undefined
  }

  kernel.events.subscribe({
    name: 'pulls.autoMerge',
    on: OCCASIONS,
    async run({ project }, tx) {
      if (project && (await selectAutoMerging(tx, project)).length > 0) {
        await job.add(tx, { project }, { key: `pulls.autoMerge:${project}` })
      }
    },
  })
}
