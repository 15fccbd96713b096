import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../addresses.ts'
import type { CheckRun } from '../api/checks.ts'
import type { Address } from '../api/client.ts'
import { LogViewer } from '../log/viewer.tsx'
import { Tag } from '../parts/chips.tsx'
import { merge } from '../parts/class-names.ts'
import { TextLink } from '../parts/link.tsx'
import { Markdown } from '../parts/markdown.tsx'
import { Rows } from '../parts/page.tsx'
import { StatusIcon, statusOf, wordOf } from '../parts/status.tsx'
import { Elapsed } from '../parts/time.tsx'

export function CheckList({ checks, project }: { checks: readonly CheckRun[]; project: Address }) {
  return (
    <Rows label="Checks">
      {checks.map((check) => (
        <CheckRow key={check.id} check={check} project={project} />
      ))}
    </Rows>
  )
}

/** A check unfolds to its summary, what it found and its log, live while it runs. */
function CheckRow({ check, project }: { check: CheckRun; project: Address }) {
  const state = check.conclusion ?? check.status
  const [open, setOpen] = useState(false)
  const more = check.summary !== '' || check.annotations.length > 0 || check.log !== null
  return (
    <li data-testid="check" data-check={check.name} data-state={state}>
      <button
        type="button"
        data-row
        disabled={!more}
        aria-expanded={more ? open : undefined}
        onClick={() => setOpen(!open)}
        className="row-focus flex min-h-11 w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-left enabled:hover:bg-hover disabled:cursor-default"
      >
        <StatusIcon status={statusOf(state)} />
        <span className="font-medium">{check.name}</span>
        <span className="min-w-0 grow truncate text-sm text-muted">
          {wordOf(state)}
          {check.title && check.title !== check.name && ` · ${check.title}`}
        </span>
        <Tag>{check.source}</Tag>
        <Elapsed from={check.startedAt} to={check.completedAt} className="text-sm text-muted" />
        <ChevronRight className={merge('size-4 text-faint', open && 'rotate-90', !more && 'invisible')} />
      </button>
      {open && more && (
        <div className="flex flex-col gap-3 px-4 pb-4">
          {check.summary && <Markdown text={check.summary} className="text-sm" />}
          {check.annotations.length > 0 && (
            <ul className="flex flex-col gap-2 text-sm">
              {check.annotations.map((note) => (
                <li key={`${note.path}:${note.line}:${note.message}`} className="flex flex-wrap gap-x-3">
                  <TextLink
                    href={`${addresses.blob(project, check.sha, note.path)}#L${note.line}`}
                    className="font-mono text-xs leading-5"
                  >
                    {note.path}:{note.line}
                  </TextLink>
                  <span className={note.level === 'failure' ? 'text-failed' : 'text-muted'}>{note.message}</span>
                </li>
              ))}
            </ul>
          )}
          {check.log && <LogViewer log={check.log} label={`Log of ${check.name}`} />}
          {check.run && (
            <TextLink href={addresses.run(project, check.run)} className="self-start text-sm">
              Open the run
            </TextLink>
          )}
        </div>
      )}
    </li>
  )
}
