import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import { apps } from '../../api/apps.ts'
import { AppForm } from './app-form.tsx'
import { OrgPage } from './frame.tsx'

export default function NewAppPage() {
  const client = useQueryClient()
  const router = useRouter()
  return (
    <OrgPage title="New app" lead={(org) => `Owned by ${org.name}`} admins>
      {(org) => (
        <AppForm
          button="Register app"
          save={async (fields) => {
            const app = await apps.create({ org: org.slug, ...fields })
            await client.invalidateQueries({ queryKey: ['apps', org.slug] })
            router.history.push(addresses.app(org.slug, app.slug))
          }}
        />
      )}
    </OrgPage>
  )
}
