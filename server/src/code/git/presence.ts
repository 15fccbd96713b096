import { type Kernel, Problem } from '#kernel'
import type { Projects } from '#projects'
import type { PushPolicy } from './policy.ts'

/** A push may take minutes to arrive; the project it is for must still be there when it has. */
export function createPresence(kernel: Kernel, projects: Projects): PushPolicy {
  return {
    name: 'presence',
    async check({ project, via }) {
      if (via !== 'push') return
      if (await kernel.db.system((tx) => projects.findById(tx, project.id))) return
      throw new Problem(
        'not_found',
        'git.deleted',
        `${project.owner}/${project.name} was deleted while this push was on its way; nothing was kept.`,
      )
    },
  }
}
