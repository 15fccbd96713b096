import { MessageSquare } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Issue } from '../../api/issues.ts'
import { ActorMark } from '../../parts/actor.tsx'
import { Link } from '../../parts/link.tsx'
import { count, Time } from '../../parts/time.tsx'
import { LabelTag } from './label.tsx'
import { IssueIcon, wordOfIssue } from './state.tsx'

export function IssueRow({ issue, project }: { issue: Issue; project: Address }) {
  const href = issue.kind === 'pull' ? addresses.pull(project, issue.number) : addresses.issue(project, issue.number)
  return (
    <li>
      <Link href={href} data-row className="row-focus flex items-center gap-3 px-4 py-2 hover:bg-hover">
        <IssueIcon issue={issue} className="size-4" />
        <span className="min-w-0 grow">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="line-clamp-2 font-medium wrap-anywhere">{issue.title}</span>
            {issue.labels.map((label) => (
              <LabelTag key={label.id} label={label} />
            ))}
          </span>
          <span className="block truncate text-xs text-muted">
            #{issue.number} · {wordOfIssue(issue)} · {issue.author.name}
            {issue.milestone && ` · ${issue.milestone.title}`}
          </span>
        </span>
        <span className="hidden shrink-0 -space-x-1 sm:flex">
          {issue.assignees.slice(0, 3).map((person) => (
            <span key={person.id} title={`Assigned to ${person.name}`} className="rounded-full bg-raised">
              <ActorMark actor={person} />
              <span className="sr-only">Assigned to {person.name}</span>
            </span>
          ))}
        </span>
        <span className="w-10 shrink-0 text-sm text-muted">
          {issue.commentCount > 0 && (
            <span className="flex items-center gap-1" title={`${count(issue.commentCount)} comments`}>
              <MessageSquare className="size-3.5" />
              {count(issue.commentCount)}
            </span>
          )}
        </span>
        <Time at={issue.updatedAt} className="w-20 shrink-0 text-right text-sm text-muted max-sm:hidden" />
      </Link>
    </li>
  )
}
