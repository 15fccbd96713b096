import { addresses } from '../../addresses.ts'
import { TextLink } from '../../parts/link.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { BranchPicker } from './home.tsx'
import { PathLine, usePlace } from './place.tsx'
import { Readme } from './readme.tsx'
import { TreeList } from './tree-list.tsx'

export default function TreePage() {
  const { query, place } = usePlace()
  return (
    <Page
      title={place ? `${place.path || place.gitRef} · ${place.project.name}` : 'Files'}
      heading={<h1 className="sr-only">Files</h1>}
    >
      <Load query={query} skeleton={<RowsSkeleton />}>
        {() =>
          place && (
            <div className="flex flex-col gap-4">
              <div className="flex flex-wrap items-center gap-3">
                <BranchPicker
                  project={place.project}
                  branches={place.branches.map((branch) => branch.name)}
                  current={place.gitRef}
                  path={place.path}
                />
                <PathLine place={place} />
                <TextLink
                  href={addresses.commits(place.project, place.gitRef)}
                  className="text-sm text-muted sm:ml-auto"
                >
                  Commits
                </TextLink>
              </div>
              <TreeList project={place.project} gitRef={place.gitRef} path={place.path} />
              <Readme project={place.project} gitRef={place.gitRef} path={place.path} />
            </div>
          )
        }
      </Load>
    </Page>
  )
}
