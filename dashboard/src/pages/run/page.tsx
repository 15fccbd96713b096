import { useQuery } from '@tanstack/react-query'
import { Ban, RotateCw } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { type Job, type Run, runs } from '../../api/runs.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Writers } from '../../frame/role.tsx'
import { LogViewer } from '../../log/viewer.tsx'
import { RehearsalTag } from '../../parts/chips.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { StatusIcon, StatusOf, statusOf, wordOf } from '../../parts/status.tsx'
import { Elapsed, Time } from '../../parts/time.tsx'
import { isRehearsal } from '../spec/page.tsx'
import { JobGraph } from './job-graph.tsx'

export default function RunPage() {
  const project = useProjectAddress()
  const id = useParam('run')
  const run = useQuery(queries.run(project, id))
  return (
    <Load
      query={run}
      skeleton={
        <Page title="Run" heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <RunView project={project} run={data} />}
    </Load>
  )
}

function RunView({ project, run }: { project: Address; run: Run }) {
  const [chosen] = useQueryParam('job')
  const rehearsed = useRehearsed(project, run)
  const job = run.jobs.find((each) => each.id === chosen || each.key === chosen) ?? firstInteresting(run.jobs)
  return (
    <Page
      title={`${run.workflow} #${run.number}`}
      wide
      heading={
        <>
          <div className="mb-2 flex flex-wrap items-center gap-3 text-sm">
            <StatusOf state={run.conclusion ?? run.status} className="font-medium" />
            {rehearsed && <RehearsalTag />}
          </div>
          <h1 className="text-xl font-semibold wrap-anywhere">
            {run.workflow} <span className="font-normal text-muted">#{run.number}</span>
          </h1>
        </>
      }
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <TextLink href={addresses.tree(project, run.branch)} className="font-mono text-xs wrap-anywhere">
            {run.branch}
          </TextLink>
          <TextLink href={addresses.commit(project, run.sha)} className="font-mono text-xs">
            {run.sha.slice(0, 7)}
          </TextLink>
          {run.pull !== null && <TextLink href={addresses.pull(project, run.pull)}>#{run.pull}</TextLink>}
          <TextLink href={addresses.blob(project, run.sha, run.path)} className="font-mono text-xs wrap-anywhere">
            {run.path}
          </TextLink>
          <Time at={run.createdAt} />
          <Elapsed from={run.startedAt} to={run.completedAt} />
        </span>
      }
      actions={
        <Writers owner={project.owner} note>
          {run.status === 'completed' ? (
            <Confirm
              label="Run again"
              tone="plain"
              icon={<RotateCw className="size-4" />}
              title="Run all jobs again?"
              run={() => runs.rerun(project, run.id)}
            >
              On the same commit. The present result is replaced.
            </Confirm>
          ) : (
            <Confirm
              label="Cancel run"
              icon={<Ban className="size-4" />}
              title={`Cancel ${run.workflow} #${run.number}?`}
              run={() => runs.cancel(project, run.id)}
            >
              Running steps are stopped, waiting jobs do not start. It can be run again.
            </Confirm>
          )}
        </Writers>
      }
    >
      {run.jobs.length === 0 ? (
        <Empty title="No job">
          <p>
            {run.reason ??
              (run.status === 'completed'
                ? 'This workflow ended before a job began.'
                : 'The jobs of this workflow are being worked out.')}
          </p>
        </Empty>
      ) : (
        <div className="grid gap-6 lg:grid-cols-[260px_minmax(0,1fr)]">
          <div className="flex flex-col gap-4 lg:sticky lg:top-16 lg:self-start">
            <JobGraph jobs={run.jobs} current={job?.id} hrefOf={(each) => addresses.run(project, run.id, each.id)} />
          </div>
          {job && <JobView job={job} />}
        </div>
      )}
    </Page>
  )
}

/** A run knows its pull request, that its spec, and that whether its agent was a recording. */
function useRehearsed(project: Address, run: Run): boolean {
  const pull = useQuery({ ...queries.pull(project, run.pull ?? 0), enabled: run.pull !== null })
  const spec = pull.data?.spec ?? ''
  const evidence = useQuery({ ...queries.evidence(spec), enabled: spec !== '' })
  return evidence.data !== undefined && isRehearsal(evidence.data)
}

/** What failed, else what runs, else the first. */
function firstInteresting(jobs: Job[]): Job | undefined {
  return jobs.find((job) => job.conclusion === 'failure') ?? jobs.find((job) => job.status === 'in_progress') ?? jobs[0]
}

function JobView({ job }: { job: Job }) {
  const state = job.conclusion ?? job.status
  return (
    <section aria-label={`Job ${job.name}`} className="flex min-w-0 flex-col gap-3">
      <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold">
        <StatusIcon status={statusOf(state)} />
        {job.name}
        <span className="text-sm font-normal text-muted">
          {wordOf(state)} <Elapsed from={job.startedAt} to={job.completedAt} />
        </span>
      </h2>
      {job.reason && <p className="text-sm wrap-anywhere text-failed">{job.reason}</p>}
      {job.waitingFor && <p className="text-sm text-muted">Waiting: {job.waitingFor}</p>}
      {job.log ? (
        <LogViewer key={job.log} log={job.log} steps={job.steps} label={`Log of ${job.name}`} />
      ) : (
        <p className="rounded-md border border-dashed px-4 py-3 text-sm text-muted">
          {job.conclusion === 'skipped'
            ? 'This job was skipped: its condition did not hold or a job it needs failed.'
            : 'The log begins with the first step.'}
        </p>
      )}
    </section>
  )
}
