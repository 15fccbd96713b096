import { useQuery } from '@tanstack/react-query'
import { ExternalLink, GitBranch, History, Plus, Tag as TagIcon } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Commit, Overview } from '../../api/code.ts'
import type { Project } from '../../api/projects.ts'
import { queries } from '../../api/queries.ts'
import { MiniChain } from '../../evidence/chain.tsx'
import { FlowFigures } from '../../evidence/figures.tsx'
import { useProjectAddress } from '../../frame/params.ts'
import { useProducts } from '../../frame/products.tsx'
import { Writers } from '../../frame/role.tsx'
import { ActorMark } from '../../parts/actor.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { RehearsalTag } from '../../parts/chips.tsx'
import { Link, TextLink } from '../../parts/link.tsx'
import { Empty, Page, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton, RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusLabel, StatusOf, statusOf, wordOf } from '../../parts/status.tsx'
import { count, Time } from '../../parts/time.tsx'
import { CloneBox } from './clone-box.tsx'
import { FileFinder } from './file-finder.tsx'
import { Languages } from './languages.tsx'
import type { Place } from './place.tsx'
import { PushInstructions } from './push-instructions.tsx'
import { Readme } from './readme.tsx'
import { RefPicker } from './ref-picker.tsx'
import { TreeList } from './tree-list.tsx'

export default function ProjectPage() {
  const address = useProjectAddress()
  const project = useQuery(queries.project(address))
  const products = useProducts()
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
        project.data &&
        products?.has('flow') && (
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
  const overview = useQuery(queries.overview(project))
  return (
    <Load query={overview} skeleton={<RowsSkeleton />}>
      {(data) => {
        if (!data.commit && data.branches === 0) {
          return (
            <Empty title="This repository is empty">
              <p>Push to it: what is there then is shown here.</p>
              <PushInstructions project={project} branch={project.defaultBranch} />
            </Empty>
          )
        }
        if (!data.commit) {
          return (
            <Empty title={`There is no branch ${project.defaultBranch} yet`}>
              <p>
                It is the default branch, and shown here as soon as it is pushed. Other branches are there:{' '}
                <TextLink href={addresses.branches(project)}>see all {data.branches}</TextLink>.
              </p>
            </Empty>
          )
        }
        return <Contents project={project} overview={data} commit={data.commit} />
      }}
    </Load>
  )
}

function Contents({ project, overview, commit }: { project: Project; overview: Overview; commit: Commit }) {
  const place: Place = {
    project,
    gitRef: project.defaultBranch,
    kind: 'branch',
    sha: commit.sha,
    path: '',
    entry: null,
  }
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_280px]">
      <div className="flex min-w-0 flex-col gap-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <RefPicker project={project} current={place.gitRef} href={(ref) => addresses.tree(project, ref)} />
          <nav aria-label="Repository" className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
            <Counted
              href={addresses.commits(project, place.gitRef)}
              icon={History}
              count={overview.commits}
              noun="commit"
            />
            <Counted
              href={addresses.branches(project)}
              icon={GitBranch}
              count={overview.branches}
              noun="branch"
              many="branches"
            />
            <Counted href={addresses.tags(project)} icon={TagIcon} count={overview.tags} noun="tag" />
          </nav>
          <div className="flex flex-wrap gap-2 sm:ml-auto">
            <FileFinder place={place} />
            <ButtonLink href={addresses.codeSearch(project)}>Search code</ButtonLink>
            <CloneBox project={project} gitRef={place.gitRef} sshPort={overview.sshPort} />
          </div>
        </div>
        <TreeList place={place} newest={commit} />
        <Readme place={place} />
      </div>
      <aside className="flex min-w-0 flex-col gap-8" aria-label="About">
        <Languages project={project} sha={commit.sha} />
        <LatestDeployment project={project} />
        <LatestSpecs project={project} />
        <Contributors project={project} sha={commit.sha} />
      </aside>
    </div>
  )
}

function Counted({
  href,
  icon: Icon,
  count: value,
  noun,
  many = `${noun}s`,
}: {
  href: string
  icon: typeof History
  count: number
  noun: string
  many?: string
}) {
  return (
    <Link href={href} className="inline-flex items-center gap-1.5 hover:text-ink hover:underline">
      <Icon className="size-4" /> <span className="font-medium text-ink">{count(value)}</span>{' '}
      {value === 1 ? noun : many}
    </Link>
  )
}

function Contributors({ project, sha }: { project: Address; sha: string }) {
  const contributors = useQuery(queries.contributors(project, sha))
  const { items = [], total = 0 } = contributors.data ?? {}
  if (items.length === 0) return null
  return (
    <Section title="Contributors" aside={total > items.length ? <span>{count(total)}</span> : undefined}>
      <ul className="flex flex-col gap-1.5 text-sm">
        {items.map(({ name, email, commits }) => (
          <li key={`${name} ${email}`} className="flex items-center gap-2">
            <ActorMark actor={{ kind: 'person', name }} />
            <span className="min-w-0 grow truncate" title={email}>
              {name}
            </span>
            <span className="text-xs text-muted">
              {count(commits)} {commits === 1 ? 'commit' : 'commits'}
            </span>
          </li>
        ))}
      </ul>
    </Section>
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
