import { branchRef, type Git } from '#git'
import { type Actor, Problem, type VerbContext } from '#kernel'
import type { Project, Projects } from '#projects'
import type { Desk, PullsDeps } from './desk.ts'
import { type PullRow, type StoredPull, selectSharedHeads } from './pulls.sql.ts'

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

/** Whether the actor may push to the branch of a fork. */
export async function mayPushHead(
  { kernel, projects }: Pick<PullsDeps, 'kernel' | 'projects'>,
  desk: Desk,
  actor: Actor,
  { headProject }: Head,
): Promise<boolean> {
  const fork = headProject === null ? undefined : await kernel.db.system((tx) => projects.findById(tx, headProject))
  return fork !== undefined && desk.allows({ actor, org: fork.org }, fork, 'git:push')
}

export interface OpenHead {
  /** The project the branch is in. */
  home: Project
  move(from: string, to: string): Promise<void>
}

/** The head branch, to be moved for somebody who may push to the base. Throws `pulls.fork_head` for a fork that does not let them. */
export async function openHead(
  deps: Pick<PullsDeps, 'kernel' | 'projects' | 'git'>,
  desk: Desk,
  { context, project, pull }: { context: VerbContext; project: Project; pull: PullRow },
): Promise<OpenHead> {
  const { git, kernel, projects } = deps
  const { headProject, headBranch, headOwner, headName } = pull
  const ref = branchRef(headBranch)
  if (headProject === null) {
    return { home: project, move: (from, to) => git.moveRef(context, project, { ref, from, to, via: 'update' }) }
  }
  const home = await kernel.db.system((tx) => projects.findById(tx, headProject))
  if (home && (pull.maintainersMayPush || (await mayPushHead(deps, desk, context.actor, pull)))) {
    // The fork belongs to others, so that it moves in a transaction of its own, and the pull request follows.
    const { actor } = context
    return { home, move: (from, to) => git.updateRef(home.id, { ref, from, to, actor, via: 'update' }) }
  }
  const sentence = `${headBranch} is a branch of ${headOwner}/${headName}, whose owner does not let maintainers push to it; ask them to allow it, or to change it there.`
  throw new Problem('conflict', 'pulls.fork_head', sentence)
}

/** Branches of a fork that are heads of pull requests whose authors let the maintainers of the base push to them. */
export function admitMaintainers({ kernel, projects }: Pick<PullsDeps, 'kernel' | 'projects'>, desk: Desk) {
  return async (actor: Actor, fork: Project): Promise<string[]> => {
    if (fork.parent === null) return []
    const heads = await kernel.db.system((tx) => selectSharedHeads(tx, fork.id))
    const branches: string[] = []
    for (const { project: id, branch } of heads) {
      const base = await kernel.db.system((tx) => projects.findById(tx, id))
      if (base && (await desk.allows({ actor, org: base.org }, base, 'git:push'))) branches.push(branch)
    }
    return branches
  }
}
