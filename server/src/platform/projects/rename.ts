import { z } from 'zod'
import { event, Problem, type VerbContext } from '#kernel'
import { deleteFormerNames, insertFormerName, moveProject } from './former-names.sql.ts'
import type { Project } from './projects.sql.ts'

export const projectRenamed = event(
  'project.renamed',
  z.object({ project: z.string(), owner: z.string(), name: z.string(), from: z.string() }),
)

/**
 * Gives a project another name, inside a verb. Everything that belongs to it knows it by its id, so only its address changes, and
 * the former one leads to it until another project takes it.
 */
export async function renameProject(
  { tx, emit }: Pick<VerbContext, 'tx' | 'emit'>,
  { id, org, owner, name: from }: Project,
  name: string,
): Promise<void> {
  if (!(await moveProject(tx, { id, name })))
    throw new Problem('conflict', 'projects.name_taken', `${owner}/${name} exists already; choose another name.`)
  await deleteFormerNames(tx, { owner, name })
  // A name that differs in case alone is the same address.
  if (name.toLowerCase() !== from.toLowerCase()) await insertFormerName(tx, { org, project: id, owner, name: from })
  emit(projectRenamed, { project: id, data: { project: id, owner, name, from } })
}
