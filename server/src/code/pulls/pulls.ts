import { join } from 'node:path'
import { z } from 'zod'
import { branchOf, pushed } from '#git'
import { type Actor, type Kernel, Problem, type Tx, type VerbContext } from '#kernel'
import { type Project, projectRenamed } from '#projects'
import { createAutoMerge } from './auto-merge.ts'
import { createCodeOwnersVerb } from './codeowners-verb.ts'
import { createCommentVerbs } from './comment-verbs.ts'
import { createDesk, type PullsDeps } from './desk.ts'
import { admitMaintainers } from './head.ts'
import { createMergeVerbs } from './merge-verbs.ts'
import { presentPulls } from './present.ts'
import type { Pull } from './pull.ts'
import { createPullVerbs } from './pull-verbs.ts'
import {
  type PullRow,
  renameHeads,
  selectPullById,
  selectPullsOfBranch,
  selectPullsOfSpec,
  touchPull,
} from './pulls.sql.ts'
import { createRequiredChecks } from './required-checks.ts'
import { createReviewVerbs } from './review-verbs.ts'
import { createStateVerbs } from './state-verbs.ts'
import { createSuggestionVerb } from './suggestion-verb.ts'
import { selectComment, selectPlaceOf } from './threads.sql.ts'
import { writeTimeline } from './timeline.ts'

export type Pulls = ReturnType<typeof createPulls>

const Sync = z.object({
  project: z.string(),
  branch: z.string(),
  /** Who moved the branch; what follows from it happens in their name. */
  actor: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }),
  links: z.record(z.string(), z.string()),
})

/** Pull requests: a branch that asks to become part of another, its reviews, and the one way to merge it. */
export function createPulls(kernel: Kernel, modules: Omit<PullsDeps, 'kernel'>) {
  kernel.migrations('pulls', join(import.meta.dirname, 'migrations'))
  const { projects, issues, git } = modules
  const deps = { kernel, ...modules }
  const desk = createDesk(deps)

  const sync = kernel.jobs.define('pulls.sync', Sync, async ({ project: id, branch, actor: by, links }) => {
    const { project, open } = await kernel.db.system(async (tx) => ({
      project: await projects.findById(tx, id),
      open: await selectPullsOfBranch(tx, id, branch),
    }))
    if (!project) return
    const intents = (await git.refs(id, 'refs/devflow/merge/')).map(({ ref }) => Number(ref.split('/').at(-1)))
    const own = open.filter((pull) => pull.project === id).map(({ number }) => number)
    for (const number of new Set([...own, ...intents])) await follow(project, number)
    for (const pull of open) {
      if (pull.project === id) continue
      const upstream = await kernel.db.system((tx) => projects.findById(tx, pull.project))
      if (upstream) await follow(upstream, pull.number)
    }

    async function follow({ org, owner, name }: Project, number: number): Promise<void> {
      const actor: Actor = { ...by, orgs: { [org]: ['pulls:write', '*:read'] }, links }
      await kernel.call(verbs.sync, { owner, name, number }, { actor })
    }
  })

  kernel.events.subscribe({
    name: 'pulls.sync',
    on: [pushed.name],
    async run({ project, actor, links, data }, tx) {
      const branch = branchOf(data.ref)
      if (!project || branch === undefined) return
      await sync.add(
        tx,
        { project, branch, actor, links: links as Record<string, string> },
        { key: `pulls.sync:${project}:${branch}` },
      )
    },
  })

  /** The branch may have moved between being read and the row being visible to the subscriber above. */
  const afterOpen = ({ tx }: VerbContext, { headProject, project: base, headBranch, issue }: PullRow) => {
    const project = headProject ?? base
    const order = { project, branch: headBranch, actor: issue.author, links: {} }
    return sync.add(tx, order, { key: `pulls.sync:${project}:${headBranch}` })
  }
  const states = createStateVerbs(deps, desk, afterOpen)
  const verbs = {
    ...createPullVerbs(deps, desk, afterOpen),
    ...states.verbs,
    ...createReviewVerbs(deps, desk),
    ...createCommentVerbs(deps, desk),
    ...createMergeVerbs(deps, desk),
    ...createSuggestionVerb(deps, desk),
    ...createCodeOwnersVerb(deps),
  }
  createAutoMerge(kernel, deps, desk, verbs)
  writeTimeline(kernel, deps)
  git.addPolicy(createRequiredChecks(deps))
  git.admitToBranches(admitMaintainers(deps, desk))
  kernel.verbs.register(...Object.values(verbs))

  /** A client that closes pull request 7 as issue 7 closes it. */
  issues.reactTo('review_comment', async ({ tx, actor }, project, comment) => {
    const found = await selectComment(tx, { project: project.id, comment, viewer: actor.id })
    if (!found) return undefined
    const [issue] = await issues.byIds(tx, [found.pull])
    return { id: found.comment.id, ...(issue ? { issue } : {}) }
  })
  issues.movePulls(async (context, { id }, state) => {
    const row = await find(context.tx, id)
    if (row) await (state === 'closed' ? states.close(context, row) : states.reopen(context, row))
  })
  kernel.events.subscribe({
    name: 'pulls.touched',
    on: [
      'issue.edited',
      'issue.labeled',
      'issue.unlabeled',
      'issue.assigned',
      'issue.unassigned',
      'issue.milestoned',
      'issue.demilestoned',
      'comment.created',
    ],
    async run({ data }, tx) {
      if (data.kind === 'pull') await touchPull(tx, data.issue)
    },
  })

  kernel.events.subscribe({
    name: 'pulls.heads',
    on: [projectRenamed.name],
    run: async ({ data }, tx) => renameHeads(tx, projectRenamed.data.parse(data)),
  })

  async function find(tx: Tx, id: string): Promise<PullRow | undefined> {
    const stored = await selectPullById(tx, id)
    return stored && (await desk.complete(tx, [stored]))[0]
  }

  async function present(tx: Tx, id: string): Promise<Pull | undefined> {
    const row = await find(tx, id)
    return row && desk.present(tx, await projects.getById(tx, row.project), row)
  }

  return {
    verbs,
    findById: present,

    /** Where it is, for doors that are given nothing but an id; who may see it is the verbs'. */
    locate: (kind: 'review' | 'comment' | 'thread', id: string) =>
      kernel.db.system(async (tx) => {
        const found = await selectPlaceOf(tx, kind, id)
        const project = found && (await projects.findById(tx, found.project))
        return project && { owner: project.owner, name: project.name, number: found.number }
      }),

    async getById(tx: Tx, id: string): Promise<Pull> {
      const pull = await present(tx, id)
      if (pull) return pull
      throw new Problem('not_found', 'pulls.not_found', 'There is no such pull request.')
    },

    /** Newest first. */
    async ofSpec(tx: Tx, spec: string): Promise<Pull[]> {
      const rows = await desk.complete(tx, await selectPullsOfSpec(tx, spec))
      const [first] = rows
      return first ? presentPulls(tx, deps, await projects.getById(tx, first.project), rows) : []
    },
  }
}
