import { availableParallelism } from 'node:os'
import { type Actor, ANYBODY, type Kernel, may, Problem, systemActor } from '#kernel'
import type { Project, Projects } from '#projects'
import { createAnswers } from './answers.ts'
import type { createBranchGuests } from './branch-guests.ts'
import { createHeadStarts } from './head-starts.ts'
import { listRefs } from './history.ts'
import { branchOf, isBranchName, ZERO } from './names.ts'
import { judgePush, type PushPolicy, type RefUpdate } from './policy.ts'
import {
  advertise,
  answerOnce,
  type Conversation,
  type PackStream,
  receivePack,
  uploadArchive,
  uploadPack,
} from './receive.ts'
import type { createRefs } from './refs.ts'
import type { Repositories } from './repositories.ts'
import { createTogether } from './together.ts'

interface Deps {
  projects: Projects
  repositories: Repositories
  refs: ReturnType<typeof createRefs>
  policies: readonly PushPolicy[]
  guests: Pick<ReturnType<typeof createBranchGuests>, 'branchesOf'>
}

/**
 * A process that starts while every core has a queue stops this one until it has had its turn, and a pack keeps a core busy. Most packs
 * are made within the time.
 */
const PACKS_AT_ONCE = Math.max(2, availableParallelism())
const PACK_HEAD_START_MS = 500

