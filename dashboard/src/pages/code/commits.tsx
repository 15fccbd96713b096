import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import { type Commit, code } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Button } from '../../parts/button.tsx'
import { Id } from '../../parts/copy.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Page, Rows } from '../../parts/page.tsx'
import { ProblemView } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'
import { PushInstructions } from './push-instructions.tsx'

export default function CommitsPage() {
  const project = useProjectAddress()
  const [gitRef, setRef] = useQueryParam('ref')
  const branches = useQuery(queries.branches(project))
  const commits = useInfiniteQuery({
    queryKey: ['code', project.owner, project.name, 'history', gitRef],
    queryFn: ({ pageParam }) =>
      code.commits(project, {
        ...(gitRef ? { ref: gitRef } : {}),
        limit: 50,
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
  })
  const items = commits.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      title="Commits"
      actions={
        branches.data && branches.data.items.length > 1 ? (
          <select
            aria-label="Branch"
            value={gitRef}
            onChange={(event) => setRef(event.target.value)}
            className="h-8 max-w-64 rounded-md border border-control bg-raised px-2 text-sm"
          >
            {(branches.data.items.every((branch) => branch.name !== gitRef) || gitRef === '') && (
              <option value={gitRef}>{gitRef || 'Default branch'}</option>
            )}
            {branches.data.items.map((branch) => (
              <option key={branch.name} value={branch.name}>
                {branch.name}
              </option>
            ))}
          </select>
        ) : undefined
      }
    >
      {commits.error ? (
        <ProblemView error={commits.error} retry={() => void commits.refetch()} />
      ) : commits.isPending ? (
        <div className="appear-late">
          <RowsSkeleton />
        </div>
      ) : items.length === 0 ? (
        <Empty title="No commit yet">
          <PushInstructions project={project} />
        </Empty>
      ) : (
        <>
          <Rows label="Commits">
            {items.map((commit) => (
              <CommitRow key={commit.sha} commit={commit} href={addresses.commit(project, commit.sha)} />
            ))}
          </Rows>
          {commits.hasNextPage && (
            <Button
              className="self-center"
              busy={commits.isFetchingNextPage}
              onClick={() => void commits.fetchNextPage()}
            >
              Show older commits
            </Button>
          )}
        </>
      )}
    </Page>
  )
}

function CommitRow({ commit, href }: { commit: Commit; href: string }) {
  return (
    <li className="flex items-center gap-3 pr-4 hover:bg-hover">
      <Link href={href} data-row className="row-focus min-w-0 grow px-4 py-2">
        <span className="block truncate font-medium">{commit.message.split('\n')[0]}</span>
        <span className="block text-xs text-muted">
          {commit.author.name} · <Time at={commit.author.at} />
        </span>
      </Link>
      <Id id={commit.sha} shown={commit.sha.slice(0, 7)} />
    </li>
  )
}
