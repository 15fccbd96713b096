import { type Actor, actorRef, type Kernel, Problem, systemActor, type Tx, type VerbContext } from '#kernel'
import type { Project, Projects } from '#projects'
import { GitFailure } from './command.ts'
import { pushed } from './events.ts'
import { moveAnnouncedRef, selectRefs } from './git.sql.ts'
import { listRefs } from './history.ts'
import type { Journal, JournalEntry } from './journal.ts'
import { isRefName, quote, ZERO } from './names.ts'
import { judgePush, type PushPolicy, type RefUpdate, type UpdateVia } from './policy.ts'
import { findPushed } from './pushed-commits.ts'
import { readRefs } from './read-refs.ts'
import type { Repositories } from './repositories.ts'
import type { RecordPush } from './verbs.ts'

export interface RefMove {
  ref: string
  /** Undefined: the ref must not exist yet. */
  from: string | undefined
  /** Undefined: delete it. */
  to: string | undefined
  actor: Actor
  via?: UpdateVia
}

export interface RefMoves {
  moves: readonly Pick<RefMove, 'ref' | 'from' | 'to'>[]
  actor: Actor
  via: UpdateVia
}

export interface RefsDeps {
  projects: Projects
  repositories: Repositories
  journal: Journal
  policies: readonly PushPolicy[]
  /** The verb that announces; it is made after this. */
  recordPush: () => RecordPush
}

const SUBJECT_LENGTH = 500
/** Refs that move in one transaction of git and are announced in one of the database. */
export const MOVED_AT_ONCE = 500
/** Processes at once, for the events of many refs. */
const DESCRIBED_AT_ONCE = 8
/** A verb that moved a ref has long committed, or failed, after this. */
const SETTLE_LATER_MS = 5_000
const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 30_000

/**
 * How refs move and how the world hears of it: policies → journal → compare-and-swap in the repository → the announced value and
 * git.pushed in one transaction → journal entry removed. A crash anywhere leaves an entry whose refs are compared at the next start,
 * so that no push is lost; the announced value moves with its event, so that none is told twice.
 */
