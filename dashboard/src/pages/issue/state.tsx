import type { Issue } from '../../api/issues.ts'
import { type Status, StatusIcon, StatusLabel } from '../../parts/status.tsx'

type State = Pick<Issue, 'kind' | 'state' | 'stateReason' | 'draft' | 'mergedAt'>

/** What became of it, in a word. */
export function wordOfIssue({ kind, state, stateReason, draft, mergedAt }: State): string {
  if (kind === 'pull' && mergedAt) return 'Merged'
  if (state === 'open') return draft ? 'Draft' : 'Open'
  if (kind === 'pull') return 'Closed'
  return stateReason === 'not_planned' ? 'Not planned' : stateReason === 'duplicate' ? 'Duplicate' : 'Done'
}

function statusOfIssue({ kind, state, stateReason, mergedAt }: State): Status {
  if (state === 'open') return 'waiting'
  if (kind === 'pull') return mergedAt ? 'done' : 'ended'
  return stateReason === 'completed' || stateReason === null ? 'done' : 'ended'
}

export function IssueIcon({ issue, className }: { issue: State; className?: string }) {
  return (
    <>
      <StatusIcon status={statusOfIssue(issue)} {...(className ? { className } : {})} />
      <span className="sr-only">{wordOfIssue(issue)}</span>
    </>
  )
}

export function IssueState({ issue, className }: { issue: State; className?: string }) {
  return (
    <StatusLabel status={statusOfIssue(issue)} {...(className ? { className } : {})}>
      {wordOfIssue(issue)}
    </StatusLabel>
  )
}
