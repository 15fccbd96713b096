import { join } from 'node:path'
import { pushed } from '#git'
import type { Kernel } from '#kernel'
import { projectDeleted } from '#projects'
import { createDesk, type MirrorsDeps } from './desk.ts'
import { matches } from './mirror.ts'
import { deleteMirrorsOf, selectMirrors } from './mirrors.sql.ts'
import { createReadOnly } from './read-only.ts'
import { createRuns } from './run.ts'
import { createMirrorVerbs } from './verbs.ts'

export type Mirrors = ReturnType<typeof createMirrors>

/** Repositories that also live elsewhere: imported once, followed, or copied to. */
export function createMirrors(kernel: Kernel, deps: MirrorsDeps) {
  kernel.migrations('mirrors', join(import.meta.dirname, 'migrations'))
  const desk = createDesk(kernel, deps)
  const runs = createRuns(kernel, deps, desk)
  const verbs = createMirrorVerbs(deps, desk, runs.start)
  kernel.verbs.register(...Object.values(verbs))
  deps.git.addPolicy(createReadOnly(kernel))

  kernel.events.subscribe({
    name: 'mirrors.projects',
    on: [pushed.name, projectDeleted.name],
    async run({ name, project, data }, tx) {
      if (!project) return
      if (name === projectDeleted.name) {
        await deleteMirrorsOf(tx, project)
        return
      }
      for (const row of await selectMirrors(tx, project)) {
        if (row.direction === 'push' && matches(row.refs, data.ref)) await runs.startSoon(tx, row)
      }
    },
  })

  return { verbs }
}
