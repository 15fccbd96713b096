import type { PushPolicy } from '#git'
import { type Kernel, Problem } from '#kernel'
import { mirrorAdded, mirrorChanged, mirrorRemoved } from './events.ts'
import { matches } from './mirror.ts'
import { selectPulls } from './mirrors.sql.ts'

/**
 * What a pull mirror follows is changed at its source alone: a commit that was pushed here would part both sides. Held in memory, because
 * verbs that move a ref hold a transaction and must not wait for a second one; every change arrives as an event, from other servers, too.
 */
export function createReadOnly(kernel: Kernel): PushPolicy {
  let followed = new Map<string, { refs: string[]; url: string }>()

  async function load(): Promise<void> {
    const rows = await kernel.db.system(selectPulls)
    followed = new Map(rows.map(({ project, refs, url }) => [project, { refs, url }]))
  }

  kernel.onStart(async () => {
    await load()
    const names = [mirrorAdded.name, mirrorChanged.name, mirrorRemoved.name]
    const stop = kernel.events.tail({ names }, () => {
      load().catch((error) => kernel.log.warn({ err: error }, 'the mirrors could not be read'))
    })
    kernel.onStop(async () => stop())
  })

  return {
    name: 'mirror',
    async check({ project, updates, via }) {
      const source = via === 'import' ? undefined : followed.get(project.id)
      const ref = source && updates.find((update) => matches(source.refs, update.ref))?.ref
      if (!source || !ref) return
      throw new Problem(
        'forbidden',
        'mirrors.read_only',
        `It follows ${source.url}; push there, or remove the mirror in the project's settings.`,
        { details: { ref } },
      )
    },
  }
}
