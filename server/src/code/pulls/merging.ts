import { branchRef } from '#git'
import { type ActorRef, actorRef, Problem, type VerbContext } from '#kernel'
import type { MergeMethod, Project } from '#projects'
import type { Desk, PullsDeps } from './desk.ts'
import { baseOf, headOf } from './desk.ts'
import { autoMergeDisabled, pullClosed, pullEdited, pullMerged, pullUpdated } from './events.ts'
import { fetchHead, printHead } from './head.ts'
import { type MergeWords, printMergeWords } from './merge-message.ts'
import { followThreads } from './placing.ts'
import { measure } from './present.ts'
import { type PullRow, selectMergedHead, selectOpenPair, updatePull } from './pulls.sql.ts'
import { isFinished, nextState } from './state.ts'
import { selectThreads, updateThreadPlace } from './threads.sql.ts'

/** The base may move between looking and merging, by a push; then the merge is made anew this often. */
const MOST_TRIES = 5
/** Commits whose messages a squash takes over; more are nobody's reading. */
const MOST_SQUASHED_MESSAGES = 250

/**
 * Merging is a ref update and a row that must agree although they are in two places. The intent is a third ref beside the branch,
 * `refs/devflow/merge/<number>`, written first: whoever finds it inside the base branch knows that the merge happened, and by which
 * commit, even if the server died before it could say so.
 */
const intentRef = (number: number) => `refs/devflow/merge/${number}` as const

export interface MergeOrder {
  method: MergeMethod
  /** The words of the commit; what is left out is said by the settings of the project. */
  title?: string | undefined
  body?: string | undefined
}

