import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import { type HookPlace, hooks, placeKey } from '../../api/hooks.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { Page } from '../../parts/page.tsx'
import { HookForm } from './form.tsx'

export default function NewHookPage() {
  return <NewHook place={useProjectAddress()} />
}

export function NewHook({ place }: { place: HookPlace }) {
  const client = useQueryClient()
  const router = useRouter()
  return (
    <Page title="New webhook" lead={placeKey(place).join('/')}>
      <HookForm
        button="Add webhook"
        save={async (fields) => {
          const made = await hooks.create(place, fields)
          await client.invalidateQueries({ queryKey: ['hooks', ...placeKey(place)] })
          router.history.push(addresses.hook(place, made.databaseId))
        }}
      />
    </Page>
  )
}
