import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { identity, type Org, type Role } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Field, SelectField } from '../../parts/field.tsx'
import { Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'

const roles: { value: Role; label: string }[] = [
  { value: 'admin', label: 'Admin: everything' },
  { value: 'supervisor', label: 'Supervisor: writes, approves, merges' },
  { value: 'viewer', label: 'Viewer: reads' },
]

/** Who belongs to an organisation, and what each may do in all of it. */
export function Members({ org }: { org: Org }) {
  const client = useQueryClient()
  const query = queries.members(org.slug)
  const members = useQuery(query)
  const [login, setLogin] = useState('')
  const [role, setRole] = useState<Role>('supervisor')
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey })
  const change = useMutation({
    mutationFn: ({ user, to }: { user: string; to: Role }) => identity.setMember(org.slug, user, to),
    onSettled: refresh,
  })
  const admin = org.role === 'admin'
  return (
    <Section title={`Members of ${org.name}`}>
      <Load query={members} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <Rows label={`Members of ${org.name}`}>
            {items.map((member) => (
              <li key={member.id} className="flex flex-wrap items-center gap-3 px-4 py-2">
                <span className="min-w-0 grow">
                  <span className="font-medium">{member.name}</span>{' '}
                  <span className="text-sm text-muted">{member.login}</span>
                </span>
                {admin ? (
                  <>
                    <select
                      aria-label={`Role of ${member.login}`}
                      value={member.role}
                      disabled={change.isPending}
                      onChange={(event) => change.mutate({ user: member.login, to: event.target.value as Role })}
                      className="h-8 rounded-md border border-control bg-raised px-2 text-sm"
                    >
                      {roles.map(({ value }) => (
                        <option key={value}>{value}</option>
                      ))}
                    </select>
                    <Confirm
                      label="Remove"
                      title={`Remove ${member.login}?`}
                      run={() => identity.removeMember(org.slug, member.login).then(refresh)}
                    >
                      They lose access to everything of {org.name}. What they did stays.
                    </Confirm>
                  </>
                ) : (
                  <span className="text-sm text-muted">{member.role}</span>
                )}
              </li>
            ))}
          </Rows>
        )}
      </Load>
      <div className="mt-2">
        <ProblemLine error={change.error} />
      </div>
      {admin && (
        <div className="mt-4">
          <SavingForm
            label="Add member"
            save={async () => {
              await identity.setMember(org.slug, login.trim(), role)
              setLogin('')
              await refresh()
            }}
          >
            <div className="grid gap-3 sm:grid-cols-2">
              <Field
                label="Login"
                value={login}
                required
                onChange={(event) => setLogin(event.target.value)}
                autoComplete="off"
                hint="Of somebody who has an account here."
              />
              <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value as Role)}>
                {roles.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </SelectField>
            </div>
          </SavingForm>
        </div>
      )}
    </Section>
  )
}
