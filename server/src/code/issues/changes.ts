import { actorRef, newId, Problem, type Tx, type VerbContext } from '#kernel'
import type { Project } from '#projects'
import type { Desk, IssuesDeps } from './desk.ts'
import {
  issueAssigned,
  issueClosed,
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
import type { CloseReason, Issue, Label, Milestone } from './issue.ts'
import {
  deleteAssignee,
  type IssueChange,
  type IssueRow,
  insertAssignee,
  insertIssue,
  lockIssues,
  replaceMentions,
  selectIssuesById,
  selectIssuesByNumber,
  takeNumber,
  updateIssue,
} from './issues.sql.ts'
import { deleteIssueLabel, insertIssueLabel } from './labels.sql.ts'
import type { Labels } from './labels.ts'
import { selectMilestone } from './milestones.sql.ts'
import { parseReferences } from './references.ts'

/** What an issue begins with. `pulls` opens its rows with the id of its own row, so that both are one thing. */
export interface OpenIssue {
  project: Project
  kind: Issue['kind']
  id?: string
  title: string
  body?: string
  labels?: readonly string[]
  assignees?: readonly string[]
  /** The number of a milestone. */
  milestone?: number | null
  draft?: boolean
  /** What else a search finds it by: `head:topic`, `review-requested:bob`. */
  terms?: readonly string[]
}

/** What is left out stays as it is; lists are replaced whole. */
export type EditIssue = Partial<Omit<OpenIssue, 'project' | 'kind' | 'id'>>

export interface MoveIssue {
  state: Issue['state']
  reason?: (typeof CloseReason)['options'][number]
  /** The commit that closes it. */
  commit?: string
  /** Of a pull request: the commit by which, and the branch into which it was merged. */
  merged?: { commit: string; base: string }
}

export type Changes = ReturnType<typeof createChanges>

/**
 * Every way an issue changes, in the caller's transaction, with its events and its timeline. Whether the actor may do it was decided by
 * the verb that calls.
 */
export function createChanges({ kernel, identity, projects }: IssuesDeps, desk: Desk, labels: Labels) {
  async function open(context: VerbContext, issue: OpenIssue): Promise<IssueRow> {
    const { tx, actor } = context
    const { project, kind, title, body = '' } = issue
    const id = issue.id ?? newId(kind === 'pull' ? 'pull' : 'iss')
    await insertIssue(tx, {
      id,
      org: project.org,
      project: project.id,
      number: await takeNumber(tx, { org: project.org, project: project.id }),
      kind,
      title,
      body,
      author: actorRef(actor),
      draft: issue.draft ?? false,
      terms: issue.terms ?? [],
    })
    const opened = await reload(tx, id)
    if (kind === 'issue') desk.tell(context, issueOpened, opened)
    await refer(context, project, opened, { text: body, comment: null })
    const { labels, assignees, milestone } = issue
    return tidy(context, project, opened, { labels, assignees, milestone })
  }

  async function edit(context: VerbContext, project: Project, issue: IssueRow, change: EditIssue): Promise<IssueRow> {
    const { tx } = context
    const { labels, assignees, milestone, ...fields } = change
    const words = {
      ...(fields.title !== undefined && fields.title !== issue.title ? { title: fields.title } : {}),
      ...(fields.body !== undefined && fields.body !== issue.body ? { body: fields.body } : {}),
    }
    const update: IssueChange = { ...words }
    if (fields.draft !== undefined) update.draft = fields.draft
    if (fields.terms !== undefined) update.terms = fields.terms
    if (Object.keys(update).length > 0) await updateIssue(tx, issue.id, update)
    const edited = await reload(tx, issue.id)
    if (Object.keys(words).length > 0) {
      const changes = Object.fromEntries(Object.keys(words).map((field) => [field, issue[field as keyof typeof words]]))
      desk.tell(context, issueEdited, edited, { changes })
    }
    if (words.title !== undefined) {
      await desk.note(context, issue, { name: 'renamed', data: { from: issue.title, to: edited.title } })
    }
    if (words.body !== undefined) await refer(context, project, edited, { text: edited.body, comment: null })
    return tidy(context, project, edited, { labels, assignees, milestone })
  }

  /** Answers the issue as it is when it is in that state already. */
  async function setState(context: VerbContext, issue: IssueRow, move: MoveIssue): Promise<IssueRow> {
    const { tx, actor } = context
    const { state, merged } = move
    if (issue.state === state) return issue
    const stateReason = issue.kind === 'pull' ? null : state === 'open' ? 'reopened' : (move.reason ?? 'completed')
    await updateIssue(tx, issue.id, {
      state,
      stateReason,
      closedAt: state === 'closed' ? new Date() : null,
      closedBy: state === 'closed' ? actorRef(actor) : null,
      ...(merged ? { mergedAt: new Date() } : {}),
    })
    const moved = await reload(tx, issue.id)
    const commit = move.commit ?? null
    if (merged) await desk.note(context, issue, { name: 'merged', data: { commit: merged.commit } })
    await desk.note(context, issue, {
      name: state === 'closed' ? 'closed' : 'reopened',
      data: state === 'closed' ? { commit, reason: stateReason } : {},
    })
    if (issue.kind === 'issue') {
      if (state === 'closed') desk.tell(context, issueClosed, moved, { reason: stateReason, commit })
      else desk.tell(context, issueReopened, moved)
    }
    if (merged) await closeNamed(context, moved, merged)
    return moved
  }

  /** What a pull request says it fixes is fixed when it reaches the default branch. */
  async function closeNamed(context: VerbContext, pull: IssueRow, merged: { commit: string; base: string }) {
    const project = await projects.getById(context.tx, pull.project)
    if (merged.base !== project.defaultBranch) return
    const { closes } = parseReferences(`${pull.title}\n${pull.body}`, project)
    await lockIssues(context.tx, project.id, closes)
    for (const issue of await selectIssuesByNumber(context.tx, project.id, closes)) {
      if (issue.kind === 'issue') await setState(context, issue, { state: 'closed', commit: merged.commit })
    }
  }

  /** Answers the issue as it is when nothing changes. */
  async function setLock(
    context: VerbContext,
    issue: IssueRow,
    { locked, reason = null }: { locked: boolean; reason?: Issue['lockReason'] },
  ): Promise<IssueRow> {
    if (issue.locked === locked && issue.lockReason === reason) return issue
    await updateIssue(context.tx, issue.id, { locked, lockReason: reason })
    const changed = await reload(context.tx, issue.id)
    if (locked) desk.tell(context, issueLocked, changed, { reason })
    else desk.tell(context, issueUnlocked, changed)
    await desk.note(context, issue, locked ? { name: 'locked', data: { reason } } : { name: 'unlocked' })
    return changed
  }

  async function tidy(
    context: VerbContext,
    project: Project,
    issue: IssueRow,
    change: Pick<EditIssue, 'labels' | 'assignees' | 'milestone'>,
  ): Promise<IssueRow> {
    const before = [issue.labels, issue.assignees, issue.milestone?.number ?? null]
    if (change.labels) await relabel(context, issue, await labels.ensure(context.tx, project, change.labels))
    if (change.assignees) await reassign(context, project, issue, change.assignees)
    if (change.milestone !== undefined) await putInto(context, project, issue, change.milestone)
    const after = await reload(context.tx, issue.id)
    const now = [after.labels, after.assignees, after.milestone?.number ?? null]
    if (JSON.stringify(before) === JSON.stringify(now)) return after
    await updateIssue(context.tx, issue.id, {})
    return reload(context.tx, issue.id)
  }

  async function relabel(context: VerbContext, issue: IssueRow, wanted: readonly Label[]): Promise<void> {
    const had = new Map(issue.labels.map((label) => [label.id, label]))
    const wants = new Map(wanted.map((label) => [label.id, label]))
    for (const [id, label] of wants) {
      if (had.has(id)) continue
      await insertIssueLabel(context.tx, issue, id)
      desk.tell(context, issueLabeled, issue, { label: id, name: label.name })
      await desk.note(context, issue, { name: 'labeled', data: { label: shown(label) } })
    }
    for (const [id, label] of had) {
      if (wants.has(id)) continue
      await deleteIssueLabel(context.tx, issue.id, id)
      desk.tell(context, issueUnlabeled, issue, { label: id, name: label.name })
      await desk.note(context, issue, { name: 'unlabeled', data: { label: shown(label) } })
    }
  }

  async function reassign(
    context: VerbContext,
    project: Project,
    issue: IssueRow,
    logins: readonly string[],
  ): Promise<void> {
    const wanted = logins.length > 0 ? await findAssignable(project, issue, logins) : []
    const had = new Set(issue.assignees.map(({ id }) => id))
    for (const assignee of wanted) {
      if (had.delete(assignee.id)) continue
      await insertAssignee(context.tx, issue, assignee)
      desk.tell(context, issueAssigned, issue, { assignee })
      await desk.note(context, issue, { name: 'assigned', data: { assignee } })
    }
    for (const assignee of issue.assignees) {
      if (!had.has(assignee.id)) continue
      await deleteAssignee(context.tx, issue.id, assignee.id)
      desk.tell(context, issueUnassigned, issue, { assignee })
      await desk.note(context, issue, { name: 'unassigned', data: { assignee } })
    }
  }

  async function findAssignable(
    project: Project,
    issue: IssueRow,
    logins: readonly string[],
  ): Promise<Issue['assignees']> {
    // Who has left the project meanwhile stays where they were.
    const all = [...(await assignable(project)), ...issue.assignees]
    const people = new Map(all.map((person) => [person.name, person]))
    const wanted = logins.map((login) => {
      const person = people.get(login.toLowerCase())
      if (person) return person
      throw new Problem(
        'invalid',
        'issues.not_assignable',
        `${login} cannot be assigned here; add them to the project first.`,
      )
    })
    return [...new Set(wanted)]
  }

  /** Everybody who works on the project: members of its organisation and collaborators. Guests cannot read who that is by themselves. */
  async function assignable(project: Project): Promise<Issue['assignees']> {
    const [members, outside] = await kernel.db.system(async (tx) => [
      await identity.members(tx, project.org),
      await projects.collaborators(tx, project.id),
    ])
    const people = new Map(members.map(({ id, login }) => [id, login]))
    for (const { user } of outside) {
      people.set(user, (await identity.accounts.ofActor({ kind: 'person', id: user, name: user })).login)
    }
    return [...people].map(([id, name]) => ({ kind: 'person', id, name }))
  }

  async function putInto(context: VerbContext, project: Project, issue: IssueRow, number: number | null) {
    const before = issue.milestone
    if ((before?.number ?? null) === number) return
    const after = number === null ? null : await getMilestone(context.tx, project, number)
    await updateIssue(context.tx, issue.id, { milestone: after?.id ?? null })
    if (before) await announce(issueDemilestoned, 'demilestoned', before)
    if (after) await announce(issueMilestoned, 'milestoned', after)

    async function announce(event: typeof issueMilestoned, name: string, { id, number, title }: Milestone) {
      desk.tell(context, event, issue, { milestone: id, milestoneNumber: number })
      await desk.note(context, issue, { name, data: { milestone: title } })
    }
  }

  /** Whom the text names, and which other issues: those show it in their timeline. `comment` is null for the issue's own text. */
  async function refer(
    context: VerbContext,
    project: Project,
    issue: IssueRow,
    { text, comment }: { text: string; comment: string | null },
  ): Promise<void> {
    const { mentions, issues } = parseReferences(text, project)
    await replaceMentions(context.tx, issue, { comment, names: mentions })
    if (issues.length === 0) return
    for (const other of await selectIssuesByNumber(context.tx, project.id, issues)) {
      if (other.id !== issue.id) {
        await desk.note(context, other, { name: 'cross_referenced', data: { source: issue.id } })
      }
    }
  }

  return { open, edit, setState, setLock, refer, assignable }
}

export async function getMilestone(tx: Tx, project: Project, number: number): Promise<Milestone> {
  const milestone = await selectMilestone(tx, project.id, number)
  if (milestone) return milestone
  throw new Problem(
    'not_found',
    'issues.no_milestone',
    `There is no milestone ${number} in ${project.owner}/${project.name}.`,
  )
}

async function reload(tx: Tx, id: string): Promise<IssueRow> {
  const [row] = await selectIssuesById(tx, [id])
  return row!
}

/** A label as the timeline keeps it: as it was then, even if it is renamed or deleted. */
function shown({ name, color }: Label): { name: string; color: string } {
  return { name, color }
}
