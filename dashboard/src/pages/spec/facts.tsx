import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { Evidence, Spec } from '../../api/specs.ts'
import { Id } from '../../parts/copy.tsx'
import { Link, TextLink } from '../../parts/link.tsx'
import { StatusIcon, StatusOf } from '../../parts/status.tsx'
import { count, duration, money, Time } from '../../parts/time.tsx'

/** The answer first: the running application, or why there is none. */
export function Outcome({ spec }: { spec: Spec }) {
  if (spec.outcome === 'live' && spec.url) {
    return (
      <Link
        href={spec.url}
        className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border bg-raised px-4 py-3 hover:bg-hover"
        data-testid="live-url"
      >
        <StatusIcon status="done" />
        <span className="font-medium">Live</span>
        <span className="min-w-0 font-mono text-sm wrap-anywhere">{spec.url}</span>
        <ExternalLink className="ml-auto size-4 text-muted" />
      </Link>
    )
  }
  if (spec.outcome === 'failed' || spec.outcome === 'refused') {
    return (
      <div role="status" className="flex gap-3 rounded-md border bg-raised px-4 py-3">
        <StatusIcon status="failed" className="mt-0.5 size-4" />
        <div>
          <p className="font-medium">{spec.outcome === 'failed' ? 'This spec failed' : 'This spec was refused'}</p>
          <p className="text-muted">{spec.reason ?? 'No reason was recorded.'}</p>
        </div>
      </div>
    )
  }
  return null
}

export function SpecFacts({ evidence: { spec, metrics, pull, deployment } }: { evidence: Evidence }) {
  const tokens = metrics && (metrics.inputTokens ?? 0) + (metrics.outputTokens ?? 0)
  return (
    <aside aria-label="Facts" className="flex flex-col gap-6 lg:order-last">
      {metrics && (
        <dl id="metrics" className="grid scroll-mt-16 grid-cols-2 gap-px overflow-hidden rounded-md border bg-line">
          <Measure label="Lead time" value={metrics.leadTimeMs === null ? null : duration(metrics.leadTimeMs)} />
          <Measure label="Model cost" value={metrics.costUsd === null ? null : money(metrics.costUsd)} />
          <Measure label="Build" value={metrics.buildMs === null ? null : duration(metrics.buildMs)} />
          <Measure label="Deploy" value={metrics.deployMs === null ? null : duration(metrics.deployMs)} />
          {tokens !== null && tokens > 0 && (
            <div className="col-span-2 bg-raised p-3 text-xs text-muted">
              {count(metrics.inputTokens ?? 0)} tokens read, {count(metrics.outputTokens ?? 0)} written
            </div>
          )}
        </dl>
      )}
      <dl className="flex flex-col gap-3 text-sm">
        <Fact label="Agent">{spec.agent ?? 'any suitable one'}</Fact>
        {spec.branch && (
          <Fact label="Branch">
            <TextLink href={addresses.tree(spec.project, spec.branch)} className="font-mono text-xs wrap-anywhere">
              {spec.branch}
            </TextLink>
          </Fact>
        )}
        {pull && (
          <Fact label="Pull request">
            <TextLink href={addresses.pull(spec.project, pull.number)}>#{pull.number}</TextLink>{' '}
            <StatusOf state={pull.state} className="ml-1" />
          </Fact>
        )}
        {deployment && (
          <Fact label="Commit">
            <Id id={deployment.sha} shown={deployment.sha.slice(0, 7)} />
          </Fact>
        )}
        {spec.submittedAt && (
          <Fact label="Submitted">
            <Time at={spec.submittedAt} />
          </Fact>
        )}
        {spec.approvedAt && (
          <Fact label="Approved">
            <Time at={spec.approvedAt} />
          </Fact>
        )}
        {spec.implementedAt && (
          <Fact label="Implemented">
            <Time at={spec.implementedAt} />
          </Fact>
        )}
        <Fact label="Events">
          <TextLink href={addresses.timeline({ spec: spec.id })}>in the timeline</TextLink>
        </Fact>
      </dl>
    </aside>
  )
}

function Measure({ label, value }: { label: string; value: string | null }) {
  return (
    <div className="bg-raised p-3">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="text-lg font-semibold">{value ?? <span className="text-faint">–</span>}</dd>
    </div>
  )
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[96px_minmax(0,1fr)] gap-2">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
