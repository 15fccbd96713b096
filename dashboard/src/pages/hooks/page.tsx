import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type Hook, hooks } from '../../api/hooks.ts'
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
  const hook = useQuery(forgeQueries.hook(project, Number(useParam('hook'))))
  return (
    <Load
      query={hook}
      skeleton={
        <Page title="Webhook" heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <HookView project={project} hook={data} />}
    </Load>
  )
}

function HookView({ project, hook }: { project: Address; hook: Hook }) {
  const client = useQueryClient()
  const router = useRouter()
  const [tab] = useQueryParam('tab')
  const writes = useMay(project, 'hooks:write')
  const refresh = () => client.invalidateQueries({ queryKey: ['hooks', project.owner, project.name] })
  const ping = useMutation({ mutationFn: () => hooks.ping(project, hook.databaseId), onSuccess: refresh })
  const at = addresses.hook(project, hook.databaseId)
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
                await hooks.remove(project, hook.databaseId)
                router.history.push(addresses.projectSettings(project, 'hooks'))
                await client.invalidateQueries({ queryKey: ['hooks', project.owner, project.name], exact: true })
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
            { label: 'Settings', href: `${at}?tab=settings`, current: tab === 'settings' },
          ]}
        />
      )}
      {writes && tab === 'settings' ? (
        <HookForm
          key={hook.updatedAt}
          hook={hook}
          button="Save"
          save={(fields) => hooks.edit(project, hook.databaseId, fields).then(refresh)}
        />
      ) : (
        <Deliveries project={project} hook={hook.databaseId} writes={writes} />
      )}
    </Page>
  )
}
