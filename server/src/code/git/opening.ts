import { z } from 'zod'
import { Problem, type VerbContext } from '#kernel'
import { type Project, ProjectAddress, type Projects } from '#projects'
import { findCommit } from './history.ts'
import { LONGEST_REF, quote } from './names.ts'
import type { Repositories } from './repositories.ts'
import type { Source } from './tree.ts'

/** What verbs about a repository are told, and how they come to it. */
export const Address = ProjectAddress.shape
export const RefInput = z.string().max(LONGEST_REF).describe('A branch, tag, full ref name or commit id.')

/** A folder is read by eye; one with more is paged. */
const MOST_TREE_ENTRIES = 1000
export const TreePage = {
  page: z.number().int().min(1).default(1),
  limit: z.number().int().min(1).max(MOST_TREE_ENTRIES).default(MOST_TREE_ENTRIES),
}

export interface Opened extends Source {
  project: Project
}

export function createOpening({ projects, repositories }: { projects: Projects; repositories: Repositories }) {
  const { git, objects } = repositories
  return {
    async open({ tx }: Pick<VerbContext, 'tx'>, { owner, name }: { owner: string; name: string }): Promise<Opened> {
      const project = await projects.get(tx, { owner, name })
      return { git, objects, project, gitDir: await repositories.ensure(project) }
    },

    /** The commit a person named, or the default branch's. */
    async commitOf(source: Opened, ref: string | undefined): Promise<string> {
      const sha = await findCommit(source, ref ?? source.project.defaultBranch)
      if (sha) return sha
      const what =
        ref === undefined
          ? 'This repository is still empty; push a first commit.'
          : `There is no branch, tag or commit ${quote(ref)} here.`
      throw new Problem('not_found', 'git.ref_not_found', what)
    },
  }
}