/** What doors speak git with: fetches and pushes as streams, and who may have them. */
export function createServing(kernel: Kernel, { projects, repositories, refs, policies, guests }: Deps) {
  const { git } = repositories
  const answers = createAnswers()
  const starts = createHeadStarts({ atOnce: PACKS_AT_ONCE, ms: PACK_HEAD_START_MS })
  let running = 0

  /** Packs are made for a few at a time. */
  async function paced(start: (gitDir: string) => PackStream, project: Project): Promise<PackStream> {
    const gitDir = await repositories.ensure(project)
    const over = await starts.begin()
    try {
      await git.turn()
      const stream = start(gitDir)
      stream.done.finally(over)
      return counted(stream)
    } catch (error) {
      over()
      throw error
    }
  }

  function counted(stream: PackStream): PackStream {
    running++
    stream.done.finally(() => running--)
    return stream
  }

  /**
   * The first push decides what the default branch is, when it brings no branch of the name that was assumed: an old repository whose
   * branch is `master` stays as it is, protection included.
   */
  async function adoptDefaultBranch(project: Project, updates: readonly RefUpdate[]): Promise<void> {
    const pushed = updates
      .filter(({ before, after }) => before === ZERO && after !== ZERO)
      .flatMap(({ ref }) => branchOf(ref) ?? [])
    if (pushed.length === 0 || pushed.includes(project.defaultBranch)) return
    const branches = await listRefs(git, repositories.path(project.id), 'refs/heads/')
    if (branches.length !== pushed.length) return // it had some before, so this is not the first
    const defaultBranch = pushed.includes('master') ? 'master' : pushed[0]!
    if (!isBranchName(defaultBranch)) return
    const protection = project.settings.protection.map((rule) =>
      rule.pattern === project.defaultBranch ? { ...rule, pattern: defaultBranch } : rule,
    )
    const { owner, name } = project
    await kernel.call(
      projects.verbs.update,
      { owner, name, defaultBranch, settings: { protection } },
      { actor: systemActor(project.org, 'git') },
    )
    await repositories.setHead({ id: project.id, defaultBranch })
  }

  const together = createTogether<Project>()
  const seats = new WeakMap<Actor, number>()
  let seated = 0

  /** The same actor is one object for as long as identity trusts what it read. */
  function seatOf(actor: Actor): number {
    const seat = seats.get(actor) ?? ++seated
    seats.set(actor, seat)
    return seat
  }

  function access(
    who: Actor | undefined,
    address: { owner: string; name: string },
    permission: 'git:read' | 'git:push',
  ): Promise<Project> {
    const key = JSON.stringify([who ? seatOf(who) : 0, permission, address.owner, address.name])
    return together(key, () => lookUp(who, address, permission))
  }

  async function lookUp(
    who: Actor | undefined,
    address: { owner: string; name: string },
    permission: 'git:read' | 'git:push',
  ): Promise<Project> {
    const actor = await projects.admit(who ?? ANYBODY, address, permission)
    if (!who && !actor.guest) throw signIn()
    const project = await kernel.db.as(actor, (tx) => projects.get(tx, address))
    if (may(actor, project.org, permission)) return project
    if (!who) throw signIn()
    // The branches themselves are told apart by a policy, once it is known what is pushed.
    if (permission === 'git:push' && (await guests.branchesOf(who, project)).size > 0) return project
    const act = permission === 'git:push' ? 'push to' : 'read'
    throw new Problem(
      'forbidden',
      'git.forbidden',
      `${actor.name} may not ${act} ${address.owner}/${address.name}; it needs the permission ${permission}.`,
    )
  }

  return {
    /** The project, when the actor may see it and holds the permission. The one check of everything that streams. */
    access,

    /** `access` for somebody who pushes: a project that does not exist yet is made, where the verb lets the actor. */
    async accessOrCreate(actor: Actor | undefined, address: { owner: string; name: string }): Promise<Project> {
      try {
        return await access(actor, address, 'git:push')
      } catch (error) {
        const missing = error instanceof Problem && error.code === 'projects.not_found'
        if (!actor || !missing) throw error
      }
      const deletedAt = await kernel.db.as(actor, (tx) => projects.findDeletion(tx, address))
      if (deletedAt) {
        // Whoever pushes to it still takes it for what it was; it begins anew only on purpose.
        throw new Problem(
          'not_found',
          'git.deleted',
          `${address.owner}/${address.name} was deleted on ${deletedAt.toISOString().slice(0, 10)}, and a push does not bring it back; create it anew with \`npx devflow projects create --owner ${address.owner} --name ${address.name}\`, then push again.`,
        )
      }
      await kernel.call(projects.verbs.create, address, { actor }).catch((error) => {
        if (!(error instanceof Problem && error.code === 'projects.name_taken')) throw error
      })
      return access(actor, address, 'git:push')
    },

    /** The first answer of a fetch or push. */
    async advertise(
      project: Project,
      options: { service: 'upload-pack' | 'receive-pack'; protocol: string | undefined },
    ): Promise<Buffer> {
      const gitDir = await repositories.ensure(project)
      return answers.get(gitDir, `${options.service} ${options.protocol}`, () => advertise(git, { gitDir, ...options }))
    },

    /** A short request of a fetch whose answer depends on the refs alone. */
    async answer(
      project: Project,
      { body, protocol }: { body: Buffer; protocol: string | undefined },
    ): Promise<Buffer> {
      const gitDir = await repositories.ensure(project)
      return answers.get(gitDir, `${protocol} ${body.toString('latin1')}`, () =>
        answerOnce(git, { gitDir, body, protocol }),
      )
    },

    fetch: (project: Project, conversation: Conversation): Promise<PackStream> =>
      paced((gitDir) => uploadPack(git, { gitDir, log: kernel.log, ...conversation }), project),

    /** `git archive --remote`, which has no part in HTTP. */
    uploadArchive: (project: Project, conversation: Conversation): Promise<PackStream> =>
      paced((gitDir) => uploadArchive(git, { gitDir, log: kernel.log, ...conversation }), project),

    /** A push: policies inside the quarantine, then the refs move, then the world is told. */
    async receive(project: Project, options: Conversation & { actor: Actor }): Promise<PackStream> {
      const { actor, ...conversation } = options
      const gitDir = await repositories.ensure(project)
      let settle: (() => Promise<void>) | undefined
      await git.turn()
      const stream = receivePack(git, {
        ...conversation,
        gitDir,
        log: kernel.log,
        async judge(updates, gitEnv) {
          const refusals = await judgePush(
            git,
            policies,
            { project, actor, via: 'push', updates, gitDir, gitEnv },
            kernel.log,
          )
          if (refusals.length > 0) return refusals
          const names = updates.map(({ ref }) => ref)
          const entry = await refs.begin(project, actor, names)
          settle = async () => {
            await adoptDefaultBranch(project, updates).catch((error) =>
              kernel.log.warn({ err: error }, 'the default branch stays as it was'),
            )
            await refs.settle(entry)
          }
          return []
        },
        settle: async () => settle?.(),
      })
      return counted(stream)
    },

    /** Fetches and pushes under way. */
    running: (): number => running,
  }
}

function signIn(): Problem {
  return new Problem(
    'unauthenticated',
    'identity.unauthenticated',
    'Sign in with any user name and a DevFlow token as the password.',
  )
}
