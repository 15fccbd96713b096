import type { PullReview, PullsListInput, PullsMergeInput, PullsReviewInput } from '@devflow/sdk'
import { type ActorRef, type Address, client } from './client.ts'

export type { Pull, PullReview, PullThread } from '@devflow/sdk'
export type Verdict = PullReview['verdict']
export type MergeMethod = NonNullable<PullsMergeInput['method']>

/** A comment that stands on a line of the diff: sent with a review, or still being written. */
export interface LineComment {
  id?: string
  path: string
  line: number
  side: 'old' | 'new'
  /** The first line of a range that ends at `line`. */
  startLine?: number | null
  body: string
  author?: ActorRef
  createdAt?: string
}

export type NewReview = Pick<PullsReviewInput, 'verdict' | 'body' | 'sha' | 'comments'>

export const pulls = {
  list: ({ owner, name }: Address, query: Omit<PullsListInput, keyof Address>) =>
    client.pulls.list({ owner, name, ...query }),
  get: ({ owner, name }: Address, number: number) => client.pulls.get({ owner, name, number }),
  files: ({ owner, name }: Address, number: number) => client.pulls.files({ owner, name, number }),
  reviews: ({ owner, name }: Address, number: number) => client.pulls.reviews({ owner, name, number }),
  review: ({ owner, name }: Address, number: number, body: NewReview) =>
    client.pulls.review({ owner, name, number, ...body }),
  comment: ({ owner, name }: Address, number: number, body: string) =>
    client.issues.comment({ owner, name, number, body }),
  threads: ({ owner, name }: Address, number: number) => client.pulls.threads({ owner, name, number }),
  commits: ({ owner, name }: Address, number: number) => client.pulls.commits({ owner, name, number }),
  answer: ({ owner, name }: Address, number: number, body: { replyTo: string; body: string }) =>
    client.pulls.comment({ owner, name, number, ...body }),
  resolve: ({ owner, name }: Address, number: number, thread: string, resolved: boolean) =>
    resolved
      ? client.pulls.resolveThread({ owner, name, number, thread })
      : client.pulls.unresolveThread({ owner, name, number, thread }),
  applySuggestions: ({ owner, name }: Address, number: number, comments: string[]) =>
    client.pulls.applySuggestions({ owner, name, number, comments }),
  updateBranch: ({ owner, name }: Address, number: number, sha: string) =>
    client.pulls.updateBranch({ owner, name, number, sha }),
  setAutoMerge: ({ owner, name }: Address, number: number, method: MergeMethod | undefined) =>
    method
      ? client.pulls.enableAutoMerge({ owner, name, number, method })
      : client.pulls.disableAutoMerge({ owner, name, number }),
  askReviewers: ({ owner, name }: Address, number: number, reviewers: string[]) =>
    client.pulls.update({ owner, name, number, reviewers }),
  draft: ({ owner, name }: Address, number: number) => client.pulls.draft({ owner, name, number }),
  ready: ({ owner, name }: Address, number: number) => client.pulls.ready({ owner, name, number }),
  close: ({ owner, name }: Address, number: number) => client.pulls.close({ owner, name, number }),
  reopen: ({ owner, name }: Address, number: number) => client.pulls.reopen({ owner, name, number }),
  merge: ({ owner, name }: Address, number: number, body: { method: MergeMethod; sha: string }) =>
    client.pulls.merge({ owner, name, number, ...body }),
}
