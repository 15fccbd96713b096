import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { useMay } from '../../frame/role.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { ReleaseView } from './view.tsx'

/** Whole texts and files stand below each other, so a page holds few. */
const PER_PAGE = 10

export default function ReleasesPage() {
  const project = useProjectAddress()
  const [pageText, setPage] = useQueryParam('page')
  const page = Math.max(1, Number.parseInt(pageText, 10) || 1)
  const list = useQuery(forgeQueries.releases(project, page, PER_PAGE))
  const writes = useMay(project, 'releases:write')
  return (
    <Page
      title="Releases"
      lead={`${project.owner}/${project.name}`}
      actions={
        <>
          <ButtonLink href={addresses.tags(project)}>Tags</ButtonLink>
          {writes && (
            <ButtonLink
              href={addresses.newRelease(project)}
              tone="primary"
              icon={<Plus className="size-4" />}
              shortcut="c"
            >
              New release
            </ButtonLink>
          )}
        </>
      }
    >
      <Load query={list} skeleton={<PageSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty
              title="No release yet"
              action={writes && <ButtonLink href={addresses.newRelease(project)}>Make a release</ButtonLink>}
            >
              <p>A release is a tag with notes and files to download. From a shell:</p>
              <CopyLine
                label="command to make a release"
                text={`npx devflow releases create ${project.owner} ${project.name} --tag v1.0.0`}
              />
            </Empty>
          ) : (
            <div className="flex flex-col gap-6">
              {items.map((release) => (
                <ReleaseView key={release.id} project={project} release={release} writes={writes} inList />
              ))}
              <Pager
                page={page}
                perPage={PER_PAGE}
                total={total}
                onPage={(next) => setPage(next === 1 ? '' : String(next))}
              />
            </div>
          )
        }
      </Load>
    </Page>
  )
}
