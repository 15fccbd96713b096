import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import { access, type ProjectRole, type Team, teams } from '../../api/access.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import type { Org } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { useParam } from '../../frame/params.ts'
import { Tag } from '../../parts/chips.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { SelectField } from '../../parts/field.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { PageSkeleton, RowsSkeleton } from '../../parts/skeleton.tsx'
import { AccessRow, roles } from '../project-settings/access.tsx'
import { OrgPage } from './frame.tsx'
import { TeamForm } from './team-form.tsx'

export default function TeamPage() {
  const slug = useParam('team')
  return (
    <OrgPage title={slug} lead={(org) => `A team of ${org.name}`}>
      {(org, admin) => <TeamOf org={org} admin={admin} slug={slug} />}
    </OrgPage>
  )
}

function TeamOf({ org, admin, slug }: { org: Org; admin: boolean; slug: string }) {
  const team = useQuery(forgeQueries.team(org.slug, slug))
  return (
    <Load query={team} skeleton={<PageSkeleton />}>
      {(data) => (
        <div className="flex flex-col gap-10">
          {data.description && <p className="max-w-2xl wrap-anywhere text-muted">{data.description}</p>}
          <TeamMembers org={org} admin={admin} team={data} />
          <TeamProjects org={org} admin={admin} team={data} />
          {admin && <TeamSettings org={org} team={data} />}
        </div>
      )}
    </Load>
  )
}

interface OfTeam {
  org: Org
  team: Team
  admin: boolean
}

function TeamMembers({ org, team, admin }: OfTeam) {
  const client = useQueryClient()
  const list = useQuery(forgeQueries.teamMembers(org.slug, team.slug))
  const all = useQuery({ ...queries.members(org.slug), enabled: admin })
  const [login, setLogin] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: ['teams', org.slug] })
  const free = all.data?.items.filter((one) => !list.data?.items.some(({ id }) => id === one.id)) ?? []
  const change = useMutation({
    mutationFn: ({ user, role }: { user: string; role: 'member' | 'maintainer' }) =>
      teams.setMember(org.slug, team.slug, user, role),
    onSettled: refresh,
  })
  return (
    <Section title="Members">
      <div className="flex flex-col gap-4">
        <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="Nobody is in it yet">
                <p>Members of {org.name} can be added.</p>
              </Empty>
            ) : (
              <Rows label="Members of the team">
                {items.map((member) => (
                  <li key={member.id} className="flex flex-wrap items-center gap-3 px-4 py-2">
                    <span className="min-w-0 grow font-medium wrap-anywhere">{member.login}</span>
                    {admin ? (
                      <>
                        <select
                          aria-label={`Role of ${member.login}`}
                          value={member.role}
                          disabled={change.isPending}
                          onChange={(event) =>
                            change.mutate({
                              user: member.login,
                              role: event.target.value === 'maintainer' ? 'maintainer' : 'member',
                            })
                          }
                          className="h-8 rounded-md border border-control bg-raised px-2 text-sm"
                        >
                          <option>member</option>
                          <option>maintainer</option>
                        </select>
                        <Confirm
                          label="Remove"
                          title={`Remove ${member.login} from ${team.name}?`}
                          run={() => teams.removeMember(org.slug, team.slug, member.login).then(refresh)}
                        >
                          They lose what the team gives them and stay a member of {org.name}.
                        </Confirm>
                      </>
                    ) : (
                      <Tag>{member.role}</Tag>
                    )}
                  </li>
                ))}
              </Rows>
            )
          }
        </Load>
        <ProblemLine error={change.error} />
        {admin && free.length > 0 && (
          <SavingForm
            label="Add to the team"
            save={async () => {
              await teams.setMember(org.slug, team.slug, login, 'member')
              setLogin('')
              await refresh()
            }}
          >
            <SelectField
              label="Member of the organisation"
              value={login}
              required
              onChange={(event) => setLogin(event.target.value)}
            >
              <option value="">Choose one</option>
              {free.map((member) => (
                <option key={member.id} value={member.login}>
                  {member.name === member.login ? member.login : `${member.name} (${member.login})`}
                </option>
              ))}
            </SelectField>
          </SavingForm>
        )}
      </div>
    </Section>
  )
}

function TeamProjects({ org, team, admin }: OfTeam) {
  const client = useQueryClient()
  const list = useQuery(forgeQueries.teamProjects(org.slug, team.slug))
  const projects = useQuery(queries.projects())
  const [name, setName] = useState('')
  const [role, setRole] = useState<ProjectRole>('write')
  const refresh = () => client.invalidateQueries({ queryKey: ['access'] })
  const free =
    projects.data?.items.filter(
      (one) => one.org === org.id && !list.data?.items.some((at) => at.owner === one.owner && at.name === one.name),
    ) ?? []
  return (
    <Section title="Projects">
      <div className="flex flex-col gap-4">
        <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No project yet">
                <p>Its members have what their role in {org.name} gives them, and nothing more anywhere.</p>
              </Empty>
            ) : (
              <Rows label="Projects of the team">
                {items.map((at) => (
                  <AccessRow
                    key={`${at.owner}/${at.name}`}
                    name={`${at.owner}/${at.name}`}
                    href={addresses.project(at)}
                    role={at.role}
                    writes={admin}
                    set={(to) => access.setTeam(at, team.slug, to).then(refresh)}
                    remove={() => access.removeTeam(at, team.slug).then(refresh)}
                  >
                    Its members keep what their role in {org.name} gives them.
                  </AccessRow>
                ))}
              </Rows>
            )
          }
        </Load>
        {admin && free.length > 0 && (
          <SavingForm
            label="Add project"
            save={async () => {
              await access.setTeam({ owner: org.slug, name }, team.slug, role)
              setName('')
              await refresh()
            }}
          >
            <div className="grid gap-3 sm:grid-cols-2">
              <SelectField label="Project" value={name} required onChange={(event) => setName(event.target.value)}>
                <option value="">Choose one</option>
                {free.map((project) => (
                  <option key={project.id} value={project.name}>
                    {project.name}
                  </option>
                ))}
              </SelectField>
              <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value as ProjectRole)}>
                {roles.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </SelectField>
            </div>
          </SavingForm>
        )}
      </div>
    </Section>
  )
}

function TeamSettings({ org, team }: { org: Org; team: Team }) {
  const client = useQueryClient()
  const router = useRouter()
  const refresh = () => client.invalidateQueries({ queryKey: ['teams', org.slug] })
  return (
    <Section title="Settings">
      <div className="flex flex-col gap-6">
        <TeamForm
          key={team.updatedAt}
          team={team}
          button="Save"
          save={async (fields) => {
            await teams.edit(org.slug, team.slug, fields)
            await refresh()
          }}
        />
        <p className="text-sm text-muted">
          Projects name it <code className="font-mono">@{`${org.slug}/${team.slug}`}</code> in CODEOWNERS.{' '}
          <TextLink href={addresses.org(org.slug, 'teams')}>All teams</TextLink>
        </p>
        <div>
          <Confirm
            label="Delete team"
            title={`Delete ${team.name}?`}
            run={async () => {
              await teams.remove(org.slug, team.slug)
              router.history.push(addresses.org(org.slug, 'teams'))
              await client.invalidateQueries({ queryKey: ['teams', org.slug], exact: true })
            }}
          >
            Its members stay in {org.name} and lose what the team gave them in projects.
          </Confirm>
        </div>
      </div>
    </Section>
  )
}
