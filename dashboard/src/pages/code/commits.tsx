import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import { code, type Located } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Load, ProblemView } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { CommitList } from './commit-list.tsx'
import { PathLine } from './place.tsx'
import { PushInstructions } from './push-instructions.tsx'
import { RefPicker } from './ref-picker.tsx'

/** The history of a branch, or of one path in it through its renames. */
export default function CommitsPage() {
  const project = useProjectAddress()
  const [asked] = useQueryParam('ref')
  const address = useParam('_splat') || asked
  const details = useQuery({ ...queries.project(project), enabled: address === '' })
  const overview = useQuery({ ...queries.overview(project), enabled: address === '' })
  const wanted = address || (overview.data?.commit ? details.data?.defaultBranch : undefined)
  const located = useQuery({ ...queries.located(project, wanted ?? ''), enabled: wanted !== undefined })
  return (
    <Page title={located.data?.path ? `History of ${located.data.path}` : 'Commits'}>
      {address === '' && overview.data?.commit === null ? (
        <Empty title="No commit yet">
          <PushInstructions project={project} />
        </Empty>
      ) : (
        <Load query={located} skeleton={<RowsSkeleton />}>
          {(place) => <History place={place} />}
        </Load>
      )}
    </Page>
  )
}

function History({ place }: { place: Located }) {
  const project = useProjectAddress()
  const { ref, sha, path, kind, entry } = place
  const isFolder = entry?.type === 'tree'
  const commits = useInfiniteQuery({
    queryKey: ['code', project.owner, project.name, 'history', sha, path],
    queryFn: ({ pageParam }) =>
      code.commits(project, {
        ref: sha,
        limit: 50,
        ...(path === '' ? {} : { path, follow: !isFolder }),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
  })
  const items = commits.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <RefPicker
          project={project}
          current={ref}
          kind={kind}
          href={(next) => addresses.commits(project, next, path)}
        />
        {path !== '' && <PathLine place={{ ...place, project, gitRef: ref }} />}
      </div>
      {commits.error ? (
        <ProblemView error={commits.error} retry={() => void commits.refetch()} />
      ) : commits.isPending ? (
        <div className="appear-late">
          <RowsSkeleton />
        </div>
      ) : items.length === 0 ? (
        <p className="text-sm text-muted">No commit of this branch has touched this path.</p>
      ) : (
        <>
          <CommitList project={project} commits={items} path={isFolder ? '' : path} />
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
    </div>
  )
}
