import { z } from 'zod'
import { branchRef, Commit, FileDiff, type Git, isBranchName } from '#git'
import { LabelNames, Logins, MilestoneNumber, Title } from '#issues'
import { newId, Problem, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress } from '#projects'
import { baseOf, type Desk, headOf, type PullsDeps } from './desk.ts'
import { pullEdited, pullOpened, reviewRequested, reviewRequestRemoved } from './events.ts'
import { fetchHead, findHead, mayPushHead, printHead } from './head.ts'
import { measure, presentPulls, refreshConflicts } from './present.ts'
import { Body, Pull, Reviewers, Sha } from './pull.ts'
import {
  countPulls,
  insertPull,
  type PullChange,
  type PullRow,
  selectOpenPair,
  selectPulls,
  updatePull,
} from './pulls.sql.ts'
import { isFinished, nextState, PULL_STATES } from './state.ts'

export const PullAddress = ProjectAddress.extend({ number: z.number().int().min(1).max(2_000_000_000) })
const Branch = z.string().refine(isBranchName, 'is not a branch name git accepts')

/** Whoever looks for more looks through the list. */
const MOST_AT_ONCE = 100

/** GitHub's own limit; a pull request of more is read in its branch. */
const MOST_COMMITS = 250

/** Opening, looking at and closing pull requests. */
export function createPullVerbs(
  deps: PullsDeps,
  desk: Desk,
  afterOpen: (context: VerbContext, pull: PullRow) => Promise<void>,
) {
  const { projects, issues, git } = deps
  const common = { scope: projects.scope, output: Pull }

  return {
    list: verb({
      name: 'pulls.list',
      http: 'GET /projects/:owner/:name/pulls',
      summary: 'List pull requests, newest first',
      input: ProjectAddress.extend({
        state: z
          .enum([...PULL_STATES, 'unfinished', 'finished'])
          .optional()
          .describe('unfinished: everything but merged and closed, which are finished.'),
        states: z
          .array(z.enum(['open', 'merged', 'closed']))
          .max(3)
          .optional()
          .describe('Any of these; open is all that is neither.'),
        numbers: z.array(z.number().int().min(1)).max(MOST_AT_ONCE).optional().describe('These alone.'),
        shas: z
          .array(Sha)
          .max(MOST_AT_ONCE)
          .optional()
          .describe('Their head, or the commit that merged them, is one of these.'),
        head: z.string().optional().describe('A branch; `owner:branch` when it is in a fork.'),
        base: z.string().optional(),
        spec: z.string().optional(),
        sha: Sha.optional().describe('Its head, or the commit that merged it.'),
        sort: z.enum(['created', 'updated']).default('created'),
        direction: z.enum(['asc', 'desc']).default('desc'),
        page: z.number().int().min(1).max(10_000).default(1),
        limit: z.number().int().min(1).max(100).default(50),
        cursor: z
          .string()
          .regex(/^\d{1,9}$/, 'is not a cursor of this list')
          .optional()
          .describe('Instead of a page: what the answer before called next.'),
      }),
      output: z.object({ items: z.array(Pull), total: z.number().int(), next: z.string().optional() }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx }, { owner, name, state, states: some, limit, page, cursor, sort, direction, head, ...filter }) {
        const project = await projects.get(tx, { owner, name })
        const groups = {
          unfinished: PULL_STATES.filter((s) => !isFinished(s)),
          finished: PULL_STATES.filter(isFinished),
        }
        const states = some
          ? some.flatMap((each) => (each === 'open' ? groups.unfinished : each))
          : state === 'unfinished' || state === 'finished'
            ? groups[state]
            : state && [state]
        const asked = { ...filter, ...headFilter(head, project), states, before: cursor ? Number(cursor) : undefined }
        const found = await selectPulls(tx, project.id, {
          ...asked,
          sort,
          direction,
          offset: (page - 1) * limit,
          limit: limit + 1,
        })
        const rows = await desk.complete(tx, found.slice(0, limit))
        const items = await presentPulls(tx, deps, project, rows)
        const total = await countPulls(tx, project.id, asked)
        return found.length > limit && sort === 'created' && direction === 'desc'
          ? { items, total, next: String(items.at(-1)!.number) }
          : { items, total }
      },
    }),

    create: verb({
      name: 'pulls.create',
      http: 'POST /projects/:owner/:name/pulls',
      summary: 'Open a pull request',
      input: ProjectAddress.extend({
        title: Title,
        body: Body.default(''),
        head: z
          .string()
          .refine((head) => isBranchName(head.replace(/^[\w.-]+:/, '')), 'is not a branch name git accepts')
          .describe('The branch with the changes; `owner:branch` when it is in a fork.'),
        base: Branch.optional().describe('The branch to merge into. Default: the default branch.'),
        draft: z.boolean().default(false),
        labels: LabelNames.default([]).describe(
          'Left out unless you may write pull requests, as are assignees and milestone.',
        ),
        assignees: Logins.default([]),
        milestone: MilestoneNumber.nullable().default(null),
        reviewers: Reviewers.default([]),
        maintainersMayPush: z
          .boolean()
          .default(true)
          .describe('Of a head in your fork: those who may push to the base may push to it, too.'),
        spec: z.string().max(100).nullable().default(null),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:create',
      status: 201,
      emits: [pullOpened.name, reviewRequested.name],
      async run(context, { owner, name, ...input }) {
        const { tx, actor, org } = context
        const project = await projects.get(tx, { owner, name })
        const base = input.base ?? project.defaultBranch
        const id = newId('pull')
        const head = await findHead(deps, { actor, project, head: input.head })
        if (head.headProject === null && base === head.headBranch)
          throw new Problem(
            'invalid',
            'pulls.same_branch',
            `A pull request needs two branches; ${base} cannot be merged into itself.`,
          )
        const [headSha, baseSha] = [
          await fetchHead(git, project.id, { ...head, id }),
          await tipOf(git, project.id, base),
        ]
        if (!headSha) throw noBranch(input.head)
        if (await git.isAncestor(project.id, { ancestor: headSha, of: baseSha })) {
          throw new Problem(
            'conflict',
            'pulls.nothing_new',
            `${input.head} has no commits that ${base} does not have; push some first.`,
          )
        }
        const measures = await measure(git, project.id, { base: baseSha, head: headSha })
        const { labels, assignees, milestone } = input
        const owners = input.draft ? { reviewers: [], teams: [] } : askableOwners(measures.codeOwners, actor.name)
        const reviewers = [...new Set([...input.reviewers, ...owners.reviewers])]
        const { teams } = owners
        const mayTidy = await desk.allows(context, project, 'pulls:write')
        const issue = await issues.open(context, {
          project,
          kind: 'pull',
          id,
          title: input.title,
          body: input.body,
          draft: input.draft,
          terms: termsOf({ headBranch: head.headBranch, baseBranch: base, reviewers }),
          ...(mayTidy ? { labels, assignees, milestone } : {}),
        })
        const stored = await insertPull(tx, {
          id,
          org,
          project: project.id,
          number: issue.number,
          state: input.draft ? 'draft' : reviewers.length + teams.length > 0 ? 'review' : 'open',
          ...head,
          headSha,
          baseBranch: base,
          spec: input.spec ?? actor.links?.spec ?? null,
          reviewers,
          reviewTeams: teams,
          pushedBy: actor.id,
          // Nobody gives away what is not theirs.
          maintainersMayPush: input.maintainersMayPush && (await mayPushHead(deps, desk, actor, head)),
          ...measures,
        })
        if (!stored) throw pairTaken(input.head, base)
        const pull = { ...stored, issue }
        await desk.chronicle.pushed(context, pull)
        desk.tell(context, pullOpened, pull, { head: headOf(pull), base: baseOf(pull), draft: input.draft })
        if (reviewers.length + teams.length > 0) {
          await desk.chronicle.asked(context, pull, 'review_requested', { reviewers, teams })
          desk.tell(context, reviewRequested, pull, { reviewers, teams })
        }
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

    commits: verb({
      name: 'pulls.commits',
      http: 'GET /projects/:owner/:name/pulls/:number/commits',
      summary: 'List the commits of a pull request, oldest first',
      input: PullAddress,
      output: z.object({ items: z.array(Commit) }),
      needs: 'pulls:read',
      scope: projects.scope,
      async run({ tx }, address) {
        const { pull } = await desk.open(tx, address)
        const from = await git.mergeBase(pull.project, pull.baseSha, pull.headSha)
        const range = { from: pull.headSha, ...(from ? { notFrom: from } : {}), limit: MOST_COMMITS }
        return { items: (await git.log(pull.project, range)).reverse() }
      },
    }),

    update: verb({
      name: 'pulls.update',
      http: 'PATCH /projects/:owner/:name/pulls/:number',
      summary: 'Change title, text, base, labels, people or milestone of a pull request',
      input: PullAddress.extend({
        title: Title.optional(),
        body: Body.optional(),
        base: Branch.optional().describe('Another branch to merge into.'),
        labels: LabelNames.optional(),
        assignees: Logins.optional(),
        milestone: MilestoneNumber.nullable().optional(),
        reviewers: Reviewers.optional().describe('Who is asked to review: people and agents.'),
        reviewTeams: Reviewers.optional(),
        maintainersMayPush: z.boolean().optional(),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'pulls:create',
      emits: [pullEdited.name, reviewRequested.name, reviewRequestRemoved.name],
      async run(context, { owner, name, number, title, body, base, maintainersMayPush, ...tidying }) {
        const { project, pull } = await desk.open(context.tx, { owner, name, number })
        await desk.refuseOthers(context, project, pull)
        const tidies = Object.values(tidying).some((value) => value !== undefined)
        if (tidies && !(await desk.allows(context, project, 'pulls:write'))) {
          throw new Problem(
            'forbidden',
            'pulls.needs_write',
            `${context.actor.name} may not label, assign or plan pull requests here; it needs the permission pulls:write, which an admin can grant.`,
          )
        }
        const { reviewers = pull.reviewers, reviewTeams = pull.reviewTeams, ...shared } = tidying
        let row = base === undefined || base === pull.baseBranch ? pull : await changeBase(context, pull, base)
        if (maintainersMayPush !== undefined && maintainersMayPush !== row.maintainersMayPush) {
          const allowed = maintainersMayPush && (await mayPushHead(deps, desk, context.actor, row))
          row = await updatePull(context.tx, row, { maintainersMayPush: allowed })
        }
        row = await askReviewers(context, row, { reviewers, reviewTeams })
        const issue = await issues.edit(context, project, row.issue, {
          ...given({ title, body, ...shared }),
          terms: termsOf(row),
        })
        return desk.present(context.tx, project, { ...row, issue })
      },
    }),
  }

  async function changeBase(context: VerbContext, pull: PullRow, branch: string): Promise<PullRow> {
    const { tx } = context
    if (isFinished(pull.state)) {
      const sentence = `Pull request ${pull.number} is ${pull.state}; only one that is open gets another base.`
      throw new Problem('conflict', 'pulls.illegal_state', sentence)
    }
    if (pull.headProject === null && branch === pull.headBranch) {
      const sentence = `A pull request needs two branches; ${branch} cannot be merged into itself.`
      throw new Problem('invalid', 'pulls.same_branch', sentence)
    }
    const baseSha = await tipOf(git, pull.project, branch)
    if (await selectOpenPair(tx, { ...pull, baseBranch: branch })) throw pairTaken(printHead(pull), branch)
    const measures = await measure(git, pull.project, { base: baseSha, head: pull.headSha })
    const changed = await updatePull(tx, pull, { baseBranch: branch, ...measures })
    await desk.chronicle.note(context, pull, 'base_ref_changed', { from: pull.baseBranch, to: branch })
    desk.tell(context, pullEdited, changed, { fields: ['base'], before: baseOf(pull) })
    await afterOpen(context, changed)
    return changed
  }

  /** Whoever is asked anew is told so; an open pull request is in review from then on. */
  async function askReviewers(
    context: VerbContext,
    pull: PullRow,
    wanted: Pick<PullRow, 'reviewers' | 'reviewTeams'>,
  ): Promise<PullRow> {
    const reviewers = [...new Set(wanted.reviewers)]
    const reviewTeams = [...new Set(wanted.reviewTeams)]
    const asked = {
      reviewers: reviewers.filter((name) => !pull.reviewers.includes(name)),
      teams: reviewTeams.filter((team) => !pull.reviewTeams.includes(team)),
    }
    const removed = {
      reviewers: pull.reviewers.filter((name) => !reviewers.includes(name)),
      teams: pull.reviewTeams.filter((team) => !reviewTeams.includes(team)),
    }
    const anew = asked.reviewers.length + asked.teams.length > 0
    const fewer = removed.reviewers.length + removed.teams.length > 0
    if (!anew && !fewer) return pull
    const change: PullChange = { reviewers, reviewTeams }
    if (anew && !isFinished(pull.state)) change.state = nextState(pull, 'request_review')
    const updated = await updatePull(context.tx, pull, change)
    await desk.chronicle.asked(context, updated, 'review_requested', asked)
    await desk.chronicle.asked(context, updated, 'review_request_removed', removed)
    if (anew) desk.tell(context, reviewRequested, updated, asked)
    if (fewer) desk.tell(context, reviewRequestRemoved, updated, removed)
    return updated
  }
}

/** The commit a branch is at. Throws `pulls.no_branch`. */
export async function tipOf(git: Git, project: string, branch: string): Promise<string> {
  const sha = await git.resolve(project, branchRef(branch))
  if (sha) return sha
  throw noBranch(branch)
}

export function noBranch(branch: string): Problem {
  return new Problem('not_found', 'pulls.no_branch', `There is no branch ${branch}; push it first.`)
}

/** Whom CODEOWNERS asks by itself: people and teams, but not the author. Who is named by mail alone cannot be asked here. */
export function askableOwners(sets: readonly string[][], author: string): { reviewers: string[]; teams: string[] } {
  const names = [...new Set(sets.flat())].filter((owner) => owner.startsWith('@')).map((owner) => owner.slice(1))
  return {
    reviewers: names.filter((name) => !name.includes('/') && name.toLowerCase() !== author.toLowerCase()),
    teams: names.filter((name) => name.includes('/')).map((name) => name.slice(name.indexOf('/') + 1)),
  }
}

/** `owner:branch` names one of that owner alone, a branch by itself one of the project or of any fork. */
function headFilter(head: string | undefined, project: Project): { head?: string; headOwner?: string } {
  const [owner, ...branch] = head?.split(':') ?? []
  if (head === undefined || owner === undefined) return {}
  if (branch.length === 0) return { head }
  return { head: branch.join(':'), headOwner: owner.toLowerCase() === project.owner.toLowerCase() ? '' : owner }
}

/** What a search finds it by, beyond what every issue has. */
function termsOf({
  headBranch,
  baseBranch,
  reviewers,
}: Pick<PullRow, 'headBranch' | 'baseBranch' | 'reviewers'>): string[] {
  return [`head:${headBranch}`, `base:${baseBranch}`, ...reviewers.map((name) => `review-requested:${name}`)]
}

export function pairTaken(head: string, base: string): Problem {
  const sentence = `A pull request from ${head} to ${base} is open already; push to ${head} to add to it.`
  return new Problem('conflict', 'pulls.exists', sentence)
}

function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
