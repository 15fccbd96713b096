import { z } from 'zod'
import { branchRef, type Git, isBranchName } from '#git'
import type { Identity } from '#identity'
import { type Actor, actorRef, event, type Kernel, may, newId, Problem, verb } from '#kernel'
import { type Project, ProjectAddress, ProjectRef, ProjectSettings, type Projects } from '#projects'

const forkCreated = event(
  'fork.created',
  z.object({ project: z.string(), fork: z.string(), owner: z.string(), name: z.string() }),
)

export type Forks = ReturnType<typeof createForks>

/** Copies of projects under other owners, and bringing them up to date. */
export function createForks(
  kernel: Kernel,
  { identity, projects, git }: { identity: Identity; projects: Projects; git: Git },
) {
  /** The organisation a fork goes to: the actor's own, or one they name. */
  async function homeOf(actor: Actor, into: string | undefined): Promise<{ org: string; owner: string }> {
    const owner = into ?? actor.name
    const org = await kernel.db.as(actor, (tx) => identity.orgId(tx, { org: owner }, actor))
    if (may(actor, org, 'projects:write')) return { org, owner }
    throw new Problem(
      'forbidden',
      'forks.forbidden',
      `${actor.name} may not make projects in ${owner}; it needs the permission projects:write, which an admin can grant.`,
    )
  }

  /** Whether the actor may read another project than the one at hand. */
  async function mayRead(actor: Actor, project: Project): Promise<boolean> {
    return may(await projects.admit(actor, project, 'git:read'), project.org, 'git:read')
  }

  const verbs = {
    create: verb({
      name: 'forks.create',
      http: 'POST /projects/:owner/:name/forks',
      summary: 'Copy a project under another owner',
      input: ProjectAddress.extend({
        into: z.string().max(60).optional().describe('An organisation. Default: yourself.'),
        as: z.string().max(100).optional().describe('Another name. Default: the same.'),
        defaultBranchOnly: z.boolean().default(false),
      }),
      output: ProjectRef,
      needs: 'git:read',
      scope: projects.scope,
      status: 202,
      emits: [forkCreated.name, 'project.created'],
      async run(context, { owner, name, into, as, defaultBranchOnly }) {
        const { tx, actor, emit } = context
        const source = await projects.get(tx, { owner, name })
        const home = await homeOf(actor, into)
        // The same fork again is the same fork, as on GitHub.
        const known = await kernel.db.system((system) => projects.forksOf(system, source.id))
        const earlier = known.find((fork) => fork.org === home.org && (as === undefined || fork.name === as))
        if (earlier) return earlier
        if (home.org === source.org && (as === undefined || as === source.name)) {
          const sentence = `${owner}/${name} cannot be forked beside itself; give the fork another name or owner.`
          throw new Problem('conflict', 'forks.same_owner', sentence)
        }
        const fork = await projects.create(context, {
          ...home,
          name: as ?? source.name,
          description: source.description,
          defaultBranch: source.defaultBranch,
          rehearsal: false,
          settings: ProjectSettings.parse({}),
          visibility: source.visibility,
          parent: source.id,
        })
        await git.copy(context, source.id, fork, { branch: defaultBranchOnly ? source.defaultBranch : undefined })
        emit(forkCreated, {
          project: source.id,
          data: { project: source.id, fork: fork.id, owner: fork.owner, name: fork.name },
        })
        return fork
      },
    }),

    list: verb({
      name: 'forks.list',
      http: 'GET /projects/:owner/:name/forks',
      summary: 'List the forks of a project that you can see',
      input: ProjectAddress.extend({
        direction: z.enum(['asc', 'desc']).default('desc'),
        page: z.number().int().min(1).max(10_000).default(1),
        limit: z.number().int().min(1).max(100).default(30),
      }),
      output: z.object({ items: z.array(ProjectRef), total: z.number().int() }),
      needs: 'projects:read',
      scope: projects.scope,
      async run({ tx, actor }, { owner, name, direction, page, limit }) {
        const source = await projects.get(tx, { owner, name })
        const all = await kernel.db.system((system) => projects.forksOf(system, source.id))
        const seen: Project[] = []
        for (const fork of all) if (fork.visibility === 'public' || (await mayRead(actor, fork))) seen.push(fork)
        const ordered = direction === 'desc' ? seen : seen.toReversed()
        return { items: ordered.slice((page - 1) * limit, page * limit), total: seen.length }
      },
    }),

    sync: verb({
      name: 'forks.sync',
      http: 'POST /projects/:owner/:name/merge-upstream',
      summary: 'Take the newest commits of the parent into a branch of a fork',
      input: ProjectAddress.extend({ branch: z.string().refine(isBranchName, 'is not a branch name git accepts') }),
      output: z.object({ how: z.enum(['none', 'fast_forward', 'merge']), from: z.string(), sha: z.string() }),
      needs: 'git:push',
      scope: projects.scope,
      emits: ['git.pushed'],
      async run(context, { owner, name, branch }) {
        const { tx, actor } = context
        const fork = await projects.get(tx, { owner, name })
        const parent = fork.parent
          ? await kernel.db.system((system) => projects.findById(system, fork.parent!))
          : undefined
        if (!parent || !(await mayRead(actor, parent))) {
          const sentence = `${owner}/${name} is no fork of a project that you can see; there is nothing to take from.`
          throw new Problem('conflict', 'forks.no_parent', sentence)
        }
        const from = `${parent.owner}:${branch}`
        const into = `refs/devflow/fetch/${newId('fetch')}` as const
        try {
          const theirs = await git.takeBranch(fork.id, { from: parent.id, branch, into })
          if (!theirs) {
            const sentence = `${parent.owner}/${parent.name} has no branch ${branch}; choose one that it has.`
            throw new Problem('conflict', 'forks.no_branch', sentence)
          }
          const ref = branchRef(branch)
          const ours = await git.resolve(fork.id, ref)
          if (ours && (await git.isAncestor(fork.id, { ancestor: theirs, of: ours })))
            return { how: 'none' as const, from, sha: ours }
          const forward = !ours || (await git.isAncestor(fork.id, { ancestor: ours, of: theirs }))
          const made = forward
            ? { sha: theirs }
            : await git.merge(fork.id, {
                base: ours,
                head: theirs,
                method: 'merge',
                message: `Merge branch '${branch}' of ${parent.owner}/${parent.name}`,
                author: await git.authorOf(actorRef(actor)),
              })
          if ('conflicts' in made) {
            const paths = made.conflicts.slice(0, 5).join(', ')
            const sentence = `${branch} and its parent's contradict each other in ${paths}; merge them by hand and push.`
            throw new Problem('conflict', 'forks.conflicts', sentence, { details: made.conflicts })
          }
          await git.moveRef(context, fork, { ref, from: ours, to: made.sha })
          return { how: forward ? ('fast_forward' as const) : ('merge' as const), from, sha: made.sha }
        } finally {
          await git.dropRef(fork.id, into)
        }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return { verbs }
}
