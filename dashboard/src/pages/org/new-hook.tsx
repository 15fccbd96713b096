import { NewHook } from '../hooks/new.tsx'
import { OrgPage } from './frame.tsx'
import { useOrg } from './use-org.ts'

export default function NewOrgHookPage() {
  const { slug, admin } = useOrg()
  if (admin) return <NewHook place={{ org: slug }} />
  return (
    <OrgPage title="New webhook" admins>
      {() => null}
    </OrgPage>
  )
}
