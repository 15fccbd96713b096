import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Lock, LockOpen, Trash2 } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { type Issue, issues, type LockReason } from '../../api/issues.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Link } from '../../parts/link.tsx'
import { Menu, MenuItem, MenuNote } from '../../parts/menu.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { Chosen, type Facts } from './pickers.tsx'
import { IssueIcon } from './state.tsx'

interface SideProps {
  project: Address
  issue: Issue
  tends: boolean
  /** Pull requests that name this issue. */
  pulls: Issue[]
}

/** What the issue belongs to, and what those who tend the project's issues may do with it. */
export function Side({ project, issue, tends, pulls }: SideProps) {
  const client = useQueryClient()
  const router = useRouter()
  const deletes = useMay(project, 'issues:delete')
  const refresh = () => client.invalidateQueries({ queryKey: ['issues', project.owner, project.name] })
  const act = useMutation({ mutationFn: (run: () => Promise<unknown>) => run(), onSuccess: refresh })
  const facts: Facts = {
    labels: issue.labels.map(({ name }) => name),
    assignees: issue.assignees.map(({ name }) => name),
    milestone: issue.milestone?.number ?? null,
  }
  const distinct = [...new Map(pulls.map((pull) => [pull.id, pull])).values()]
  return (
    <aside aria-label="About this issue" className="flex min-w-0 flex-col gap-6">
      <Chosen
        project={project}
        facts={facts}
        onChange={tends ? (change) => act.mutate(() => issues.edit(project, issue.number, change)) : undefined}
      />
      <section aria-label="Pull requests" className="flex flex-col gap-2">
        <h2 className="text-sm font-medium text-muted">Pull requests</h2>
        {distinct.length === 0 ? (
          <p className="text-sm text-muted">
            None names it. One that says <code className="font-mono text-xs">fixes #{issue.number}</code> closes it when
            it is merged.
          </p>
        ) : (
          distinct.map((pull) => (
            <Link
              key={pull.id}
              href={addresses.pull(project, pull.number)}
              className="flex items-start gap-2 text-sm hover:underline"
            >
              <IssueIcon issue={pull} className="mt-1 size-3.5" />
              <span className="wrap-anywhere">
                {pull.title} <span className="text-muted">#{pull.number}</span>
              </span>
            </Link>
          ))
        )}
      </section>
      <ProblemLine error={act.error} />
      {(tends || deletes) && (
        <div className="flex flex-wrap gap-2 border-t pt-4">
          {tends &&
            (issue.locked ? (
              <Button
                tone="quiet"
                icon={<LockOpen className="size-4" />}
                busy={act.isPending}
                onClick={() => act.mutate(() => issues.unlock(project, issue.number))}
              >
                Unlock
              </Button>
            ) : (
              <LockMenu onLock={(reason) => act.mutate(() => issues.lock(project, issue.number, reason))} />
            ))}
          {deletes && (
            <Confirm
              label="Delete"
              tone="quiet"
              icon={<Trash2 className="size-4" />}
              title={`Delete issue #${issue.number}?`}
              run={async () => {
                await issues.remove(project, issue.number)
                router.history.push(addresses.issues(project))
                await client.invalidateQueries({ queryKey: ['issues', project.owner, project.name, 'search'] })
              }}
            >
              “{issue.title}” and everything that was said there is gone. This cannot be undone.
            </Confirm>
          )}
        </div>
      )}
    </aside>
  )
}

const lockReasons: { value: LockReason | null; label: string }[] = [
  { value: null, label: 'Without a reason' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'off-topic', label: 'Off topic' },
  { value: 'too heated', label: 'Too heated' },
  { value: 'spam', label: 'Spam' },
]

function LockMenu({ onLock }: { onLock: (reason: LockReason | null) => void }) {
  return (
    <Menu
      align="end"
      trigger={
        <Button tone="quiet" icon={<Lock className="size-4" />}>
          Lock
        </Button>
      }
    >
      <MenuNote>Only those who tend issues can comment then.</MenuNote>
      {lockReasons.map(({ value, label }) => (
        <MenuItem key={label} onSelect={() => onLock(value)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}
