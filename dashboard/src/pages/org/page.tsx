import type { ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { Org } from '../../api/identity.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Tabs } from '../../parts/tabs.tsx'
import { HookList } from '../hooks/list.tsx'
import { AppList } from './apps.tsx'
import { OrgPage } from './frame.tsx'
import { OrgGeneral } from './general.tsx'
import { Installations } from './installations.tsx'
import { Members } from './members.tsx'
import { OrgSecrets } from './secrets.tsx'
import { TeamList } from './teams.tsx'

interface OrgTab {
  key: string
  label: string
  /** Only who decides here may see it: an address of a webhook is as good as a password. */
  admins?: boolean
  view: (org: Org, admin: boolean) => ReactNode
}

const tabs: OrgTab[] = [
  { key: '', label: 'Members', view: (org) => <Members org={org} /> },
  { key: 'teams', label: 'Teams', view: (org, admin) => <TeamList org={org} admin={admin} /> },
  { key: 'hooks', label: 'Webhooks', admins: true, view: (org) => <HookList place={{ org: org.slug }} writes /> },
  { key: 'apps', label: 'Apps', view: (org, admin) => <AppList org={org} admin={admin} /> },
  {
    key: 'installations',
    label: 'Installed apps',
    view: (org, admin) => <Installations org={org} admin={admin} />,
  },
  { key: 'secrets', label: 'Secrets', view: (org, admin) => <OrgSecrets org={org} admin={admin} /> },
  { key: 'general', label: 'General', view: (org, admin) => <OrgGeneral org={org} admin={admin} /> },
]

export default function OrganisationPage() {
  const [asked] = useQueryParam('tab')
  return (
    <OrgPage>
      {(org, admin) => {
        const shown = tabs.filter(({ admins }) => admin || !admins)
        const current = shown.find(({ key }) => key === asked) ?? tabs[0]!
        return (
          <>
            <Tabs
              label="Organisation"
              items={shown.map(({ key, label }) => ({
                label,
                href: addresses.org(org.slug, key || undefined),
                current: key === current.key,
              }))}
            />
            <div key={`${org.slug} ${current.key}`}>{current.view(org, admin)}</div>
          </>
        )
      }}
    </OrgPage>
  )
}
