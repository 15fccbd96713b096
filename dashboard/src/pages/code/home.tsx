import { useQuery } from '@tanstack/react-query'
import { ExternalLink, GitBranch, Plus } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Project } from '../../api/projects.ts'
import { queries } from '../../api/queries.ts'
import { MiniChain } from '../../evidence/chain.tsx'
import { FlowFigures } from '../../evidence/figures.tsx'
import { useProjectAddress } from '../../frame/params.ts'
import { Writers } from '../../frame/role.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { RehearsalTag } from '../../parts/chips.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Link, TextLink } from '../../parts/link.tsx'
import { Empty, Page, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton, RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusLabel, StatusOf, statusOf, wordOf } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { cloneUrl, PushInstructions } from './push-instructions.tsx'
import { Readme } from './readme.tsx'
import { TreeList } from './tree-list.tsx'

export default function ProjectPage() {
  const address = useProjectAddress()
  const project = useQuery(queries.project(address))
  return (
    <Page
      title={`${address.owner}/${address.name}`}
      heading={
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl wrap-anywhere">
            <span className="text-muted">{address.owner}/</span>
            <span className="font-semibold">{address.name}</span>
          </h1>
          {project.data?.rehearsal && <RehearsalTag />}
        </div>
      }
      lead={project.data?.description}
      actions={
        project.data && (
          <Writers owner={address.owner}>
            <ButtonLink href={addresses.newSpec(address)} tone="primary" icon={<Plus className="size-4" />}>
              New spec
            </ButtonLink>
          </Writers>
        )
      }
    >
      <Load query={project} skeleton={<PageSkeleton />}>
        {(data) => <Repository project={data} />}
      </Load>
    </Page>
  )
}

function Repository({ project }: { project: Project }) {
  const branches = useQuery(queries.branches(project))
  return (
    <Load query={branches} skeleton={<RowsSkeleton />}>
      {({ items }) => {
        if (items.length === 0) {
          return (
            <Empty title="This repository is empty">
              <p>Push to it, then write a spec: agents branch off what is here.</p>
              <PushInstructions project={project} branch={project.defaultBranch} />
            </Empty>
          )
        }
        const branch = items.find((each) => each.name === project.defaultBranch)?.name ?? items[0]!.name
        return (
          <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_280px]">
            <div className="flex min-w-0 flex-col gap-4">
              <div className="flex flex-wrap items-center gap-3">
                <BranchPicker project={project} branches={items.map((each) => each.name)} current={branch} />
                <TextLink href={addresses.commits(project, branch)} className="text-sm text-muted">
                  Commits
                </TextLink>
                <CopyLine label="clone address" text={cloneUrl(project)} className="w-full sm:ml-auto sm:w-96" />
              </div>
              <TreeList project={project} gitRef={branch} path="" />
              <Readme project={project} gitRef={branch} path="" />
            </div>
            <aside className="flex min-w-0 flex-col gap-8" aria-label="About">
              <LatestDeployment project={project} />
              <LatestSpecs project={project} />
            </aside>
          </div>
        )
      }}
    </Load>
  )
}

export function BranchPicker({
  project,
  branches,
  current,
  path = '',
}: {
  project: Address
  branches: string[]
  current: string
  path?: string
}) {
  const known = branches.includes(current) ? branches : [current, ...branches]
  return (
    <label className="flex h-8 max-w-full items-center gap-2 rounded-md border border-control bg-raised pl-3 text-sm">
      <GitBranch className="size-4 shrink-0 text-muted" />
      <span className="sr-only">Branch</span>
      <select
        value={current}
        onChange={(event) => window.location.assign(addresses.tree(project, event.target.value, path))}
        className="h-full max-w-56 min-w-0 rounded-md bg-transparent pr-2"
      >
        {known.map((branch) => (
          <option key={branch} value={branch}>
            {branch}
          </option>
        ))}
      </select>
    </label>
  )
}

function LatestDeployment({ project }: { project: Address }) {
  const deployments = useQuery(queries.deployments(project))
  const latest = deployments.data?.items.find((each) => each.state === 'live') ?? deployments.data?.items[0]
  if (!latest) return null
  return (
    <Section title="Deployment" aside={<TextLink href={addresses.deployments(project)}>All</TextLink>}>
      <div className="flex flex-col gap-2 rounded-md border bg-raised p-4">
        <p className="flex items-center justify-between gap-2">
          <StatusOf state={latest.state} className="font-medium" />
          <Time at={latest.liveAt ?? latest.createdAt} className="text-sm text-muted" />
        </p>
        {latest.url && latest.state === 'live' && (
          <TextLink href={latest.url} className="inline-flex items-start gap-2 text-sm wrap-anywhere">
            {latest.url.replace(/^https?:\/\//, '')} <ExternalLink className="mt-1 size-3.5 shrink-0" />
          </TextLink>
        )}
        <Link href={addresses.deployment(project, latest.id)} className="self-start text-xs text-muted hover:text-ink">
          #{latest.number}, {latest.environment}, {latest.sha.slice(0, 7)}
        </Link>
      </div>
    </Section>
  )
}

function LatestSpecs({ project }: { project: Address }) {
  const flow = useQuery(queries.projectFlow(project))
  if (!flow.data) return null
  const { specs, metrics } = flow.data
  return (
    <>
      <Section
        title="Specs"
        aside={<TextLink href={addresses.specs({ project: `${project.owner}/${project.name}` })}>All</TextLink>}
      >
        {specs.length === 0 ? (
          <p className="text-sm text-muted">No spec yet.</p>
        ) : (
          <ul className="flex flex-col gap-2">
            {specs.slice(0, 5).map(({ spec, chain }) => {
              const state = spec.outcome ?? spec.state
              return (
                <li key={spec.id}>
                  <Link
                    href={addresses.spec(spec.id)}
                    data-row
                    className="flex flex-col gap-2 rounded-md border bg-raised p-3 hover:bg-hover"
                  >
                    <span className="line-clamp-2 text-sm font-medium wrap-anywhere">{spec.title}</span>
                    <MiniChain chain={chain} />
                    <span className="flex justify-between text-xs text-muted">
                      <StatusLabel status={statusOf(state)}>{wordOf(state)}</StatusLabel>
                      <Time at={spec.updatedAt} />
                    </span>
                  </Link>
                </li>
              )
            })}
          </ul>
        )}
      </Section>
      {specs.length > 0 && (
        <Section title="Figures">
          <div className="[&>section]:grid-cols-1">
            <FlowFigures metrics={metrics} />
          </div>
        </Section>
      )}
    </>
  )
}
