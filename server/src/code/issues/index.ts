export type { EditIssue, MoveIssue, OpenIssue } from './changes.ts'
export {
  type Comment,
  type Issue,
  Label,
  LabelNames,
  Logins,
  Milestone,
  MilestoneNumber,
  type Reaction,
  type TimelineEntry,
  Title,
} from './issue.ts'
export type { MovePull } from './issue-verbs.ts'
export type { IssueRow } from './issues.sql.ts'
export { createIssues, type Issues } from './issues.ts'
export { parseReferences } from './references.ts'
