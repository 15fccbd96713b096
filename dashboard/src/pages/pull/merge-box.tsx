import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { GitMerge } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { CheckRun } from '../../api/checks.ts'
import type { Address } from '../../api/client.ts'
import { type MergeMethod, type Pull, pulls } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { TextLink } from '../../parts/link.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { StatusIcon, StatusLabel, statusOf } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'

const methods: Record<MergeMethod, string> = {
  squash: 'Squash into one commit',
  merge: 'Merge with a merge commit',
  rebase: 'Rebase onto the base',
  fast_forward: 'Move the base forward',
}

/** Whether it can be merged, why not, and the button when it can. */
export function MergeBox({ project, pull, checks }: { project: Address; pull: Pull; checks: CheckRun[] }) {
  const client = useQueryClient()
  const mayMerge = useMay(project, 'pulls:merge')
  const { data: settings } = useQuery(queries.project(project))
  const merging = settings?.settings.merging
  const allowed = merging?.methods ?? ['squash']
  const [chosen, setMethod] = useState<MergeMethod>('squash')
  const method = allowed.includes(chosen) ? chosen : allowed[0]!
  const later = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name] }),
  })
  const merge = useMutation({
    mutationFn: () => pulls.merge(project, pull.number, { method, sha: pull.head.sha }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name] }),
        client.invalidateQueries({ queryKey: ['evidence', pull.spec] }),
      ]),
  })
  if (pull.state === 'closed') return null
  if (pull.state === 'merged') {
    return (
      <p className="flex flex-wrap items-center gap-3 rounded-md border bg-raised px-4 py-3" data-testid="merged">
        <StatusLabel status="done" className="font-medium">
          Merged
        </StatusLabel>
        <span className="text-muted">
          into {pull.base.branch}
          {pull.mergeSha && (
            <>
              {' as '}
              <TextLink href={addresses.commit(project, pull.mergeSha)} className="font-mono text-xs">
                {pull.mergeSha.slice(0, 7)}
              </TextLink>
            </>
          )}
        </span>
        <Time at={pull.mergedAt} className="ml-auto text-sm text-muted" />
      </p>
    )
  }
  const blocked = pull.blockedBy.length > 0
  return (
    <section aria-label="Merge" className="rounded-md border bg-raised" data-testid="merge-box">
      <ul className="divide-y">
        {checks.map((check) => {
          const state = check.conclusion ?? check.status
          return (
            <li key={check.id} className="flex items-center gap-3 px-4 py-2 text-sm">
              <StatusIcon status={statusOf(state)} />
              <span className="font-medium">{check.name}</span>
              <span className="min-w-0 truncate text-muted">{check.title || state.replaceAll('_', ' ')}</span>
            </li>
          )
        })}
        {pull.blockedBy.map((why) => (
          <li key={why} className="flex items-start gap-3 px-4 py-2 text-sm text-person">
            <StatusIcon status="needs_person" className="mt-0.5 size-4" />
            {why}
          </li>
        ))}
        {!blocked && (
          <li className="flex items-center gap-3 px-4 py-2 text-sm">
            <StatusIcon status={pull.mergeable === null ? 'running' : 'done'} />
            {pull.mergeable === null
              ? 'Looking for conflicts with the base…'
              : 'No conflict with the base. It can be merged.'}
          </li>
        )}
      </ul>
      {mayMerge && (
        <div className="flex flex-wrap items-center gap-2 border-t px-4 py-3">
          <Button
            tone="primary"
            icon={<GitMerge className="size-4" />}
            disabled={blocked || pull.mergeable === false}
            busy={merge.isPending}
            onClick={() => merge.mutate()}
          >
            Merge pull request
          </Button>
          <select
            aria-label="How to merge"
            value={method}
            onChange={(event) => setMethod(event.target.value as MergeMethod)}
            className="h-8 max-w-full rounded-md border border-control bg-raised px-2 text-sm"
          >
            {allowed.map((value) => (
              <option key={value} value={value}>
                {methods[value]}
              </option>
            ))}
          </select>
          {blocked && merging?.autoMerge && pull.autoMerge === null && (
            <Button
              busy={later.isPending}
              onClick={() => later.mutate(() => pulls.setAutoMerge(project, pull.number, method))}
            >
              Merge when ready
            </Button>
          )}
          {pull.autoMerge && (
            <>
              <span className="text-sm text-muted">{pull.autoMerge.by.name} has it merge once nothing blocks it.</span>
              <Button
                tone="quiet"
                busy={later.isPending}
                onClick={() => later.mutate(() => pulls.setAutoMerge(project, pull.number, undefined))}
              >
                Do not
              </Button>
            </>
          )}
          {pull.behind > 0 && pull.head.fork === null && (
            <Button
              tone="quiet"
              busy={later.isPending}
              onClick={() => later.mutate(() => pulls.updateBranch(project, pull.number, pull.head.sha))}
            >
              Update branch ({pull.behind} behind)
            </Button>
          )}
          <ProblemLine error={merge.error ?? later.error} />
        </div>
      )}
    </section>
  )
}
