import { useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Pull } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { Changes } from '../../diff/line.tsx'
import { useProjectAddress } from '../../frame/params.ts'
import { useChoiceParam } from '../../frame/query-param.ts'
import { Choice, Tag } from '../../parts/chips.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, NotAll, Page, Rows } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusIcon, statusOf, wordOf } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'

const groups = { unfinished: 'Open', merged: 'Merged', closed: 'Closed' } as const
type Group = keyof typeof groups
const choices = Object.keys(groups) as Group[]

export default function PullsPage() {
  const project = useProjectAddress()
  const [chosen, choose] = useChoiceParam('state', choices)
  const group = chosen || 'unfinished'
  const list = useQuery(queries.pulls(project, group))
  return (
    <Page title="Pull requests" lead={`${project.owner}/${project.name}`}>
      <div className="flex flex-col gap-4">
        <Choice
          label="State"
          value={group}
          onChange={(value) => choose(value === 'unfinished' ? '' : value)}
          options={choices.map((value) => ({ value, label: groups[value] }))}
        />
        <Load query={list} skeleton={<RowsSkeleton />}>
          {({ items, next }) =>
            items.length === 0 ? (
              <Empty title={`No ${groups[group].toLowerCase()} pull request`}>
                <p>An approved spec opens one by itself. For a branch of your own:</p>
                <CopyLine
                  label="command to open a pull request"
                  text={`npx devflow pulls create ${project.owner} ${project.name} --head my-branch --title "My change"`}
                />
              </Empty>
            ) : (
              <>
                <Rows label="Pull requests">
                  {items.map((pull) => (
                    <PullRow key={pull.id} pull={pull} project={project} />
                  ))}
                </Rows>
                {next && <NotAll shown={items.length} />}
              </>
            )
          }
        </Load>
      </div>
    </Page>
  )
}

function PullRow({ pull, project }: { pull: Pull; project: Address }) {
  return (
    <li>
      <Link
        href={addresses.pull(project, pull.number)}
        data-row
        className="row-focus flex items-center gap-3 px-4 py-2 hover:bg-hover"
      >
        <StatusIcon status={statusOf(pull.state)} />
        <span className="min-w-0 grow">
          <span className="flex items-center gap-2">
            <span className="line-clamp-2 font-medium wrap-anywhere">{pull.title}</span>
            <span className="hidden shrink-0 gap-1 sm:flex">
              {pull.labels.map((label) => (
                <Tag key={label.id}>{label.name}</Tag>
              ))}
            </span>
          </span>
          <span className="block truncate text-xs text-muted">
            #{pull.number} · {wordOf(pull.state)} · {pull.author.name} · {pull.head.branch}
            {pull.state !== 'merged' && pull.blockedBy[0] && (
              <span className="text-person"> · {pull.blockedBy[0]}</span>
            )}
          </span>
        </span>
        <Changes additions={pull.additions} deletions={pull.deletions} className="hidden sm:inline-flex" />
        <Time at={pull.updatedAt} className="w-20 shrink-0 text-right text-sm text-muted" />
      </Link>
    </li>
  )
}
