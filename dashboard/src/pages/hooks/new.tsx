import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import { hooks } from '../../api/hooks.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { Page } from '../../parts/page.tsx'
import { HookForm } from './form.tsx'

export default function NewHookPage() {
  const project = useProjectAddress()
  const client = useQueryClient()
  const router = useRouter()
  return (
    <Page title="New webhook" lead={`${project.owner}/${project.name}`}>
      <HookForm
        button="Add webhook"
        save={async (fields) => {
          const made = await hooks.create(project, fields)
          await client.invalidateQueries({ queryKey: ['hooks', project.owner, project.name] })
          router.history.push(addresses.hook(project, made.databaseId))
        }}
      />
    </Page>
  )
}
