import { merge } from './class-names.ts'

/** What a state means for a person. Always drawn as colour and shape and word: none of them alone. */
export type Status = 'waiting' | 'running' | 'done' | 'failed' | 'needs_person' | 'agent' | 'ended'

const colours: Record<Status, string> = {
  waiting: 'text-waiting',
  running: 'text-running',
  done: 'text-done',
  failed: 'text-failed',
  needs_person: 'text-person',
  agent: 'text-agent',
  ended: 'text-waiting',
}

export function StatusIcon({ status, className = 'size-4' }: { status: Status; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={merge('shrink-0', colours[status], className)}
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      {shapes[status]}
    </svg>
  )
}

const shapes: Record<Status, React.ReactNode> = {
  waiting: <circle cx="8" cy="8" r="6" />,
  running: (
    <>
      <circle cx="8" cy="8" r="6" strokeOpacity="0.3" />
      <path d="M8 2a6 6 0 0 1 6 6" className="turning" strokeWidth="2" strokeLinecap="round" />
      <circle cx="8" cy="8" r="2" fill="currentColor" stroke="none" />
    </>
  ),
  done: (
    <>
      <circle cx="8" cy="8" r="6.75" fill="currentColor" stroke="none" />
      <path d="m5.25 8.25 2 2 3.5-4" stroke="var(--color-canvas)" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  failed: (
    <>
      <circle cx="8" cy="8" r="6.75" fill="currentColor" stroke="none" />
      <path d="m5.75 5.75 4.5 4.5m0-4.5-4.5 4.5" stroke="var(--color-canvas)" strokeLinecap="round" />
    </>
  ),
  needs_person: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M6.5 6v4m3-4v4" strokeLinecap="round" />
    </>
  ),
  agent: <path d="M8 1.5 14.5 8 8 14.5 1.5 8Z" fill="currentColor" stroke="none" />,
  ended: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M5.5 8h5" strokeLinecap="round" />
    </>
  ),
}

/** Shape, colour and word together. */
export function StatusLabel({
  status,
  children,
  className,
}: {
  status: Status
  children: React.ReactNode
  className?: string
}) {
  return (
    <span
      className={merge('inline-flex items-center gap-1.5 align-bottom whitespace-nowrap', colours[status], className)}
      data-status={status}
    >
      <StatusIcon status={status} className="size-3.5" />
      {children}
    </span>
  )
}

export function StatusOf({ state, className }: { state: string; className?: string }) {
  return (
    <StatusLabel status={statusOf(state)} className={className}>
      {wordOf(state)}
    </StatusLabel>
  )
}

/** Every state word of every noun, and what it means for a person. Unknown words are waiting, never an error. */
export function statusOf(state: string): Status {
  return meanings[state] ?? 'waiting'
}

const meanings: Record<string, Status> = {
  draft: 'waiting',
  queued: 'waiting',
  pending: 'waiting',
  idle: 'waiting',
  offline: 'ended',
  waiting: 'waiting',
  open: 'waiting',
  running: 'running',
  building: 'running',
  checking: 'running',
  deploying: 'running',
  working: 'running',
  in_progress: 'running',
  review: 'needs_person',
  needs_person: 'needs_person',
  action_required: 'needs_person',
  approved: 'done',
  implemented: 'done',
  merged: 'done',
  live: 'done',
  completed: 'done',
  succeeded: 'done',
  success: 'done',
  done: 'done',
  failed: 'failed',
  failure: 'failed',
  refused: 'failed',
  lost: 'failed',
  timed_out: 'failed',
  cancelled: 'ended',
  closed: 'ended',
  superseded: 'ended',
  stopped: 'ended',
  skipped: 'ended',
  neutral: 'ended',
}

export function wordOf(state: string): string {
  const given = words[state]
  if (given) return given
  const plain = state.replaceAll('_', ' ')
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** Where the field's own word reads badly alone. */
const words: Record<string, string> = {
  review: 'In review',
  success: 'Passed',
  failure: 'Failed',
  timed_out: 'Ran out of time',
  action_required: 'Needs a person',
}
