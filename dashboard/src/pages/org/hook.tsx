import { HookOf } from '../hooks/page.tsx'
import { OrgPage } from './frame.tsx'
import { useOrg } from './use-org.ts'

export default function OrgHookPage() {
  const { slug, admin } = useOrg()
  if (admin) return <HookOf place={{ org: slug }} writes />
  return (
    <OrgPage title="Webhook" admins>
      {() => null}
    </OrgPage>
  )
}
