import { useQuery } from '@tanstack/react-query'
import { forgeQueries } from '../../api/forge-queries.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { useMay } from '../../frame/role.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { ReleaseView } from './view.tsx'

/** The published release of a tag; a tag may have slashes in it. */
export default function ReleasePage() {
  const project = useProjectAddress()
  const tag = useParam('_splat')
  const release = useQuery(forgeQueries.releaseOf(project, tag))
  const writes = useMay(project, 'releases:write')
  return (
    <Page title={tag} heading={<h1 className="sr-only">Release {tag}</h1>}>
      <Load query={release} skeleton={<PageSkeleton />}>
        {(data) => <ReleaseView project={project} release={data} writes={writes} />}
      </Load>
    </Page>
  )
}
