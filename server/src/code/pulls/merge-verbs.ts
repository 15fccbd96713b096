import { z } from 'zod'
import { branchRef } from '#git'
import { actorRef, newId, Problem, type VerbContext, verb } from '#kernel'
import { MergeMethod, type Project, type ProtectionRule } from '#projects'
import { demandsOf, methodsFor } from './blockers.ts'
import type { Desk, PullsDeps } from './desk.ts'
import { autoMergeDisabled, autoMergeEnabled, pullClosed, pullMerged, pullUpdated } from './events.ts'
import { openHead } from './head.ts'
import { conflicting, createMerging } from './merging.ts'
import { presentPulls, refreshConflicts } from './present.ts'
import { Body, Pull, Sha } from './pull.ts'
import { PullAddress } from './pull-verbs.ts'
import { lockBase, type PullRow, updatePull } from './pulls.sql.ts'
import { isFinished, nextState } from './state.ts'

const Words = {
  title: z.string().trim().min(1).max(500).optional().describe('Of the commit. Default: by the settings.'),
  body: Body.optional().describe('Of the commit, below its title.'),
}
const Method = MergeMethod.optional().describe('Default: the first that the project allows.')

/** Merging now or later, and keeping up with the branches. */
export function createMergeVerbs(deps: PullsDeps, desk: Desk) {
  const { projects, git } = deps
  const common = { output: Pull, scope: projects.scope }
  const merging = createMerging(deps, desk)

  /** The pull request, while nobody else moves its base. */
  async function take(context: VerbContext, address: { owner: string; name: string; number: number }) {
    const first = await desk.open(context.tx, address)
    await lockBase(context.tx, first.pull)
    return desk.open(context.tx, address)
  }

  const rulesBinding = ({ actor }: VerbContext, project: Project, { baseBranch: name }: PullRow) =>
    projects.rulesBinding(actor, project, { target: 'branch', name })

  function chooseMethod(
    project: Project,
    pull: PullRow,
    { wanted, rules }: { wanted: MergeMethod | undefined; rules: readonly ProtectionRule[] },
  ): MergeMethod {
    const demands = demandsOf(rules, pull.baseBranch)
    const allowed = methodsFor(project.settings.merging.methods, demands)
    const [first] = allowed
    const method = wanted ?? (allowed.includes('merge') ? 'merge' : first)
    if (method && allowed.includes(method)) return method
    const others = allowed.map((name) => name.replace('_', '-')).join(', ') || 'nothing; allow another in its settings'
    const why = demands.requireSigned ? ', which takes only signed commits, and the server signs nothing' : ''
    throw new Problem(
      'conflict',
      'pulls.method',
      `${(method ?? 'merge').replace('_', '-')} is not allowed for ${pull.baseBranch}${why}; choose one of: ${others}.`,
    )
  }

  async function deleteHead(context: VerbContext, project: Project, pull: PullRow): Promise<void> {
    if (pull.headProject !== null || pull.headBranch === project.defaultBranch) return
    const ref = branchRef(pull.headBranch)
    try {
      await git.moveRef(context, project, { ref, from: pull.headSha, to: undefined })
    } catch (error) {
      // It is protected, or has moved: merged is merged, and the branch stays.
      if (!(error instanceof Problem)) throw error
    }
  }

  async function withBase<T>(
    home: Project,
    { project, branch }: { project: Project; branch: string },
    work: () => Promise<T>,
  ): Promise<T> {
    if (home.id === project.id) return work()
    const into = `refs/devflow/fetch/${newId('fetch')}` as const
    await git.takeBranch(home.id, { from: project.id, branch, into })
    try {
      return await work()
    } finally {
      await git.dropRef(home.id, into)
    }
  }

  return {
    merge: verb({
      name: 'pulls.merge',
      http: 'POST /projects/:owner/:name/pulls/:number/merge',
      summary: 'Merge a pull request',
      input: PullAddress.extend({
        method: Method,
        sha: Sha.describe('The head that was shown; another one is not merged.'),
        ...Words,
        deleteBranch: z.boolean().optional().describe('Default: by the settings of the project.'),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:merge',
      emits: [pullMerged.name, 'git.pushed'],
      async run(context, { method: wanted, sha, title, body, deleteBranch, ...address }) {
        const { tx } = context
        const { project, pull: row } = await take(context, address)
        if (row.state === 'merged' && row.headSha === sha) return desk.present(tx, project, row)
        nextState(row, 'merge')
        const tip = await merging.headNow(row)
        if (sha !== row.headSha || tip !== row.headSha) throw headMoved(row, tip)
        const binding = await rulesBinding(context, project, row)
        const method = chooseMethod(project, row, { wanted, rules: binding })
        const pull = await refreshConflicts(git, row)
        const [{ blockedBy } = { blockedBy: [] }] = await presentPulls(tx, deps, project, [pull], binding)
        if (blockedBy.length > 0)
          throw new Problem('conflict', 'pulls.blocked', blockedBy.join(' '), { details: blockedBy })
        const mergeSha = await merging.moveBase(context, project, pull, { method, title, body })
        const merged = await merging.record(context, row, mergeSha, actorRef(context.actor))
        if (deleteBranch ?? project.settings.merging.deleteBranch) await deleteHead(context, project, merged)
        return desk.present(tx, project, merged)
      },
    }),

    /** Follows the branches after a push. It reads the repository itself, so it can be called at any time by anybody who may write. */
    sync: verb({
      name: 'pulls.sync',
      http: 'POST /projects/:owner/:name/pulls/:number/sync',
      summary: 'Bring a pull request up to date with its branches',
      input: PullAddress,
      ...common,
      needs: 'pulls:write',
      emits: [pullUpdated.name, pullMerged.name, pullClosed.name],
      async run(context, address) {
        const { project, pull } = await take(context, address)
        return desk.present(context.tx, project, await merging.follow(context, pull))
      },
    }),

    updateBranch: verb({
      name: 'pulls.updateBranch',
      http: 'POST /projects/:owner/:name/pulls/:number/update-branch',
      summary: 'Take the newest commits of the base into the branch of a pull request',
      input: PullAddress.extend({
        sha: Sha.optional().describe('The head that was shown; another one is not updated.'),
        method: z.enum(['merge', 'rebase']).default('merge'),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'git:push',
      emits: ['git.pushed', pullUpdated.name],
      async run(context, { sha, method, ...address }) {
        const { project, pull } = await take(context, address)
        if (isFinished(pull.state)) nextState(pull, 'push')
        const { home, move } = await openHead(deps, desk, { context, project, pull })
        const [tip, base] = [
          await git.resolve(home.id, branchRef(pull.headBranch)),
          await git.resolve(project.id, branchRef(pull.baseBranch)),
        ]
        if (tip !== pull.headSha && home.id !== project.id) throw headMoved(pull, tip)
        if (!tip || (sha !== undefined && sha !== tip)) throw headMoved(pull, tip)
        if (!base || (await git.isAncestor(project.id, { ancestor: base, of: tip }))) {
          const sentence = `${pull.headBranch} has every commit of ${pull.baseBranch} already.`
          throw new Problem('conflict', 'pulls.up_to_date', sentence)
        }
        const rebase = method === 'rebase'
        const author = await git.authorOf(actorRef(context.actor))
        // Made where the branch is; its history is in both, that of the base may not be there yet.
        const made = await withBase(home, { project, branch: pull.baseBranch }, () =>
          git.merge(home.id, {
            base: rebase ? base : tip,
            head: rebase ? tip : base,
            method,
            message: `Merge branch '${pull.baseBranch}' into ${pull.headBranch}`,
            author,
          }),
        )
        if ('conflicts' in made) throw conflicting(pull, made.conflicts)
        await move(tip, made.sha)
        return desk.present(context.tx, project, await merging.follow(context, pull))
      },
    }),

    enableAutoMerge: verb({
      name: 'pulls.enableAutoMerge',
      http: 'PUT /projects/:owner/:name/pulls/:number/auto-merge',
      summary: 'Let a pull request merge by itself once nothing blocks it',
      input: PullAddress.extend({ method: Method, ...Words }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:merge',
      emits: [autoMergeEnabled.name],
      async run(context, { method: wanted, title, body, ...address }) {
        const { project, pull: row } = await take(context, address)
        if (!project.settings.merging.autoMerge) {
          const sentence = `${project.owner}/${project.name} does not let pull requests merge by themselves; an admin can allow it.`
          throw new Problem('forbidden', 'pulls.auto_merge_off', sentence)
        }
        if (isFinished(row.state)) nextState(row, 'merge')
        const method = chooseMethod(project, row, { wanted, rules: await rulesBinding(context, project, row) })
        const pull = await refreshConflicts(git, row)
        const { blockedBy } = await desk.present(context.tx, project, pull)
        if (blockedBy.length === 0) {
          throw new Problem('conflict', 'pulls.clean', 'Nothing blocks this pull request; merge it.')
        }
        const autoMerge = { by: actorRef(context.actor), at: new Date().toISOString(), method, title, body }
        const updated = await updatePull(context.tx, row, { autoMerge })
        if (!row.autoMerge) {
          await desk.chronicle.note(context, pull, 'auto_merge_enabled', { method })
          desk.tell(context, autoMergeEnabled, updated, { method })
        }
        return desk.present(context.tx, project, updated)
      },
    }),

    disableAutoMerge: verb({
      name: 'pulls.disableAutoMerge',
      http: 'DELETE /projects/:owner/:name/pulls/:number/auto-merge',
      summary: 'Let a pull request no longer merge by itself',
      input: PullAddress,
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:create',
      emits: [autoMergeDisabled.name],
      async run(context, address) {
        const { project, pull } = await take(context, address)
        await desk.refuseOthers(context, project, pull)
        if (!pull.autoMerge) return desk.present(context.tx, project, pull)
        const updated = await updatePull(context.tx, pull, { autoMerge: null })
        await desk.chronicle.note(context, pull, 'auto_merge_disabled')
        desk.tell(context, autoMergeDisabled, updated, { reason: `stopped by ${context.actor.name}` })
        return desk.present(context.tx, project, updated)
      },
    }),
  }
}

function headMoved({ headBranch, headSha }: PullRow, tip: string | undefined): Problem {
  const now = (tip ?? headSha).slice(0, 7)
  const sentence = `${headBranch} has moved to ${now} since it was shown; look at the new commits and try again.`
  return new Problem('conflict', 'pulls.head_moved', sentence)
}
