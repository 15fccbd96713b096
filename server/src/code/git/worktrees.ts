import { type Actor, type Kernel, Problem, systemActor } from '#kernel'
import type { Projects } from '#projects'
import { deleteWorktree, insertWorktree, selectWorktreesNotOf } from './git.sql.ts'
import { resolveCommit } from './history.ts'
import { branchRef, quote } from './names.ts'
import type { createRefs } from './refs.ts'
import type { Repositories } from './repositories.ts'
import { addWorktree, removeWorktreeFiles, type Worktree } from './worktree.ts'

export interface CreateWorktreeOptions {
  /** Unique; an attempt's id. */
  id: string
  /** Continued when it exists, else made at `base`. */
  branch: string
  /** A branch or commit. */
  base: string
  /** Who moves the branch; default: the server. */
  actor?: Actor
}

/** The worktrees of this server, and the removal of those that a dead one left. */
export function createWorktrees(
  kernel: Kernel,
  deps: { projects: Projects; repositories: Repositories; refs: ReturnType<typeof createRefs> },
) {
  const { projects, repositories, refs } = deps
  const { git } = repositories

  async function createWorktree(projectId: string, options: CreateWorktreeOptions): Promise<Worktree> {
    const { id, branch, base } = options
    if (!/^[\w-]{1,100}$/.test(id))
      throw new Problem('invalid', 'git.worktree_id', `${quote(id)} cannot name a worktree.`)
    const project = await kernel.db.system((tx) => projects.getById(tx, projectId))
    const actor = options.actor ?? systemActor(project.org, 'git')
    const repository = await repositories.ensure(project)
    const ref = branchRef(branch)
    if (!(await resolveCommit(git, repository, ref))) {
      const to = await resolveCommit(git, repository, base)
      if (!to)
        throw new Problem(
          'not_found',
          'git.ref_not_found',
          `There is no branch or commit ${quote(base)} to start from.`,
        )
      await refs.updateRef(projectId, { ref, from: undefined, to, actor })
    }
    await kernel.db.system((tx) =>
      insertWorktree(tx, { id, org: project.org, project: projectId, server: kernel.serverId, branch }),
    )
    const worktree = await addWorktree({
      git,
      id,
      repository,
      path: repositories.worktreePath(id),
      branch,
      advance: ({ from, to }) => refs.updateRef(projectId, { ref, from, to, actor }),
    })
    return {
      ...worktree,
      async remove() {
        await worktree.remove()
        await kernel.db.system((tx) => deleteWorktree(tx, id))
      },
    }
  }

  /** Removes what servers that no longer live have left. Their agents' processes must be gone before. */
  async function removeOrphans(): Promise<number> {
    const alive = await kernel.servers.alive()
    const orphans = await kernel.db.system((tx) => selectWorktreesNotOf(tx, alive))
    for (const { id, project } of orphans) {
      await removeWorktreeFiles({ repository: repositories.path(project), id, path: repositories.worktreePath(id) })
      await kernel.db.system((tx) => deleteWorktree(tx, id))
    }
    return orphans.length
  }

  return { createWorktree, removeOrphans }
}
