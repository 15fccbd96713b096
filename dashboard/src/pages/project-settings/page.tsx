import { useQuery, useQueryClient } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { type Project, type ProjectEdit, projects } from '../../api/projects.ts'
import { queries } from '../../api/queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { ReadOnlyNote, useMayWrite } from '../../frame/role.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { Tabs } from '../../parts/tabs.tsx'
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
}

const tabs: [string, string, (props: SettingsProps) => React.ReactNode][] = [
  ['', 'General', (props) => <GeneralSettings {...props} />],
  ['merge', 'Merging', (props) => <MergeSettings {...props} />],
  ['guardian', 'Guardian', (props) => <GuardianSettings {...props} />],
  ['branches', 'Branches', (props) => <ProtectionSettings {...props} />],
  ['mirrors', 'Mirrors', (props) => <Mirrors project={props.project} />],
  ['secrets', 'Secrets', (props) => <Secrets project={props.project} />],
  ['deploy', 'Deploy', (props) => <DeploySettings {...props} />],
]

export default function ProjectSettingsPage() {
  const address = useProjectAddress()
  const project = useQuery(queries.project(address))
  const [tab] = useQueryParam('tab')
  return (
    <Page title="Project settings" lead={`${address.owner}/${address.name}`}>
      <Tabs
        label="Project settings"
        items={tabs.map(([key, label]) => ({
          label,
          href: addresses.projectSettings(address, key || undefined),
          current: tab === key,
        }))}
      />
      <Load query={project} skeleton={<PageSkeleton />}>
        {(data) => <Tab key={tab} address={address} project={data} tab={tab} />}
      </Load>
    </Page>
  )
}

function Tab({ address, project, tab }: { address: Address; project: Project; tab: string }) {
  const client = useQueryClient()
  const save = async (edit: ProjectEdit) => {
    await projects.edit(address, edit)
    await client.invalidateQueries({ queryKey: ['projects'] })
  }
  const render = tabs.find(([key]) => key === tab)?.[2] ?? tabs[0]![2]
  const allowed = useMayWrite(address.owner)
  return (
    <>
      {!allowed && <ReadOnlyNote owner={address.owner} />}
      <fieldset disabled={!allowed} className="min-w-0">
        <legend className="sr-only">Project settings</legend>
        {render({ project, save })}
      </fieldset>
    </>
  )
}
