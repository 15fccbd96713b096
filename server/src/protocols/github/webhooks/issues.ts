import type { HookMessage } from '#hooks'
import type { Comment, Issue, Label, Milestone } from '#issues'
import type { ActorRef } from '#kernel'
import type { Github } from '../github.ts'
import { peopleInIssue } from '../issues.ts'
import { peopleOf } from '../people.ts'
import { type Place, printComment, printIssue, printLabel, printMilestone, printPerson } from '../print/issue.ts'
import type { Family, Telling } from './telling.ts'

export type Teller = (telling: Telling) => Promise<HookMessage[]>
/** What an event adds to the issue it is about. */
type Extra = (data: Telling['event']['data'], issue: Issue, place: Place) => object

/** Issues, their conversation, labels and milestones. What happens to a pull request as an issue is told with pull requests. */
export function issueFamily(github: Github): Family {
  const { verbs } = github.issues

  const about =
    (action: string, extra: Extra = () => ({})): Teller =>
    async (telling) => {
      const { data } = telling.event
      if (data.kind !== 'issue') return []
      const issue = await telling.read(verbs.get, { number: data.number })
      const place = await placeAround(github, telling, [
        ...peopleInIssue(issue),
        ...(data.assignee ? [data.assignee] : []),
      ])
      const parts = { issue: printHookIssue(issue, place), ...extra(data, issue, place) }
      return [await telling.message('issues', action, parts)]
    }

  const aboutComment =
    (action: 'created' | 'edited' | 'deleted'): Teller =>
    async (telling) => {
      const { data } = telling.event
      const issue = await telling.read(verbs.get, { number: data.number })
      const comment =
        action === 'deleted' ? deletedComment(telling) : await telling.read(verbs.getComment, { comment: data.comment })
      const place = await placeAround(github, telling, [...peopleInIssue(issue), comment.author])
      const changes = action === 'edited' ? { changes: { body: { from: data.before } } } : {}
      const parts = { ...changes, issue: printHookIssue(issue, place), comment: printComment(comment, place) }
      return [await telling.message('issue_comment', action, parts)]
    }

  const aboutLabel =
    (action: 'created' | 'edited' | 'deleted'): Teller =>
    async (telling) => {
      const { label: id, changes: before, ...rest } = telling.event.data
      const label: Label = { id, ...rest }
      const changes = action === 'edited' ? { changes: changesOf(before, label) } : {}
      return [await telling.message('label', action, { label: printLabel(label, telling), ...changes })]
    }

  const aboutMilestone =
    (action: 'created' | 'edited' | 'closed' | 'opened' | 'deleted'): Teller =>
    async (telling) => {
      const { row, changes: before }: { row: Milestone; changes?: object } = telling.event.data
      const place = await placeAround(github, telling, [row.creator])
      const changes = before ? { changes: milestoneChanges(before, row) } : {}
      return [await telling.message('milestone', action, { milestone: printMilestone(row, place), ...changes })]
    }

  /** The row is gone; the event has it as it was. */
  const tellDeleted: Teller = async (telling) => {
    const issue: Issue = telling.event.data.row
    if (issue.kind !== 'issue') return []
    const place = await placeAround(github, telling, peopleInIssue(issue))
    return [await telling.message('issues', 'deleted', { issue: printHookIssue(issue, place) })]
  }

  /** The issue no longer says which milestone it was taken out of. */
  const tellDemilestoned: Teller = async (telling) => {
    const milestone = await telling.read(verbs.getMilestone, { milestone: telling.event.data.milestoneNumber })
    const place = await placeAround(github, telling, [milestone.creator])
    return about('demilestoned', () => ({ milestone: printMilestone(milestone, place) }))(telling)
  }

  return {
    names: ['issues', 'issue_comment', 'label', 'milestone'],
    tell: {
      'issue.opened': about('opened'),
      'issue.edited': about('edited', ({ changes }) => ({ changes: from(changes) })),
      'issue.deleted': tellDeleted,
      'issue.closed': about('closed'),
      'issue.reopened': about('reopened'),
      'issue.labeled': about('labeled', labelOf),
      'issue.unlabeled': about('unlabeled', labelOf),
      'issue.assigned': about('assigned', assigneeOf),
      'issue.unassigned': about('unassigned', assigneeOf),
      'issue.milestoned': about('milestoned', (_, { milestone }, place) =>
        milestone ? { milestone: printMilestone(milestone, place) } : {},
      ),
      'issue.demilestoned': tellDemilestoned,
      'issue.locked': about('locked'),
      'issue.unlocked': about('unlocked'),
      'comment.created': aboutComment('created'),
      'comment.edited': aboutComment('edited'),
      'comment.deleted': aboutComment('deleted'),
      'label.created': aboutLabel('created'),
      'label.edited': aboutLabel('edited'),
      'label.deleted': aboutLabel('deleted'),
      'milestone.created': aboutMilestone('created'),
      'milestone.edited': aboutMilestone('edited'),
      'milestone.closed': aboutMilestone('closed'),
      'milestone.opened': aboutMilestone('opened'),
      'milestone.deleted': aboutMilestone('deleted'),
    },
  }
}

export async function placeAround(github: Github, { project, urls }: Telling, actors: ActorRef[]): Promise<Place> {
  return { project, people: await peopleOf(github, project, actors), urls }
}

/** Payloads do not say who closed it: the sender of the one that closes does. */
export function printHookIssue(issue: Issue, place: Place) {
  const { closed_by, ...rest } = printIssue(issue, place)
  return rest
}

/** The label as it is on the issue by now, or as little as is known of it when it is gone. */
const labelOf: Extra = ({ label: id }, issue, place) => {
  const label = issue.labels.find((each) => each.id === id)
  return label ? { label: printLabel(label, place) } : {}
}

const assigneeOf: Extra = ({ assignee }, _issue, place) => ({ assignee: printPerson(assignee, place) })

/** The row is gone; the event is all that is known. */
function deletedComment({ event }: Telling): Comment {
  const { comment: id, databaseId, number, kind, author, body } = event.data
  return {
    id,
    databaseId,
    number,
    kind,
    author,
    body,
    reactions: {},
    editedAt: null,
    createdAt: event.at,
    updatedAt: event.at,
  }
}

/** `{ title: 'old' }` as GitHub says it: `{ title: { from: 'old' } }`. */
export function from(before: Record<string, unknown>): Record<string, { from: unknown }> {
  return Object.fromEntries(
    Object.entries(before).flatMap(([field, value]) => (value === undefined ? [] : [[field, { from: value }]])),
  )
}

function changesOf(before: Record<string, unknown>, now: Label): object {
  return from(Object.fromEntries(Object.entries(before).filter(([field, value]) => now[field as 'name'] !== value)))
}

function milestoneChanges(before: object, now: Milestone): object {
  const { dueOn, ...rest } = before as { dueOn?: string | null; title?: string; description?: string }
  const changed = Object.entries(rest).filter(([field, value]) => now[field as 'title'] !== value)
  return from({ ...Object.fromEntries(changed), ...(dueOn && dueOn !== now.dueOn ? { due_on: dueOn } : {}) })
}
