import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { appQueries } from '../../api/app-queries.ts'
import { type Installation, installations } from '../../api/apps.ts'
import type { Org } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { ProjectChoice } from '../../parts/project-choice.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusLabel } from '../../parts/status.tsx'
import { permissionLine } from './app-permissions.tsx'

/** Apps that act in an organisation, each with what it may do and where. */
export function Installations({ org, admin }: { org: Org; admin: boolean }) {
  const list = useQuery(appQueries.installations(org.slug))
  return (
    <div className="flex flex-col gap-10">
      <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No app is installed">
              <p>An installed app acts in the projects that are chosen for it, with what somebody here agreed to.</p>
            </Empty>
          ) : (
            <Rows label="Installed apps">
              {items.map((one) => (
                <InstallationRow key={one.id} org={org} admin={admin} installation={one} />
              ))}
            </Rows>
          )
        }
      </Load>
      {admin && <Install org={org} />}
    </div>
  )
}

function InstallationRow({ org, admin, installation }: { org: Org; admin: boolean; installation: Installation }) {
  const client = useQueryClient()
  const { app, databaseId, suspendedAt, allProjects, projects, permissions } = installation
  const refresh = () => client.invalidateQueries({ queryKey: ['installations', org.slug] })
  const suspend = useMutation({
    mutationFn: () =>
      suspendedAt === null
        ? installations.suspend(org.slug, databaseId)
        : installations.unsuspend(org.slug, databaseId),
    onSettled: refresh,
  })
  const count = projects.length === 1 ? 'one project' : `${projects.length} projects`
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-64">
          <p className="font-medium wrap-anywhere">{app.name}</p>
          <p className="text-sm text-muted">{allProjects ? 'in all projects, also those to come' : `in ${count}`}</p>
          <p className="text-xs wrap-anywhere text-muted">{permissionLine(permissions)}</p>
        </div>
        <StatusLabel status={suspendedAt === null ? 'done' : 'needs_person'} className="text-sm">
          {suspendedAt === null ? 'Active' : 'Suspended'}
        </StatusLabel>
        {admin && (
          <div className="flex flex-wrap gap-2">
            <ChooseProjects org={org} installation={installation} done={refresh} />
            <Button busy={suspend.isPending} onClick={() => suspend.mutate()}>
              {suspendedAt === null ? 'Suspend' : 'Let it act again'}
            </Button>
            <Confirm
              label="Uninstall"
              title={`Uninstall ${app.name}?`}
              run={() => installations.remove(org.slug, databaseId).then(refresh)}
            >
              It can do nothing in {org.name} any more, and its tokens are refused from now on. What it did stays.
            </Confirm>
          </div>
        )}
      </div>
      <ProblemLine error={suspend.error} />
      {installation.outdated && (
        <div className="flex flex-wrap items-center gap-3 rounded-md border p-3 text-sm">
          <p className="min-w-0 grow basis-60 wrap-anywhere">
            <StatusLabel status="needs_person">It asks for something else by now</StatusLabel>
            <span className="mt-1 block text-xs text-muted">
              {permissionLine(app.permissions)}
              {app.events.length > 0 && `; told of ${app.events.join(', ')}`}
            </span>
          </p>
          {admin && (
            <Confirm
              label="Agree"
              tone="plain"
              title={`Agree to what ${app.name} asks for?`}
              run={() => installations.accept(org.slug, databaseId).then(refresh)}
            >
              From now on it may: {permissionLine(app.permissions)}.
            </Confirm>
          )}
        </div>
      )}
    </li>
  )
}

interface ChooseProjectsProps {
  org: Org
  installation: Installation
  done: () => Promise<unknown>
}

function ChooseProjects({ org, installation, done }: ChooseProjectsProps) {
  const [open, setOpen] = useState(false)
  const all = useQuery(queries.projects())
  const options = useNames(org)
  const named = () =>
    installation.allProjects
      ? null
      : (all.data?.items.filter(({ id }) => installation.projects.includes(id)).map(({ name }) => name) ?? [])
  const [chosen, setChosen] = useState<string[] | null>(null)
  return (
    <>
      <Button
        disabled={!all.data}
        onClick={() => {
          setChosen(named())
          setOpen(true)
        }}
      >
        Choose projects
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`Where ${installation.app.name} acts`}>
        <SavingForm
          save={async () => {
            await installations.setProjects(org.slug, installation.databaseId, chosen)
            await done()
            setOpen(false)
          }}
        >
          <ProjectChoice options={options} value={chosen} onChange={setChosen} />
        </SavingForm>
      </Dialog>
    </>
  )
}

function Install({ org }: { org: Org }) {
  const client = useQueryClient()
  const own = useQuery(appQueries.apps(org.slug))
  const options = useNames(org)
  const [slug, setSlug] = useState('')
  const asks = own.data?.items.find((app) => app.slug === slug)
  const [chosen, setChosen] = useState<string[] | null>(null)
  return (
    <Section title="Install an app">
      <SavingForm
        label="Install"
        save={async () => {
          await installations.create(org.slug, slug.trim(), chosen)
          setSlug('')
          setChosen(null)
          await client.invalidateQueries({ queryKey: ['installations', org.slug] })
        }}
      >
        <Field
          label="App"
          value={slug}
          required
          list="apps-to-install"
          autoComplete="off"
          onChange={(event) => setSlug(event.target.value)}
          hint={
            asks
              ? `It asks for ${permissionLine(asks.permissions)}.`
              : 'Its name in addresses. What it asks for is shown beside it once it is installed.'
          }
        />
        <datalist id="apps-to-install">
          {own.data?.items.map((app) => (
            <option key={app.id} value={app.slug}>
              {app.name}
            </option>
          ))}
        </datalist>
        <ProjectChoice options={options} value={chosen} onChange={setChosen} />
      </SavingForm>
    </Section>
  )
}

/** The projects of an organisation by name, as the verbs of installations take them. */
function useNames(org: Org): { value: string; label: string }[] {
  const own = useQuery(queries.projects()).data?.items.filter((project) => project.org === org.id) ?? []
  return own.map(({ name }) => ({ value: name, label: name }))
}
