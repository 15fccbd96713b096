import type { components } from '@octokit/openapi-types'
import type { Commit } from '#git'
import type { Account } from '#identity'
import type { TimelineEntry } from '#issues'
import type { ActorRef } from '#kernel'
import type { Review } from '#pulls'
import { printNodeId } from '../node-id.ts'
import { printAccount } from './account.ts'
import { printGitCommit } from './commit.ts'
import { api, type Place, printComment, printIssue, printPerson } from './issue.ts'
import { printReview, reviewState } from './review.ts'

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
  /** Of a request for a review: a login. */
  requested?: string
  message?: string
  reviewDatabaseId?: number
  verdict?: Review['verdict']
}

/** What stands around the entries of a timeline. */
export interface TimelinePlace extends Place {
  /** Who was asked for a review, by login. */
  requested: ReadonlyMap<string, Account>
  /** By their ids. */
  reviews: ReadonlyMap<string, Review>
}

/** Those that GitHub's REST API has other names for. */
const NAMES: Record<string, string> = { cross_referenced: 'cross-referenced' }

/** As in the list of events of an issue. */
export function printEvent(entry: TimelineEntry, place: TimelinePlace): IssueEvent {
  const data = entry.data as Data
  const actor = printPerson(entry.actor, place)
  const commit = data.commit ?? null
  const requested = data.requested && place.requested.get(data.requested.toLowerCase())
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
    ...(entry.name.startsWith('review_request') ? { review_requester: actor } : {}),
    ...(requested ? { requested_reviewer: printAccount(requested, place.urls) } : {}),
    ...(entry.name === 'review_dismissed'
      ? {
          dismissed_review: {
            state: 'dismissed',
            review_id: data.reviewDatabaseId ?? 0,
            dismissal_message: data.message ?? null,
          },
        }
      : {}),
    ...(entry.name === 'locked' ? { lock_reason: data.reason ?? null } : {}),
    ...(entry.name === 'closed' ? { state_reason: data.reason ?? null } : {}),
  }
}

/** As in the timeline, which holds comments and mentions by other issues, too. */
export function printTimelineEntry(entry: TimelineEntry, number: number, place: TimelinePlace): unknown {
  const actor = printPerson(entry.actor, place)
  if (entry.comment) return { ...printComment(entry.comment, place), actor, event: 'commented' }
  if (entry.name === 'committed') {
    const { commit, ...made } = entry.data as { commit: string } & Omit<Commit, 'sha'>
    const facts = { repo: place.project, accounts: new Map<string, Account>() }
    return { ...printGitCommit({ sha: commit, ...made }, facts, place.urls), event: 'committed' }
  }
  const review = entry.name === 'reviewed' ? place.reviews.get(String(entry.data.review)) : undefined
  if (review)
    return { ...printReview(review, number, place), state: reviewState(review).toLowerCase(), event: 'reviewed' }
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
  const { assignee } = entry.data as Data
  return [entry.actor, assignee, entry.comment?.author].filter((actor) => actor !== undefined)
}
