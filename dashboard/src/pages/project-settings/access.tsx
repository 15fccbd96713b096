import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { access, type ProjectRole } from '../../api/access.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { useMember } from '../../frame/role.tsx'
import { Tag } from '../../parts/chips.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Field, SelectField } from '../../parts/field.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import type { SettingsProps } from './page.tsx'

export const roles: { value: ProjectRole; label: string }[] = [
  { value: 'read', label: 'Read: looks, and opens issues' },
  { value: 'triage', label: 'Triage: tends issues, too' },
  { value: 'write', label: 'Write: pushes, merges, releases' },
  { value: 'maintain', label: 'Maintain: settings, webhooks and keys, too' },
  { value: 'admin', label: 'Admin: everything' },
]

/** People from outside the organisation, and teams of it, each with what they may do here. */
export function Access({ project, writes }: SettingsProps) {
  const client = useQueryClient()
  const people = useQuery(forgeQueries.collaborators(project))
  const teamsHere = useQuery(forgeQueries.projectTeams(project))
  const member = useMember(project.owner)
  const all = useQuery({ ...forgeQueries.teams(project.owner), enabled: member && writes })
  const refresh = () => client.invalidateQueries({ queryKey: ['access', project.owner, project.name] })
  const free = all.data?.items.filter(({ slug }) => !teamsHere.data?.items.some((team) => team.slug === slug)) ?? []
  return (
    <div className="flex flex-col gap-10">
      <Section title="Collaborators">
        <div className="flex flex-col gap-4">
          <Load query={people} skeleton={<RowsSkeleton rows={2} />}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty title="No collaborator">
                  <p>Members of {project.owner} have what their role there gives them. Others are invited here.</p>
                </Empty>
              ) : (
                <Rows label="Collaborators">
                  {items.map(({ user, login, role }) => (
                    <AccessRow
                      key={user}
                      name={login}
                      role={role}
                      writes={writes}
                      set={(to) => access.setCollaborator(project, login, to).then(refresh)}
                      remove={() => access.removeCollaborator(project, login).then(refresh)}
                    >
                      {login} can no longer work on {project.owner}/{project.name}. What they did stays.
                    </AccessRow>
                  ))}
                </Rows>
              )
            }
          </Load>
          {writes && (
            <Grant
              button="Add collaborator"
              grant={(name, role) => access.setCollaborator(project, name, role).then(refresh)}
            >
              {(name, setName) => (
                <Field
                  label="Login"
                  value={name}
                  required
                  autoComplete="off"
                  onChange={(event) => setName(event.target.value)}
                  hint="Of somebody who has an account here."
                />
              )}
            </Grant>
          )}
        </div>
      </Section>
      <Section title="Teams">
        <div className="flex flex-col gap-4">
          <Load query={teamsHere} skeleton={<RowsSkeleton rows={1} />}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="text-sm text-muted">No team has a role of its own here.</p>
              ) : (
                <Rows label="Teams">
                  {items.map(({ team, slug, role }) => (
                    <AccessRow
                      key={team}
                      name={slug}
                      role={role}
                      writes={writes}
                      set={(to) => access.setTeam(project, slug, to).then(refresh)}
                      remove={() => access.removeTeam(project, slug).then(refresh)}
                    >
                      Its members keep what their role in {project.owner} gives them.
                    </AccessRow>
                  ))}
                </Rows>
              )
            }
          </Load>
          {free.length > 0 && (
            <Grant button="Add team" grant={(name, role) => access.setTeam(project, name, role).then(refresh)}>
              {(name, setName) => (
                <SelectField label="Team" value={name} required onChange={(event) => setName(event.target.value)}>
                  <option value="">Choose one</option>
                  {free.map((team) => (
                    <option key={team.id} value={team.slug}>
                      {team.name}
                    </option>
                  ))}
                </SelectField>
              )}
            </Grant>
          )}
        </div>
      </Section>
    </div>
  )
}

interface AccessRowProps {
  name: string
  href?: string
  role: ProjectRole
  writes: boolean
  set: (role: ProjectRole) => Promise<unknown>
  remove: () => Promise<unknown>
  /** What is lost when it is taken away. */
  children: ReactNode
}

/** Somebody or something with a role in a project. */
export function AccessRow({ name, href, role, writes, set, remove, children }: AccessRowProps) {
  const change = useMutation({ mutationFn: set })
  return (
    <li className="px-4 py-2">
      <div className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 grow font-medium wrap-anywhere">
          {href ? <TextLink href={href}>{name}</TextLink> : name}
        </span>
        {writes ? (
          <>
            <select
              aria-label={`Role of ${name}`}
              value={role}
              disabled={change.isPending}
              onChange={(event) => change.mutate(event.target.value as ProjectRole)}
              className="h-8 rounded-md border border-control bg-raised px-2 text-sm"
            >
              {roles.map(({ value }) => (
                <option key={value}>{value}</option>
              ))}
            </select>
            <Confirm label="Remove" title={`Remove ${name}?`} run={remove}>
              {children}
            </Confirm>
          </>
        ) : (
          <Tag>{role}</Tag>
        )}
      </div>
      <ProblemLine error={change.error} />
    </li>
  )
}

interface GrantProps {
  button: string
  grant: (name: string, role: ProjectRole) => Promise<unknown>
  children: (name: string, setName: (name: string) => void) => ReactNode
}

function Grant({ button, grant, children }: GrantProps) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<ProjectRole>('write')
  return (
    <SavingForm
      label={button}
      save={async () => {
        await grant(name.trim(), role)
        setName('')
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {children(name, setName)}
        <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value as ProjectRole)}>
          {roles.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
    </SavingForm>
  )
}
