import { type Actor, type Kernel, may } from '#kernel'
import { type Project, selectForks, selectProjectById } from './projects.sql.ts'

/**
 * The project of `owner` that shares its history with this one, where the actor may read it: itself, a fork of it, what it was forked
 * from, or another fork of that.
 */
export async function findInNetwork(
  { kernel, admit }: { kernel: Kernel; admit(actor: Actor, project: Project, permission: string): Promise<Actor> },
  { actor, project, owner }: { actor: Actor; project: Project; owner: string },
): Promise<Project | undefined> {
  const network = await kernel.db.system(async (tx) => {
    const parent = project.parent ? await selectProjectById(tx, project.parent) : undefined
    const siblings = parent ? await selectForks(tx, parent.id) : []
    return [project, ...(await selectForks(tx, project.id)), ...(parent ? [parent] : []), ...siblings]
  })
  for (const other of network) {
    if (other.owner.toLowerCase() !== owner.toLowerCase()) continue
    // A token for some projects reads none of the others, whoever holds it.
    if (actor.projects && !actor.projects.includes(other.id)) continue
    if (may(await admit(actor, other, 'git:read'), other.org, 'git:read')) return other
  }
  return undefined
}
