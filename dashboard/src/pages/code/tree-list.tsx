import { useQuery } from '@tanstack/react-query'
import { CornerLeftUp, File, FileSymlink, Folder, FolderGit2 } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { TreeEntry } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { Link } from '../../parts/link.tsx'
import { Rows } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { bytes } from '../../parts/time.tsx'

const icons = { tree: Folder, blob: File, symlink: FileSymlink, commit: FolderGit2 }
const row = 'row-focus flex h-9 items-center gap-3 px-4 text-sm hover:bg-hover'

export function TreeList({ project, gitRef, path }: { project: Address; gitRef: string; path: string }) {
  const tree = useQuery(queries.tree(project, gitRef, path))
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  return (
    <Load query={tree} skeleton={<RowsSkeleton />}>
      {({ items }) => (
        <Rows label={`Files in ${path || project.name}`}>
          {path !== '' && (
            <li>
              <Link href={addresses.tree(project, gitRef, parent)} data-row className={row}>
                <CornerLeftUp className="size-4 text-muted" />
                <span className="sr-only">Parent folder</span>
                <span aria-hidden="true">..</span>
              </Link>
            </li>
          )}
          {items.map((entry) => (
            <li key={entry.path}>
              <EntryRow project={project} gitRef={gitRef} entry={entry} />
            </li>
          ))}
        </Rows>
      )}
    </Load>
  )
}

function EntryRow({ project, gitRef, entry }: { project: Address; gitRef: string; entry: TreeEntry }) {
  const Icon = icons[entry.type] ?? File
  const body = (
    <>
      <Icon className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 grow truncate">{entry.name}</span>
      {entry.sizeBytes !== null && entry.sizeBytes !== undefined && (
        <span className="text-xs text-faint">{bytes(entry.sizeBytes)}</span>
      )}
    </>
  )
  // A submodule is a commit of another repository: there is nothing here to open.
  if (entry.type === 'commit') return <span className={row}>{body}</span>
  const href =
    entry.type === 'tree' ? addresses.tree(project, gitRef, entry.path) : addresses.blob(project, gitRef, entry.path)
  return (
    <Link href={href} data-row className={row}>
      {body}
    </Link>
  )
}
