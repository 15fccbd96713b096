import { z } from 'zod'
import { branchRef } from '#git'
import { type ActorRef, actorRef, Problem, type VerbContext, verb } from '#kernel'
import type { Project } from '#projects'
import { baseOf, type Desk, headOf, type PullsDeps } from './desk.ts'
import { pullClosed, pullMerged, pullUpdated } from './events.ts'
import { followThreads } from './placing.ts'
import { measure, refreshConflicts } from './present.ts'
import { Pull, Sha } from './pull.ts'
import { PullAddress } from './pull-verbs.ts'
import { lockBase, type PullRow, updatePull } from './pulls.sql.ts'
import { isFinished, nextState } from './state.ts'
import { selectThreads, updateThreadPlace } from './threads.sql.ts'

const Method = z.enum(['merge', 'squash', 'rebase'])
type Method = z.infer<typeof Method>

/** The base may move between looking and merging, by a push; then the merge is made anew this often. */
const MOST_TRIES = 5

/**
 * Merging is a ref update and a row that must agree although they are in two places. The intent is a third ref beside the branch,
 * `refs/devflow/merge/<number>`, written first: whoever finds it inside the base branch knows that the merge happened, and by which
 * commit, even if the server died before it could say so.
 */
const intentRef = (number: number) => `refs/devflow/merge/${number}` as const

