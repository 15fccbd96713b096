import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { BranchDetail } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Tag } from '../../parts/chips.tsx'
import { Link, TextLink } from '../../parts/link.tsx'
import { Empty, Page, Rows } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'
import { PushInstructions } from './push-instructions.tsx'

const PER_PAGE = 30

export default function BranchesPage() {
  const project = useProjectAddress()
  const [text, setText] = useQueryParam('q')
  const [page, setPage] = useQueryParam('page')
  const wanted = useDeferredValue(text)
  const at = Math.max(1, Number(page) || 1)
  const branches = useQuery(queries.branchList(project, { query: wanted, page: at, limit: PER_PAGE }))
  return (
    <Page
      title="Branches"
      actions={
        <input
          aria-label="Find a branch"
          placeholder="Find a branch…"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setPage('')
          }}
          className="h-8 w-64 max-w-full rounded-md border border-control bg-raised px-3 text-sm"
        />
      }
    >
      <Load query={branches} skeleton={<RowsSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? (
            wanted === '' ? (
              <Empty title="No branch yet">
                <PushInstructions project={project} />
              </Empty>
            ) : (
              <p className="text-sm text-muted">No branch has “{wanted}” in its name.</p>
            )
          ) : (
            <>
              <Rows label="Branches">
                {items.map((branch) => (
                  <BranchRow key={branch.name} project={project} branch={branch} />
                ))}
              </Rows>
              <Pager page={at} perPage={PER_PAGE} total={total} onPage={(next) => setPage(String(next))} />
            </>
          )
        }
      </Load>
    </Page>
  )
}

function BranchRow({ project, branch }: { project: Address; branch: BranchDetail }) {
  const { name, commit, ahead, behind } = branch
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover">
      <span className="min-w-0 grow basis-64">
        <span className="flex items-center gap-2">
          <Link
            href={addresses.tree(project, name)}
            data-row
            className="row-focus truncate rounded-md font-medium hover:underline"
          >
            {name}
          </Link>
          {branch.default && <Tag>default</Tag>}
          {branch.protected && <Tag>protected</Tag>}
        </span>
        <span className="block truncate text-xs text-muted">
          <Time at={commit.committer.at} /> · {commit.author.name} · {commit.message.split('\n')[0]}
        </span>
      </span>
      {!branch.default && (
        <span className="flex items-center gap-3 text-xs text-muted">
          <span title={`${ahead} commits that the default branch has not`}>{ahead} ahead</span>
          <span title={`${behind} commits of the default branch are missing`}>{behind} behind</span>
          {ahead > 0 && <TextLink href={`${addresses.project(project)}/compare/${name}`}>Compare</TextLink>}
        </span>
      )}
    </li>
  )
}
