import { ExternalLink, GitPullRequest } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Evidence } from '../../api/specs.ts'
import { Changes } from '../../diff/line.tsx'
import { CheckList } from '../../evidence/checks.tsx'
import { LogViewer } from '../../log/viewer.tsx'
import { Id } from '../../parts/copy.tsx'
import { Link, TextLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { StatusOf } from '../../parts/status.tsx'
import { duration, Time } from '../../parts/time.tsx'

/** Pull request, checks and deployment, each with the thing itself one click away. */
export function Proof({ evidence: { spec, pull, checks, runs, deployment } }: { evidence: Evidence }) {
  return (
    <>
      {pull && (
        <Section title="Pull request" id="pull-request">
          <Link
            href={addresses.pull(spec.project, pull.number)}
            data-row
            className="row-focus flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border bg-raised px-4 py-3 hover:bg-hover"
          >
            <GitPullRequest className="size-4 text-muted" />
            <span className="min-w-0 grow font-medium wrap-anywhere">
              {pull.title} <span className="font-normal text-muted">#{pull.number}</span>
            </span>
            <StatusOf state={pull.state} className="text-sm" />
            <Changes additions={pull.additions} deletions={pull.deletions} />
            <span className="text-sm text-muted">
              {pull.changedFiles} {pull.changedFiles === 1 ? 'file' : 'files'}
            </span>
          </Link>
          {pull.state !== 'merged' && pull.blockedBy.length > 0 && (
            <ul className="mt-2 flex flex-col gap-1 text-sm text-person">
              {pull.blockedBy.map((why) => (
                <li key={why}>{why}</li>
              ))}
            </ul>
          )}
        </Section>
      )}
      {checks.length > 0 && (
        <Section
          title="Checks"
          id="checks"
          aside={runs.map((run) => (
            <TextLink
              key={run.id}
              href={addresses.run(spec.project, run.id)}
            >{`${run.workflow} #${run.number}`}</TextLink>
          ))}
        >
          <CheckList checks={checks} project={spec.project} />
        </Section>
      )}
      {deployment && (
        <Section
          title="Deployment"
          id="deployment"
          aside={<TextLink href={addresses.deployment(spec.project, deployment.id)}>All about it</TextLink>}
        >
          <div className="flex flex-col gap-3 rounded-md border bg-raised px-4 py-3">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <StatusOf state={deployment.state} className="font-medium" />
              <span className="text-sm text-muted">
                #{deployment.number} to {deployment.environment}
              </span>
              <Id id={deployment.sha} shown={deployment.sha.slice(0, 7)} />
              <span className="text-sm text-muted sm:ml-auto">
                {deployment.buildMs !== null && `built in ${duration(deployment.buildMs)}`}
                {deployment.deployMs !== null && `, started in ${duration(deployment.deployMs)}`}
              </span>
              <Time at={deployment.liveAt ?? deployment.createdAt} className="text-sm text-muted" />
            </div>
            {deployment.reason && <p className="text-sm text-failed">{deployment.reason}</p>}
            {deployment.url && (
              <TextLink
                href={deployment.url}
                className="inline-flex items-center gap-2 self-start font-mono text-sm wrap-anywhere"
              >
                {deployment.url} <ExternalLink className="size-3.5 shrink-0" />
              </TextLink>
            )}
          </div>
          {deployment.log && deployment.state !== 'live' && (
            <div className="mt-3">
              <LogViewer log={deployment.log} label={`Log of deployment ${deployment.number}`} />
            </div>
          )}
        </Section>
      )}
    </>
  )
}
