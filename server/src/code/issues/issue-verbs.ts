import { z } from 'zod'
import { Problem, type VerbContext, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import type { Changes } from './changes.ts'
import { type Address, type Desk, type IssuesDeps, isAuthor, type Place } from './desk.ts'
import {
  issueAssigned,
  issueClosed,
  issueDeleted,
  issueDemilestoned,
  issueEdited,
  issueLabeled,
  issueLocked,
  issueMilestoned,
  issueOpened,
  issueReopened,
  issueUnassigned,
  issueUnlabeled,
  issueUnlocked,
} from './events.ts'
import { type Field, printFilter, type Term } from './filter.sql.ts'
import {
  Body,
  CloseReason,
  Issue,
  KINDS,
  LabelNames,
  LOCK_REASONS,
  Logins,
  MilestoneNumber,
  STATES,
  Title,
} from './issue.ts'
import { deleteIssue, type IssueRow, selectIssues } from './issues.sql.ts'

export const IssueAddress = ProjectAddress.extend({ number: z.number().int().min(1).max(2_000_000_000) })

/** A list by pages, for clients that count them. */
export const PageInput = {
  page: z.number().int().min(1).max(10_000).default(1),
  limit: z.number().int().min(1).max(100).default(30),
}

/** Whoever looks for more looks through the list. */
const MOST_AT_ONCE = 100

/** What lists are narrowed to. */
export const ListFilter = z.object({
  kind: z.enum(KINDS).optional().describe('Without it, both.'),
  state: z.enum([...STATES, 'all']).default('open'),
  labels: LabelNames.optional().describe('It has all of them.'),
  assignee: z.string().max(100).optional().describe('A login; `*` is anybody and `none` nobody.'),
  author: z.string().max(100).optional(),
  mentioned: z.string().max(100).optional(),
  milestone: z.string().max(20).optional().describe('A number; `*` is any and `none` none.'),
  since: z.iso.datetime({ offset: true }).optional().describe('Changed at this time or later.'),
  numbers: z.array(z.number().int().min(1)).max(MOST_AT_ONCE).optional().describe('These alone.'),
})

/** How a pull request is closed or reopened is decided by the module that owns it. */
export type MovePull = (context: VerbContext, pull: IssueRow, state: Issue['state']) => Promise<void>

const TIDYING = [
  issueLabeled.name,
  issueUnlabeled.name,
  issueAssigned.name,
  issueUnassigned.name,
  issueMilestoned.name,
  issueDemilestoned.name,
]

/** Opening, looking at and changing issues; of pull requests, what they have in common with issues. */
export function createIssueVerbs({ projects }: IssuesDeps, desk: Desk, changes: Changes, movePull: MovePull) {
  const common = { scope: projects.scope, output: Issue }

  return {
    list: verb({
      name: 'issues.list',
      http: 'GET /projects/:owner/:name/issues',
      summary: 'List issues and pull requests',
      input: ProjectAddress.extend({
        ...ListFilter.shape,
        sort: z.enum(['created', 'updated', 'comments']).default('created'),
        direction: z.enum(['asc', 'desc']).default('desc'),
        ...PageInput,
      }),
      output: z.object({ items: z.array(Issue), total: z.number().int() }),
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx }, { owner, name, page, limit, sort, direction, ...asked }) {
        const project = await projects.get(tx, { owner, name })
        const filter = printFilter({ projects: [project.id], terms: toTerms(asked), sort, direction })
        return selectIssues(tx, filter, { page, limit })
      },
    }),

    create: verb({
      name: 'issues.create',
      http: 'POST /projects/:owner/:name/issues',
      summary: 'Open an issue',
      input: ProjectAddress.extend({
        title: Title,
        body: Body.default(''),
        labels: LabelNames.default([]).describe(
          'Left out unless you may write issues, as are assignees and milestone.',
        ),
        assignees: Logins.default([]),
        milestone: MilestoneNumber.nullable().default(null),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:create',
      status: 201,
      emits: [issueOpened.name, ...TIDYING],
      async run(context, { owner, name, title, body, ...order }) {
        const project = await projects.get(context.tx, { owner, name })
        const tidy = (await desk.mayTend(context, project, 'issue')) ? order : {}
        return changes.open(context, { project, kind: 'issue', title, body, ...tidy })
      },
    }),

    get: verb({
      name: 'issues.get',
      http: 'GET /projects/:owner/:name/issues/:number',
      summary: 'Show an issue',
      input: IssueAddress,
      ...common,
      needs: 'issues:read',
      run: async ({ tx }, address) => (await desk.find(tx, address)).issue,
    }),

    update: verb({
      name: 'issues.update',
      http: 'PATCH /projects/:owner/:name/issues/:number',
      summary: 'Change, close or reopen an issue',
      input: IssueAddress.extend({
        title: Title.optional(),
        body: Body.optional(),
        state: z.enum(STATES).optional(),
        reason: CloseReason.optional().describe('Why it is closed. Default: completed.'),
        labels: LabelNames.optional(),
        assignees: Logins.optional(),
        milestone: MilestoneNumber.nullable().optional(),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:create',
      emits: [issueEdited.name, issueClosed.name, issueReopened.name, ...TIDYING],
      async run(context, { owner, name, number, state, reason, ...change }) {
        const place = await desk.take(context.tx, { owner, name, number })
        const { project, issue } = place
        await desk.refuseOthers(context, project, { ...issue, what: `Issue ${number}` })
        if (change.labels || change.assignees || change.milestone !== undefined) {
          await desk.refuseWithoutTending(context, place, 'label, assign or plan issues')
        }
        const edited = await changes.edit(context, project, issue, change)
        return move(context, { project, issue: edited }, { state, reason })
      },
    }),

    delete: verb({
      name: 'issues.delete',
      http: 'DELETE /projects/:owner/:name/issues/:number',
      summary: 'Delete an issue with all that was said there',
      input: IssueAddress,
      output: z.object({}),
      needs: 'issues:delete',
      scope: projects.changeScope,
      emits: [issueDeleted.name],
      async run(context, address) {
        const { issue } = await desk.take(context.tx, address)
        if (issue.kind === 'pull') {
          throw new Problem(
            'invalid',
            'issues.pull_stays',
            `${issue.number} is a pull request, whose commits refer to it; close it instead.`,
          )
        }
        await deleteIssue(context.tx, issue.id)
        desk.tell(context, issueDeleted, issue, { row: issue })
        return {}
      },
    }),

    lock: verb({
      name: 'issues.lock',
      http: 'PUT /projects/:owner/:name/issues/:number/lock',
      summary: 'Lock the conversation of an issue or pull request',
      input: IssueAddress.extend({ reason: z.enum(LOCK_REASONS).nullable().default(null) }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:create',
      emits: [issueLocked.name],
      run: (context, { reason, ...address }) => setLock(context, address, { locked: true, reason }),
    }),

    unlock: verb({
      name: 'issues.unlock',
      http: 'DELETE /projects/:owner/:name/issues/:number/lock',
      summary: 'Unlock the conversation of an issue or pull request',
      input: IssueAddress,
      ...common,
      scope: projects.changeScope,
      needs: 'issues:create',
      emits: [issueUnlocked.name],
      run: (context, address) => setLock(context, address, { locked: false }),
    }),
  }

  async function setLock(
    context: VerbContext,
    address: Address,
    lock: Parameters<Changes['setLock']>[2],
  ): Promise<IssueRow> {
    const place = await desk.take(context.tx, address)
    await desk.refuseWithoutTending(context, place, 'lock conversations')
    return changes.setLock(context, place.issue, lock)
  }

  async function move(
    context: VerbContext,
    { project, issue }: Place,
    { state, reason }: { state: Issue['state'] | undefined; reason: z.infer<typeof CloseReason> | undefined },
  ): Promise<IssueRow> {
    if (state === undefined || state === issue.state) return issue
    const closedByOther = issue.closedBy !== null && issue.closedBy.id !== context.actor.id
    const onlyAuthor = async () => isAuthor(context, issue) && !(await desk.mayTend(context, project, issue.kind))
    if (state === 'open' && closedByOther && (await onlyAuthor())) {
      throw new Problem(
        'forbidden',
        'issues.closed_by_other',
        `${issue.closedBy!.name} closed ${issue.number}; say in a comment why it should be open again.`,
      )
    }
    if (issue.kind === 'issue') return changes.setState(context, issue, { state, ...(reason ? { reason } : {}) })
    await movePull(context, issue, state)
    return (await desk.find(context.tx, { ...project, number: issue.number })).issue
  }
}

export function toTerms({
  kind,
  state,
  labels,
  assignee,
  author,
  mentioned,
  milestone,
  since,
  numbers,
}: Partial<z.output<typeof ListFilter>>): Term[] {
  const terms: Term[] = []
  const add = (field: Field, value: string | undefined, negated = false): void => {
    if (value !== undefined) terms.push({ field, value, negated })
  }
  /** `*` is any and `none` none. */
  const addOneOf = (field: Field, has: 'assignee' | 'milestone', value: string | undefined): void => {
    if (value === '*' || value === 'none') add('has', has, value === 'none')
    else add(field, value)
  }
  add('kind', kind)
  add('state', state === 'all' ? undefined : state)
  for (const label of labels ?? []) add('label', label)
  addOneOf('assignee', 'assignee', assignee)
  add('author', author)
  add('mentions', mentioned)
  if (milestone !== undefined && !/^(\*|none|\d{1,9})$/.test(milestone)) {
    throw new Problem('invalid', 'issues.milestone', 'A milestone is a number, `*` or `none`.')
  }
  addOneOf('milestoneNumber', 'milestone', milestone)
  add('updatedSince', since)
  add('numbers', numbers?.join(','))
  return terms
}
