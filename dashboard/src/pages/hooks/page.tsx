import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type Hook, type HookPlace, hooks, placeKey } from '../../api/hooks.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Page } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Deliveries } from './deliveries.tsx'
import { HookForm } from './form.tsx'

export default function HookPage() {
  const project = useProjectAddress()
  return <HookOf place={project} writes={useMay(project, 'hooks:write')} />
}

export function HookOf({ place, writes }: { place: HookPlace; writes: boolean }) {
  const hook = useQuery(forgeQueries.hook(place, Number(useParam('hook'))))
  return (
    <Load
      query={hook}
      skeleton={
        <Page title="Webhook" heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <HookView place={place} hook={data} writes={writes} />}
    </Load>
  )
}

function HookView({ place, hook, writes }: { place: HookPlace; hook: Hook; writes: boolean }) {
  const client = useQueryClient()
  const router = useRouter()
  const [tab] = useQueryParam('tab')
  const refresh = () => client.invalidateQueries({ queryKey: ['hooks', ...placeKey(place)] })
  const ping = useMutation({ mutationFn: () => hooks.ping(place, hook.databaseId), onSuccess: refresh })
  const at = addresses.hook(place, hook.databaseId)
  return (
    <Page
      title="Webhook"
      heading={<h1 className="font-mono text-lg font-semibold wrap-anywhere">{hook.url}</h1>}
      lead={hook.active ? 'Told as soon as something happens.' : 'Switched off: nothing is sent.'}
      actions={
        writes && (
          <>
            <Button busy={ping.isPending} onClick={() => ping.mutate()}>
              Send a ping
            </Button>
            <Confirm
              label="Delete"
              title="Delete this webhook?"
              run={async () => {
                await hooks.remove(place, hook.databaseId)
                router.history.push(addresses.hooks(place))
                await client.invalidateQueries({ queryKey: ['hooks', ...placeKey(place)], exact: true })
              }}
            >
              {hook.url} is told nothing any more, and what was sent to it is forgotten.
            </Confirm>
          </>
        )
      }
    >
      <ProblemLine error={ping.error} />
      {writes && (
        <Tabs
          label="Webhook"
          items={[
            { label: 'Deliveries', href: at, current: tab !== 'settings' },
            {
              label: 'Settings',
              href: addresses.hook(place, hook.databaseId, 'settings'),
              current: tab === 'settings',
            },
          ]}
        />
      )}
      {writes && tab === 'settings' ? (
        <HookForm
          key={hook.updatedAt}
          hook={hook}
          button="Save"
          save={(fields) => hooks.edit(place, hook.databaseId, fields).then(refresh)}
        />
      ) : (
        <Deliveries place={place} hook={hook.databaseId} writes={writes} />
      )}
    </Page>
  )
}
