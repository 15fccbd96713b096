import { z } from 'zod'
import { branchRef, FileDiff, isBranchName } from '#git'
import { actorRef, newId, Problem, type Tx, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import { baseOf, type Desk, headOf, type PullsDeps } from './desk.ts'
import { pullClosed, pullEdited, pullOpened, pullReopened } from './events.ts'
import { measure, presentPulls, refreshConflicts } from './present.ts'
import { Body, Labels, Pull, Reviewers, Title } from './pull.ts'
import { insertPull, type PullRow, selectPulls, takeNumber, updatePull } from './pulls.sql.ts'
import { isFinished, nextState, PULL_STATES } from './state.ts'

export const PullAddress = ProjectAddress.extend({ number: z.number().int().min(1).max(2_000_000_000) })
const Branch = z.string().refine(isBranchName, 'is not a branch name git accepts')

/** Opening, looking at and closing pull requests. */
export function createPullVerbs(
  deps: PullsDeps,
  desk: Desk,
  afterOpen: (context: { tx: Tx }, pull: PullRow) => Promise<void>,
) {
  const { projects, git, checks } = deps
  const common = { scope: projects.scope, output: Pull }

  async function tipOf(project: string, branch: string): Promise<string> {
    const sha = await git.resolve(project, branchRef(branch))
    if (sha) return sha
    throw new Problem('not_found', 'pulls.no_branch', `There is no branch ${branch}; push it first.`)
  }

  return {
    list: verb({
      name: 'pulls.list',
      http: 'GET /projects/:owner/:name/pulls',
      summary: 'List pull requests, newest first',
      input: ProjectAddress.extend({
        state: z
          .enum([...PULL_STATES, 'unfinished'])
          .optional()
          .describe('unfinished: everything but merged and closed.'),
        head: z.string().optional(),
        base: z.string().optional(),
        spec: z.string().optional(),
        limit: z.number().int().min(1).max(100).default(50),
        cursor: z
          .string()
          .regex(/^\d{1,9}$/, 'is not a cursor of this list')
          .optional(),
      }),
      output: z.object({ items: z.array(Pull), next: z.string().optional() }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx }, { owner, name, state, limit, cursor, ...filter }) {
        const project = await projects.get(tx, { owner, name })
        const states = state === 'unfinished' ? PULL_STATES.filter((s) => !isFinished(s)) : state && [state]
        const rows = await selectPulls(tx, project.id, {
          ...filter,
          states,
          before: cursor ? Number(cursor) : undefined,
          limit: limit + 1,
        })
        const items = await presentPulls(tx, checks, project, rows.slice(0, limit))
        return rows.length > limit ? { items, next: String(items.at(-1)!.number) } : { items }
      },
    }),

    create: verb({
      name: 'pulls.create',
      http: 'POST /projects/:owner/:name/pulls',
      summary: 'Open a pull request',
      input: ProjectAddress.extend({
        title: Title,
        body: Body.default(''),
        head: Branch.describe('The branch with the changes.'),
        base: Branch.optional().describe('The branch to merge into. Default: the default branch.'),
        draft: z.boolean().default(false),
        labels: Labels.default([]),
        reviewers: Reviewers.default([]),
        spec: z.string().max(100).nullable().default(null),
      }),
      ...common,
      needs: 'pulls:write',
      status: 201,
      emits: [pullOpened.name],
      async run(context, { owner, name, ...input }) {
        const { tx, actor, org } = context
        const project = await projects.get(tx, { owner, name })
        const base = input.base ?? project.defaultBranch
        if (base === input.head)
          throw new Problem(
            'invalid',
            'pulls.same_branch',
            `A pull request needs two branches; ${base} cannot be merged into itself.`,
          )
        const [headSha, baseSha] = [await tipOf(project.id, input.head), await tipOf(project.id, base)]
        if (await git.isAncestor(project.id, { ancestor: headSha, of: baseSha })) {
          throw new Problem(
            'conflict',
            'pulls.nothing_new',
            `${input.head} has no commits that ${base} does not have; push some first.`,
          )
        }
        const measures = await measure(git, project.id, { base: baseSha, head: headSha })
        const row = {
          id: newId('pull'),
          org,
          project: project.id,
          number: await takeNumber(tx, { org, project: project.id }),
          title: input.title,
          body: input.body,
          state: input.draft
            ? ('draft' as const)
            : input.reviewers.length > 0
              ? ('review' as const)
              : ('open' as const),
          headBranch: input.head,
          headSha,
          baseBranch: base,
          author: actorRef(actor),
          spec: input.spec ?? actor.links?.spec ?? null,
          labels: [...new Set(input.labels)],
          reviewers: [...new Set(input.reviewers)],
          ...measures,
        }
        const pull = await insertPull(tx, row)
        if (!pull) {
          throw new Problem(
            'conflict',
            'pulls.exists',
            `A pull request from ${input.head} to ${base} is open already; push to ${input.head} to add to it.`,
          )
        }
        desk.tell(context, pullOpened, pull, { head: headOf(pull), base: baseOf(pull), draft: input.draft })
        await afterOpen(context, pull)
        return desk.present(tx, project, pull)
      },
    }),

    get: verb({
      name: 'pulls.get',
      http: 'GET /projects/:owner/:name/pulls/:number',
      summary: 'Show a pull request',
      input: PullAddress,
      ...common,
      needs: 'pulls:read',
      async run({ tx }, address) {
        const { project, pull } = await desk.open(tx, address)
        return desk.present(tx, project, await refreshConflicts(git, pull))
      },
    }),

    files: verb({
      name: 'pulls.files',
      http: 'GET /projects/:owner/:name/pulls/:number/files',
      summary: 'Show the changes of a pull request',
      input: PullAddress,
      output: z.object({ base: z.string(), head: z.string(), items: z.array(FileDiff) }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx }, address) {
        const { pull } = await desk.open(tx, address)
        // Of a merged one, what it was when it was merged: its base then, not the base that contains it now.
        const from = await git.mergeBase(pull.project, pull.baseSha, pull.headSha)
        return {
          base: from ?? git.emptyTree,
          head: pull.headSha,
          items: await git.diff(pull.project, from ?? git.emptyTree, pull.headSha),
        }
      },
    }),

    update: verb({
      name: 'pulls.update',
      http: 'PATCH /projects/:owner/:name/pulls/:number',
      summary: 'Change title, body, labels or reviewers of a pull request',
      input: PullAddress.extend({
        title: Title.optional(),
        body: Body.optional(),
        labels: Labels.optional(),
        reviewers: Reviewers.optional(),
      }),
      ...common,
      needs: 'pulls:write',
      emits: [pullEdited.name],
      async run(context, { owner, name, number, ...input }) {
        const { project, pull } = await desk.open(context.tx, { owner, name, number })
        const change = Object.fromEntries(
          Object.entries(input).filter(([, value]) => value !== undefined),
        ) as Partial<PullRow>
        const fields = Object.keys(change)
        if (fields.length === 0) return desk.present(context.tx, project, pull)
        const asked = change.reviewers?.some((reviewer) => !pull.reviewers.includes(reviewer))
        if (asked) change.state = nextState(pull, 'request_review')
        const updated = await updatePull(context.tx, pull, change)
        desk.tell(context, pullEdited, updated, { fields })
        return desk.present(context.tx, project, updated)
      },
    }),

    ready: verb({
      name: 'pulls.ready',
      http: 'POST /projects/:owner/:name/pulls/:number/ready',
      summary: 'Mark a draft ready for review',
      input: PullAddress,
      ...common,
      needs: 'pulls:write',
      emits: [pullEdited.name],
      async run(context, address) {
        const { project, pull } = await desk.open(context.tx, address)
        const updated = await updatePull(context.tx, pull, { state: nextState(pull, 'ready') })
        desk.tell(context, pullEdited, updated, { fields: ['state'] })
        return desk.present(context.tx, project, updated)
      },
    }),

    close: verb({
      name: 'pulls.close',
      http: 'POST /projects/:owner/:name/pulls/:number/close',
      summary: 'Close a pull request without merging it',
      input: PullAddress,
      ...common,
      needs: 'pulls:write',
      emits: [pullClosed.name],
      async run(context, address) {
        const { project, pull } = await desk.open(context.tx, address)
        const updated = await updatePull(context.tx, pull, { state: nextState(pull, 'close') })
        desk.tell(context, pullClosed, updated, { reason: `closed by ${context.actor.name}` })
        return desk.present(context.tx, project, updated)
      },
    }),

    reopen: verb({
      name: 'pulls.reopen',
      http: 'POST /projects/:owner/:name/pulls/:number/reopen',
      summary: 'Reopen a closed pull request',
      input: PullAddress,
      ...common,
      needs: 'pulls:write',
      emits: [pullReopened.name],
      async run(context, address) {
        const { tx } = context
        const { project, pull } = await desk.open(tx, address)
        const state = nextState(pull, 'reopen')
        const [head, base] = [await tipOf(pull.project, pull.headBranch), await tipOf(pull.project, pull.baseBranch)]
        const [other] = await selectPulls(tx, pull.project, {
          states: PULL_STATES.filter((s) => !isFinished(s)),
          head: pull.headBranch,
          base: pull.baseBranch,
          limit: 1,
        })
        if (other)
          throw new Problem(
            'conflict',
            'pulls.exists',
            `Pull request ${other.number} is open between the same branches; close it first.`,
          )
        const updated = await updatePull(tx, pull, {
          state,
          headSha: head,
          ...(await measure(git, pull.project, { base, head })),
        })
        desk.tell(context, pullReopened, updated)
        await afterOpen(context, updated)
        return desk.present(tx, project, updated)
      },
    }),
  }
}
