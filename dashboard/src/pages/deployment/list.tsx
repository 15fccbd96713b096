import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { ExternalLink, Rocket } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { deployments as api, type Deployment } from '../../api/deployments.ts'
import { queries } from '../../api/queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { Writers } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, NotAll, Page, Rows } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusIcon, statusOf, wordOf } from '../../parts/status.tsx'
import { duration, Time } from '../../parts/time.tsx'

export default function DeploymentsPage() {
  const project = useProjectAddress()
  const list = useQuery(queries.deployments(project))
  const details = useQuery(queries.project(project))
  const branch = details.data?.defaultBranch ?? 'main'
  const client = useQueryClient()
  const router = useRouter()
  const deploy = useMutation({
    mutationFn: () => api.create(project, { ref: branch, environment: 'production' }),
    onSuccess: async (deployment) => {
      await client.invalidateQueries({ queryKey: ['deployments'] })
      router.history.push(addresses.deployment(project, deployment.id))
    },
  })
  return (
    <Page
      title="Deployments"
      lead="Commits that became running applications. The old one serves until the new one is healthy."
      actions={
        <Writers owner={project.owner} note>
          <Button icon={<Rocket className="size-4" />} busy={deploy.isPending} onClick={() => deploy.mutate()}>
            Deploy {branch}
          </Button>
        </Writers>
      }
    >
      <ProblemLine error={deploy.error} />
      <Load query={list} skeleton={<RowsSkeleton />}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty title="Nothing deployed yet">
              <p>
                A merge to {branch} deploys by itself. A folder with{' '}
                <code className="font-mono text-sm">index.html</code> is served as it is; a{' '}
                <code className="font-mono text-sm">package.json</code> with a start script runs as a Node application.
              </p>
              <CopyLine
                label="command to deploy"
                text={`npx devflow deployments create --owner ${project.owner} --name ${project.name} --ref ${branch}`}
              />
            </Empty>
          ) : (
            <>
              <Rows label="Deployments">
                {items.map((deployment) => (
                  <DeploymentRow key={deployment.id} deployment={deployment} project={project} />
                ))}
              </Rows>
              {next && <NotAll shown={items.length} />}
            </>
          )
        }
      </Load>
    </Page>
  )
}

function DeploymentRow({ deployment, project }: { deployment: Deployment; project: Address }) {
  return (
    <li className="flex items-center pr-2 hover:bg-hover">
      <Link
        href={addresses.deployment(project, deployment.id)}
        data-row
        className="row-focus flex min-w-0 grow items-center gap-3 px-4 py-2"
      >
        <StatusIcon status={statusOf(deployment.state)} />
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">
            {wordOf(deployment.state)} <span className="font-normal text-muted">#{deployment.number}</span>
          </span>
          <span className="block truncate text-xs text-muted">
            {deployment.environment} · {deployment.sha.slice(0, 7)} · {deployment.createdBy.name}
            {deployment.reason && (
              <span className={deployment.state === 'failed' ? 'text-failed' : undefined}> · {deployment.reason}</span>
            )}
          </span>
        </span>
        <span className="hidden shrink-0 text-sm text-muted sm:block">
          {deployment.buildMs !== null && `built in ${duration(deployment.buildMs)}`}
        </span>
        <Time at={deployment.createdAt} className="w-20 shrink-0 text-right text-sm text-muted" />
      </Link>
      {deployment.state === 'live' && deployment.url ? (
        <a
          href={deployment.url}
          target="_blank"
          rel="noreferrer"
          aria-label={`Open ${deployment.url}`}
          title={deployment.url}
          className="flex size-8 items-center justify-center rounded-md text-muted hover:text-ink"
        >
          <ExternalLink className="size-4" />
        </a>
      ) : (
        <span className="size-8" />
      )}
    </li>
  )
}