export function createMergeVerbs(deps: PullsDeps, desk: Desk) {
  const { projects, issues, git } = deps

  /** The merge commit of an earlier try that has reached the base branch. Drops an intent that has not. */
  async function finishedIntent(pull: PullRow, base: string): Promise<string | undefined> {
    const [intent] = await git.refs(pull.project, intentRef(pull.number))
    if (!intent) return undefined
    if (await git.isAncestor(pull.project, { ancestor: intent.sha, of: base })) return intent.sha
    await git.dropRef(pull.project, intentRef(pull.number))
    return undefined
  }

  async function recordMerge(context: VerbContext, pull: PullRow, mergeSha: string, by: ActorRef): Promise<PullRow> {
    const merged = await updatePull(context.tx, pull, {
      state: nextState(pull.state === 'draft' ? { ...pull, state: 'open' } : pull, 'merge'), // a push may merge a draft, too
      mergedAt: new Date(),
      mergeSha,
      mergedBy: by,
    })
    const issue = await issues.setState(context, pull.issue, {
      state: 'closed',
      merged: { commit: mergeSha, base: pull.baseBranch },
    })
    desk.tell(context, pullMerged, merged, { mergeSha })
    return { ...merged, issue }
  }

  /** The base branch moves to a merge commit. Nothing was written to the database before this. */
  async function moveBase(context: VerbContext, project: Project, pull: PullRow, method: Method): Promise<string> {
    const ref = branchRef(pull.baseBranch)
    for (let attempt = 1; ; attempt++) {
      const base = await git.resolve(project.id, ref)
      if (!base)
        throw new Problem('conflict', 'pulls.no_base', `The branch ${pull.baseBranch} does not exist any more.`)
      const earlier = await finishedIntent(pull, base)
      if (earlier) return earlier
      const merged = await git.merge(project.id, {
        base,
        head: pull.headSha,
        method,
        message: printMessage(pull, method),
        author: authorOf(context),
      })
      if ('conflicts' in merged) {
        const paths = merged.conflicts.slice(0, 5).join(', ')
        throw new Problem(
          'conflict',
          'pulls.conflicts',
          `It conflicts with ${pull.baseBranch} in ${paths}; merge ${pull.baseBranch} into it and resolve that.`,
          { details: merged.conflicts },
        )
      }
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

  return {
    merge: verb({
      name: 'pulls.merge',
      http: 'POST /projects/:owner/:name/pulls/:number/merge',
      summary: 'Merge a pull request',
      input: PullAddress.extend({
        method: Method.default('merge'),
        sha: Sha.describe('The head that was shown; another one is not merged.'),
      }),
      output: Pull,
      needs: 'pulls:merge',
      scope: projects.scope,
      emits: [pullMerged.name, 'git.pushed'],
      async run(context, { method, sha, ...address }) {
        const { tx } = context
        const first = await desk.open(tx, address)
        await lockBase(tx, first.pull)
        const { project, pull: row } = await desk.open(tx, address)
        if (row.state === 'merged' && row.headSha === sha) return desk.present(tx, project, row)
        nextState(row, 'merge')
        const tip = await git.resolve(project.id, branchRef(row.headBranch))
        if (sha !== row.headSha || tip !== row.headSha) {
          throw new Problem(
            'conflict',
            'pulls.head_moved',
            `${row.headBranch} has moved to ${(tip ?? row.headSha).slice(0, 7)} since it was shown; look at the new commits and merge again.`,
          )
        }
        const pull = await refreshConflicts(git, row)
        const { blockedBy } = await desk.present(tx, project, pull)
        if (blockedBy.length > 0)
          throw new Problem('conflict', 'pulls.blocked', blockedBy.join(' '), { details: blockedBy })
        const mergeSha = await moveBase(context, project, pull, method)
        return desk.present(tx, project, await recordMerge(context, row, mergeSha, actorRef(context.actor)))
      },
    }),

    /** Follows the branches after a push. It reads the repository itself, so it can be called at any time by anybody who may write. */
    sync: verb({
      name: 'pulls.sync',
      http: 'POST /projects/:owner/:name/pulls/:number/sync',
      summary: 'Bring a pull request up to date with its branches',
      input: PullAddress,
      output: Pull,
      needs: 'pulls:write',
      scope: projects.scope,
      emits: [pullUpdated.name, pullMerged.name, pullClosed.name],
      async run(context, address) {
        const { tx } = context
        const first = await desk.open(tx, address)
        await lockBase(tx, first.pull)
        const { project, pull } = await desk.open(tx, address)
        return desk.present(tx, project, await follow(context, pull))
      },
    }),
  }

  async function follow(context: VerbContext, pull: PullRow): Promise<PullRow> {
    const { project, number } = pull
    if (isFinished(pull.state)) {
      await git.dropRef(project, intentRef(number))
      return pull
    }
    const head = await git.resolve(project, branchRef(pull.headBranch))
    const base = await git.resolve(project, branchRef(pull.baseBranch))
    if (!base) return close(context, pull, `${pull.baseBranch} was deleted`)
    const mergeSha =
      (await finishedIntent(pull, base)) ??
      ((await git.isAncestor(project, { ancestor: pull.headSha, of: base })) ? base : undefined)
    if (mergeSha) return recordMerge(context, pull, mergeSha, actorRef(context.actor))
    if (!head) return close(context, pull, `${pull.headBranch} was deleted`)
    if (await git.isAncestor(project, { ancestor: head, of: base }))
      return close(context, pull, `${pull.headBranch} has no commits of its own any more`)
    await git.keepRef(project, `refs/pull/${number}/head`, head)
    if (head === pull.headSha && base === pull.baseSha && pull.conflicts !== null) return pull
    const measures = await measure(git, project, { base, head })
    if (head === pull.headSha) return updatePull(context.tx, pull, measures)
    const updated = await updatePull(context.tx, pull, { ...measures, headSha: head, state: nextState(pull, 'push') })
    const threads = await selectThreads(context.tx, [pull.id])
    for (const moved of await followThreads(git, { before: pull, after: updated, threads })) {
      await updateThreadPlace(context.tx, moved)
    }
    desk.tell(context, pullUpdated, updated, { head: headOf(updated), base: baseOf(updated), before: pull.headSha })
    return updated
  }

  async function close(context: VerbContext, pull: PullRow, reason: string): Promise<PullRow> {
    const closed = await updatePull(context.tx, pull, { state: nextState(pull, 'close') })
    const issue = await issues.setState(context, pull.issue, { state: 'closed' })
    desk.tell(context, pullClosed, closed, { reason })
    return { ...closed, issue }
  }
}

function printMessage({ number, headBranch, issue: { title, body } }: PullRow, method: Method): string {
  if (method === 'squash') return `${title} (#${number})\n\n${body}`
  return `Merge pull request #${number} from ${headBranch}\n\n${title}`
}

function authorOf({ actor }: VerbContext): { name: string; email: string } {
  return { name: actor.name, email: `${actor.id.replace(/[^\w.-]/g, '-')}@users.noreply.devflow.invalid` }
}
