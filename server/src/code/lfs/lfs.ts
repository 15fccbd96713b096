import { join } from 'node:path'
import { z } from 'zod'
import type { Git } from '#git'
import type { Identity } from '#identity'
import type { Actor, Kernel } from '#kernel'
import { type Projects, projectDeleted } from '#projects'
import type { Settings } from '#settings'
import { deleteLocks } from './lfs.sql.ts'
import { createLockPolicy, createLockVerbs } from './lock-verbs.ts'
import { createObjects } from './objects.ts'

export type Lfs = ReturnType<typeof createLfs>

/** Long enough for the largest object on a slow line, short enough that a leaked one is soon worthless. */
const TOKEN_SECONDS = 3_600

/** Large files beside the repository, and locks on those that cannot be merged. */
export function createLfs(
  kernel: Kernel,
  modules: { identity: Identity; projects: Projects; git: Git; settings: Settings; publicUrl: () => string },
) {
  kernel.migrations('lfs', join(import.meta.dirname, 'migrations'))
  const { identity, git, publicUrl } = modules
  const { verbs: objectVerbs, release, ...objects } = createObjects(kernel, modules)
  const lockVerbs = createLockVerbs(kernel, modules)
  git.addPolicy(createLockPolicy(kernel))

  const remove = kernel.jobs.define('lfs.remove', z.object({ project: z.string() }), async ({ project }) => {
    await kernel.db.system((tx) => deleteLocks(tx, project))
    await release(project)
  })
  kernel.events.subscribe({
    name: 'lfs.projects',
    on: [projectDeleted.name],
    async run({ project }, tx) {
      if (project) await remove.add(tx, { project }, { key: `lfs.remove:${project}` })
    },
  })

  const address = ({ owner, name }: { owner: string; name: string }): string =>
    `${publicUrl()}/${owner}/${name}.git/info/lfs`

  return {
    verbs: { ...objectVerbs, ...lockVerbs },
    ...objects,

    /** Where the LFS API of a project is. */
    address,

    /** What `git-lfs-authenticate` answers over SSH: where to go, and a token for just this, just here, for a while. */
    async authenticate(actor: Actor, at: { owner: string; name: string }, operation: 'download' | 'upload') {
      const permissions = operation === 'upload' ? ['git:read', 'git:push'] : ['git:read']
      const project = await git.access(actor, at, operation === 'upload' ? 'git:push' : 'git:read')
      const { secret } = await kernel.db.system((tx) =>
        identity.issueToken(tx, {
          // A person stays a person, so that locks are theirs; this kind is not listed among the tokens they made.
          kind: actor.kind === 'person' ? 'session' : actor.kind === 'agent' ? 'attempt' : 'job',
          subject: actor.id.replace(/^job:/, ''),
          name: actor.name,
          org: project.org,
          projects: [project.id],
          permissions,
          links: actor.links ?? {},
          expiresAt: new Date(Date.now() + TOKEN_SECONDS * 1000),
        }),
      )
      return { href: address(project), header: { Authorization: `Bearer ${secret}` }, expires_in: TOKEN_SECONDS }
    },
  }
}
