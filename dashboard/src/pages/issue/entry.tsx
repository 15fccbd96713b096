import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  Eye,
  GitBranch,
  GitCommitHorizontal,
  GitMerge,
  Link2,
  Lock,
  Milestone,
  Pencil,
  Tag,
  User,
} from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { TimelineEntry } from '../../api/issues.ts'
import { Actor } from '../../parts/actor.tsx'
import { shortSha } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Time } from '../../parts/time.tsx'
import { LabelTag } from './label.tsx'
import { IssueState } from './state.tsx'

/** One thing that happened, in a line: who, what, when. */
export function Entry({ project, entry }: { project: Address; entry: TimelineEntry }) {
  const Icon = icons[entry.name] ?? CircleDot
  return (
    <div className="flex items-start gap-3 px-4 text-sm text-muted" data-entry={entry.name}>
      <Icon className="mt-0.5 size-4 shrink-0" />
      <p className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-1">
        <Actor actor={entry.actor} className="text-ink" />
        {say(project, entry)}
        <Time at={entry.createdAt} />
      </p>
    </div>
  )
}

const icons: Record<string, ComponentType<{ className?: string }>> = {
  labeled: Tag,
  unlabeled: Tag,
  assigned: User,
  unassigned: User,
  milestoned: Milestone,
  demilestoned: Milestone,
  renamed: Pencil,
  closed: CircleCheck,
  merged: GitMerge,
  locked: Lock,
  unlocked: Lock,
  referenced: GitCommitHorizontal,
  cross_referenced: Link2,
  committed: GitCommitHorizontal,
  head_ref_force_pushed: GitCommitHorizontal,
  head_ref_deleted: GitBranch,
  base_ref_changed: GitBranch,
  review_requested: Eye,
  review_request_removed: Eye,
  review_dismissed: Eye,
  ready_for_review: Eye,
  convert_to_draft: CircleDashed,
  auto_merge_enabled: GitMerge,
  auto_merge_disabled: GitMerge,
}

const reasons: Record<string, string> = {
  completed: 'as done',
  not_planned: 'as not planned',
  duplicate: 'as a duplicate',
}

function say(project: Address, { name, data, source }: TimelineEntry): ReactNode {
  const commit = typeof data.commit === 'string' ? data.commit : undefined
  switch (name) {
    case 'labeled':
    case 'unlabeled':
      return (
        <>
          {name === 'labeled' ? 'added' : 'took away'} the label <Labelled label={data.label} />
        </>
      )
    case 'assigned':
      return `assigned ${nameOf(data.assignee)}`
    case 'unassigned':
      return `took ${nameOf(data.assignee)} off`
    case 'milestoned':
      return `put it into the milestone ${String(data.milestone)}`
    case 'demilestoned':
      return `took it out of the milestone ${String(data.milestone)}`
    case 'renamed':
      return (
        <>
          renamed it from <del className="wrap-anywhere">{String(data.from)}</del> to{' '}
          <span className="text-ink wrap-anywhere">{String(data.to)}</span>
        </>
      )
    case 'closed':
      return (
        <>
          closed this {reasons[String(data.reason)] ?? ''} {commit && <Commit project={project} sha={commit} />}
        </>
      )
    case 'committed':
      return (
        <>
          pushed{' '}
          <TextLink href={addresses.commit(project, commit ?? '')} className="text-ink wrap-anywhere">
            {String(data.message)}
          </TextLink>
        </>
      )
    case 'head_ref_force_pushed':
      return (
        <>
          moved the branch by force from{' '}
          <TextLink href={addresses.commit(project, String(data.before))} className="font-mono text-xs">
            {shortSha(String(data.before))}
          </TextLink>{' '}
          to{' '}
          <TextLink href={addresses.commit(project, commit ?? '')} className="font-mono text-xs">
            {shortSha(commit ?? '')}
          </TextLink>
          <TextLink href={addresses.compare(project, String(data.before), commit ?? '')}>what changed</TextLink>
        </>
      )
    case 'head_ref_deleted':
      return `deleted the branch ${String(data.branch ?? '')}`
    case 'base_ref_changed':
      return `made it lead to ${String(data.to)} instead of ${String(data.from)}`
    case 'review_requested':
      return `asked ${asked(data)} for a review`
    case 'review_request_removed':
      return `no longer asks ${asked(data)} for a review`
    case 'review_dismissed':
      return `dismissed the review of ${nameOf(data.reviewer)}: ${String(data.message ?? '')}`
    case 'ready_for_review':
      return 'marked this ready for review'
    case 'convert_to_draft':
      return 'made this a draft'
    case 'auto_merge_enabled':
      return 'has it merge once nothing blocks it'
    case 'auto_merge_disabled':
      return `no longer has it merge by itself${data.reason ? `: ${String(data.reason)}` : ''}`
    case 'reopened':
      return 'reopened this'
    case 'merged':
      return <>merged it {commit && <Commit project={project} sha={commit} />}</>
    case 'locked':
      return `locked the conversation${data.reason ? ` as ${String(data.reason)}` : ''}`
    case 'unlocked':
      return 'unlocked the conversation'
    case 'referenced':
      return <>named it in a commit {commit && <Commit project={project} sha={commit} />}</>
    case 'cross_referenced':
      return source ? (
        <>
          mentioned it in{' '}
          <TextLink
            href={
              source.kind === 'pull' ? addresses.pull(project, source.number) : addresses.issue(project, source.number)
            }
            className="text-ink wrap-anywhere"
          >
            {source.title} #{source.number}
          </TextLink>
          <IssueState issue={source} />
        </>
      ) : (
        'mentioned it elsewhere'
      )
    default:
      return name.replaceAll('_', ' ')
  }
}

function Commit({ project, sha }: { project: Address; sha: string }) {
  return (
    <>
      by{' '}
      <TextLink href={addresses.commit(project, sha)} className="font-mono text-xs">
        {shortSha(sha)}
      </TextLink>
    </>
  )
}

/** As it was when it happened: the label may have another name by now, or be gone. */
function Labelled({ label }: { label: unknown }) {
  const { name, color } = (label ?? {}) as { name?: unknown; color?: unknown }
  return <LabelTag label={{ name: String(name ?? ''), color: String(color ?? 'ededed') }} />
}

function asked(data: Record<string, unknown>): string {
  return String(data.requested ?? (data.team === undefined ? 'somebody' : `the team ${String(data.team)}`))
}

function nameOf(actor: unknown): string {
  return String((actor as { name?: unknown } | null)?.name ?? 'somebody')
}
