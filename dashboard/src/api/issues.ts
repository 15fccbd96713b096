import type {
  IssuesCreateInput,
  IssuesFindReferencesOutput,
  IssuesLockInput,
  IssuesUpdateInput,
  LabelsCreateInput,
  LabelsUpdateInput,
  MilestonesCreateInput,
  MilestonesListInput,
  MilestonesUpdateInput,
  Reaction,
} from '@devflow/sdk'
import { type Address, client } from './client.ts'

export type { Issue, IssueComment, IssueTemplate, Label, Milestone, TimelineEntry } from '@devflow/sdk'
export type Reference = IssuesFindReferencesOutput['items'][number]
export type ReactionContent = Reaction['content']
export type NewIssue = Omit<IssuesCreateInput, keyof Address>
export type IssueEdit = Omit<IssuesUpdateInput, keyof Address | 'number'>
export type LockReason = NonNullable<IssuesLockInput['reason']>

/** The most a verb answers at once; what a person picks from is rarely more. */
const MOST = 100

export const issues = {
  search: ({ owner, name }: Address, query: { query: string; page?: number; limit?: number }) =>
    client.issues.search({ owner, name, ...query }),
  get: ({ owner, name }: Address, number: number) => client.issues.get({ owner, name, number }),
  timeline: ({ owner, name }: Address, number: number, page: number) =>
    client.issues.timeline({ owner, name, number, page, limit: MOST }),
  references: ({ owner, name }: Address, references: string[]) =>
    client.issues.findReferences({ owner, name, references }),
  templates: ({ owner, name }: Address) => client.issues.templates({ owner, name }),
  assignable: ({ owner, name }: Address) => client.issues.assignable({ owner, name, limit: MOST }),
  create: ({ owner, name }: Address, body: NewIssue) => client.issues.create({ owner, name, ...body }),
  edit: ({ owner, name }: Address, number: number, body: IssueEdit) =>
    client.issues.update({ owner, name, number, ...body }),
  remove: ({ owner, name }: Address, number: number) => client.issues.delete({ owner, name, number }),
  lock: ({ owner, name }: Address, number: number, reason: LockReason | null) =>
    client.issues.lock({ owner, name, number, reason }),
  unlock: ({ owner, name }: Address, number: number) => client.issues.unlock({ owner, name, number }),
  comment: ({ owner, name }: Address, number: number, body: string) =>
    client.issues.comment({ owner, name, number, body }),
  editComment: ({ owner, name }: Address, comment: string, body: string) =>
    client.issues.updateComment({ owner, name, comment, body }),
  removeComment: ({ owner, name }: Address, comment: string) => client.issues.deleteComment({ owner, name, comment }),
}

/** What a reaction is to: an issue or one of its comments. */
export interface Subject {
  kind: 'issue' | 'comment'
  id: string
}

export const reactions = {
  list: ({ owner, name }: Address, { kind, id }: Subject, content: ReactionContent) =>
    client.reactions.list({ owner, name, kind, subject: id, content, limit: MOST }),
  add: ({ owner, name }: Address, { kind, id }: Subject, content: ReactionContent) =>
    client.reactions.add({ owner, name, kind, subject: id, content }),
  remove: ({ owner, name }: Address, reaction: string) => client.reactions.remove({ owner, name, reaction }),
}

export const labels = {
  list: ({ owner, name }: Address) => client.labels.list({ owner, name, limit: MOST }),
  create: ({ owner, name }: Address, body: Omit<LabelsCreateInput, keyof Address>) =>
    client.labels.create({ owner, name, ...body }),
  edit: ({ owner, name }: Address, body: Omit<LabelsUpdateInput, keyof Address>) =>
    client.labels.update({ owner, name, ...body }),
  remove: ({ owner, name }: Address, label: string) => client.labels.delete({ owner, name, label }),
}

export const milestones = {
  list: ({ owner, name }: Address, state: NonNullable<MilestonesListInput['state']>) =>
    client.milestones.list({ owner, name, state, sort: 'dueOn', direction: 'asc', limit: MOST }),
  get: ({ owner, name }: Address, milestone: number) => client.milestones.get({ owner, name, milestone }),
  create: ({ owner, name }: Address, body: Omit<MilestonesCreateInput, keyof Address>) =>
    client.milestones.create({ owner, name, ...body }),
  edit: ({ owner, name }: Address, body: Omit<MilestonesUpdateInput, keyof Address>) =>
    client.milestones.update({ owner, name, ...body }),
  remove: ({ owner, name }: Address, milestone: number) => client.milestones.delete({ owner, name, milestone }),
}
