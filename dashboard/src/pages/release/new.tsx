import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import { releases } from '../../api/releases.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { useMay } from '../../frame/role.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { ReleaseForm } from './form.tsx'

export default function NewReleasePage() {
  const project = useProjectAddress()
  const client = useQueryClient()
  const router = useRouter()
  const [tag] = useQueryParam('tag')
  const writes = useMay(project, 'releases:write')
  return (
    <Page title="New release" lead={`${project.owner}/${project.name}`}>
      {writes ? (
        <ReleaseForm
          project={project}
          firstTag={tag}
          save={async (fields) => {
            const made = await releases.create(project, fields)
            await client.invalidateQueries({ queryKey: ['releases', project.owner, project.name] })
            // Files come next, and they are added to what exists.
            router.history.push(addresses.editRelease(project, made.id))
          }}
        />
      ) : (
        <Empty title="You may not make releases here">
          <p>It takes the role write in this project, which its admins give under Project settings.</p>
        </Empty>
      )}
    </Page>
  )
}
