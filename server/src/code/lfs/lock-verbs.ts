import { z } from 'zod'
import type { PushPolicy } from '#git'
import { type Actor, type ActorRef, actorRef, type Kernel, may, newId, Problem, type VerbContext, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import { pathLocked, pathUnlocked } from './events.ts'
import {
  countLocks,
  deleteLock,
  insertLock,
  type LockRow,
  lockLfs,
  selectLockForUpdate,
  selectLocks,
  selectLocksOfOthers,
} from './lfs.sql.ts'

const Person = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })

const Lock = z
  .object({
    id: z.string(),
    path: z.string(),
    ref: z.string().nullable(),
    owner: Person,
    /** Whether the asker holds it. */
    mine: z.boolean(),
    lockedAt: z.string(),
  })
  .meta({ id: 'LfsLock' })
export type Lock = z.infer<typeof Lock>

/** As git stores paths: relative, with slashes, no empty or dotted part. A line break could not be told from the next path. */
const LockPath = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (path) => !/[\n\r]/.test(path) && path.split('/').every((part) => !['', '.', '..', '.git'].includes(part)),
    'is not the path of a file in the repository, such as models/ship.bin',
  )

/** People hold a handful; this many means a script has run away. Every push of others is compared with all of them. */
const MOST_LOCKS = 5_000
const MOST_LOCKS_A_PAGE = 1_000

const Page = ProjectAddress.extend({
  cursor: z.string().max(100).optional(),
  limit: z.number().int().min(1).max(MOST_LOCKS_A_PAGE).default(100),
})
const Locks = z.object({ items: z.array(Lock), next: z.string().nullable() })

/** Locks on paths whose changes cannot be merged. */
export function createLockVerbs(kernel: Kernel, { projects }: { projects: Projects }) {
  async function list(
    { tx, actor }: VerbContext,
    input: z.output<typeof Page> & { path?: string | undefined; lock?: string | undefined },
  ): Promise<z.output<typeof Locks>> {
    const { path, lock, cursor, limit, ...address } = input
    const project = await projects.get(tx, address)
    const rows = await selectLocks(tx, project.id, { path, id: lock, after: cursor, limit: limit + 1 })
    const items = rows.slice(0, limit).map((row) => present(row, actor))
    return { items, next: rows.length > limit ? items.at(-1)!.id : null }
  }

  const verbs = {
    locks: verb({
      name: 'lfs.locks',
      http: 'GET /projects/:owner/:name/lfs/locks',
      summary: 'List who has locked which files',
      input: Page.extend({ path: z.string().max(4096).optional(), lock: z.string().max(100).optional() }),
      output: Locks,
      needs: 'git:read',
      scope: projects.scope,
      run: list,
    }),

    locksForPush: verb({
      name: 'lfs.locksForPush',
      http: 'GET /projects/:owner/:name/lfs/locks-for-push',
      summary: 'List the locks that a push has to respect',
      input: Page,
      output: Locks,
      needs: 'git:push',
      scope: projects.scope,
      run: list,
    }),

    lock: verb({
      name: 'lfs.lock',
      http: 'POST /projects/:owner/:name/lfs/locks',
      summary: 'Lock a file, so that nobody else can push a change of it',
      input: ProjectAddress.extend({ path: LockPath, ref: z.string().max(500).nullable().default(null) }),
      output: Lock,
      needs: 'git:push',
      scope: projects.scope,
      status: 201,
      emits: [pathLocked.name],
      async run({ tx, actor, emit }, { path, ref, ...address }) {
        const project = await projects.get(tx, address)
        await lockLfs(tx, project.id)
        const [held] = await selectLocks(tx, project.id, { path, limit: 1 })
        if (held) throw alreadyLocked(present(held, actor))
        if ((await countLocks(tx, project.id)) >= MOST_LOCKS) {
          throw new Problem(
            'conflict',
            'lfs.too_many_locks',
            `There are ${MOST_LOCKS} locks in ${project.owner}/${project.name} already; unlock some first.`,
          )
        }
        const row = await insertLock(tx, {
          id: newId('lck'),
          org: project.org,
          project: project.id,
          path,
          ref,
          owner: holderOf(actor),
        })
        emit(pathLocked, { project: project.id, data: { lock: row.id, path } })
        return present(row, actor)
      },
    }),

    unlock: verb({
      name: 'lfs.unlock',
      http: 'DELETE /projects/:owner/:name/lfs/locks/:lock',
      summary: 'Unlock a file; with force one that somebody else has locked',
      input: ProjectAddress.extend({ lock: z.string().max(100), force: z.boolean().default(false) }),
      output: Lock,
      needs: 'git:push',
      scope: projects.scope,
      emits: [pathUnlocked.name],
      async run({ tx, actor, org, emit }, { lock, force, ...address }) {
        const project = await projects.get(tx, address)
        const row = await selectLockForUpdate(tx, project.id, lock)
        if (!row) throw new Problem('not_found', 'lfs.no_lock', `There is no lock ${lock} any more; list them again.`)
        const view = present(row, actor)
        if (!view.mine && !force) {
          throw new Problem(
            'forbidden',
            'lfs.not_yours',
            `${row.path} is locked by ${row.owner.name}; ask them to unlock it, or unlock it with force.`,
          )
        }
        if (!view.mine && !may(actor, org, 'projects:write')) {
          throw new Problem(
            'forbidden',
            'lfs.force',
            `${row.path} is locked by ${row.owner.name}; only they, and whoever may change the project, can unlock it.`,
          )
        }
        await deleteLock(tx, row.id)
        emit(pathUnlocked, { project: project.id, data: { lock: row.id, path: row.path, forced: !view.mine } })
        return view
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs
}

/** A program's short-lived token acts as `job:<program>`; its locks are the program's. */
function holderOf(actor: Actor): ActorRef {
  return { ...actorRef(actor), id: actor.id.replace(/^job:/, '') }
}

function present(row: LockRow, actor: Actor): Lock {
  return { ...row, mine: row.owner.id === holderOf(actor).id, lockedAt: row.lockedAt.toISOString() }
}

/** Refuses commits that change what somebody else has locked. A merge of a pull request brings only what was judged before. */
export function createLockPolicy(kernel: Kernel): PushPolicy {
  return {
    name: 'lfs locks',
    async check(push) {
      if (push.via === 'merge') return
      const locks = await kernel.db.system((tx) => selectLocksOfOthers(tx, push.project.id, holderOf(push.actor).id))
      const [first, ...more] = await push.touched(locks.map(({ path }) => path))
      if (!first) return
      const { owner } = locks.find(({ path }) => path === first.path)!
      const others =
        more.length > 0 ? `, and ${more.length} more locked ${more.length === 1 ? 'file is' : 'files are'} changed` : ''
      throw new Problem(
        'forbidden',
        'lfs.locked',
        `${first.path} is locked by ${owner.name}${others}; ask for it to be unlocked, or take the change out of your commits.`,
        { details: { ref: first.ref } },
      )
    },
  }
}

/** Doors show the lock that is in the way. */
function alreadyLocked(lock: Lock): Problem {
  const who = lock.mine ? 'you' : lock.owner.name
  return new Problem('conflict', 'lfs.already_locked', `${lock.path} is locked by ${who} already.`, {
    details: { lock },
  })
}
