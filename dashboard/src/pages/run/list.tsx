import { useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import type { Run } from '../../api/runs.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Choice } from '../../parts/chips.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, NotAll, Page, Rows } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusIcon, statusOf, wordOf } from '../../parts/status.tsx'
import { Elapsed, Time } from '../../parts/time.tsx'

const outcomes = ['', 'running', 'success', 'failure'] as const

export default function RunsPage() {
  const project = useProjectAddress()
  const [outcome, setOutcome] = useQueryParam('outcome')
  const list = useQuery(queries.runs(project))
  const shown = (runs: Run[]) =>
    runs.filter(
      (run) => outcome === '' || (outcome === 'running' ? run.status !== 'completed' : run.conclusion === outcome),
    )
  return (
    <Page title="Runs" lead="Workflows of .github/workflows, run on every push and pull request.">
      <div className="flex flex-col gap-4">
        <Choice
          label="Outcome"
          value={outcome}
          onChange={setOutcome}
          options={outcomes.map((value) => ({ value, label: value === '' ? 'All' : wordOf(value) }))}
        />
        <Load query={list} skeleton={<RowsSkeleton />}>
          {({ items, next }) =>
            shown(items).length === 0 ? (
              <Empty title={items.length === 0 ? 'No run yet' : 'No run with this outcome'}>
                <p>Put a GitHub Actions workflow into the repository; the next push runs it.</p>
                <CopyLine label="path of a workflow" text=".github/workflows/ci.yml" />
              </Empty>
            ) : (
              <>
                <Rows label="Runs">
                  {shown(items).map((run) => (
                    <RunRow key={run.id} run={run} project={project} />
                  ))}
                </Rows>
                {next && <NotAll shown={items.length} />}
              </>
            )
          }
        </Load>
      </div>
    </Page>
  )
}

function RunRow({ run, project }: { run: Run; project: Address }) {
  const state = run.conclusion ?? run.status
  return (
    <li>
      <Link
        href={addresses.run(project, run.id)}
        data-row
        className="row-focus flex items-center gap-3 px-4 py-2 hover:bg-hover"
      >
        <StatusIcon status={statusOf(state)} />
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">
            {run.workflow} <span className="font-normal text-muted">#{run.number}</span>
          </span>
          <span className="block truncate text-xs text-muted">
            {wordOf(state)} · {run.branch} · {run.sha.slice(0, 7)} · {run.event.replaceAll('_', ' ')} by{' '}
            {run.actor.name}
          </span>
        </span>
        <Elapsed from={run.startedAt} to={run.completedAt} className="hidden shrink-0 text-sm text-muted sm:block" />
        <Time at={run.createdAt} className="w-20 shrink-0 text-right text-sm text-muted" />
      </Link>
    </li>
  )
}
