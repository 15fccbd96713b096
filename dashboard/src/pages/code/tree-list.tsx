import { useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { CornerLeftUp, File, FileSymlink, Folder, FolderGit2 } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import { type Commit, code, type TreeEntry } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { Button } from '../../parts/button.tsx'
import { Id } from '../../parts/copy.tsx'
import { Link } from '../../parts/link.tsx'
import { ProblemView } from '../../parts/problem.tsx'
import { Bar, RowsSkeleton } from '../../parts/skeleton.tsx'
import { bytes, count, Time } from '../../parts/time.tsx'
import { CommitBadge } from './commit-badge.tsx'
import type { Place } from './place.tsx'

const icons = { tree: Folder, blob: File, symlink: FileSymlink, commit: FolderGit2 }
const row =
  'grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-3 px-4 text-sm md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_100px] hover:bg-hover'

/** A folder with the commit that last changed each entry. The names come first; what is known of them follows. */
export function TreeList({ place, newest }: { place: Place; newest?: Commit | undefined }) {
  const { project, gitRef, sha, path } = place
  const tree = useInfiniteQuery({
    queryKey: ['code', project.owner, project.name, 'tree', sha, path],
    queryFn: ({ pageParam }) => code.tree(project, { ref: sha, path, page: pageParam }),
    initialPageParam: 1,
    getNextPageParam: (last, pages) =>
      pages.reduce((sum, page) => sum + page.items.length, 0) < last.total && last.items.length > 0
        ? pages.length + 1
        : undefined,
  })
  const pages = tree.data?.pages ?? []
  const commits = useLastCommits(place, pages.length)
  if (tree.error) return <ProblemView error={tree.error} retry={() => void tree.refetch()} />
  if (!tree.data)
    return (
      <div className="appear-late">
        <RowsSkeleton />
      </div>
    )
  const total = pages[0]?.total ?? 0
  const shown = pages.reduce((sum, page) => sum + page.items.length, 0)
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  return (
    <section aria-label={`Files in ${path || project.name}`} className="overflow-hidden rounded-md border bg-raised">
      {newest && <NewestCommit place={place} commit={newest} />}
      <ul className="divide-y">
        {path !== '' && (
          <li>
            <Link href={addresses.tree(project, gitRef, parent)} data-row className={`row-focus ${row}`}>
              <span className="flex items-center gap-3">
                <CornerLeftUp className="size-4 text-muted" />
                <span className="sr-only">Parent folder</span>
                <span aria-hidden="true">..</span>
              </span>
            </Link>
          </li>
        )}
        {pages.flatMap(({ items }, page) =>
          items.map((entry) => (
            <li key={entry.path} className={row}>
              <EntryName place={place} entry={entry} />
              <LastCommit project={project} entry={entry} page={commits[page]} />
            </li>
          )),
        )}
      </ul>
      {tree.hasNextPage && (
        <p className="flex items-center gap-4 border-t px-4 py-2 text-sm text-muted">
          {count(shown)} of {count(total)} entries
          <Button busy={tree.isFetchingNextPage} onClick={() => void tree.fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
    </section>
  )
}

interface PageCommits {
  of: ReadonlyMap<string, Commit>
  pending: boolean
}

function useLastCommits({ project, sha, path }: Place, pages: number): PageCommits[] {
  return useQueries({
    queries: Array.from({ length: pages }, (_, page) => queries.lastCommits(project, sha, path, page + 1)),
    combine: (answers) =>
      answers.map(({ data, isPending }) => {
        const commits = new Map(data?.commits.map((commit) => [commit.sha, commit]))
        const of = new Map<string, Commit>()
        for (const { name, commit } of data?.items ?? []) {
          const known = commit === null ? undefined : commits.get(commit)
          if (known) of.set(name, known)
        }
        return { of, pending: isPending }
      }),
  })
}

function EntryName({ place: { project, gitRef }, entry }: { place: Place; entry: TreeEntry }) {
  const Icon = icons[entry.type] ?? File
  const body = (
    <>
      <Icon className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 truncate">{entry.name}</span>
      {entry.sizeBytes !== null && <span className="sr-only">{bytes(entry.sizeBytes)}</span>}
    </>
  )
  // A submodule is a commit of another repository: there is nothing here to open.
  if (entry.type === 'commit')
    return (
      <span className="flex min-w-0 items-center gap-3" title={`Submodule at ${entry.sha}`}>
        {body} <span className="font-mono text-xs text-faint">@ {entry.sha.slice(0, 7)}</span>
      </span>
    )
  const href =
    entry.type === 'tree' ? addresses.tree(project, gitRef, entry.path) : addresses.blob(project, gitRef, entry.path)
  return (
    <Link href={href} data-row className="row-focus flex h-9 min-w-0 items-center gap-3 rounded-md hover:underline">
      {body}
    </Link>
  )
}

function LastCommit({
  project,
  entry,
  page,
}: {
  project: Place['project']
  entry: TreeEntry
  page: PageCommits | undefined
}) {
  const commit = page?.of.get(entry.name)
  if (!commit)
    return page?.pending ? (
      <span className="appear-late hidden md:block">
        <Bar className="w-2/3" />
      </span>
    ) : null
  return (
    <>
      <Link
        href={addresses.commit(project, commit.sha)}
        className="hidden truncate text-muted hover:text-ink hover:underline md:block"
        title={commit.message.split('\n')[0]}
      >
        {commit.message.split('\n')[0]}
      </Link>
      <Time at={commit.committer.at} className="text-right text-xs whitespace-nowrap text-faint" />
    </>
  )
}

export function NewestCommit({ place: { project, gitRef, path }, commit }: { place: Place; commit: Commit }) {
  return (
    <p className="flex min-h-10 items-center gap-3 border-b bg-sunken px-4 py-1 text-sm">
      <span className="min-w-0 truncate font-medium sm:shrink-0">{commit.author.name}</span>
      <Link
        href={addresses.commit(project, commit.sha)}
        className="hidden min-w-0 truncate text-muted hover:text-ink hover:underline sm:block"
      >
        {commit.message.split('\n')[0]}
      </Link>
      <span className="ml-auto flex shrink-0 items-center gap-3 text-xs text-muted">
        <CommitBadge project={project} sha={commit.sha} among={[commit.sha]} />
        <Id id={commit.sha} shown={commit.sha.slice(0, 7)} />
        <Time at={commit.committer.at} />
        <Link href={addresses.commits(project, gitRef, path)} className="hover:text-ink hover:underline">
          History
        </Link>
      </span>
    </p>
  )
}
