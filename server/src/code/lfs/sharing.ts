import { z } from 'zod'
import type { Git } from '#git'
import { type Actor, type Kernel, may } from '#kernel'
import type { Project, Projects } from '#projects'
import { hasObjects, selectObjects, shareObjects } from './lfs.sql.ts'
import type { LfsObject } from './objects.ts'

/** A fork of a fork of a fork; nobody is further from where it began. */
const MOST_PARENTS = 5

/** Branches whose history need not be read again; of more, these are most of it. */
const MOST_KNOWN = 100

/**
 * How projects of one network come to each other's objects: with the commits that name them. Storage is the same blob for all, and counted
 * where it was sent. Nobody gets by this what they could not read: a fork is made by those who may read its parent, commits are taken over
 * from where they may be read, and who pushes is asked about the parents in their own name.
 */
export function createSharing(kernel: Kernel, { projects, git }: { projects: Projects; git: Git }) {
  const follow = kernel.jobs.define(
    'lfs.follow',
    z.object({ from: z.string(), to: z.string(), commit: z.string(), known: z.array(z.string()) }),
    async ({ from, to, commit, known }, { signal }) => {
      const project = await kernel.db.system((tx) => projects.findById(tx, to))
      if (!project) return
      const pointers = await git.pointers(to, { tips: [commit], notFrom: known, signal })
      const oids = pointers.map(({ oid }) => oid)
      if (oids.length > 0)
        await kernel.db.system((tx) => shareObjects(tx, { from, org: project.org, project: project.id, oids }))
    },
  )
  git.onTake(async ({ from, to, commit }) => {
    if (!(await kernel.db.system((tx) => hasObjects(tx, from)))) return
    // What the project has before its branches move, it has with its large files.
    const known = (await git.refs(to, 'refs/heads/')).slice(0, MOST_KNOWN).map(({ sha }) => sha)
    const take = { from, to, commit, known }
    await kernel.db.system((tx) => follow.add(tx, take, { key: `lfs.follow:${to}:${commit}` }))
  })

  kernel.events.subscribe({
    name: 'lfs.forks',
    on: ['fork.created'],
    async run({ data }, tx) {
      const fork = await projects.findById(tx, data.fork)
      if (fork) await shareObjects(tx, { from: data.project, org: fork.org, project: fork.id, oids: null })
    },
  })

  return {
    /** What a push to a fork names and an ancestor that the pusher may read has, need not be sent again. */
    async fromParents(actor: Actor, project: Project, objects: readonly LfsObject[]): Promise<void> {
      let next = project.parent
      for (let hops = 0; next !== null && hops < MOST_PARENTS; hops++) {
        const id: string = next
        const parent = await kernel.db.system((tx) => projects.findById(tx, id))
        if (!parent || !may(await projects.admit(actor, parent, 'git:read'), parent.org, 'git:read')) return
        await kernel.db.system(async (tx) => {
          const sizes = new Map(objects.map(({ oid, sizeBytes }) => [oid, sizeBytes]))
          const theirs = await selectObjects(tx, parent.id, [...sizes.keys()])
          const oids = theirs.filter(({ oid, sizeBytes }) => sizes.get(oid) === sizeBytes).map(({ oid }) => oid)
          if (oids.length > 0) await shareObjects(tx, { from: parent.id, org: project.org, project: project.id, oids })
        })
        next = parent.parent
      }
    },
  }
}
