import { branchRef, type Git } from '#git'
import { type Actor, Problem } from '#kernel'
import type { Project, Projects } from '#projects'
import type { StoredPull } from './pulls.sql.ts'

/** Where a head branch is: in the project itself, or in another of its network. */
export type Head = Pick<StoredPull, 'headBranch' | 'headProject' | 'headOwner' | 'headName'>

/** Finds what `branch` or `owner:branch` names, in the project, its parent, or a fork of either that the actor may read. */
export async function findHead(
  { projects }: { projects: Projects },
  { actor, project, head }: { actor: Actor; project: Project; head: string },
): Promise<Head> {
  const [owner, ...rest] = head.split(':')
  const own = rest.length === 0 || owner!.toLowerCase() === project.owner.toLowerCase()
  const headBranch = rest.length === 0 ? head : rest.join(':')
  if (own) return { headBranch, headProject: null, headOwner: null, headName: null }
  const fork = await projects.findInNetwork({ actor, project, owner: owner! })
  if (fork) return { headBranch, headProject: fork.id, headOwner: fork.owner, headName: fork.name }
  const sentence = `${owner} has no fork of ${project.owner}/${project.name} that you can see; fork it and push there first.`
  throw new Problem('not_found', 'pulls.no_branch', sentence)
}

/** Objects of a fork must be here before anything is compared. The ref keeps nothing once the pull request has its own. */
export async function fetchHead(git: Git, project: string, head: Head & { id: string }): Promise<string | undefined> {
  if (head.headProject === null) return git.resolve(project, branchRef(head.headBranch))
  const into = `refs/devflow/fetch/${head.id}` as const
  try {
    return await git.takeBranch(project, { from: head.headProject, branch: head.headBranch, into })
  } finally {
    await git.dropRef(project, into)
  }
}

/** `owner:branch` of a fork, else only the branch. */
export function printHead({ headOwner, headBranch }: Pick<Head, 'headOwner' | 'headBranch'>): string {
  return headOwner === null ? headBranch : `${headOwner}:${headBranch}`
}
