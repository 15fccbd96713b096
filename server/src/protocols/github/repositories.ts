import { type Actor, grants, Problem } from '#kernel'
import type { Project } from '#projects'
import type { Github } from './github.ts'
import type { RepositoryFacts } from './print/repository.ts'

/** Everything the printer of a repository needs, for all of them at once. */
export async function repositoryFacts(
  github: Github,
  projects: readonly Project[],
  actor: Actor | undefined,
): Promise<RepositoryFacts[]> {
  return Promise.all(projects.map((project) => factsOf(github, project, actor)))
}

async function factsOf(github: Github, project: Project, actor: Actor | undefined): Promise<RepositoryFacts> {
  const owner = await github.identity.accounts.byLogin(project.owner)
  const [forks, open] = await github.kernel.db.system(async (tx) => [
    await github.projects.forksOf(tx, project.id),
    await github.issues.countOpen(tx, [project.id]),
  ])
  return {
    project,
    owner: owner!,
    ...(actor ? { permissions: await permissionsOf(github, project, actor) } : {}),
    counts: {
      openIssues: open.get(project.id) ?? 0,
      // Whoever may not see a fork does not learn of it here either.
      forks: forks.filter(({ org, visibility }) => visibility === 'public' || (actor && org in actor.orgs)).length,
      sizeKb: Math.ceil((await sizeOf(github, project)) / 1024),
    },
    language: null,
  }
}

/** A repository that was deleted, of which a webhook still tells, has no files any more. */
async function sizeOf(github: Github, { id }: Project): Promise<number> {
  try {
    return await github.git.sizeBytes(id)
  } catch (error) {
    if (error instanceof Problem && error.kind === 'not_found') return 0
    throw error
  }
}

/** What the actor may do there, in GitHub's five steps. */
async function permissionsOf(github: Github, project: Project, actor: Actor) {
  const admitted = await github.projects.admit(actor, project, 'members:write')
  const guest = admitted.guest?.permissions ?? []
  const may = (permission: string) => grants(actor.orgs[project.org], permission) || grants(guest, permission)
  return {
    admin: may('members:write'),
    maintain: may('projects:write'),
    push: may('git:push'),
    triage: may('issues:write'),
    pull: may('git:read'),
  }
}