export function createRefs(kernel: Kernel, { projects, repositories, journal, policies, recordPush }: RefsDeps) {
  const { git } = repositories
  const turns = new Map<string, Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false

  /** All of them or none, and everything but the announcement. */
  async function move(project: Project, { moves, actor, via }: RefMoves): Promise<JournalEntry> {
    for (const { ref } of moves)
      if (!isRefName(ref)) throw new Problem('invalid', 'git.ref_name', `${quote(ref)} is not a ref name git accepts.`)
    const gitDir = await repositories.ensure(project)
    const updates = moves.map(toUpdate)
    const [refusal] = await judgePush(git, policies, { project, actor, via, updates, gitDir, gitEnv: {} }, kernel.log)
    if (refusal) throw refusal
    const refs = moves.map(({ ref }) => ref)
    const entry = await begin(project, actor, refs)
    try {
      await git.run(['update-ref', '--stdin'], { gitDir, input: moves.map(printMove).join('') })
    } catch (error) {
      await journal.remove(entry.id)
      if (!(error instanceof GitFailure)) throw error
      throw refuseMoved(refs.join(', '), error)
    }
    return entry
  }

  async function moveTogether(
    project: Project,
    moves: RefMoves['moves'],
    { actor, via }: Omit<RefMoves, 'moves'>,
  ): Promise<Problem[]> {
    const gitDir = await repositories.ensure(project)
    const refusals: Problem[] = []
    let allowed = moves
    for (;;) {
      const updates = allowed.map(toUpdate)
      if (updates.length === 0) return refusals
      const judged = await judgePush(git, policies, { project, actor, via, updates, gitDir, gitEnv: {} }, kernel.log)
      if (judged.length === 0) break
      const refused = new Set(judged.map(refOf))
      // One that names no ref is about all of them.
      if (!allowed.some(({ ref }) => refused.has(ref)))
        return [...refusals, ...allowed.map(({ ref }) => about(ref, judged[0]!))]
      refusals.push(...judged.filter((problem) => refOf(problem) !== undefined))
      allowed = allowed.filter(({ ref }) => !refused.has(ref))
    }
    const entry = await begin(
      project,
      actor,
      allowed.map(({ ref }) => ref),
    )
    try {
      await git.run(['update-ref', '--stdin'], { gitDir, input: allowed.map(printMove).join('') })
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      await journal.remove(entry.id)
      if (allowed.length === 1) return [...refusals, refuseMoved(allowed[0]!.ref, error)]
      // One that collides fails all; alone, the others move.
      for (const one of allowed) refusals.push(...(await moveTogether(project, [one], { actor, via })))
      return refusals
    }
    await settle(entry).catch((error) =>
      kernel.log.warn({ err: error, push: entry.id }, 'moved refs are announced later'),
    )
    return refusals
  }

  async function moveInside(
    context: VerbContext,
    project: Project,
    { moves, via = 'update' }: Pick<RefMoves, 'moves'> & { via?: UpdateVia | undefined },
  ): Promise<void> {
    const entry = await move(project, { moves, actor: context.actor, via })
    retryLater(entry, SETTLE_LATER_MS)
    await announce(context, project, entry.refs).catch((error) => {
      // Somebody else's push of the same ref is being announced; ours follows with the journal.
      if (!(error instanceof Problem && error.code === 'git.announced_elsewhere')) throw error
    })
  }

  function begin(project: Project, actor: Actor, refs: string[]): Promise<JournalEntry> {
    const { id, owner, name, org } = project
    return journal.write({ org, project: id, owner, name, actor: actorRef(actor), links: actor.links ?? {}, refs })
  }

  /** Brings the announced values of these refs up to the repository's, an event for each difference. All reading is done before the first write. */
  async function announce(
    { tx, emit, org }: Pick<VerbContext, 'tx' | 'emit' | 'org'>,
    project: Project,
    refs: readonly string[],
  ): Promise<number> {
    const gitDir = await repositories.ensure(project)
    const announced = new Map((await selectRefs(tx, project.id, refs)).map(({ ref, sha }) => [ref, sha]))
    const actual = await readRefs(git, gitDir, refs)
    const changed = refs.filter((ref) => announced.get(ref) !== actual.get(ref))
    const facts: Awaited<ReturnType<typeof describe>>[] = []
    for (const some of partsOf(changed, DESCRIBED_AT_ONCE)) {
      const moves = some.map((ref) => ({ ref, before: announced.get(ref), after: actual.get(ref) }))
      facts.push(...(await Promise.all(moves.map((move) => describe(project, gitDir, move)))))
    }
    for (const fact of facts) {
      const { ref } = fact
      const moved = await moveAnnouncedRef(tx, {
        org,
        project: project.id,
        ref,
        before: announced.get(ref),
        after: actual.get(ref),
      })
      if (!moved)
        throw new Problem(
          'conflict',
          'git.announced_elsewhere',
          `${ref} was just announced by somebody else; try again.`,
        )
      emit(pushed, { project: project.id, links: fact.after === ZERO ? {} : { commit: fact.after }, data: fact })
    }
    return facts.length
  }

  async function describe(
    project: Project,
    gitDir: string,
    move: { ref: string; before: string | undefined; after: string | undefined },
  ) {
    const { ref, before, after } = move
    const fact = {
      ref,
      before: before ?? ZERO,
      after: after ?? ZERO,
      commits: [] as { sha: string; message: string; author: { name: string; email: string } }[],
      forced: false,
    }
    if (after === undefined || !ref.startsWith('refs/heads/')) return fact
    const main = `refs/heads/${project.defaultBranch}`
    const trunk = before ? undefined : (await readRefs(git, gitDir, [main])).get(main)
    const { commits, forced } = await findPushed(repositories, { gitDir, after, before, trunk })
    fact.commits = commits.map(({ sha, message, author }) => ({
      sha,
      message: message.slice(0, SUBJECT_LENGTH),
      author: { name: author.name, email: author.email },
    }))
    fact.forced = forced
    return fact
  }

  /** Announces a journal entry in a transaction of its own and removes it. Pushes of one project are announced one after the other. */
  function settle(entry: JournalEntry): Promise<void> {
    const turn = (turns.get(entry.project) ?? Promise.resolve()).then(() => settleNow(entry))
    const quiet = turn
      .catch(() => undefined)
      .finally(() => {
        if (turns.get(entry.project) === quiet) turns.delete(entry.project)
      })
    turns.set(entry.project, quiet)
    return turn.catch((error) => {
      if (error instanceof Problem && error.kind === 'not_found') return journal.remove(entry.id) // the project was deleted meanwhile
      retryLater(entry, FIRST_RETRY_MS)
      throw error
    })
  }

  async function settleNow(entry: JournalEntry): Promise<void> {
    const project = await kernel.db.system((tx: Tx) => projects.getById(tx, entry.project))
    const { kind, id, name } = entry.actor
    const actor: Actor = {
      kind,
      id,
      name,
      orgs: { [entry.org]: ['git:push', '*:read'] },
      projects: [entry.project],
      links: entry.links,
    }
    await kernel.call(recordPush(), { owner: project.owner, name: project.name, refs: entry.refs }, { actor })
    await journal.remove(entry.id)
  }

  function retryLater(entry: JournalEntry, delayMs: number): void {
    if (stopped) return // the entry stays and is settled at the next start
    const timer = setTimeout(() => {
      timers.delete(timer)
      settleNow(entry).catch((error) => {
        kernel.log.warn({ err: error, push: entry.id }, 'a push could not be announced yet')
        retryLater(entry, Math.min(delayMs * 2, LAST_RETRY_MS))
      })
    }, delayMs)
    timers.add(timer.unref())
  }

  return {
    begin,
    announce,
    settle,

    /** Moves a ref and announces it; for everybody but verbs. */
    async updateRef(projectId: string, { actor, via = 'update', ...one }: RefMove): Promise<void> {
      const project = await kernel.db.system((tx) => projects.getById(tx, projectId))
      const entry = await move(project, { moves: [one], actor, via })
      await settle(entry).catch((error) =>
        kernel.log.warn({ err: error, push: entry.id }, 'a moved ref is announced later'),
      )
    },

    /**
     * Moves many refs, each by the same policies, and announces them. What cannot move stays where it is and is answered, with its ref in
     * the details; nothing is thrown for it.
     */
    async updateRefs(projectId: string, { moves, ...about }: RefMoves): Promise<Problem[]> {
      const project = await kernel.db.system((tx) => projects.getById(tx, projectId))
      const refusals: Problem[] = []
      for (const some of partsOf(moves, MOVED_AT_ONCE)) refusals.push(...(await moveTogether(project, some, about)))
      return refusals
    },

    /** Moves a ref inside a verb and announces it in the verb's transaction. If that fails to commit, the announcement follows by itself. */
    moveRef(context: VerbContext, project: Project, { via, ...one }: Omit<RefMove, 'actor'>): Promise<void> {
      return moveInside(context, project, { moves: [one], via })
    },

    /** The same for several, of which all move or none. */
    moveRefs: moveInside,

    /** Announces what a server that died has moved. At start. */
    async reconcile(): Promise<void> {
      for (const entry of await journal.list()) await settle(entry).catch(() => undefined)
    },

    /** Compares every ref of a project with what was announced. Costs a look at the whole repository; for repairs and tests. */
    async reconcileProject(projectId: string): Promise<number> {
      const project = await kernel.db.system((tx) => projects.getById(tx, projectId))
      const gitDir = await repositories.ensure(project)
      const announced = await kernel.db.system((tx) => selectRefs(tx, projectId))
      const all = [...announced, ...(await listRefs(git, gitDir))].map(({ ref }) => ref).filter(isAnnounced)
      const actor = systemActor(project.org, 'git')
      const { updates } = await kernel.call(
        recordPush(),
        { owner: project.owner, name: project.name, refs: [...new Set(all)] },
        { actor },
      )
      return updates
    },

    async stop(): Promise<void> {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(turns.values())
    },
  }
}

type Move = RefMoves['moves'][number]

function toUpdate({ ref, from, to }: Move): RefUpdate {
  return { ref, before: from ?? ZERO, after: to ?? ZERO }
}

/** A line for `git update-ref --stdin`, which carries out all of them or none. */
function printMove({ ref, from, to }: Move): string {
  return to ? `update ${ref} ${to} ${from ?? ZERO}\n` : `delete ${ref} ${from ?? ZERO}\n`
}

function refuseMoved(ref: string, cause: unknown): Problem {
  return new Problem(
    'conflict',
    'git.ref_moved',
    `${ref} is no longer where it was, or its name collides with another; look again and repeat.`,
    { cause, details: { ref } },
  )
}

const refOf = ({ details }: Problem) => (details as { ref?: string } | undefined)?.ref

function about(ref: string, { kind, code, message }: Problem): Problem {
  return new Problem(kind, code, message, { details: { ref } })
}

function partsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

/** The server's own refs move silently. */
export function isAnnounced(ref: string): boolean {
  return !/^refs\/(pull|devflow)\//.test(ref)
}
