import type { Job } from '../../api/runs.ts'
import { merge } from '../../parts/class-names.ts'
import { Link } from '../../parts/link.tsx'
import { StatusIcon, statusOf, wordOf } from '../../parts/status.tsx'
import { Elapsed } from '../../parts/time.tsx'
import { stagesOf } from './stages.ts'

/** Jobs by what they need: one box a stage, from top to bottom. */
export function JobGraph({
  jobs,
  current,
  hrefOf,
}: {
  jobs: Job[]
  current: string | undefined
  hrefOf: (job: Job) => string
}) {
  const stages = stagesOf(jobs)
  return (
    <nav aria-label="Jobs">
      <ol className="flex flex-col">
        {stages.map((stage, index) => (
          <li key={stage[0]!.id}>
            {index > 0 && <span aria-hidden="true" className="ml-6 block h-3 border-l border-line-strong" />}
            <ul className="divide-y overflow-hidden rounded-md border bg-raised">
              {stage.map((job) => {
                const state = job.conclusion ?? job.status
                return (
                  <li key={job.id}>
                    <Link
                      href={hrefOf(job)}
                      data-row
                      aria-current={job.id === current ? 'true' : undefined}
                      title={job.needs.length > 0 ? `needs ${job.needs.join(', ')}` : undefined}
                      className={merge(
                        'row-focus flex min-h-10 items-center gap-3 px-4 py-2 text-sm hover:bg-hover',
                        job.id === current && 'bg-hover font-medium',
                      )}
                    >
                      <StatusIcon status={statusOf(state)} />
                      <span className="sr-only">{wordOf(state)}:</span>
                      <span className="min-w-0 grow wrap-anywhere">{job.name}</span>
                      <Elapsed
                        from={job.startedAt}
                        to={job.completedAt}
                        className="shrink-0 text-xs font-normal text-muted"
                      />
                    </Link>
                  </li>
                )
              })}
            </ul>
          </li>
        ))}
      </ol>
    </nav>
  )
}
