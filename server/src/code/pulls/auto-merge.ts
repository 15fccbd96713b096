import { z } from 'zod'
import { type Actor, type Kernel, Problem } from '#kernel'
import type { PullsDeps } from './desk.ts'
import type { createMergeVerbs } from './merge-verbs.ts'
import { selectAutoMerging } from './pulls.sql.ts'

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

/** Merges those who shall merge by themselves, in the name of who said so, as soon as nothing blocks them. */
export function createAutoMerge(
  kernel: Kernel,
  { projects }: Pick<PullsDeps, 'projects'>,
  merge: ReturnType<typeof createMergeVerbs>['merge'],
): void {
  const job = kernel.jobs.define('pulls.autoMerge', z.object({ project: z.string() }), async ({ project: id }) => {
    const { project, waiting } = await kernel.db.system(async (tx) => ({
      project: await projects.findById(tx, id),
      waiting: await selectAutoMerging(tx, id),
    }))
    if (!project) return
    const { owner, name, org } = project
    for (const { number, headSha: sha, autoMerge } of waiting) {
      const { by, method, title, body } = autoMerge!
      const actor: Actor = { ...by, orgs: { [org]: ['pulls:merge', 'git:push', '*:read'] }, projects: [id] }
      await kernel.call(merge, { owner, name, number, sha, method, title, body }, { actor }).catch((error) => {
        if (!(error instanceof Problem)) throw error // what blocks it still is no failure
      })
    }
  })

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
