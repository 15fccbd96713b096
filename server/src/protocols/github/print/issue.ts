import type { components } from '@octokit/openapi-types'
import type { Comment, Issue, Label, Milestone, Reaction } from '#issues'
import type { ActorRef } from '#kernel'
import { printNodeId } from '../node-id.ts'
import type { People } from '../people.ts'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'

type Schemas = components['schemas']

/** What stands around an issue: its repository, the people in it, and the addresses of this answer. */
export interface Place {
  project: { owner: string; name: string }
  people: People
  urls: Urls
}

export const api = ({ project, urls }: Pick<Place, 'project' | 'urls'>): string =>
  `${urls.api}/repos/${project.owner}/${project.name}`
const web = ({ project, urls }: Pick<Place, 'project' | 'urls'>): string =>
  `${urls.web}/${project.owner}/${project.name}`

export function printPerson(actor: ActorRef, { people, urls }: Place): Schemas['simple-user'] {
  return printAccount(people.account(actor), urls)
}

export function printIssue(issue: Issue, place: Place): Schemas['issue'] {
  const url = `${api(place)}/issues/${issue.number}`
  const isPull = issue.kind === 'pull'
  const page = `${web(place)}/${isPull ? 'pull' : 'issues'}/${issue.number}`
  const assignees = issue.assignees.map((person) => printPerson(person, place))
  return {
    url,
    repository_url: api(place),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    id: issue.databaseId,
    node_id: printNodeId(isPull ? 'PullRequest' : 'Issue', issue.id),
    number: issue.number,
    title: issue.title,
    user: printPerson(issue.author, place),
    labels: issue.labels.map((label) => printLabel(label, place)),
    state: issue.state,
    locked: issue.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: issue.milestone && printMilestone(issue.milestone, place),
    comments: issue.commentCount,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: place.people.association(issue.author),
    active_lock_reason: issue.lockReason,
    ...(isPull ? { draft: issue.draft, pull_request: printPullLinks(issue, place) } : {}),
    body: issue.body || null,
    closed_by: issue.closedBy && printPerson(issue.closedBy, place),
    reactions: printReactions(issue.reactions, `${url}/reactions`),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: issue.stateReason,
  }
}

function printPullLinks({ number, mergedAt }: Issue, place: Place): NonNullable<Schemas['issue']['pull_request']> {
  const page = `${web(place)}/pull/${number}`
  return {
    url: `${api(place)}/pulls/${number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: mergedAt,
  }
}

export function printLabel(
  { id, databaseId, name, color, description, isDefault }: Label,
  place: Pick<Place, 'project' | 'urls'>,
): Schemas['label'] {
  return {
    id: databaseId,
    node_id: printNodeId('Label', id),
    url: `${api(place)}/labels/${encodeURIComponent(name)}`,
    name,
    color,
    default: isDefault,
    description: description || null,
  }
}

export function printMilestone(milestone: Milestone, place: Place): Schemas['milestone'] {
  const url = `${api(place)}/milestones/${milestone.number}`
  return {
    url,
    html_url: `${web(place)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.databaseId,
    node_id: printNodeId('Milestone', milestone.id),
    number: milestone.number,
    title: milestone.title,
    description: milestone.description || null,
    creator: printPerson(milestone.creator, place),
    open_issues: milestone.openIssues,
    closed_issues: milestone.closedIssues,
    state: milestone.state,
    created_at: milestone.createdAt,
    updated_at: milestone.updatedAt,
    due_on: milestone.dueOn,
    closed_at: milestone.closedAt,
  }
}

export function printComment(comment: Comment, place: Place): Schemas['issue-comment'] {
  const url = `${api(place)}/issues/comments/${comment.databaseId}`
  const page = `${web(place)}/${comment.kind === 'pull' ? 'pull' : 'issues'}/${comment.number}`
  return {
    url,
    html_url: `${page}#issuecomment-${comment.databaseId}`,
    issue_url: `${api(place)}/issues/${comment.number}`,
    id: comment.databaseId,
    node_id: printNodeId('IssueComment', comment.id),
    user: printPerson(comment.author, place),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    body: comment.body,
    author_association: place.people.association(comment.author),
    reactions: printReactions(comment.reactions, `${url}/reactions`),
    performed_via_github_app: null,
  }
}

export function printReaction(
  { id, databaseId, actor, content, createdAt }: Reaction,
  place: Place,
): Schemas['reaction'] {
  return {
    id: databaseId,
    node_id: printNodeId('Reaction', id),
    user: printPerson(actor, place),
    content,
    created_at: createdAt,
  }
}

const NONE = { '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 }

export function printReactions(counts: Partial<typeof NONE>, url: string): Schemas['reaction-rollup'] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { url, total_count: total, ...NONE, ...counts }
}
