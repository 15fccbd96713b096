import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { ExternalLink, RotateCcw, Square } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { deployments as api, type Deployment } from '../../api/deployments.ts'
import { queries } from '../../api/queries.ts'
import { EvidenceChain } from '../../evidence/chain.tsx'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { Writers } from '../../frame/role.tsx'
import { LogViewer } from '../../log/viewer.tsx'
import { Actor } from '../../parts/actor.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { RehearsalTag } from '../../parts/chips.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { StatusIcon, StatusOf } from '../../parts/status.tsx'
import { duration, Time } from '../../parts/time.tsx'
import { Fact } from '../spec/facts.tsx'
import { isRehearsal } from '../spec/page.tsx'
import { TrafficFigures } from './traffic.tsx'

export default function DeploymentPage() {
  const project = useProjectAddress()
  const id = useParam('deployment')
  const deployment = useQuery(queries.deployment(project, id))
  return (
    <Load
      query={deployment}
      skeleton={
        <Page title="Deployment" heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <DeploymentView deployment={data} project={project} />}
    </Load>
  )
}

const over = new Set<Deployment['state']>(['superseded', 'stopped'])

function DeploymentView({ deployment, project }: { deployment: Deployment; project: Address }) {
  const router = useRouter()
  const evidence = useQuery({ ...queries.evidence(deployment.spec ?? ''), enabled: deployment.spec !== null })
  const { state, url } = deployment
  const rollback = async () => {
    const next = await api.rollback(project, deployment.id)
    router.history.push(addresses.deployment(project, next.id))
  }
  return (
    <Page
      title={`Deployment #${deployment.number}`}
      heading={
        <>
          <div className="mb-2 flex flex-wrap items-center gap-3 text-sm">
            <StatusOf state={state} className="font-medium" />
            {evidence.data && isRehearsal(evidence.data) && <RehearsalTag />}
          </div>
          <h1 className="text-xl font-semibold">
            Deployment <span className="font-normal text-muted">#{deployment.number}</span>
          </h1>
        </>
      }
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span>{deployment.environment}</span>
          <TextLink href={addresses.commit(project, deployment.sha)} className="font-mono text-xs">
            {deployment.sha.slice(0, 7)}
          </TextLink>
          <Actor actor={deployment.createdBy} />
          <Time at={deployment.createdAt} />
        </span>
      }
      actions={
        <>
          <Writers owner={project.owner} note>
            {(over.has(state) || state === 'live') && (
              <Confirm
                label={over.has(state) ? 'Roll back to this' : 'Deploy again'}
                tone="plain"
                icon={<RotateCcw className="size-4" />}
                title={`Deploy commit ${deployment.sha.slice(0, 7)} again?`}
                run={rollback}
              >
                A new deployment of this commit to {deployment.environment}. What runs now serves until it is healthy.
              </Confirm>
            )}
            {state === 'live' && (
              <Confirm
                label="Stop"
                icon={<Square className="size-4" />}
                title="Stop the application?"
                run={() => api.stop(project, deployment.id)}
              >
                {url ?? 'Its address'} stops answering at once. “Roll back to this” brings it back.
              </Confirm>
            )}
          </Writers>
          {state === 'live' && url && (
            <ButtonLink href={url} tone="primary" icon={<ExternalLink className="size-4" />}>
              Open
            </ButtonLink>
          )}
        </>
      }
    >
      {evidence.data && <EvidenceChain chain={evidence.data.chain} />}
      {deployment.reason && (
        <div role="status" className="flex gap-3 rounded-md border bg-raised px-4 py-3">
          <StatusIcon status={state === 'failed' ? 'failed' : 'ended'} className="mt-0.5 size-4" />
          <p className="wrap-anywhere">{deployment.reason}</p>
        </div>
      )}
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_260px]">
        <Section title="Log">
          {deployment.log ? (
            <LogViewer log={deployment.log} label={`Log of deployment ${deployment.number}`} />
          ) : (
            <p className="rounded-md border border-dashed px-4 py-3 text-sm text-muted">
              The log begins when the build does.
            </p>
          )}
        </Section>
        <aside aria-label="Facts" className="flex flex-col gap-6">
          {(state === 'live' || over.has(state)) && <TrafficFigures project={project} deployment={deployment.id} />}
          {url && (
            <TextLink href={url} className="text-sm wrap-anywhere">
              {url.replace(/^https?:\/\//, '')}
            </TextLink>
          )}
          <dl className="flex flex-col gap-3 text-sm">
            {deployment.kind && (
              <Fact label="Kind">{deployment.kind === 'static' ? 'static files' : 'Node application'}</Fact>
            )}
            {deployment.buildMs !== null && <Fact label="Build">{duration(deployment.buildMs)}</Fact>}
            {deployment.deployMs !== null && <Fact label="Start">{duration(deployment.deployMs)}</Fact>}
            {deployment.liveAt && (
              <Fact label="Live since">
                <Time at={deployment.liveAt} />
              </Fact>
            )}
            {deployment.pull !== null && (
              <Fact label="Pull request">
                <TextLink href={addresses.pull(project, deployment.pull)}>#{deployment.pull}</TextLink>
              </Fact>
            )}
            {deployment.spec && (
              <Fact label="Spec">
                <TextLink href={addresses.spec(deployment.spec)}>{evidence.data?.spec.title ?? 'its spec'}</TextLink>
              </Fact>
            )}
          </dl>
        </aside>
      </div>
    </Page>
  )
}
