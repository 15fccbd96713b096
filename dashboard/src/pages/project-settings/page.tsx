import { useQuery, useQueryClient } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { type Project, type ProjectEdit, projects } from '../../api/projects.ts'
import { queries } from '../../api/queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { type Product, useProducts } from '../../frame/products.tsx'
import { useQueryParam } from '../../frame/query-param.ts'
import { grants } from '../../frame/role.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { HookList } from '../hooks/list.tsx'
import { DeployKeys } from '../keys/deploy.tsx'
import { Access } from './access.tsx'
import { DeploySettings } from './deploy.tsx'
import { GeneralSettings } from './general.tsx'
import { GuardianSettings } from './guardian.tsx'
import { MergeSettings } from './merge.tsx'
import { Mirrors } from './mirrors.tsx'
import { ProtectionSettings } from './protection.tsx'
import { Secrets } from './secrets.tsx'

/** What every tab is given: the project as it is, and the way to change it. */
export interface SettingsProps {
  project: Project
  save: (edit: ProjectEdit) => Promise<unknown>
  /** Whether who looks may change it. Who may not is shown what is, and no control. */
  writes: boolean
}

interface SettingsTab {
  key: string
  label: string
  /** Without it, the tab is there whatever is switched on. */
  product?: Product
  /** Where somebody may not, the tab is not shown: its very content is theirs who may. */
  reads?: string
  /** What changing it takes. */
  writes: string
  view: (props: SettingsProps) => React.ReactNode
}

const tabs: SettingsTab[] = [
  { key: '', label: 'General', writes: 'projects:write', view: (props) => <GeneralSettings {...props} /> },
  {
    key: 'access',
    label: 'Access',
    reads: 'members:read',
    writes: 'members:write',
    view: (props) => <Access {...props} />,
  },
  { key: 'merge', label: 'Merging', writes: 'projects:write', view: (props) => <MergeSettings {...props} /> },
  { key: 'branches', label: 'Branches', writes: 'projects:write', view: (props) => <ProtectionSettings {...props} /> },
  {
    key: 'hooks',
    label: 'Webhooks',
    reads: 'hooks:inspect',
    writes: 'hooks:write',
    // Its address alone: a whole project names its organisation, too.
    view: ({ project: { owner, name }, writes }) => <HookList place={{ owner, name }} writes={writes} />,
  },
  {
    key: 'keys',
    label: 'Deploy keys',
    reads: 'keys:read',
    writes: 'keys:write',
    view: (props) => <DeployKeys {...props} />,
  },
  {
    key: 'mirrors',
    label: 'Mirrors',
    reads: 'mirrors:read',
    writes: 'projects:write',
    view: (props) => <Mirrors {...props} />,
  },
  {
    key: 'secrets',
    label: 'Secrets and variables',
    reads: 'secrets:read',
    writes: 'secrets:write',
    view: (props) => <Secrets {...props} />,
  },
  {
    key: 'guardian',
    label: 'Guardian',
    product: 'flow',
    writes: 'projects:write',
    view: (props) => <GuardianSettings {...props} />,
  },
  {
    key: 'deploy',
    label: 'Deploy',
    product: 'runtime',
    writes: 'projects:write',
    view: (props) => <DeploySettings {...props} />,
  },
]

export default function ProjectSettingsPage() {
  const address = useProjectAddress()
  const project = useQuery(queries.project(address))
  const powers = useQuery(queries.powers(address))
  const products = useProducts()
  const [asked] = useQueryParam('tab')
  const may = (permission: string) => powers.data === undefined || grants(powers.data.permissions, permission)
  const shown = tabs.filter(
    ({ product, reads }) => (!product || products?.has(product)) && (!reads || (powers.data && may(reads))),
  )
  const current = shown.find(({ key }) => key === asked)
  return (
    <Page title="Project settings" lead={`${address.owner}/${address.name}`}>
      <Tabs
        label="Project settings"
        items={shown.map(({ key, label }) => ({
          label,
          href: addresses.projectSettings(address, key || undefined),
          current: key === (current ?? tabs[0]!).key,
        }))}
      />
      {/* Until it is known which tabs there are, an address of one must not show another. */}
      <Load query={powers} skeleton={<PageSkeleton />}>
        {() => (
          <Load query={project} skeleton={<PageSkeleton />}>
            {(data) => <Tab key={asked} tab={current ?? tabs[0]!} address={address} project={data} may={may} />}
          </Load>
        )}
      </Load>
    </Page>
  )
}

interface TabProps {
  tab: SettingsTab
  address: Address
  project: Project
  may: (permission: string) => boolean
}

function Tab({ tab, address, project, may }: TabProps) {
  const client = useQueryClient()
  const save = async (edit: ProjectEdit) => {
    await projects.edit(address, edit)
    await client.invalidateQueries({ queryKey: ['projects'] })
  }
  const writes = may(tab.writes)
  return (
    <>
      {!writes && (
        <p className="text-xs text-muted">
          You can read this. Changing it takes the permission {tab.writes} in {address.owner}/{address.name}.
        </p>
      )}
      {tab.view({ project, save, writes })}
    </>
  )
}
