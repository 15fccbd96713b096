import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import type { Issue } from '../../api/issues.ts'
import { queries } from '../../api/queries.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { useMay } from '../../frame/role.tsx'
import { Actor } from '../../parts/actor.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'
import { Conversation } from './conversation.tsx'
import { EditText } from './edit-text.tsx'
import { Side } from './side.tsx'
import { IssueState } from './state.tsx'

export default function IssuePage() {
  const project = useProjectAddress()
  const number = Number(useParam('number'))
  const issue = useQuery(forgeQueries.issue(project, number))
  return (
    <Load
      query={issue}
      skeleton={
        <Page title={`Issue #${number}`} heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) =>
        data.kind === 'pull' ? <IsPull project={project} issue={data} /> : <IssueView project={project} issue={data} />
      }
    </Load>
  )
}

/** Issues and pull requests share their numbers: an address of the one may be of the other. */
function IsPull({ project, issue }: { project: Address; issue: Issue }) {
  const href = addresses.pull(project, issue.number)
  return (
    <Page title={issue.title}>
      <Empty title={`#${issue.number} is a pull request`} action={<ButtonLink href={href}>Open it</ButtonLink>}>
        <p>Issues and pull requests share their numbers.</p>
      </Empty>
    </Page>
  )
}

function IssueView({ project, issue }: { project: Address; issue: Issue }) {
  const me = useQuery(queries.me())
  const tends = useMay(project, 'issues:write')
  const speaks = useMay(project, 'issues:create')
  const timeline = useInfiniteQuery(forgeQueries.timeline(project, issue.number))
  const [editing, setEditing] = useState(false)
  const mine = tends || issue.author.id === me.data?.user.id
  const powers = { me: me.data?.user.id, tends, mine, speaks: speaks && (!issue.locked || tends) }
  return (
    <Page
      title={`${issue.title} · #${issue.number}`}
      heading={
        <>
          <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <IssueState issue={issue} className="font-medium" />
            {issue.locked && <Tag>Locked{issue.lockReason ? `: ${issue.lockReason}` : ''}</Tag>}
          </div>
          <h1 className="text-xl font-semibold wrap-anywhere">
            {issue.title} <span className="font-normal text-muted">#{issue.number}</span>
          </h1>
        </>
      }
      lead={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <Actor actor={issue.author} /> opened this <Time at={issue.createdAt} />
        </span>
      }
      actions={
        mine &&
        !editing && (
          <Button icon={<Pencil className="size-4" />} onClick={() => setEditing(true)} data-shortcut="e">
            Edit
          </Button>
        )
      }
    >
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_240px]">
        <div className="flex min-w-0 flex-col gap-4">
          {editing && <EditText project={project} issue={issue} onClose={() => setEditing(false)} />}
          <Conversation project={project} issue={issue} timeline={timeline} powers={powers} hideText={editing} />
        </div>
        <Side
          project={project}
          issue={issue}
          tends={tends}
          pulls={(timeline.data?.pages ?? []).flatMap(({ items }) =>
            items.flatMap(({ source }) => (source?.kind === 'pull' ? [source] : [])),
          )}
        />
      </div>
    </Page>
  )
}
