import type { components } from '@octokit/openapi-types'
import type { TimelineEntry } from '#issues'
import type { ActorRef } from '#kernel'
import { printNodeId } from '../node-id.ts'
import { api, type Place, printComment, printIssue, printPerson } from './issue.ts'

type Schemas = components['schemas']
type IssueEvent = Schemas['issue-event']

/** What the timeline keeps of an event, by its name. */
interface Data {
  commit?: string | null
  reason?: string | null
  label?: { name: string; color: string }
  milestone?: string
  from?: string
  to?: string
  assignee?: ActorRef
  reviewer?: ActorRef
}

/** Those that GitHub's REST API has other names for. */
const NAMES: Record<string, string> = { cross_referenced: 'cross-referenced' }

/** As in the list of events of an issue. */
export function printEvent(entry: TimelineEntry, place: Place): IssueEvent {
  const data = entry.data as Data
  const actor = printPerson(entry.actor, place)
  const commit = data.commit ?? null
  return {
    id: entry.databaseId,
    node_id: printNodeId('IssueEvent', entry.id),
    url: `${api(place)}/issues/events/${entry.databaseId}`,
    actor,
    event: NAMES[entry.name] ?? entry.name,
    commit_id: commit,
    commit_url: commit && `${api(place)}/commits/${commit}`,
    created_at: entry.createdAt,
    performed_via_github_app: null,
    ...(data.label ? { label: data.label } : {}),
    ...(data.milestone ? { milestone: { title: data.milestone } } : {}),
    ...(entry.name === 'renamed' && data.to !== undefined && data.from !== undefined
      ? { rename: { from: data.from, to: data.to } }
      : {}),
    ...(data.assignee ? { assignee: printPerson(data.assignee, place), assigner: actor } : {}),
    ...(data.reviewer ? { requested_reviewer: printPerson(data.reviewer, place), review_requester: actor } : {}),
    ...(entry.name === 'locked' ? { lock_reason: data.reason ?? null } : {}),
    ...(entry.name === 'closed' ? { state_reason: data.reason ?? null } : {}),
  }
}

/** As in the timeline, which holds comments and mentions by other issues, too. */
export function printTimelineEntry(entry: TimelineEntry, place: Place): unknown {
  const actor = printPerson(entry.actor, place)
  if (entry.comment) return { ...printComment(entry.comment, place), actor, event: 'commented' }
  if (entry.name !== 'cross_referenced') return printEvent(entry, place)
  return {
    event: 'cross-referenced',
    actor,
    created_at: entry.createdAt,
    updated_at: entry.createdAt,
    source: { type: 'issue', ...(entry.source ? { issue: printIssue(entry.source, place) } : {}) },
  }
}

/** Everybody an entry names. */
export function peopleIn(entry: TimelineEntry): ActorRef[] {
  const { assignee, reviewer } = entry.data as Data
  return [entry.actor, assignee, reviewer, entry.comment?.author].filter((actor) => actor !== undefined)
}
