import { useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import { queries } from '../../api/queries.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { FileFinder } from './file-finder.tsx'
import { PathLine, type Place, usePlace } from './place.tsx'
import { Readme } from './readme.tsx'
import { RefPicker } from './ref-picker.tsx'
import { TreeList } from './tree-list.tsx'

export default function TreePage() {
  const { query, place } = usePlace()
  return (
    <Page
      title={place ? `${place.path || place.gitRef} · ${place.project.name}` : 'Files'}
      heading={<h1 className="sr-only">Files</h1>}
    >
      <Load query={query} skeleton={<RowsSkeleton />}>
        {() => place && <Folder place={place} />}
      </Load>
    </Page>
  )
}

function Folder({ place }: { place: Place }) {
  const { project, gitRef, path, sha, kind } = place
  const newest = useQuery({ ...queries.commits(project, { ref: sha, path, limit: 1 }) })
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <RefPicker project={project} current={gitRef} kind={kind} href={(ref) => addresses.tree(project, ref, path)} />
        <PathLine place={place} />
        <div className="flex gap-2 sm:ml-auto">
          <FileFinder place={place} />
          <ButtonLink href={addresses.commits(project, gitRef, path)}>History</ButtonLink>
        </div>
      </div>
      <TreeList place={place} newest={newest.data?.items[0]} />
      <Readme place={place} />
    </div>
  )
}
