import { join } from 'node:path'
import { type Actor, Problem } from '#kernel'
import type { Project, Projects } from '#projects'
import type { Commit } from './commit-object.ts'
import { diffTrees, type FileDiff } from './diff.ts'
import { countApart, findCommit, mergeBase, readLog } from './history.ts'
import { EMPTY_TREE, quote } from './names.ts'
import type { Repositories } from './repositories.ts'
import type { Source } from './tree.ts'

const MOST_COMPARED_COMMITS = 250

interface Comparison {
  mergeBase: string | null
  /** Commits that the head has and the base has not, and the other way round. */
  ahead: number
  behind: number
  commits: Commit[]
  /** From where the two parted. */
  files: FileDiff[]
}

/** What `head` has that `base` has not. Both are commit ids; `env` makes the objects of a fork visible. */
export async function compareCommits(
  { git, gitDir }: Source,
  { base, head, env }: { base: string; head: string; env: Record<string, string> },
): Promise<Comparison> {
  const at = { gitDir, env }
  const [common, apart, commits] = await Promise.all([
    mergeBase(git, at, base, head),
    countApart(git, at, { base, head }),
    readLog(git, { ...at, from: head, notFrom: base, limit: MOST_COMPARED_COMMITS }),
  ])
  const files = await diffTrees(git, { ...at, base: common ?? EMPTY_TREE, head })
  return { mergeBase: common ?? null, ...apart, commits, files }
}

/**
 * The commit of `owner:branch` in another repository of the network, and the environment in which git finds its objects beside our own.
 * Nothing is copied: a read must not write.
 */
export async function findForkCommit(
  { projects, repositories }: { projects: Projects; repositories: Repositories },
  { actor, project, name }: { actor: Actor; project: Project; name: string },
): Promise<{ sha: string; env: Record<string, string> }> {
  const colon = name.indexOf(':')
  const [owner, branch] = [name.slice(0, colon), name.slice(colon + 1)]
  const fork = await projects.findInNetwork({ actor, project, owner })
  const sha =
    fork && (await repositories.has(fork.id))
      ? await findCommit({ objects: repositories.objects, gitDir: repositories.path(fork.id) }, branch)
      : undefined
  if (!fork || !sha)
    throw new Problem(
      'not_found',
      'git.ref_not_found',
      `There is no ${quote(name)} that you can see in ${project.owner}/${project.name} or its forks.`,
    )
  // In quotes: the variable is a list with colons between its paths.
  const objects = JSON.stringify(join(repositories.path(fork.id), 'objects'))
  return { sha, env: { GIT_ALTERNATE_OBJECT_DIRECTORIES: objects } }
}
