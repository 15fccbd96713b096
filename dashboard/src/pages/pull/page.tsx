import { useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Pull } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { EvidenceChain } from '../../evidence/chain.tsx'
import { CheckList } from '../../evidence/checks.tsx'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Actor } from '../../parts/actor.tsx'
import { RehearsalTag, Tag } from '../../parts/chips.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton, RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusOf } from '../../parts/status.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Time } from '../../parts/time.tsx'
import { CommitList } from '../code/commit-list.tsx'
import { isRehearsal } from '../spec/page.tsx'
import { PullActions } from './actions.tsx'
import { Conversation } from './conversation.tsx'
import { useDrafts } from './drafts.ts'
import { Files } from './files.tsx'
import { useSuggestions } from './suggestions.tsx'

export default function PullPage() {
  const project = useProjectAddress()
  const number = Number(useParam('number'))
  const pull = useQuery(queries.pull(project, number))
  return (
    <Load
      query={pull}
      skeleton={
        <Page title={`Pull request #${number}`} heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <PullView project={project} pull={data} />}
    </Load>
  )
}

function PullView({ project, pull }: { project: Address; pull: Pull }) {
  const [tab] = useQueryParam('tab')
  const drafts = useDrafts(project, pull)
  const suggestions = useSuggestions(project, pull)
  const evidence = useQuery({ ...queries.evidence(pull.spec ?? ''), enabled: pull.spec !== null })
  const checks = useQuery(queries.checks(project, pull.head.sha))
  const commits = useQuery({
    ...queries.pullCommits(project, pull.number, pull.head.sha),
    enabled: tab === 'commits',
  })
  const at = (name?: string) => addresses.pull(project, pull.number, name)
  return (
    <Page
      title={`${pull.title} · #${pull.number}`}
      wide={tab === 'files'}
      heading={
        <>
          <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <StatusOf state={pull.state} className="font-medium" />
            {evidence.data && isRehearsal(evidence.data) && <RehearsalTag />}
            {pull.labels.map((label) => (
              <Tag key={label.id}>{label.name}</Tag>
            ))}
          </div>
          <h1 className="text-xl font-semibold wrap-anywhere">
            {pull.title} <span className="font-normal text-muted">#{pull.number}</span>
          </h1>
        </>
      }
      lead={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <Actor actor={pull.author} />
          <span>
            {pull.state === 'merged' ? 'merged' : 'wants to merge'}{' '}
            <TextLink
              href={addresses.tree(pull.head.fork ?? project, pull.head.branch)}
              className="font-mono text-xs wrap-anywhere"
            >
              {pull.head.fork ? `${pull.head.fork.owner}:${pull.head.branch}` : pull.head.branch}
            </TextLink>{' '}
            into{' '}
            <TextLink href={addresses.tree(project, pull.base.branch)} className="font-mono text-xs">
              {pull.base.branch}
            </TextLink>
          </span>
          <Time at={pull.createdAt} />
        </span>
      }
      actions={<PullActions project={project} pull={pull} drafts={drafts.drafts} onReviewed={drafts.clear} />}
    >
      {evidence.data && <EvidenceChain chain={evidence.data.chain} />}
      <Tabs
        label="Pull request"
        items={[
          { label: 'Conversation', href: at(), current: tab === '' },
          { label: 'Commits', href: at('commits'), current: tab === 'commits', count: pull.commits },
          { label: 'Files', href: at('files'), current: tab === 'files', count: pull.changedFiles },
          { label: 'Checks', href: at('checks'), current: tab === 'checks', count: checks.data?.items.length },
        ]}
      />
      {tab === 'files' ? (
        <Files
          project={project}
          pull={pull}
          suggestions={suggestions}
          drafts={drafts.drafts}
          onDraft={drafts.add}
          onDiscard={drafts.discard}
        />
      ) : tab === 'commits' ? (
        <Load query={commits} skeleton={<RowsSkeleton rows={3} />}>
          {({ items }) => <CommitList project={project} commits={items.toReversed()} />}
        </Load>
      ) : tab === 'checks' ? (
        <Load query={checks} skeleton={<RowsSkeleton rows={3} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No check reported on this commit">
                <p>
                  Guardian and the workflows in <code className="font-mono text-sm">.github/workflows</code> report
                  here.
                </p>
              </Empty>
            ) : (
              <CheckList checks={items} project={project} />
            )
          }
        </Load>
      ) : (
        <Conversation project={project} pull={pull} suggestions={suggestions} checks={checks.data?.items ?? []} />
      )}
    </Page>
  )
}
