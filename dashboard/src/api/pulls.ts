import { type ActorRef, type Address, type List, path, request } from './client.ts'
import type { FileDiff } from './code.ts'

export interface Pull {
  id: string
  number: number
  title: string
  body: string
  state: 'draft' | 'open' | 'review' | 'approved' | 'merged' | 'closed'
  head: { branch: string; sha: string }
  base: { branch: string; sha: string }
  author: ActorRef
  spec: string | null
  labels: string[]
  reviewers: string[]
  additions: number
  deletions: number
  changedFiles: number
  mergeable: boolean | null
  blockedBy: string[]
  mergedAt: string | null
  mergeSha: string | null
  createdAt: string
  updatedAt: string
}

export type Verdict = 'approve' | 'request_changes' | 'comment'

export interface LineComment {
  id?: string
  path: string
  line: number
  side: 'old' | 'new'
  body: string
  author?: ActorRef
  createdAt?: string
}

export interface Review {
  id: string
  verdict: Verdict
  body: string
  /** The head that was shown to the reviewer. */
  sha: string
  reviewer: ActorRef
  comments: LineComment[]
  createdAt: string
}

export interface PullComment {
  id: string
  body: string
  author: ActorRef
  /** Where it stands in the diff, if it does; and the review it came with, if it did. */
  path: string | null
  line: number | null
  side: LineComment['side'] | null
  review: string | null
  createdAt: string
}

export type MergeMethod = 'merge' | 'squash' | 'rebase'

const at = ({ owner, name }: Address, number: number) => path`/projects/${owner}/${name}/pulls/${number}`

export const pulls = {
  list: (project: Address, query: { state?: string; cursor?: string; limit?: number } = {}) =>
    request<List<Pull>>('GET', path`/projects/${project.owner}/${project.name}/pulls`, { query }),
  create: (project: Address, body: { title: string; body: string; head: string; base: string }) =>
    request<Pull>('POST', path`/projects/${project.owner}/${project.name}/pulls`, { body }),
  get: (project: Address, number: number) => request<Pull>('GET', at(project, number)),
  files: (project: Address, number: number) => request<List<FileDiff>>('GET', `${at(project, number)}/files`),
  reviews: (project: Address, number: number) => request<List<Review>>('GET', `${at(project, number)}/reviews`),
  review: (
    project: Address,
    number: number,
    body: { verdict: Verdict; body: string; sha: string; comments: LineComment[] },
  ) => request<Review>('POST', `${at(project, number)}/reviews`, { body }),
  comments: (project: Address, number: number) => request<List<PullComment>>('GET', `${at(project, number)}/comments`),
  comment: (project: Address, number: number, body: string) =>
    request<PullComment>('POST', `${at(project, number)}/comments`, { body: { body } }),
  ready: (project: Address, number: number) => request<Pull>('POST', `${at(project, number)}/ready`, { body: {} }),
  close: (project: Address, number: number) => request<Pull>('POST', `${at(project, number)}/close`, { body: {} }),
  reopen: (project: Address, number: number) => request<Pull>('POST', `${at(project, number)}/reopen`, { body: {} }),
  merge: (project: Address, number: number, body: { method: MergeMethod; sha: string }) =>
    request<Pull>('POST', `${at(project, number)}/merge`, { body }),
}