/** How a base branch takes a head in, and how pull requests follow their branches. Callers hold the lock of the base. */
export function createMerging({ kernel, identity, projects, issues, git }: PullsDeps, desk: Desk) {
  /** The merge commit of an earlier try that has reached the base branch. Drops an intent that has not. */
  async function finishedIntent(pull: PullRow, base: string): Promise<string | undefined> {
    const [intent] = await git.refs(pull.project, intentRef(pull.number))
    if (!intent) return undefined
    if (await git.isAncestor(pull.project, { ancestor: intent.sha, of: base })) return intent.sha
    await git.dropRef(pull.project, intentRef(pull.number))
    return undefined
  }

  async function record(context: VerbContext, pull: PullRow, mergeSha: string, by: ActorRef): Promise<PullRow> {
    const merged = await updatePull(context.tx, pull, {
      state: nextState(pull.state === 'draft' ? { ...pull, state: 'open' } : pull, 'merge'), // a push may merge a draft, too
      mergedAt: new Date(),
      mergeSha,
      mergedBy: by,
      autoMerge: null,
    })
    const issue = await issues.setState(context, pull.issue, {
      state: 'closed',
      merged: { commit: mergeSha, base: pull.baseBranch },
    })
    desk.tell(context, pullMerged, merged, { mergeSha })
    return { ...merged, issue }
  }

  async function wordsOf(project: Project, pull: PullRow, { method, title, body }: MergeOrder): Promise<MergeWords> {
    const range = { from: pull.headSha, notFrom: pull.baseSha, limit: MOST_SQUASHED_MESSAGES }
    const commits = method === 'squash' ? (await git.log(pull.project, range)).reverse() : []
    const from = `${pull.headOwner ?? project.owner}/${pull.headBranch}`
    const { number, issue } = pull
    const merged = { number, title: issue.title, body: issue.body, from, commits }
    const words = printMergeWords(merged, method, project.settings.merging)
    return { title: title ?? words.title, body: body ?? words.body }
  }

  /** The base branch moves to a merge commit. Nothing was written to the database before this. */
  async function moveBase(context: VerbContext, project: Project, pull: PullRow, order: MergeOrder): Promise<string> {
    const ref = branchRef(pull.baseBranch)
    const { title, body } = await wordsOf(project, pull, order)
    for (let attempt = 1; ; attempt++) {
      const base = await git.resolve(project.id, ref)
      if (!base)
        throw new Problem('conflict', 'pulls.no_base', `The branch ${pull.baseBranch} does not exist any more.`)
      const earlier = await finishedIntent(pull, base)
      if (earlier) return earlier
      const merged = await git.merge(project.id, {
        base,
        head: pull.headSha,
        method: order.method,
        message: `${title}\n\n${body}`,
        author: await git.authorOf(actorRef(context.actor)),
      })
      if ('conflicts' in merged) throw conflicting(pull, merged.conflicts)
      if (merged.sha === base) return base
      await git.keepRef(project.id, intentRef(pull.number), merged.sha)
      try {
        await git.moveRef(context, project, { ref, from: base, to: merged.sha, via: 'merge' })
        return merged.sha
      } catch (error) {
        await git.dropRef(project.id, intentRef(pull.number))
        if (!(error instanceof Problem && error.code === 'git.ref_moved') || attempt === MOST_TRIES) throw error
      }
    }
  }

  /** What CI and reviewers fetch to see head and base together; gone while the two contradict each other. */
  async function keepTestMerge(pull: PullRow, conflicts: readonly string[]): Promise<void> {
    const ref = `refs/pull/${pull.number}/merge` as const
    const [kept] = await git.refs(pull.project, ref)
    if (conflicts.length > 0) return kept && git.dropRef(pull.project, ref)
    const parents = kept ? (await git.log(pull.project, { from: kept.sha, limit: 1 }))[0]?.parents : undefined
    if (parents?.[0] === pull.baseSha && parents[1] === pull.headSha) return
    const merged = await git.merge(pull.project, {
      base: pull.baseSha,
      head: pull.headSha,
      method: 'merge',
      message: `Merge ${pull.headSha} into ${pull.baseSha}`,
      author: { name: 'DevFlow', email: 'noreply@devflow.invalid' },
    })
    if ('sha' in merged) await git.keepRef(pull.project, ref, merged.sha)
  }

  /** A fork that was deleted leaves its last commit; a branch that was deleted leaves nothing. */
  async function headNow(pull: PullRow): Promise<string | undefined> {
    const { headProject, headSha } = pull
    if (headProject !== null && !(await kernel.db.system((tx) => projects.findById(tx, headProject)))) return headSha
    return fetchHead(git, pull.project, pull)
  }

  async function follow(context: VerbContext, pull: PullRow): Promise<PullRow> {
    const { project, number } = pull
    if (isFinished(pull.state)) {
      await git.dropRef(project, intentRef(number))
      return pull
    }
    const head = await headNow(pull)
    const base = await git.resolve(project, branchRef(pull.baseBranch))
    if (!base) {
      const retargeted = await retarget(context, pull)
      return retargeted ? follow(context, retargeted) : close(context, pull, `${pull.baseBranch} was deleted`)
    }
    const mergeSha =
      (await finishedIntent(pull, base)) ??
      ((await git.isAncestor(project, { ancestor: pull.headSha, of: base })) ? base : undefined)
    if (mergeSha) return record(context, pull, mergeSha, actorRef(context.actor))
    if (!head) return close(context, pull, `${printHead(pull)} was deleted`)
    if (await git.isAncestor(project, { ancestor: head, of: base }))
      return close(context, pull, `${printHead(pull)} has no commits of its own any more`)
    await git.keepRef(project, `refs/pull/${number}/head`, head)
    const moved = head !== pull.headSha || base !== pull.baseSha || pull.conflicts === null
    const measures = moved ? await measure(git, project, { base, head }) : undefined
    const now = { ...pull, ...measures, headSha: head }
    await keepTestMerge(now, now.conflicts ?? [])
    if (!measures) return pull
    if (head === pull.headSha) return updatePull(context.tx, pull, measures)
    const updated = await updatePull(context.tx, pull, {
      ...measures,
      headSha: head,
      state: nextState(pull, 'push'),
      pushedBy: context.actor.id,
      // What nobody has seen who may write does not merge by itself.
      ...(pull.autoMerge && !(await mayWrite(context, pull)) ? { autoMerge: null } : {}),
    })
    if (pull.autoMerge && !updated.autoMerge) {
      const reason = `${context.actor.name} pushed and may not write here`
      await desk.chronicle.note(context, pull, 'auto_merge_disabled', { reason })
      desk.tell(context, autoMergeDisabled, updated, { reason })
    }
    await desk.chronicle.pushed(context, updated, pull.headSha)
    const threads = await selectThreads(context.tx, [pull.id])
    for (const thread of await followThreads(git, { before: pull, after: updated, threads })) {
      await updateThreadPlace(context.tx, thread)
    }
    desk.tell(context, pullUpdated, updated, { head: headOf(updated), base: baseOf(updated), before: pull.headSha })
    return updated
  }

  /** Into a project itself nobody pushes but those who may; a fork is moved by others. */
  async function mayWrite({ actor, tx }: VerbContext, pull: PullRow): Promise<boolean> {
    if (pull.headProject === null) return true
    if (actor.kind !== 'person') return false
    const pusher = await kernel.db.system((system) => identity.personActor(system, actor.id))
    const project = await projects.getById(tx, pull.project)
    return pusher !== undefined && desk.allows({ actor: pusher, org: project.org }, project, 'git:push')
  }

  /** A base that was merged and deleted leaves its pull requests to the branch that it became part of. */
  async function retarget(context: VerbContext, pull: PullRow): Promise<PullRow | undefined> {
    const { tx } = context
    const merged = await selectMergedHead(tx, { project: pull.project, branch: pull.baseBranch })
    if (!merged || (pull.headProject === null && merged.baseBranch === pull.headBranch)) return undefined
    const baseSha = await git.resolve(pull.project, branchRef(merged.baseBranch))
    if (!baseSha || (await selectOpenPair(tx, { ...pull, baseBranch: merged.baseBranch }))) return undefined
    const changed = await updatePull(tx, pull, { baseBranch: merged.baseBranch, baseSha, conflicts: null })
    await desk.chronicle.note(context, pull, 'base_ref_changed', { from: pull.baseBranch, to: merged.baseBranch })
    desk.tell(context, pullEdited, changed, { fields: ['base'], before: baseOf(pull) })
    return changed
  }

  async function close(context: VerbContext, pull: PullRow, reason: string): Promise<PullRow> {
    const closed = await updatePull(context.tx, pull, { state: nextState(pull, 'close'), autoMerge: null })
    const issue = await issues.setState(context, pull.issue, { state: 'closed' })
    desk.tell(context, pullClosed, closed, { reason })
    if (pull.autoMerge) desk.tell(context, autoMergeDisabled, closed, { reason })
    return { ...closed, issue }
  }

  return { moveBase, record, follow, headNow }
}

export function conflicting({ baseBranch }: PullRow, conflicts: string[]): Problem {
  const paths = conflicts.slice(0, 5).join(', ')
  const sentence = `It conflicts with ${baseBranch} in ${paths}; merge ${baseBranch} into it and resolve that.`
  return new Problem('conflict', 'pulls.conflicts', sentence, { details: conflicts })
}
